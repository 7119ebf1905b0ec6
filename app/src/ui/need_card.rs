//! Needs as a list of cards.

use entity::{address::Address, campaign::Campaign, need::NeedState, table};
use leptos::prelude::*;
use server::reference::Reference;
use wording::{count, time};
use {
    super::{
        alert::Tone,
        badge::Badge,
        card::{Card, Cards},
        place::place,
    },
    crate::ui::views::views,
};

/// A card for each need, with its theme, and its state where it is not published.
#[component]
pub fn NeedCards<'a>(reference: &'a Reference, campaign: &'a Campaign, needs: &'a [table::need::Model]) -> AnyView {
    let cards = views(needs.iter().map(|need| view! { <NeedCard reference campaign need /> }.into_any()));
    view! { <Cards>{cards}</Cards> }.into_any()
}

#[component]
fn NeedCard<'a>(reference: &'a Reference, campaign: &'a Campaign, need: &'a table::need::Model) -> AnyView {
    let inhabitants = u64::try_from(need.inhabitants).unwrap_or(0);
    let published = need.published_at.map(|at| format!("publié le {}", time::day(at.utc())).into_any());
    let meta = [
        place(reference, &need.siren).into_any(),
        supports(need).into_any(),
        count(inhabitants, "habitant couvert", "habitants couverts").into_any(),
    ];
    let theme = campaign.theme(&need.theme).map(|theme| {
        view! {
            <li>
                <p class="fr-tag">{theme.label.clone()}</p>
            </li>
        }
    });
    let badge = badge(need.state).map(|(tone, label)| {
        view! {
            <li>
                <Badge tone label />
            </li>
        }
    });
    view! {
        <Card href=Address::Need(need.id) title=need.title.clone() meta=meta.into_iter().chain(published).collect()>
            <ul class="fr-tags-group">{theme} {badge}</ul>
        </Card>
    }
    .into_any()
}

/// How many support a need.
pub fn supports(need: &table::need::Model) -> String {
    count(u64::try_from(need.supports).unwrap_or(0), "soutien", "soutiens")
}

/// What is said of a state; nothing of the one that most needs are in.
fn badge(state: NeedState) -> Option<(Tone, &'static str)> {
    match state {
        NeedState::Published => None,
        NeedState::Draft => Some((Tone::Info, "Brouillon")),
        NeedState::Withdrawn => Some((Tone::Warning, "Retiré")),
        NeedState::Declined => Some((Tone::Warning, "Non retenu")),
    }
}
