//! Examples of a good need, beside the form in which one is written.

use crate::ui::{
    act::Details,
    markdown::{Markdown, Markup},
};
use leptos::prelude::*;
use std::sync::LazyLock;

static EXAMPLES: LazyLock<Markup> = LazyLock::new(|| Markup::of(include_str!("../../../texts/exemples-besoin.md")));

/// Three needs of collectivités of different kinds, closed until one wants to read them.
#[component]
pub fn Examples() -> AnyView {
    view! {
        <Details summary="Trois exemples de besoins bien décrits">
            <Markdown text=&EXAMPLES />
        </Details>
    }
    .into_any()
}
