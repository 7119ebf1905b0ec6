//! A text that a colleague changed while one wrote: what is stored now, beside what is typed.

use super::{form::Form, inner::Inner};
use entity::refusal::Refusal;
use leptos::prelude::*;

/// The field with the fingerprint of what a form was rendered with.
pub const RENDERED: &str = "rendered";

/// What a colleague wrote since the form was rendered, where the form was refused for it; its children are what is
/// stored. Sending the form again is the choice.
#[component]
pub fn ChangedMeanwhile<'a>(form: &'a Form, children: Inner) -> AnyView {
    if !matches!(form.refusal(""), Some(Refusal::ChangedMeanwhile)) {
        return ().into_any();
    }
    view! {
        <section class="fr-callout" aria-labelledby="entre-temps">
            <h2 class="fr-callout__title" id="entre-temps">
                "Ce qui a été enregistré entre-temps"
            </h2>
            {children.view()}
            <p class="fr-callout__text">
                "Votre texte est ci-dessous. Reprenez-y ce que vous voulez garder : l’enregistrer remplacera celui-ci."
            </p>
        </section>
    }
    .into_any()
}
