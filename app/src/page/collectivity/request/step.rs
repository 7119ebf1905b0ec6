//! Which of the three screens this is.

use leptos::prelude::*;

/// The three screens, by what each asks or tells.
const SCREENS: [&str; 3] = ["la collectivité", "votre fonction", "ce qui se passe ensuite"];

/// The number of a screen, and what the next one is.
#[component]
pub(super) fn Step(
    /// Counted from 1.
    number: usize,
) -> AnyView {
    let next = SCREENS.get(number).map(|next| format!(" Ensuite : {next}."));
    view! { <p class="fr-hint-text">{format!("Étape {number} sur {}.", SCREENS.len())} {next}</p> }.into_any()
}
