//! Why an import was refused.

use crate::Error;
use wording::operator::table;

/// Why an import was refused: which file, which line, what is wrong. Nothing is then imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{}", table::line(.file, *.line, .why))]
    Line { file: String, line: u64, why: String },
    #[error("{}", table::file(.file, .why))]
    File { file: String, why: String },
    #[error(transparent)]
    Database(#[from] Error),
}

impl From<sea_orm::DbErr> for ImportError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Database(error.into())
    }
}
