//! What a need says, as its page, its preview and whoever edits it see it.

use super::{
    act::UserText,
    figures::{Definitions, entry},
};
use entity::{campaign::Campaign, need::Urgency, table};
use leptos::prelude::*;

/// The text of a need; what a draft lacks is named.
#[component]
pub fn NeedText<'a>(need: &'a table::need::Model, campaign: &'a Campaign) -> AnyView {
    let theme = campaign.theme(&need.theme).map_or_else(|| "à choisir".to_owned(), |theme| theme.label.clone());
    let urgency = Urgency::from_code(&need.urgency).map_or("à choisir", wording::urgency);
    let programmes = wording::programme_names(&need.programmes).join(", ");
    let typed = |text: String| view! { <span class="t-user-text">{text}</span> };
    let programmes = (!programmes.is_empty()).then(|| entry("Programmes concernés", programmes));
    let entries = [
        entry("Qui en souffre", typed(or(&need.affected, "à compléter"))),
        entry("Ce qui existe déjà", typed(or(&need.existing, "Rien n’est signalé."))),
        entry("Thème", theme),
        entry("Urgence", urgency),
    ];
    let entries = entries.into_iter().chain(programmes).collect();
    view! {
        <UserText text=or(&need.problem, "à compléter") />
        <Definitions entries />
    }
    .into_any()
}

/// A text, or what is said where there is none.
fn or(text: &str, none: &str) -> String {
    if text.is_empty() { none } else { text }.to_owned()
}
