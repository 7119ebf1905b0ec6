//! Looking for a collectivité to invite into a group: by the button, or as one types.

use super::{
    layout::{Fragment, views},
    wording,
};
use crate::{
    http::{failure::Failure, visit::Visit},
    island::search::SearchAsYouType,
};
use axum::extract::{Path, Query};
use entity::{group::would_add, id::GroupId, siren::Siren};
use french::{count, number};
use leptos::prelude::*;
use serde::Deserialize;

/// How many are shown.
const MOST: u64 = 10;

/// A collectivité found.
pub struct Hit {
    siren: Siren,
    name: String,
    /// Kind and département, such as « Commune, Lot ».
    place: String,
    population: u64,
    /// Inhabitants that it would add to the group.
    adds: u64,
}

/// At most ten collectivités that answer to `text`, with what each would add to the group.
pub async fn find(visit: &Visit, group: GroupId, text: &str) -> Result<Vec<Hit>, Failure> {
    let detail = server::group::query::detail(&visit.ctx, visit.campaign()?, group).await?;
    let members: Vec<Siren> =
        detail.members.iter().filter(|member| member.state.counts()).map(|member| member.siren).collect();
    let reference = visit.ctx.platform.reference();
    let found = reference.search(text, MOST as usize).into_iter().map(|hit| {
        let found = hit.collectivity;
        let area = found
            .departement
            .as_deref()
            .map_or_else(|| reference.region_name(&found.region), |code| reference.departement_name(code));
        Hit {
            siren: found.siren,
            name: found.name.clone(),
            place: format!("{}, {area}", wording::kind(found.kind)),
            population: hit.figures.population,
            adds: would_add(&reference.atlas, &members, &found.siren),
        }
    });
    Ok(found.collect())
}

/// The search form and what it found.
pub fn search_form(group: GroupId, text: String, found: &[Hit]) -> AnyView {
    let (status, results) = (found_sentence(&text, found), hits(group, &text, found));
    view! {
        <SearchAsYouType address=format!("/groupements/{group}/collectivites")>
            <form method="get" action=format!("/groupements/{group}") role="search" class="t-search">
                <div class="fr-input-group">
                    <label class="fr-label" for="chercher">
                        "Collectivité à inviter"
                        <span class="fr-hint-text" id="chercher-aide">"Nom, code postal ou SIREN"</span>
                    </label>
                    <input class="fr-input" type="search" id="chercher" name="chercher" value=text autocomplete="off" aria-describedby="chercher-aide"/>
                </div>
                <button class="fr-btn fr-btn--secondary">"Chercher"</button>
            </form>
            <p role="status" data-status="">{status}</p>
            <div data-results="">{results}</div>
        </SearchAsYouType>
    }
    .into_any()
}

fn found_sentence(text: &str, found: &[Hit]) -> String {
    match (text.trim(), found.len() as u64) {
        ("", _) => String::new(),
        (_, 0) => "Aucune collectivité trouvée.".to_owned(),
        (_, MOST) => format!("Les {MOST} premières collectivités trouvées ; précisez le nom si la vôtre n’y est pas."),
        (_, several) => format!("{}.", count(several, "collectivité trouvée", "collectivités trouvées")),
    }
}

fn hits(group: GroupId, text: &str, found: &[Hit]) -> AnyView {
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("chercher", text).finish();
    let rows = views(found.iter().map(|hit| {
        let adds = match hit.adds {
            0 => "n’ajoute aucun habitant : ses communes sont déjà comptées".to_owned(),
            adds => format!("ajouterait {}", count(adds, "habitant", "habitants")),
        };
        view! {
            <li class="t-hit">
                <p><strong>{hit.name.clone()}</strong> " " {hit.place.clone()} ", " {number(hit.population)} " habitants ; " {adds}</p>
                <form method="post" action=format!("/groupements/{group}/inviter")>
                    <input type="hidden" name="page" value=format!("/groupements/{group}?{query}")/>
                    <input type="hidden" name="siren" value=hit.siren.to_string()/>
                    <button class="fr-btn fr-btn--sm fr-btn--secondary">"Inviter " <span class="fr-sr-only">{hit.name.clone()}</span></button>
                </form>
            </li>
        }
        .into_any()
    }));
    view! { <ul class="t-list" data-found=found_sentence(text, found)>{rows}</ul> }.into_any()
}

/// What the address of a search as one types carries.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    texte: String,
}

/// What a search found, for the island that asks as one types.
pub async fn search(visit: Visit, Path(group): Path<GroupId>, Query(typed): Query<Typed>) -> Result<Fragment, Failure> {
    let found = find(&visit, group, &typed.texte).await?;
    Ok(Fragment::of(|| hits(group, &typed.texte, &found)))
}
