//! What of a project is the same for everybody who may see it.

use entity::{
    priority::Priority,
    table::{committee_project, cost_line},
};

/// The lines of a project's cost and the published decisions on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectParts {
    pub lines: Vec<cost_line::Model>,
    /// The latest first.
    pub decisions: Vec<committee_project::Model>,
    /// The programmes that it serves, and why.
    pub priority: Priority,
}
