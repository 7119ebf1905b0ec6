//! The state of something, in a word or two.

use super::alert::Tone;
use leptos::prelude::*;

/// A state beside what it is the state of; without a tone, it is neither good nor bad.
#[component]
pub fn Badge(
    #[prop(optional_no_strip, into)] tone: Option<Tone>,
    #[prop(optional)] small: bool,
    #[prop(into)] label: String,
) -> AnyView {
    let tone = tone.map(|tone| format!(" fr-badge--{}", tone.class())).unwrap_or_default();
    let small = if small { " fr-badge--sm" } else { "" };
    view! { <span class=format!("fr-badge{tone}{small}")>{label}</span> }.into_any()
}

/// Says of a row that it comes with the demonstration.
#[component]
pub fn DemoBadge() -> AnyView {
    view! { <Badge label="Donnée de démonstration" /> }.into_any()
}
