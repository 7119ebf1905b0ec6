//! Needs as a list of cards.

use entity::{address::Address, campaign::Campaign, need::NeedState, table};
use leptos::prelude::*;
use server::reference::Reference;
use wording::{count, time};
use {
    super::{
        alert::Tone,
        badge::Badge,
        bar::{Bar, Share},
        card::{Card, Cards, excerpt},
        place::Place,
    },
    crate::ui::views::views,
};

/// How many characters of what a need says its card shows.
const EXCERPT: usize = 180;
/// The least that a full bar of supports stands for: two supports are few, even where no need of the list has three.
const FULL_BAR: u64 = 10;

/// A card for each need, with its theme, and its state where it is not published. Bars of supports compare the needs of
/// the list.
#[component]
pub fn NeedCards<'a>(reference: &'a Reference, campaign: &'a Campaign, needs: &'a [table::need::Model]) -> AnyView {
    let most = needs.iter().map(given).max().unwrap_or(0).max(FULL_BAR);
    let cards = views(needs.iter().map(|need| view! { <NeedCard reference campaign need most /> }.into_any()));
    view! { <Cards>{cards}</Cards> }.into_any()
}

#[component]
fn NeedCard<'a>(
    reference: &'a Reference,
    campaign: &'a Campaign,
    need: &'a table::need::Model,
    /// What a full bar stands for.
    most: u64,
) -> AnyView {
    let inhabitants = u64::try_from(need.inhabitants).unwrap_or(0);
    let published = need.published_at.map(|at| format!(", publié le {}", time::day(at.utc()))).unwrap_or_default();
    let meta = vec![
        view! { <Place reference siren=&need.siren /> }.into_any(),
        format!("{}{published}", count(inhabitants, "habitant couvert", "habitants couverts")).into_any(),
    ];
    let theme = campaign.theme(&need.theme).map(|theme| view! { <p class="fr-tag">{theme.label.clone()}</p> });
    let joined = need.face.map(|_| (Tone::Info, "A rejoint un autre besoin"));
    let badge = joined.or(badge(need.state)).map(|(tone, label)| {
        view! {
            <p>
                <Badge tone label />
            </p>
        }
    });
    let excerpt = excerpt(&need.problem, EXCERPT);
    let shares = vec![Share { part: given(need), class: None }];
    view! {
        <Card href=Address::Need(need.id) title=need.title.clone() excerpt meta>
            <div class="t-card__foot">
                {theme} {badge} <p class="t-measure">
                    <Bar whole=most shares />
                    {supports(need)}
                </p>
            </div>
        </Card>
    }
    .into_any()
}

/// How many support a need.
pub fn supports(need: &table::need::Model) -> String {
    count(given(need), "soutien", "soutiens")
}

fn given(need: &table::need::Model) -> u64 {
    u64::try_from(need.supports).unwrap_or(0)
}

/// What is said of a state; nothing of the one that most needs are in.
pub fn badge(state: NeedState) -> Option<(Tone, &'static str)> {
    match state {
        NeedState::Published => None,
        NeedState::Draft => Some((Tone::Info, "Brouillon")),
        NeedState::Withdrawn => Some((Tone::Warning, "Retiré")),
        NeedState::Declined => Some((Tone::Warning, "Non retenu")),
    }
}
