//! The search: one text, looked for in everything that is public.

use super::{
    asked::{COLLECTIVITIES, Search, SearchPage},
    hit::{Hits, Place},
    narrowing::{Kinds, Narrowings},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button},
        alert::{Empty, EmptyState},
        field::SearchField,
        found::FoundPages,
        frame::{Frame, Page},
        here::here,
        pagination::Pagination,
        views::views,
    },
};
use axum::extract::Query;
use entity::{address::Address, page_number::PageNumber};
use leptos::prelude::*;
use server::{
    reference::search::Found,
    search::{
        Kind,
        hit::{Section, of_every_kind, of_kind},
    },
};
use wording::count;

/// Collectivités where all kinds are shown.
const FIRST_COLLECTIVITIES: usize = 4;

/// The page of the search.
pub async fn page(visit: Visit, Query(search): Query<Search>) -> Result<Page, Failure> {
    let (campaign, ctx) = (visit.campaign()?.clone(), &visit.ctx);
    let kind = Kind::from_code(search.genre.as_str());
    let sections = match (search.texte.is_empty(), kind) {
        (true, _) => Vec::new(),
        (false, Some(kind)) => {
            let page = PageNumber::read(search.page.as_str());
            vec![of_kind(ctx, &campaign, &search.texte, kind, &search.narrowing(), page).await?]
        }
        (false, None) if search.genre.as_str() == COLLECTIVITIES => Vec::new(),
        (false, None) => of_every_kind(ctx, &campaign, &search.texte).await?,
    };
    let page = SearchPage { search, kind, campaign, reference: ctx.platform.reference(), sections };
    let title = match page.search.texte.is_empty() {
        true => "Recherche".to_owned(),
        false => format!("Recherche\u{a0}: {}", page.search.texte),
    };
    Ok(Frame::new(title).render(&visit, || view! { <Results page /> }.into_any()))
}

#[component]
fn Results(page: SearchPage) -> AnyView {
    let search = &page.search;
    let said = match search.texte.is_empty() {
        true => view! { <Hints /> }.into_any(),
        false => view! { <WhatWasFound page=&page /> }.into_any(),
    };
    view! {
        <h1>"Rechercher"</h1>
        <form
            method="get"
            action=here(Address::Search)
            role="search"
            aria-label="Rechercher"
            class="t-filters t-filters--search"
        >
            <SearchField
                name="texte"
                label="Mots, lieu, code postal"
                help="Des guillemets cherchent une expression exacte : « accueil téléphonique »."
                value=search.texte.as_str()
            />
            <Narrowings page=&page />
            <Actions>
                <Button>"Rechercher"</Button>
            </Actions>
        </form>
        {said}
    }
    .into_any()
}

/// What one may look for, where nothing was typed.
#[component]
fn Hints() -> AnyView {
    view! {
        <p>
            "La recherche porte sur les besoins, les groupements, les projets, les collectivités, les enveloppes et \
             l’aide. Elle comprend les pluriels, les accents oubliés et une lettre de travers."
        </p>
    }
    .into_any()
}

#[component]
fn WhatWasFound<'a>(page: &'a SearchPage) -> AnyView {
    let nearest = !page.is_found();
    let none = nearest.then(|| view! { <Nothing page /> });
    let collectivities = page.collectivities().filter(|found| found.total > 0);
    let collectivities = collectivities.map(|found| view! { <Collectivities page found /> }.into_any());
    let sections = page.sections.iter().map(|section| view! { <OfKind page section /> }.into_any());
    view! {
        <Kinds page />
        {none}
        {views(collectivities.into_iter().chain(sections))}
    }
    .into_any()
}

/// That nothing holds all the words, and what follows.
#[component]
fn Nothing<'a>(page: &'a SearchPage) -> AnyView {
    let is_near = page.sections.iter().any(|section| section.total > 0);
    let follows = match is_near {
        true => "Voici ce qui s’en approche le plus.",
        false => "Essayez d’autres mots, moins de mots, ou une autre rubrique.",
    };
    view! {
        <EmptyState why=Empty::NotFound>
            <p role="status">
                {format!("Rien ne contient tous ces mots\u{a0}: «\u{a0}{}\u{a0}». {follows}", page.search.texte)}
            </p>
        </EmptyState>
    }
    .into_any()
}

/// What was found of one kind; where all are shown, its first hits and the way to the others.
#[component]
fn OfKind<'a>(page: &'a SearchPage, section: &'a Section) -> AnyView {
    let code = section.kind.code();
    let heading = match (section.nearest, page.kind) {
        (true, _) => format!("{} proches", wording::search_kind(code)),
        (false, _) => format!("{} ({})", wording::search_kind(code), wording::number(section.total)),
    };
    let shown = u64::try_from(section.hits.len()).unwrap_or(0);
    let more = (page.kind.is_none() && section.total > shown).then(|| {
        let label = format!("Voir les {} résultats", wording::number(section.total));
        view! {
            <p>
                <a href=here(
                    page.search.of_kind(code),
                )>{label} <span class="fr-sr-only">{format!(" : {}", wording::search_kind(code))}</span></a>
            </p>
        }
    });
    let pages = page.kind.map(|_| {
        let address = |to| here(page.search.address(to));
        view! { <Pagination page=section.page pages=section.pages address /> }
    });
    view! {
        <section aria-labelledby=code>
            <h2 id=code>{heading}</h2>
            <Hits page section />
            {more}
            {pages}
        </section>
    }
    .into_any()
}

/// Collectivités, from the index of the directory.
#[component]
fn Collectivities<'a>(page: &'a SearchPage, found: Found<'a>) -> AnyView {
    let alone = page.only_collectivities();
    let shown = if alone { found.hits.len() } else { FIRST_COLLECTIVITIES };
    let total = u64::try_from(found.total).unwrap_or(u64::MAX);
    let more = (!alone && found.total > shown).then(|| {
        let label = format!("Voir les {}", count(total, "collectivité", "collectivités"));
        view! {
            <p>
                <a href=here(page.search.of_kind(COLLECTIVITIES))>{label}</a>
            </p>
        }
    });
    let pages = alone.then(|| {
        let address = |to: usize| here(page.search.address(u64::try_from(to).unwrap_or(1)));
        view! { <FoundPages page=found.page pages=found.pages address /> }
    });
    let places = found.hits.iter().take(shown);
    let places = views(places.map(|hit| view! { <Place reference=&page.reference hit /> }.into_any()));
    view! {
        <section aria-labelledby=COLLECTIVITIES>
            <h2 id=COLLECTIVITIES>{format!("Collectivités ({})", wording::number(total))}</h2>
            <ul class="t-list">{places}</ul>
            {more}
            {pages}
        </section>
    }
    .into_any()
}
