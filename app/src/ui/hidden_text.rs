//! The place of a text that curators hid: by whom and why, and the answer of its author.

use super::{
    act::{Button, UserText, Weight},
    alert::{Alert, Tone},
    field::{HiddenField, PostForm, TextField},
    form::Form,
    input::Field,
};
use crate::http::visit::Visit;
use entity::{address::Address, form_field, moderation::TextId};
use leptos::prelude::*;
use server::hidden_text::Hidden;
use wording::time;

const ANSWER: Field = Field::new(form_field::ANSWER, "Votre réponse à l’équipe")
    .help("Lue par l’équipe de l’Incubateur, qui décide ensuite si le texte reste masqué. Vous répondez une fois.")
    .short("Votre réponse");

/// The form with which the author of a hidden text answers.
pub struct AnswerForm {
    text: TextId,
    pub form: Form,
    field: String,
}

impl AnswerForm {
    pub fn new(visit: &Visit, text: TextId) -> Self {
        let form = Form::new(visit, Address::ModerationAnswer).labelled(&[ANSWER]);
        Self { text, form, field: form_field::ANSWER.of(text).into() }
    }
}

/// Who hid a text, and why; `answer` for its author, as long as they may.
#[component]
pub fn HiddenText<'a>(
    /// None where only that it is hidden was read.
    hidden: Option<&'a Hidden>,
    #[prop(optional_no_strip)] answer: Option<&'a AnswerForm>,
) -> AnyView {
    let Some(hidden) = hidden else {
        return view! {
            <p class="t-placeholder">
                "Masqué par l’équipe de l’Incubateur\u{a0}; le motif est dans la discussion."
            </p>
        }
        .into_any();
    };
    let by = match hidden.by.as_str() {
        "" => "l’équipe de l’Incubateur".to_owned(),
        name => format!("{name}, équipe de l’Incubateur"),
    };
    let answer = answer.map(|answer| match (hidden.is_answered, hidden.is_upheld) {
        (false, _) => view! { <Answer answer /> }.into_any(),
        (true, false) => view! { <p>"Vous avez répondu. L’équipe va lire votre réponse."</p> }.into_any(),
        (true, true) => view! { <p>"L’équipe a lu votre réponse\u{a0}: le texte reste masqué."</p> }.into_any(),
    });
    view! {
        <Alert tone=Tone::Warning>
            <p>{format!("Masqué par {by}, le {}. Motif\u{a0}:", time::moment(hidden.at))}</p>
            <UserText text=hidden.reason.clone() />
            {answer}
        </Alert>
    }
    .into_any()
}

/// As [`HiddenText`]; nothing where the text is not hidden.
#[component]
pub fn Hiding<'a>(hidden: Option<&'a Hidden>, answer: Option<&'a AnswerForm>) -> AnyView {
    match hidden {
        Some(_) => view! { <HiddenText hidden answer /> }.into_any(),
        None => ().into_any(),
    }
}

#[component]
fn Answer<'a>(answer: &'a AnswerForm) -> AnyView {
    let form = &answer.form;
    let text = answer.text.to_string();
    view! {
        <PostForm form>
            <HiddenField name=form_field::TEXT value=text />
            <TextField form field=ANSWER.named(&answer.field) rows=3 />
            <Button weight=Weight::Secondary>"Envoyer ma réponse"</Button>
        </PostForm>
    }
    .into_any()
}
