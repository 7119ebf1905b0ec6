//! What a card is called.

use super::inner::Inner;
use leptos::prelude::*;

/// The name of a card: a heading of the third level, or of the second where no heading stands above the list.
#[component]
pub fn CardTitle(#[prop(default = 3)] level: u8, children: Inner) -> AnyView {
    let name = children.view();
    match level {
        2 => view! { <h2 class="t-card__title">{name}</h2> }.into_any(),
        _ => view! { <h3 class="t-card__title">{name}</h3> }.into_any(),
    }
}
