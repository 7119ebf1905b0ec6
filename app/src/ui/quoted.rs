//! What somebody wrote, quoted on a page of others.

use super::act::UserText;
use leptos::prelude::*;

/// A text that somebody wrote, under who did; nothing where it is empty.
#[component]
pub fn Quoted(who: &'static str, #[prop(into)] text: String) -> AnyView {
    if text.is_empty() {
        return ().into_any();
    }
    view! {
        <p>{who}</p>
        <UserText text />
    }
    .into_any()
}
