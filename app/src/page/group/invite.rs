//! Looking for a collectivité to invite into a group: by the button, or as one types.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        found,
        frame::{Fragment, views},
    },
};
use axum::extract::{Path, Query};
use entity::{group::would_add, id::GroupId, search_text::SearchText, siren::Siren, territory::Commune};
use islands::search::SearchAsYouType;
use leptos::prelude::*;
use serde::Deserialize;
use server::reference::Hit;
use wording::{count, number};

/// A page of collectivités found.
#[derive(Default)]
pub struct Found {
    rows: Vec<Row>,
    total: usize,
    page: usize,
    pages: usize,
}

enum Row {
    Collectivity {
        siren: Siren,
        name: String,
        place: String,
        population: u64,
        /// Inhabitants that it would add to the group.
        adds: u64,
    },
    WithoutSiren(Commune),
}

/// One page of the collectivités that answer to `text`, with what each would add to the group.
pub async fn find(visit: &Visit, group: GroupId, text: &SearchText, page: usize) -> Result<Found, Failure> {
    let detail = server::group::query::detail(&visit.ctx, visit.campaign()?, group).await?;
    let members: Vec<Siren> =
        detail.members.iter().filter(|member| member.state.counts()).map(|member| member.siren).collect();
    let reference = visit.ctx.platform.reference();
    let found = reference.search(text, page);
    let rows = found.hits.iter().map(|hit| match hit {
        Hit::Collectivity { collectivity, figures, .. } => Row::Collectivity {
            siren: collectivity.siren,
            name: collectivity.name.clone(),
            place: found::place(&reference, hit),
            population: figures.population,
            adds: would_add(&reference.atlas, &members, &collectivity.siren),
        },
        Hit::WithoutSiren { commune } => Row::WithoutSiren((*commune).clone()),
    });
    Ok(Found { rows: rows.collect(), total: found.total, page: found.page, pages: found.pages })
}

/// The search form and what it found.
pub fn search_form(group: GroupId, text: &SearchText, found: &Found) -> AnyView {
    let (status, results, text) = (found_sentence(text, found), hits(group, text, found), text.to_string());
    view! {
        <SearchAsYouType address=format!("/groupements/{group}/collectivites")>
            <form method="get" action=format!("/groupements/{group}") role="search" class="t-search">
                <div class="fr-input-group">
                    <label class="fr-label" for="chercher">
                        "Collectivité à inviter"
                        <span class="fr-hint-text" id="chercher-aide">
                            "Nom, code postal, code INSEE ou SIREN"
                        </span>
                    </label>
                    <input
                        class="fr-input"
                        type="search"
                        id="chercher"
                        name="chercher"
                        value=text
                        enterkeyhint="search"
                        aria-describedby="chercher-aide"
                    />
                </div>
                <button class="fr-btn fr-btn--secondary">"Chercher"</button>
            </form>
            <p role="status" data-status="">
                {status}
            </p>
            <div data-results="">{results}</div>
        </SearchAsYouType>
    }
    .into_any()
}

fn found_sentence(text: &SearchText, found: &Found) -> String {
    found::sentence(text.as_str(), found.total, found.page, found.pages)
}

fn hits(group: GroupId, text: &SearchText, found: &Found) -> AnyView {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("chercher", text.as_str()).append_pair("suite", &found.page.to_string());
    let query = query.finish();
    let rows = views(found.rows.iter().map(|row| match row {
        Row::WithoutSiren(commune) => view! { <li class="t-hit">{found::without_siren(commune)}</li> }.into_any(),
        Row::Collectivity { siren, name, place, population, adds } => {
            let adds = match adds {
                0 => "n’ajoute aucun habitant : ses communes sont déjà comptées".to_owned(),
                adds => format!("ajouterait {}", count(*adds, "habitant", "habitants")),
            };
            view! {
                <li class="t-hit">
                    <p>
                        <strong>{name.clone()}</strong>
                        " "
                        {place.clone()}
                        ", "
                        {number(*population)}
                        " habitants ; "
                        {adds}
                    </p>
                    <form method="post" action=format!("/groupements/{group}/inviter")>
                        <input type="hidden" name="page" value=format!("/groupements/{group}?{query}") />
                        <input type="hidden" name="siren" value=siren.to_string() />
                        <button class="fr-btn fr-btn--sm fr-btn--secondary">
                            "Inviter " <span class="fr-sr-only">{name.clone()}</span>
                        </button>
                    </form>
                </li>
            }
            .into_any()
        }
    }));
    let pages = found::pagination(&format!("/groupements/{group}"), text.as_str(), found.page, found.pages);
    view! {
        <div data-found=found_sentence(text, found)>
            <ul class="t-list">{rows}</ul>
            {pages}
        </div>
    }
    .into_any()
}

/// What the address of a search as one types carries.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    texte: SearchText,
}

/// What a search found, for the island that asks as one types.
pub async fn search(visit: Visit, Path(group): Path<GroupId>, Query(typed): Query<Typed>) -> Result<Fragment, Failure> {
    let found = find(&visit, group, &typed.texte, 1).await?;
    Ok(Fragment::of(|| hits(group, &typed.texte, &found)))
}
