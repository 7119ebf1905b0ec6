//! Looking for a collectivité to invite into a group: by the button, or as one types.

use super::members::SIREN;
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Button, Weight},
        field::{HiddenField, SearchField},
        found,
        frame::Fragment,
        views::views,
    },
};
use axum::extract::{Path, Query};
use entity::{
    address::{Address, Link},
    form_field,
    group::would_add,
    id::GroupId,
    search_text::SearchText,
    siren::Siren,
    territory::Commune,
};
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
    Collectivity(Invitable),
    WithoutSiren(Commune),
}

/// A collectivité that may be invited.
struct Invitable {
    siren: Siren,
    name: String,
    place: String,
    population: u64,
    /// Whether anybody acts for it here, and reads the invitation.
    acts_here: bool,
    /// Inhabitants that it would add to the group.
    adds: u64,
}

/// One page of the collectivités that answer to `text`, with what each would add to the group.
pub async fn find(visit: &Visit, group: GroupId, text: &SearchText, page: usize) -> Result<Found, Failure> {
    let detail = server::group::query::detail(&visit.ctx, visit.campaign()?, group).await?;
    let members: Vec<Siren> =
        detail.members.iter().filter(|member| member.state.counts()).map(|member| member.siren).collect();
    let reference = visit.ctx.platform.reference();
    let found = reference.search(text, page);
    let sirens: Vec<Siren> = found.hits.iter().filter_map(Hit::siren).collect();
    let acted_for = server::membership::acted_for(&visit.ctx, &sirens).await?;
    let rows = found.hits.iter().map(|hit| match hit {
        Hit::Collectivity { collectivity, figures, .. } => Row::Collectivity(Invitable {
            siren: collectivity.siren,
            name: collectivity.name.clone(),
            place: found::place(&reference, hit),
            population: figures.population,
            acts_here: acted_for.contains(&collectivity.siren),
            adds: would_add(&reference.atlas, &members, &collectivity.siren),
        }),
        Hit::WithoutSiren { commune } => Row::WithoutSiren((*commune).clone()),
    });
    Ok(Found { rows: rows.collect(), total: found.total, page: found.page, pages: found.pages })
}

/// The search form and what it found.
#[component]
pub fn Invite<'a>(group: GroupId, text: &'a SearchText, found: &'a Found) -> AnyView {
    let status = found_sentence(text, found);
    let hits = view! { <Hits group text found /> };
    let text = text.to_string();
    view! {
        <div data-search=Address::GroupSearch(group).to_string()>
            <form method="get" action=Address::Group(group).to_string() role="search" class="t-search">
                <SearchField
                    name="chercher"
                    label="Collectivité à inviter"
                    help="Nom, code postal, code INSEE ou SIREN"
                    value=text
                />
                <Button weight=Weight::Secondary>"Chercher"</Button>
            </form>
            <p role="status" data-status="">
                {status}
            </p>
            <div data-results="">{hits}</div>
        </div>
    }
    .into_any()
}

fn found_sentence(text: &SearchText, found: &Found) -> String {
    found::sentence(text.as_str(), found.total, found.page, found.pages)
}

/// One page of what was found.
#[component]
fn Hits<'a>(group: GroupId, text: &'a SearchText, found: &'a Found) -> AnyView {
    let back = Address::Group(group).with("chercher", text).with("suite", found.page);
    let rows = views(found.rows.iter().map(|row| {
        match row {
            Row::WithoutSiren(commune) => view! {
                <li class="t-hit">
                    <found::WithoutSiren commune />
                </li>
            }
            .into_any(),
            Row::Collectivity(hit) => view! { <CollectivityHit group hit back=&back /> }.into_any(),
        }
    }));
    let address = |page: usize| Address::Group(group).with("chercher", text).with("suite", page).to_string();
    view! {
        <div data-found=found_sentence(text, found)>
            <ul class="t-list">{rows}</ul>
            <found::FoundPages page=found.page pages=found.pages address />
        </div>
    }
    .into_any()
}

/// A collectivité found, and the button that invites it. Its form comes `back` to this page of what was found, which
/// is not the address of the fragment that may have rendered it.
#[component]
fn CollectivityHit<'a>(group: GroupId, hit: &'a Invitable, back: &'a Link) -> AnyView {
    let adds = match hit.adds {
        0 => "n’ajoute aucun habitant : ses communes sont déjà comptées".to_owned(),
        adds => format!("ajouterait {}", count(adds, "habitant", "habitants")),
    };
    let here = match hit.acts_here {
        true => "elle est présente ici : l’invitation arrive aux personnes qui agissent pour elle",
        false => "personne n’agit encore pour elle ici : seule son adresse officielle, si elle est connue, est écrite",
    };
    view! {
        <li class="t-hit">
            <p>
                <strong>{hit.name.clone()}</strong>
                " "
                {hit.place.clone()}
                ", "
                {number(hit.population)}
                " habitants ; "
                {adds}
                " ; "
                {here}
            </p>
            <form method="post" action=Address::GroupInvite(group).to_string()>
                <HiddenField name=form_field::PAGE value=back.clone() />
                <HiddenField name=SIREN.name value=hit.siren.to_string() />
                <Button weight=Weight::Small>"Inviter " <span class="fr-sr-only">{hit.name.clone()}</span></Button>
            </form>
        </li>
    }
    .into_any()
}

/// What the address of a search as one types carries.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    texte: SearchText,
}

/// What a search found, asked by the page as one types.
pub async fn search(visit: Visit, Path(group): Path<GroupId>, Query(typed): Query<Typed>) -> Result<Fragment, Failure> {
    let found = find(&visit, group, &typed.texte, 1).await?;
    Ok(Fragment::of(|| view! { <Hits group text=&typed.texte found=&found /> }.into_any()))
}
