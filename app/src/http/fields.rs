//! What a form sent: its fields and files, and the form itself where it was refused or kept.

use super::failure::Failure;
use axum::{extract::FromRequestParts, http::request::Parts};
use entity::{
    form_field::{ACTING, FieldName, FormField, REASON},
    reason::TypedReason,
    refusal::{FieldRefusals, Refusal},
};
use std::{
    convert::Infallible,
    io::{Read, Seek},
    sync::Arc,
};

/// The fields of a form, in the order in which the browser sent them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The fields that came with a request; none where it was no form.
    pub fn of(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().cloned().unwrap_or_default()
    }

    /// The text of a field; empty when it was not sent.
    pub fn text(&self, name: impl AsRef<str>) -> String {
        let name = name.as_ref();
        self.0.iter().find(|(field, _)| field == name).map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// The reason typed for one of the acts of a page ([`Why`](crate::ui::ask_first::Why)).
    pub fn reason(&self, of: impl std::fmt::Display) -> TypedReason {
        let field = REASON.of(of);
        let text = self.text(&field);
        TypedReason::new(field, text)
    }

    /// Every value of a field that may be sent several times.
    pub fn all(&self, name: impl AsRef<str>) -> Vec<String> {
        let name = name.as_ref();
        self.0.iter().filter(|(field, _)| field == name).map(|(_, text)| text.clone()).collect()
    }

    /// A field as an identifier, number or code; a form that holds another text there was not made by us.
    pub fn parse<T: std::str::FromStr>(&self, field: FormField) -> Result<T, Failure> {
        self.text(field).parse().map_err(|_| FieldRefusals::one(field, Refusal::NotOnTheList)).map_err(Failure::Refused)
    }
}

impl<S: Sync> FromRequestParts<S> for Fields {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Fields::of(parts))
    }
}

/// A file that came with a form, in a temporary file without a name, which goes with this value.
#[derive(Debug, Clone)]
pub struct Upload {
    /// As the browser calls it; never trusted.
    pub name: String,
    /// How much was sent, in bytes; of a file larger than one may be, nothing is kept.
    pub size: u64,
    pub content: Arc<std::fs::File>,
}

/// The files that came with a form, in the order in which the browser sent them.
#[derive(Debug, Clone, Default)]
pub struct Uploads(pub Vec<Upload>);

impl Uploads {
    /// The content of the one file of a form, of at most so many bytes; refused beside its field where it is missing,
    /// empty or too large.
    pub async fn only(self, field: FormField, most: u64) -> Result<Vec<u8>, Failure> {
        let refused = |refusal| Failure::Refused(FieldRefusals::one(field, refusal));
        let upload = self.0.into_iter().next().ok_or_else(|| refused(Refusal::FileMissing))?;
        match upload.size {
            0 => return Err(refused(Refusal::FileEmpty)),
            size if size > most => return Err(refused(Refusal::FileTooLarge { most })),
            _ => {}
        }
        let read = move || {
            let mut file = &*upload.content;
            file.rewind()?;
            let mut bytes = Vec::new();
            file.take(most).read_to_end(&mut bytes)?;
            Ok::<_, std::io::Error>(bytes)
        };
        // A file is read beside other requests.
        tokio::task::spawn_blocking(read).await.ok().and_then(Result::ok).ok_or(Failure::Internal)
    }
}

impl<S: Sync> FromRequestParts<S> for Uploads {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let mut uploads = parts.extensions.remove::<Uploads>().unwrap_or_default();
        // A form sent without choosing a file holds an empty one without a name.
        uploads.0.retain(|upload| !(upload.name.is_empty() && upload.size == 0));
        Ok(uploads)
    }
}

/// A form that came to nothing, shown again with what was typed. No refusals: the session had ended.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The address that the form was sent to.
    pub action: String,
    pub fields: Fields,
    pub refusals: FieldRefusals,
}

impl Refused {
    /// Says so when the form was rendered for another collectivité than the one that the person acts for since.
    pub fn note_acting(&mut self, acting: Option<String>) {
        let rendered_for = self.fields.text(ACTING);
        let said = self.refusals.iter().any(|(_, refusal)| *refusal == Refusal::ActingChanged);
        if !said && !rendered_for.is_empty() && acting != Some(rendered_for) {
            self.refusals.add(FieldName::WHOLE, Refusal::ActingChanged);
        }
    }
}

/// How a page was come to, when it was by the address of a kept form ([`super::resume`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resumed {
    /// What was typed is there again.
    Kept,
    /// The page answers a form that only asks, whose token this is.
    Answer(String),
    /// It was kept for an hour, which is over, or it is another person's.
    Gone,
}
