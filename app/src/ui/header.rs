//! What stands on top of every page: the name of the site, who visits, and the menu.

use super::{front_door::WAY_ON, html_writer::HtmlWriter, meta::SITE, sign_in::sign_in_link};
use crate::http::{own_style::OwnStyle, visit::Visit};
use entity::{
    address::Address,
    permission::{Action, StaffRole},
};
use server::person::SignedIn;
use std::borrow::Cow;

/// What the site is, in a line.
pub const TAGLINE: &str = "Les services numériques que les collectivités choisissent ensemble";

pub fn header(html: &mut HtmlWriter, visit: &Visit) {
    html.markup("<header role=\"banner\" class=\"fr-header\"><div class=\"fr-header__body\">")
        .markup("<div class=\"fr-container\"><div class=\"fr-header__body-row\">")
        .markup("<div class=\"fr-header__brand fr-enlarge-link\"><div class=\"fr-header__service\"><a href=\"")
        .text(Address::Home)
        .markup("\" title=\"Accueil – Terreau\">");
    mark(html, visit);
    html.markup("</a><p class=\"fr-header__service-tagline\">").text(TAGLINE).markup("</p></div></div>");
    html.markup("<div class=\"fr-header__tools\">");
    search_box(html, visit);
    html.markup("<div class=\"fr-header__tools-links\">").markup("<ul class=\"fr-btns-group fr-btns-group--inline\">");
    who(html, visit);
    html.markup("</ul></div></div>");
    menu(html, visit);
    html.markup("</div></div></div></header>");
}

/// The search: a box, and on a phone its button alone, which leads to the page of the search.
fn search_box(html: &mut HtmlWriter, visit: &Visit) {
    html.markup("<form class=\"t-find\" method=\"get\" action=\"")
        .text(visit.here(&Address::Search))
        .markup("\" role=\"search\" aria-label=\"Rechercher dans tout le site\">")
        .markup("<label class=\"fr-sr-only\" for=\"recherche\">Rechercher</label>")
        .markup("<input id=\"recherche\" type=\"search\" name=\"texte\" placeholder=\"Rechercher\" ")
        .markup("enterkeyhint=\"search\"><button class=\"fr-icon-search-line\" title=\"Rechercher\">")
        .markup("<span class=\"fr-sr-only\">Rechercher</span></button></form>");
}

/// The name of the site beside its mark, the operator's where they have one.
fn mark(html: &mut HtmlWriter, visit: &Visit) {
    match visit.site.style.as_ref().and_then(OwnStyle::logo) {
        Some(logo) => html
            .markup("<p class=\"fr-header__service-title t-mark t-mark--own\"><img src=\"")
            .text(logo)
            .markup("\" alt=\"\">"),
        None => html.markup("<p class=\"fr-header__service-title t-mark\">"),
    };
    html.markup("<span>").text(SITE).markup("</span></p>");
}

/// Who is signed in and for whom they act, or the way to sign in.
fn who(html: &mut HtmlWriter, visit: &Visit) {
    unread(html, visit.who.as_ref().map_or(0, |who| who.unread));
    html.markup("<li><a href=\"");
    match &visit.who {
        None => html.text(sign_in_link(visit)),
        Some(_) => html.text(Address::Account),
    };
    html.markup("\" class=\"fr-btn fr-btn--tertiary-no-outline fr-icon-account-circle-line\"><span class=\"t-who\">");
    match &visit.who {
        None => html.markup("Se connecter"),
        // On a phone the sheet shows for whom alone.
        Some(who) => {
            html.markup("<span class=\"t-who__name\">").text(&who.name).markup(" – </span>").text(role(visit, who))
        }
    };
    html.markup("</span></a></li>");
    if visit.acts_for_nobody() {
        html.markup("<li class=\"t-who__way-on\"><a href=\"")
            .text(Address::MembershipRequest)
            .markup("\" class=\"fr-btn fr-btn--tertiary-no-outline\">")
            .text(WAY_ON)
            .markup("</a></li>");
    }
}

/// For whom somebody acts.
fn role(visit: &Visit, who: &SignedIn) -> String {
    match (&visit.ctx.actor.acting, who.staff) {
        (Some(acting), _) => visit.ctx.platform.reference().name(&acting.siren),
        (None, Some(staff)) => wording::staff(staff).to_owned(),
        (None, None) => "aucune collectivité".to_owned(),
    }
}

/// The way to the notices that were not read, when there are some: on a phone the sheet shows their number alone.
fn unread(html: &mut HtmlWriter, unread: u64) {
    if unread == 0 {
        return;
    }
    let words = if unread == 1 { "avis non lu" } else { "avis non lus" };
    html.markup("<li><a href=\"")
        .text(Address::Notices)
        .markup("\" class=\"fr-btn fr-btn--tertiary-no-outline fr-icon-notification-line\"><span>")
        .text(unread)
        .markup("<span class=\"t-who__name\">\u{a0}")
        .text(words)
        .markup("</span></span></a></li>");
}

/// The menu: a bar, and on a phone a list that a disclosure opens. What it opens follows it, so that the bar needs no
/// disclosure, and browsers that know nothing of its parts show the bar all the same. Who has many pages of the State's
/// has them in a bar of their own.
fn menu(html: &mut HtmlWriter, visit: &Visit) {
    html.markup("<nav id=\"menu\" aria-label=\"Menu principal\" class=\"t-nav\"><details class=\"t-nav__toggle\">")
        .markup("<summary class=\"fr-icon-menu-fill\">Menu</summary></details><div class=\"t-nav__lists\"><ul>");
    let (mut all, mut of_the_state) = (for_all(visit), of_the_state(visit));
    let apart = of_the_state.len() > MOST_BESIDE;
    if !apart {
        all.append(&mut of_the_state);
    }
    all.push(worded((Address::Help, "Aide")));
    listed(html, visit, all);
    html.markup("</ul>");
    if apart {
        html.markup("<ul class=\"t-nav__team\" aria-label=\"Pages de l’équipe\">");
        listed(html, visit, of_the_state);
        html.markup("</ul>");
    }
    html.markup("</div></nav>");
}

/// The most pages of the State's that stand beside everybody's: more break the bar of a screen of 1280 pixels.
const MOST_BESIDE: usize = 3;

fn listed(html: &mut HtmlWriter, visit: &Visit, entries: Entries) {
    let path = visit.path();
    for (page, name) in entries {
        // The queue has an entry of its own, below that of curation.
        let queue = || path.starts_with(&Address::CurationMemberships.to_string());
        let address = visit.here(&page);
        let current = match page {
            Address::Home => path == address,
            Address::Curation => path.starts_with(&address) && !queue(),
            // Its pages have entries of their own.
            Address::Administration => path.starts_with(&address) && !path.starts_with(&Address::Mailings.to_string()),
            _ => path.starts_with(&address),
        };
        html.markup("<li><a href=\"").text(address);
        html.markup(if current { "\" aria-current=\"page\">" } else { "\">" }).text(name).markup("</a></li>");
    }
}

type Entries = Vec<(Address, Cow<'static, str>)>;

/// The pages of somebody's role of the State.
fn of_the_state(visit: &Visit) -> Entries {
    let mut entries: Entries = by_role(visit.ctx.actor.staff).into_iter().map(worded).collect();
    let may = |action| visit.ctx.authorise(action, &Default::default()).is_ok();
    if may(Action::Curate) {
        entries.push(worded((Address::Curation, "Besoins à trier")));
        let queue = match visit.requests_waiting {
            0 => "Rattachements".into(),
            waiting => format!("Rattachements ({waiting})").into(),
        };
        entries.push((Address::CurationMemberships, queue));
        // What is reported is rare: the menu names it when there is something to read.
        if visit.texts_waiting > 0 {
            entries.push((Address::Moderation, format!("Modération ({})", visit.texts_waiting).into()));
        }
    }
    if visit.messages_waiting > 0 {
        entries.push((Address::Enquiries, format!("Messages ({})", visit.messages_waiting).into()));
    }
    let by_right = [
        (Action::Second, Address::JointActs, "Actes à deux"),
        (Action::Announce, Address::Mailings, "Envois"),
        (Action::Administer, Address::Administration, "Administration"),
    ];
    entries.extend(by_right.into_iter().filter(|(action, ..)| may(*action)).map(|(_, to, name)| worded((to, name))));
    entries
}

fn worded((address, name): (Address, &'static str)) -> (Address, Cow<'static, str>) {
    (address, name.into())
}

/// Everybody's pages, and the applications of who acts for a collectivité.
fn for_all(visit: &Visit) -> Entries {
    let mut entries = vec![
        (Address::Home, "Accueil"),
        (Address::Needs, "Besoins"),
        (Address::Groups, "Groupements"),
        (Address::Projects, "Projets"),
        (Address::Ballot, "Vote"),
        (Address::Result, "Résultats"),
        (Address::Envelopes, "Financements"),
    ];
    if visit.ctx.actor.acting.is_some() {
        entries.push((Address::Applications, "Candidatures"));
    }
    entries.into_iter().map(worded).collect()
}

fn by_role(staff: Option<StaffRole>) -> Vec<(Address, &'static str)> {
    let desk = (Address::Desk, "Dossiers");
    let assessments = (Address::Assessments, "Évaluations");
    match staff {
        Some(StaffRole::Curator) => vec![desk],
        Some(StaffRole::Prefecture) => vec![desk, assessments],
        Some(StaffRole::Assessor) => vec![assessments],
        Some(StaffRole::Observer) => vec![(Address::Committee, "Comité")],
        Some(StaffRole::Administrator) | None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_that_were_not_read_are_counted_and_none_is_not_shown() {
        let of = |count: u64| {
            let mut html = HtmlWriter::default();
            unread(&mut html, count);
            html.finish()
        };
        assert_eq!(of(0), "");
        let one = of(1);
        assert!(
            one.contains("href=\"/avis\"") && one.contains("1<span class=\"t-who__name\">\u{a0}avis non lu<"),
            "{one}"
        );
        assert!(of(12).contains("12<span class=\"t-who__name\">\u{a0}avis non lus<"));
    }
}
