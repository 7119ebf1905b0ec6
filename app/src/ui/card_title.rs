//! What a card is called.

use super::{html_writer::HtmlWriter, inner::Inner};
use leptos::prelude::*;

/// What begins and ends the name of a card: a heading of the third level, or of the second where no heading stands
/// above the list.
pub fn card_title(level: u8) -> (&'static str, &'static str) {
    match level {
        2 => ("<h2 class=\"t-card__title\">", "</h2>"),
        _ => ("<h3 class=\"t-card__title\">", "</h3>"),
    }
}

/// The name of a card.
#[component]
pub fn CardTitle(#[prop(default = 3)] level: u8, children: Inner) -> AnyView {
    let (begin, end) = card_title(level);
    let mut html = HtmlWriter::default();
    html.markup(begin).view(children.view()).markup(end);
    html.into_view()
}
