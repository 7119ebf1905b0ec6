//! What whoever handles an application, or decides on it, reads of it.

use super::line::Line;
use entity::{application::ApplicationState, id::ApplicationId, shown::Shown, table::application};

/// What whoever handles an application, or decides on it, reads of it in a list.
pub fn shown(line: &Line) -> Shown {
    parts(line.id, line.number.as_deref(), &line.title, line.state, line.asked, line.submitted_at)
}

/// As [`shown`], of the application itself.
pub fn shown_row(row: &application::Model) -> Shown {
    let submitted_at = row.submitted_at.map(|at| at.0);
    parts(row.id, row.number.as_deref(), &row.title, row.state, row.asked.cents(), submitted_at)
}

fn parts(
    id: ApplicationId,
    number: Option<&str>,
    title: &str,
    state: ApplicationState,
    asked: i64,
    submitted_at: Option<i64>,
) -> Shown {
    let submitted_at = submitted_at.map(|at| at.to_string()).unwrap_or_default();
    let (id, asked) = (id.to_string(), asked.to_string());
    Shown::of([&id, number.unwrap_or_default(), title, state.code(), &asked, &submitted_at])
}

/// Files in one order, each once, so that two acts on several of them wait for each other.
pub(crate) fn in_order(ids: &[ApplicationId]) -> Vec<ApplicationId> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}
