//! What can come of a use case besides its result.

use entity::{
    refusal::{FieldRefusals, Refusal},
    sign_in::Fault,
};
use sea_orm::DbErr;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule says no.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// Fields of a form are refused.
    #[error("fields refused: {0:?}")]
    Fields(FieldRefusals),
    /// A sign-in through the identity provider came to nothing.
    #[error("not signed in: {0:?}")]
    SignIn(Fault),
    /// Nobody is signed in, and this asks for somebody.
    #[error("sign-in needed")]
    SignInNeeded,
    /// The actor may see this but not do it.
    #[error("forbidden")]
    Forbidden,
    /// The site is seen as somebody else would see it: nothing is done, and nothing secret is shown.
    #[error("only looking")]
    Viewing,
    /// There is no such thing, or the actor may not see it.
    #[error("not found")]
    NotFound,
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// What is stored cannot be read back.
    #[error("stored data: {0}")]
    Stored(String),
}

impl From<FieldRefusals> for Error {
    fn from(refusals: FieldRefusals) -> Self {
        Error::Fields(refusals)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error::SignIn(fault)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Stored(error.to_string())
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        Error::Stored(format!("the search index: {error}"))
    }
}
