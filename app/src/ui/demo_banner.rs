//! On top of every page of a demonstration: that it is one, what time it is there, and the way to change it.

use super::html_writer::HtmlWriter;
use crate::http::visit::Visit;
use entity::address::Address;
use wording::time;

pub fn demo_banner(html: &mut HtmlWriter, visit: &Visit) {
    html.markup("<aside aria-label=\"Démonstration\" class=\"t-demo-banner\"><div class=\"fr-container\"><p>")
        .markup("<strong>Démonstration.</strong>")
        .markup(" Personnes et besoins fictifs, collectivités réelles. Ici, nous sommes le ")
        .text(time::moment(visit.ctx.now()))
        .markup(".</p><p class=\"t-demo-banner__links\"><a href=\"")
        .text(Address::DemoClock)
        .markup("\">Changer de date</a> <a href=\"")
        .text(Address::SignIn)
        .markup("\">Changer de rôle</a> <a href=\"")
        .text(Address::DemoOutbox)
        .markup("\">Courriels</a></p></div></aside>");
}
