//! What of a form was touched since it was rendered: two who write at one place write over nothing unseen.

use super::{
    edit::EditRefusal,
    place::{InputKind, PageField, Place},
    read::Typed,
};
use crate::{
    application_form::fingerprint,
    form_field::{FieldName, RENDERED},
    refusal::{FieldRefusals, Refusal},
};
use serde_json::Value;

impl PageField {
    /// What a form is rendered with: whoever sends it back changed what stands otherwise ([`fingerprint`]).
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.stored())
    }

    /// What stands in it, as one text.
    fn stored(&self) -> String {
        self.text.join("|")
    }
}

/// What was sent in a field, as one text; without what a browser makes of the ends of lines.
pub fn sent_text<T: AsRef<str>>(sent: &[T]) -> String {
    let sent: Vec<String> = sent.iter().map(|text| text.as_ref().replace("\r\n", "\n")).collect();
    sent.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("|")
}

/// What of a form was touched since it was rendered, to be written with [`put`](super::put); the rest stays as it
/// stands, whoever wrote it. While one types (`as_typed`) no value changes its kind, with which it would lose what is
/// in it.
///
/// Refused beside its field: what a colleague changed meanwhile ([`Refusal::AnswerChanged`], with theirs).
pub fn touched(campaign: &Value, path: &str, typed: &Typed, as_typed: bool) -> Result<Typed, EditRefusal> {
    let fields = Place::find(campaign, path).ok_or(EditRefusal::NotThere)?.fields();
    let (mut kept, mut refusals) = (Typed::default(), FieldRefusals::default());
    for field in fields {
        let Some(sent) = typed.of(&field.path) else { continue };
        let (text, stored) = (sent_text(sent), field.stored());
        let rendered = typed.of(&RENDERED.of(&field.path)).and_then(|rendered| rendered.first());
        let is_touched = rendered.is_none_or(|rendered| *rendered != fingerprint(&text)) && text != stored;
        if !is_touched || as_typed && matches!(field.kind, InputKind::Kind { .. }) {
            continue;
        }
        match rendered.is_some_and(|rendered| *rendered == fingerprint(&stored)) {
            true => kept.keep(field.path, sent),
            false => refusals.add(FieldName::question(&field.path), Refusal::AnswerChanged { theirs: stored }),
        }
    }
    if refusals.is_empty() { Ok(kept) } else { Err(EditRefusal::Fields(refusals)) }
}
