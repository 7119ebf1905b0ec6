//! The longer texts of a place as the site shows them: as they are kept, or as they were typed.

use crate::ui::{
    act::UserText,
    form::Form,
    markdown::{Markdown, Markup},
    views::views,
};
use entity::campaign_outline::{InputKind, PageField};
use leptos::prelude::*;
use wording::campaign_outline as words;

/// Whether a place has a text in Markdown.
pub fn has_markdown(fields: &[PageField]) -> bool {
    fields.iter().any(|field| field.kind == InputKind::Markdown)
}

/// The texts of these fields in which something stands; nothing where none does. With `typed`, a form that only asked,
/// as they were typed in it.
#[component]
pub fn Told<'a>(fields: &'a [PageField], typed: Option<&'a Form>) -> AnyView {
    let text = |field: &'a PageField| {
        let stored = field.text.first().cloned().unwrap_or_default();
        let text = typed.map_or(stored.clone(), |form| form.text(&field.path, &stored));
        (!text.trim().is_empty()).then_some((field, text))
    };
    let long = fields.iter().filter(|field| matches!(field.kind, InputKind::Text | InputKind::Markdown));
    let texts: Vec<(&PageField, String)> = long.filter_map(text).collect();
    let shown = views(texts.iter().map(|(field, text)| view! { <OneText field text /> }.into_any()));
    match (typed.is_some(), texts.is_empty()) {
        (false, true) => ().into_any(),
        (true, true) => view! { <p role="status">"Aucun texte à montrer\u{a0}: rien n’est écrit."</p> }.into_any(),
        (true, false) => view! {
            <section class="t-preview" aria-labelledby="apercu">
                <h2 id="apercu">"Aperçu, non enregistré"</h2>
                {shown}
            </section>
        }
        .into_any(),
        (false, false) => view! {
            <h2>"Les textes, comme ils seront lus"</h2>
            <p>"Tels qu’enregistrés."</p>
            {shown}
        }
        .into_any(),
    }
}

#[component]
fn OneText<'a>(field: &'a PageField, text: &'a str) -> AnyView {
    let (label, _) = words::label(field.called.0, field.called.1);
    let markup = Markup::below(3, text);
    let shown = match field.kind {
        InputKind::Markdown => view! { <Markdown text=&markup /> }.into_any(),
        _ => view! {
            <p class="fr-hint-text">"Se lit sans mise en forme."</p>
            <UserText text />
        }
        .into_any(),
    };
    view! {
        <h3>{label}</h3>
        {shown}
    }
    .into_any()
}
