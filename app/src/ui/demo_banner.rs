//! On top of every page of a demonstration or of a training copy: that it is one, what time it is there, and the way to
//! change it.

use super::html_writer::HtmlWriter;
use crate::http::visit::Visit;
use entity::address::Address;
use wording::time;

pub fn demo_banner(html: &mut HtmlWriter, visit: &Visit) {
    if let Some(training) = &visit.site.training {
        return training_banner(html, visit, &training.title);
    }
    html.markup("<aside aria-label=\"Démonstration\" class=\"t-demo-banner\"><div class=\"fr-container\"><p>")
        .markup("<strong>Démonstration.</strong>")
        .markup(" Personnes et besoins fictifs, collectivités réelles. Ici, nous sommes le ")
        .text(time::moment(visit.ctx.now()));
    links(html);
    html.markup("</div></aside>");
}

/// Of a training copy: that nothing counts, and the way out.
fn training_banner(html: &mut HtmlWriter, visit: &Visit, campaign: &str) {
    html.markup("<aside aria-label=\"Bac à sable\" class=\"t-demo-banner t-demo-banner--training\">")
        .markup("<div class=\"fr-container\"><p><strong>Bac à sable\u{a0}: rien de ce que vous faites ici ne compte.")
        .markup("</strong> ")
        .text(campaign)
        .markup(". Personnes fictives. Ici, nous sommes le ")
        .text(time::moment(visit.ctx.now()));
    links(html);
    html.markup("<form method=\"post\" action=\"")
        .text(Address::TrainingLeave)
        .markup("\"><button class=\"fr-btn fr-btn--sm fr-btn--secondary\">Quitter le bac à sable</button></form>")
        .markup("</div></aside>");
}

/// The end of the sentence that tells the time, and the ways to change it.
fn links(html: &mut HtmlWriter) {
    html.markup(".</p><p class=\"t-demo-banner__links\"><a href=\"")
        .text(Address::DemoClock)
        .markup("\">Changer de date</a> <a href=\"")
        .text(Address::SignIn)
        .markup("\">Changer de rôle</a> <a href=\"")
        .text(Address::DemoOutbox)
        .markup("\">Courriels</a></p>");
}
