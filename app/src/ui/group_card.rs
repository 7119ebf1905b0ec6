//! Groups as a list of cards, and the badge of a group's state.

use entity::{address::Address, group::GroupState, siren::Siren, table};
use leptos::prelude::*;
use server::reference::Reference;
use wording::count;
use {
    super::{
        alert::{Empty, EmptyState, Tone},
        badge::Badge,
        card::{Card, Cards},
        place::{Place, inhabitants},
    },
    crate::ui::views::views,
};

/// A card for each group; says so where there is none.
#[component]
pub fn GroupCards<'a>(
    reference: &'a Reference,
    groups: &'a [table::group::Model],
    /// Groups form no more.
    closed: bool,
) -> AnyView {
    if groups.is_empty() {
        return view! {
            <EmptyState why=Empty::Alone>
                <p>"Aucun groupement pour le moment."</p>
            </EmptyState>
        }
        .into_any();
    }
    let cards = views(groups.iter().map(|group| view! { <GroupCard reference group closed /> }.into_any()));
    view! { <Cards>{cards}</Cards> }.into_any()
}

#[component]
fn GroupCard<'a>(reference: &'a Reference, group: &'a table::group::Model, closed: bool) -> AnyView {
    let meta = vec![
        view! { <Lead reference siren=&group.lead /> }.into_any(),
        inhabitants(group.population).into_any(),
        count(u64::try_from(group.communes).unwrap_or(0), "commune", "communes").into_any(),
        view! { <GroupBadge state=group.state eligible=group.eligible closed /> }.into_any(),
    ];
    view! { <Card href=Address::Group(group.id) title=group.name.clone() meta /> }.into_any()
}

/// Who leads it, and where that lies.
#[component]
fn Lead<'a>(reference: &'a Reference, siren: &'a Siren) -> AnyView {
    view! {
        "Chef de file : "
        <Place reference siren />
    }
    .into_any()
}

/// The badge of a group's state. Once groups can no longer be submitted, one that was not is only « Non déposé ».
#[component]
pub fn GroupBadge(state: GroupState, eligible: bool, closed: bool) -> AnyView {
    let (label, tone) = match (state, eligible) {
        (GroupState::Submitted, _) => ("Déposé", Some(Tone::Success)),
        (GroupState::Dissolved, _) => ("Dissous", Some(Tone::Warning)),
        (GroupState::Forming, _) if closed => ("Non déposé", None),
        (GroupState::Forming, true) => ("Éligible", Some(Tone::Success)),
        (GroupState::Forming, false) => ("En formation", Some(Tone::Info)),
    };
    view! { <Badge tone label /> }.into_any()
}
