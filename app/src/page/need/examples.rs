//! Examples of a good need, beside the form in which one is written.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::Details,
        markdown::{Markdown, Markup},
    },
};
use entity::site_text::SiteText;
use leptos::prelude::*;

/// The examples as they read now.
pub async fn examples(visit: &Visit) -> Result<Markup, Failure> {
    Ok(Markup::of(&server::site_text::current(&visit.ctx, SiteText::NeedExamples).await?))
}

/// Three needs of collectivités of different kinds, closed until one wants to read them.
#[component]
pub fn Examples<'a>(text: &'a Markup) -> AnyView {
    view! {
        <Details summary="Trois exemples de besoins bien décrits">
            <Markdown text />
        </Details>
    }
    .into_any()
}
