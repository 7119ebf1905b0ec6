//! On top of every page that an administrator sees as somebody else would: as whom, until when, and the way out.

use super::html_writer::HtmlWriter;
use crate::http::visit::Visit;
use entity::{address::Address, viewing::Viewing};
use wording::{time, view_role};

pub fn view_banner(html: &mut HtmlWriter, visit: &Visit, viewing: &Viewing) {
    html.markup("<aside aria-label=\"Vue en lecture seule\" class=\"t-view-banner\"><div class=\"fr-container\"><p>")
        .markup("<strong>Vue en lecture seule.</strong> Vous voyez le site comme\u{a0}: ")
        .text(view_role(viewing.role));
    if let Some(acting) = &visit.ctx.actor.acting {
        html.markup(", ").text(visit.ctx.platform.reference().name(&acting.siren));
    }
    if let Some(departement) = &visit.ctx.actor.departement {
        html.markup(", ").text(visit.ctx.platform.reference().departement_name(departement));
    }
    html.markup(". Jusqu’à ")
        .text(time::hour(viewing.until))
        .markup(".</p><form method=\"post\" action=\"")
        .text(Address::ViewEnd)
        .markup("\"><button class=\"fr-btn fr-btn--sm fr-btn--secondary\">Quitter cette vue</button></form>")
        .markup("</div></aside>");
}
