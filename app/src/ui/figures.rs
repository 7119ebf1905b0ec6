//! A few figures side by side, and things with their values.

use super::views::views;
use leptos::prelude::*;
use wording::number;

/// Figures, each with what it counts.
#[component]
pub fn Figures(figures: Vec<(u64, &'static str)>) -> AnyView {
    let figures = views(figures.into_iter().map(|(value, label)| {
        view! {
            <li>
                <span class="t-figures__number">{number(value)}</span>
                <span class="t-figures__label">{label}</span>
            </li>
        }
        .into_any()
    }));
    view! { <ul class="t-figures">{figures}</ul> }.into_any()
}

/// Terms and what is said of each. What has nothing to say is left out before.
#[component]
pub fn Definitions(entries: Vec<(String, AnyView)>) -> AnyView {
    let entries = views(entries.into_iter().map(|(term, value)| {
        view! {
            <dt>{term}</dt>
            <dd>{value}</dd>
        }
        .into_any()
    }));
    view! { <dl class="t-definition">{entries}</dl> }.into_any()
}

/// An entry of [`Definitions`].
pub fn entry(term: impl Into<String>, value: impl IntoView + 'static) -> (String, AnyView) {
    (term.into(), value.into_any())
}
