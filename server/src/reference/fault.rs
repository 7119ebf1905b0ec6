//! Why an import was refused.

use crate::Error;
use entity::{
    form_field,
    refusal::{FieldRefusals, Refusal},
};
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

/// Says what is wrong with a list that came in a form, beside its field: so many faults, and how many others there are.
/// What the database failed in is no fault of the list.
pub(crate) fn add_faults(faults: Vec<ImportError>, most: usize, refusals: &mut FieldRefusals) -> Result<(), Error> {
    let others = faults.len().saturating_sub(most);
    for fault in faults.into_iter().take(most) {
        match fault {
            ImportError::Line { line, why, .. } => refusals.add(form_field::LIST, Refusal::ListLine { line, why }),
            ImportError::File { why, .. } => refusals.add(form_field::LIST, Refusal::ListUnreadable { why }),
            ImportError::Database(error) => return Err(error),
        }
    }
    if others > 0 {
        refusals.add(form_field::LIST, Refusal::OtherListLines { others });
    }
    Ok(())
}
