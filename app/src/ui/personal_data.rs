//! Mail addresses, telephone and account numbers in a text that is about to be published: they are pointed out, and
//! whoever wrote them publishes them all the same, or takes them out.

use super::{field::Box, form::Form};
use crate::http::fields::Fields;
use entity::{
    form_field::{self, FormField},
    personal_data::{self, Found},
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;

/// The most fingerprints that a form sends.
const MOST: usize = 100;

/// The fingerprints that a form sends, of what its writer saw and publishes all the same.
pub fn accepted(fields: &Fields, name: &str) -> Vec<String> {
    let sent = fields.all(name);
    sent.iter().flat_map(|all| all.split_whitespace()).take(MOST).map(str::to_owned).collect()
}

/// Refuses ([`Refusal::PersonalData`]) what may be somebody's own in the text of a field that its writer has not seen
/// pointed out.
pub fn require_seen(fields: &Fields, field: FormField) -> Result<(), FieldRefusals> {
    let accepted = accepted(fields, form_field::ANYWAY.as_str());
    let mut found = personal_data::find(&fields.text(field));
    found.retain(|one| !accepted.contains(&one.fingerprint()));
    match found.is_empty() {
        true => Ok(()),
        false => Err(FieldRefusals::one(field, Refusal::PersonalData { found })),
    }
}

/// The box by which what was pointed out in the text of `field` is published all the same; nothing where nothing was.
#[component]
pub fn PublishAnyway<'a>(form: &'a Form, #[prop(into)] field: String, #[prop(into)] anyway: String) -> AnyView {
    let accepted = form.typed().map(|typed| typed.text(&anyway)).unwrap_or_default();
    let found = form.refusals_of(&field).filter_map(|refusal| match refusal {
        Refusal::PersonalData { found } => Some(found),
        _ => None,
    });
    let found: Vec<String> = found.flatten().map(Found::fingerprint).collect();
    let all = accepted.split_whitespace().map(str::to_owned).chain(found.iter().cloned());
    let value = all.collect::<Vec<_>>().join(" ");
    if value.is_empty() {
        return ().into_any();
    }
    view! {
        <Box kind="checkbox" id=anyway.clone() name=anyway value checked=found.is_empty() label="Publier quand même" />
    }
    .into_any()
}
