//! Choosing around which collectivité one looks.

use crate::ui::{
    act::{Button, Weight},
    field::SearchField,
    found::{self, FoundPages},
    here::here,
    views::views,
};
use entity::{address::Address, search_text::SearchText};
use leptos::prelude::*;
use server::reference::{Hit, Reference};

/// The search form and what it found, each a link to what is near it.
#[component]
pub fn Which<'a>(
    reference: &'a Reference,
    text: &'a SearchText,
    asked_page: usize,
    /// Whether the page tells of a collectivité already.
    is_named: bool,
) -> AnyView {
    let title = if is_named { "Autour d’une autre collectivité" } else { "Autour de quelle collectivité ?" };
    let results = (!text.is_empty()).then(|| view! { <Results reference text page=asked_page /> });
    view! {
        <h2>{title}</h2>
        <form method="get" action=here(Address::NearYou) role="search" aria-label=title class="t-search">
            <SearchField
                name="chercher"
                label="Collectivité"
                help="Nom, code postal, code INSEE ou SIREN"
                value=text.to_string()
            />
            <Button weight=Weight::Secondary>"Chercher"</Button>
        </form>
        {results}
    }
    .into_any()
}

#[component]
fn Results<'a>(reference: &'a Reference, text: &'a SearchText, page: usize) -> AnyView {
    let found = reference.search(text, page);
    let (page, pages) = (found.page, found.pages);
    let hits = views(found.hits.iter().filter_map(|hit| {
        let Hit::Collectivity { collectivity, .. } = hit else { return None };
        let item = view! {
            <li>
                <a href=here(Address::NearYou.with("siren", collectivity.siren))>{collectivity.name.clone()}</a>
                ", "
                {found::place(reference, hit)}
            </li>
        };
        Some(item.into_any())
    }));
    let address = |page: usize| here(Address::NearYou.with("chercher", text).with("suite", page));
    view! {
        <p role="status">{found::sentence(text.as_str(), found.total, page, pages)}</p>
        <ul>{hits}</ul>
        <FoundPages page pages address />
    }
    .into_any()
}
