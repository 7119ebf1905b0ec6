//! Shares of a whole as a bar: an SVG, because its width attributes pass the Content-Security-Policy and its fills are
//! printed.

use super::views::views;
use leptos::prelude::*;

/// A share of the whole, drawn from the left over the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub part: u64,
    /// A class of the style sheet; None for the main colour.
    pub class: Option<&'static str>,
}

/// Shares of `whole`. With a label the bar is a picture with that text; without, the same figures stand beside it.
#[component]
pub fn Bar(whole: u64, shares: Vec<Share>, #[prop(optional, into)] label: Option<String>) -> AnyView {
    let (role, hidden) = if label.is_some() { (Some("img"), None) } else { (None, Some("true")) };
    let shares = views(shares.into_iter().map(|Share { part, class }| {
        view! { <rect class=class width=percent(part, whole) height="10"></rect> }.into_any()
    }));
    view! {
        <svg
            class="t-bar"
            viewBox="0 0 100 10"
            preserveAspectRatio="none"
            role=role
            aria-label=label
            aria-hidden=hidden
        >
            <rect class="t-bar__ground" width="100" height="10"></rect>
            {shares}
        </svg>
    }
    .into_any()
}

/// A share in percent with one decimal, at most 100; in whole numbers, so that no float is needed.
pub fn percent(part: u64, whole: u64) -> String {
    let thousandths = (part.saturating_mul(1000) / whole.max(1)).min(1000);
    format!("{}.{}", thousandths / 10, thousandths % 10)
}
