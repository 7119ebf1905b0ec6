//! The longer texts of a place as the site shows them, once they are kept.

use crate::ui::{act::UserText, views::views};
use entity::campaign_outline::{InputKind, PageField};
use leptos::prelude::*;
use wording::campaign_outline as words;

/// The texts of these fields in which something stands; nothing where none does.
#[component]
pub fn Told<'a>(fields: &'a [PageField]) -> AnyView {
    let text = |field: &'a PageField| field.text.first().filter(|text| !text.is_empty()).map(|text| (field, text));
    let texts: Vec<(&PageField, &String)> =
        fields.iter().filter(|field| field.kind == InputKind::Text).filter_map(text).collect();
    if texts.is_empty() {
        return ().into_any();
    }
    let shown = views(texts.into_iter().map(|(field, text)| {
        let (label, _) = words::label(field.called.0, field.called.1);
        view! {
            <h3>{label}</h3>
            <UserText text=text.clone() />
        }
        .into_any()
    }));
    view! {
        <h2>"Les textes, comme ils seront lus"</h2>
        <p>"Tels qu’enregistrés. Ces textes se lisent sans mise en forme."</p>
        {shown}
    }
    .into_any()
}
