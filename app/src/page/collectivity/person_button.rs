//! What one button does about one person.

use crate::ui::{
    act::{Button, Weight},
    ask_first::{Ask, AskFirst},
    field::{HiddenField, PostForm},
    form::Form,
    input::Field,
    shown::ShownField,
};
use entity::{form_field, id::PersonId, shown::Shown};
use leptos::prelude::*;

/// Whom a form is about.
pub const PERSON: Field = Field::new(form_field::PERSON, "Personne");

/// Who reads why something was taken from them.
pub const READ_BY: &str = "Lu par cette personne, qui en est avertie";

/// A form of one button about one person.
#[component]
pub fn PersonButton<'a>(
    form: &'a Form,
    person: PersonId,
    /// What is chosen, where the form may do different things.
    #[prop(optional)]
    choice: &'static str,
    label: &'static str,
    /// The name of the person, for screen readers.
    name: &'a str,
    /// What was read of the person.
    #[prop(optional)]
    shown: Option<&'a Shown>,
) -> AnyView {
    view! {
        <PostForm form>
            {shown.map(|shown| view! { <ShownField shown /> })}
            <HiddenField name=PERSON.name value=person.to_string() />
            <HiddenField name=form_field::CHOICE value=choice />
            <Button weight=Weight::Small>{label} <span class="fr-sr-only">" : " {name.to_owned()}</span></Button>
        </PostForm>
    }
    .into_any()
}

/// What takes something from one person, and asks first.
#[component]
pub fn PersonEnd<'a>(
    form: &'a Form,
    person: PersonId,
    /// What is chosen, where the form may do different things.
    #[prop(optional)]
    choice: &'static str,
    ask: Ask,
    /// What was read of the person.
    #[prop(optional)]
    shown: Option<&'a Shown>,
) -> AnyView {
    let ask = ask.sends(PERSON.name, person).sends(form_field::CHOICE, choice);
    view! {
        <AskFirst form ask>
            {shown.map(|shown| view! { <ShownField shown /> })}
        </AskFirst>
    }
    .into_any()
}
