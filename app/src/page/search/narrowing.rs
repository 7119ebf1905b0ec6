//! What narrows a search: a kind, and what is of that kind.

use super::asked::{COLLECTIVITIES, SearchPage};
use crate::ui::{
    field::{FilterField, HiddenField},
    here::here,
    views::views,
};
use entity::{group::GroupState, need::NeedState};
use leptos::prelude::*;
use server::search::Kind;

/// The way to each kind, as links that keep the words.
#[component]
pub fn Kinds<'a>(page: &'a SearchPage) -> AnyView {
    let search = &page.search;
    let all = [("", "Tout")];
    let kinds = Kind::ALL.map(|kind| (kind.code(), wording::search_kind(kind.code())));
    let places = [(COLLECTIVITIES, wording::search_kind(COLLECTIVITIES))];
    let links = views(all.into_iter().chain(kinds).chain(places).map(|(code, label)| {
        let current = search.genre.as_str() == code;
        view! {
            <li>
                <a href=here(search.of_kind(code)) aria-current=current.then_some("true")>
                    {label}
                </a>
            </li>
        }
        .into_any()
    }));
    view! {
        <nav class="t-kinds" aria-label="Rubriques de la recherche">
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

/// The filters of the kind that is looked for alone; none where all are.
#[component]
pub fn Narrowings<'a>(page: &'a SearchPage) -> AnyView {
    let search = &page.search;
    let kind =
        (!search.genre.is_empty()).then(|| view! { <HiddenField name="genre" value=search.genre.to_string() /> });
    let choices = match page.kind {
        Some(kind @ (Kind::Need | Kind::Group | Kind::Project)) => view! { <Choices page kind /> }.into_any(),
        Some(Kind::Envelope | Kind::Help) | None => ().into_any(),
    };
    view! {
        {kind}
        {choices}
    }
    .into_any()
}

#[component]
fn Choices<'a>(page: &'a SearchPage, kind: Kind) -> AnyView {
    let (search, reference) = (&page.search, &page.reference);
    let themes = page.campaign.spec.themes.iter().map(|theme| (theme.code.clone(), theme.label.clone())).collect();
    let regions = reference.regions().iter().map(|area| (area.code.clone(), area.name.clone())).collect();
    let departements = reference.departements().iter();
    let departements = departements.map(|area| (area.code.clone(), format!("{} ({})", area.name, area.code))).collect();
    let states: Vec<(String, String)> = match kind {
        Kind::Need => [(NeedState::Published.code(), "À soutenir"), (NeedState::Declined.code(), "Non retenu")]
            .map(|(code, label)| (code.to_owned(), label.to_owned()))
            .into(),
        Kind::Group => [(GroupState::Forming.code(), "En cours"), (GroupState::Submitted.code(), "Déposé")]
            .map(|(code, label)| (code.to_owned(), label.to_owned()))
            .into(),
        Kind::Project | Kind::Envelope | Kind::Help => Vec::new(),
    };
    let state = (!states.is_empty()).then(|| {
        let chosen = search.etat.as_str();
        view! { <FilterField name="etat" label="État" empty="Tous" options=states chosen /> }
    });
    let (theme, region) = (search.theme.as_str(), search.region.as_str());
    let departement = search.departement.as_str();
    view! {
        <FilterField name="theme" label="Thème" empty="Tous" options=themes chosen=theme />
        <FilterField name="region" label="Région" empty="Toutes" options=regions chosen=region />
        <FilterField name="departement" label="Département" empty="Tous" options=departements chosen=departement />
        {state}
    }
    .into_any()
}
