//! What stands on top of every page: the name of the site, who visits, and the menu.

use super::{front_door::WAY_ON, meta::SITE, sign_in::sign_in_link, views::views};
use crate::http::{own_style::OwnStyle, visit::Visit};
use entity::{
    address::Address,
    permission::{Action, StaffRole},
};
use leptos::prelude::*;
use std::borrow::Cow;

/// What the site is, in a line.
pub const TAGLINE: &str = "Les services numériques que les collectivités choisissent ensemble";

#[component]
pub fn Header<'a>(visit: &'a Visit) -> AnyView {
    view! {
        <header role="banner" class="fr-header">
            <div class="fr-header__body">
                <div class="fr-container">
                    <div class="fr-header__body-row">
                        <div class="fr-header__brand fr-enlarge-link">
                            <div class="fr-header__service">
                                <a href=Address::Home.to_string() title="Accueil – Terreau">
                                    <Mark visit />
                                </a>
                                <p class="fr-header__service-tagline">{TAGLINE}</p>
                            </div>
                        </div>
                        <div class="fr-header__tools">
                            <SearchBox visit />
                            <div class="fr-header__tools-links">
                                <ul class="fr-btns-group fr-btns-group--inline">
                                    <Who visit />
                                </ul>
                            </div>
                        </div>
                        <Menu visit />
                    </div>
                </div>
            </div>
        </header>
    }
    .into_any()
}

/// The search: a box, and on a phone its button alone, which leads to the page of the search.
#[component]
fn SearchBox<'a>(visit: &'a Visit) -> AnyView {
    view! {
        <form
            class="t-find"
            method="get"
            action=visit.here(&Address::Search)
            role="search"
            aria-label="Rechercher dans tout le site"
        >
            <label class="fr-sr-only" for="recherche">
                "Rechercher"
            </label>
            <input id="recherche" type="search" name="texte" placeholder="Rechercher" enterkeyhint="search" />
            <button class="fr-icon-search-line" title="Rechercher">
                <span class="fr-sr-only">"Rechercher"</span>
            </button>
        </form>
    }
    .into_any()
}

/// The name of the site beside its mark, the operator's where they have one.
#[component]
fn Mark<'a>(visit: &'a Visit) -> AnyView {
    let logo = visit.site.style.as_ref().and_then(OwnStyle::logo);
    let class = if logo.is_some() { "t-mark t-mark--own" } else { "t-mark" };
    let logo = logo.map(|logo| view! { <img src=logo.to_string() alt="" /> });
    view! { <p class=format!("fr-header__service-title {class}")>{logo} <span>{SITE}</span></p> }.into_any()
}

/// Who is signed in and for whom they act, or the way to sign in.
#[component]
fn Who<'a>(visit: &'a Visit) -> AnyView {
    let (address, label) = match &visit.who {
        None => (sign_in_link(visit), "Se connecter".into_any()),
        Some(who) => {
            let role = match (&visit.ctx.actor.acting, who.staff) {
                (Some(acting), _) => visit.ctx.platform.reference().name(&acting.siren),
                (None, Some(staff)) => wording::staff(staff).to_owned(),
                (None, None) => "aucune collectivité".to_owned(),
            };
            (Address::Account.into(), who_for(who.name.clone(), role))
        }
    };
    let unread = visit.who.as_ref().map_or(0, |who| who.unread);
    let way_on = visit.acts_for_nobody().then(|| {
        view! {
            <li class="t-who__way-on">
                <a class="fr-btn fr-btn--tertiary-no-outline" href=Address::MembershipRequest.to_string()>
                    {WAY_ON}
                </a>
            </li>
        }
    });
    view! {
        <Unread unread />
        <li>
            <a class="fr-btn fr-btn--tertiary-no-outline fr-icon-account-circle-line" href=address>
                <span class="t-who">{label}</span>
            </a>
        </li>
        {way_on}
    }
    .into_any()
}

/// A name, and for whom it acts: on a phone the sheet shows the latter alone.
fn who_for(name: String, role: String) -> AnyView {
    view! {
        <span class="t-who__name">{format!("{name} – ")}</span>
        {role}
    }
    .into_any()
}

/// The way to the notices that were not read, when there are some: on a phone the sheet shows their number alone.
#[component]
fn Unread(unread: u64) -> AnyView {
    if unread == 0 {
        return ().into_any();
    }
    let words = if unread == 1 { "avis non lu" } else { "avis non lus" };
    view! {
        <li>
            <a class="fr-btn fr-btn--tertiary-no-outline fr-icon-notification-line" href=Address::Notices.to_string()>
                <span>{unread}<span class="t-who__name">{format!("\u{a0}{words}")}</span></span>
            </a>
        </li>
    }
    .into_any()
}

/// The menu: a bar, and on a phone a list that a disclosure opens. What it opens follows it, so that the bar needs no
/// disclosure, and browsers that know nothing of its parts show the bar all the same.
#[component]
fn Menu<'a>(visit: &'a Visit) -> AnyView {
    let path = visit.path();
    let links = views(entries(visit).into_iter().map(|(address, name)| {
        // The queue has an entry of its own, below that of curation.
        let apart = match address {
            Address::Curation => Address::CurationMemberships.to_string(),
            _ => "-".to_owned(),
        };
        let (address, is_home) = (visit.here(&address), address == Address::Home);
        let current = if is_home { path == address } else { path.starts_with(&address) && !path.starts_with(&apart) };
        view! {
            <li>
                <a href=address aria-current=current.then_some("page")>
                    {name}
                </a>
            </li>
        }
        .into_any()
    }));
    view! {
        <nav class="t-nav" id="menu" aria-label="Menu principal">
            <details class="t-nav__toggle">
                <summary class="fr-icon-menu-fill">"Menu"</summary>
            </details>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

/// What is offered to whoever visits: everybody's pages, then those of their role.
fn entries(visit: &Visit) -> Vec<(Address, Cow<'static, str>)> {
    let mut entries: Vec<(Address, Cow<'static, str>)> = for_all(visit).into_iter().map(worded).collect();
    let may = |action| visit.ctx.authorise(action, &Default::default()).is_ok();
    if may(Action::Curate) {
        entries.push(worded((Address::Curation, "Besoins à trier")));
        let queue = match visit.requests_waiting {
            0 => "Rattachements".into(),
            waiting => format!("Rattachements ({waiting})").into(),
        };
        entries.push((Address::CurationMemberships, queue));
    }
    let of_the_state = [
        (Action::Second, Address::JointActs, "Actes à deux"),
        (Action::Administer, Address::Administration, "Administration"),
    ];
    entries
        .extend(of_the_state.into_iter().filter(|(action, ..)| may(*action)).map(|(_, to, name)| worded((to, name))));
    entries.push(worded((Address::Help, "Aide")));
    entries
}

fn worded((address, name): (Address, &'static str)) -> (Address, Cow<'static, str>) {
    (address, name.into())
}

/// Everybody's pages, and those of applications.
fn for_all(visit: &Visit) -> Vec<(Address, &'static str)> {
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
    match visit.ctx.actor.staff {
        Some(StaffRole::Curator) => entries.push((Address::Desk, "Dossiers")),
        Some(StaffRole::Prefecture) => {
            entries.extend([(Address::Desk, "Dossiers"), (Address::Assessments, "Évaluations")]);
        }
        Some(StaffRole::Assessor) => entries.push((Address::Assessments, "Évaluations")),
        Some(StaffRole::Observer | StaffRole::Administrator) | None => {}
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn notices_that_were_not_read_are_counted_and_none_is_not_shown() {
        assert_eq!(html(|| view! { <Unread unread=0 /> }), "");
        let one = html(|| view! { <Unread unread=1 /> });
        assert!(
            one.contains("href=\"/avis\"") && one.contains("1<span class=\"t-who__name\">\u{a0}avis non lu<"),
            "{one}"
        );
        assert!(html(|| view! { <Unread unread=12 /> }).contains("12<span class=\"t-who__name\">\u{a0}avis non lus<"));
    }
}
