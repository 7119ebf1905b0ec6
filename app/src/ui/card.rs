//! Lists of things, a card each.

use super::card_title::CardTitle;
use super::inner::Inner;
use super::views::views;
use leptos::prelude::*;

/// One thing of a list: its name leads to its page.
#[component]
pub fn Card(
    #[prop(into)] href: String,
    #[prop(into)] title: String,
    /// What is said of it in a line: each an element of its own.
    #[prop(optional)]
    meta: Vec<AnyView>,
    /// Set apart from the others: not done yet.
    #[prop(optional)]
    draft: bool,
    /// The level of its name among headings.
    #[prop(default = 3)]
    level: u8,
    #[prop(optional)] children: Option<Inner>,
) -> AnyView {
    let class = if draft { "t-card t-card--draft" } else { "t-card" };
    view! {
        <li class=class>
            <CardTitle level>
                <a href=href>{title}</a>
            </CardTitle>
            <Meta parts=meta />
            {children.map(Inner::view)}
        </li>
    }
    .into_any()
}

/// What is said of a thing in a line; nothing when there is nothing to say.
#[component]
pub fn Meta(parts: Vec<AnyView>) -> AnyView {
    if parts.is_empty() {
        return ().into_any();
    }
    let parts = views(parts.into_iter().map(|part| view! { <span>{part}</span> }.into_any()));
    view! { <p class="t-card__meta">{parts}</p> }.into_any()
}

/// A list of cards, or of any other elements of a list.
#[component]
pub fn Cards(children: Inner) -> AnyView {
    view! { <ul class="t-list">{children.view()}</ul> }.into_any()
}

/// An element of such a list that has no page of its own.
#[component]
pub fn CardItem(
    #[prop(optional)] draft: bool,
    /// A heading of the third level; none when empty.
    #[prop(optional, into)]
    title: String,
    children: Inner,
) -> AnyView {
    let class = if draft { "t-card t-card--draft" } else { "t-card" };
    let heading = (!title.is_empty()).then(|| view! { <CardTitle>{title}</CardTitle> });
    view! { <li class=class>{heading} {children.view()}</li> }.into_any()
}
