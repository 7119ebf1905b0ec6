//! Texts that somebody reports: read by curators, who keep them or hide them with a reason; their author answers.
//!
//! A hidden text is moved into `hidden_text`, out of the row that every page and search reads, so that none of them can
//! show it by mistake.

pub mod answer;
pub mod decide;
pub mod queue;
pub mod report;
mod subject;

pub use subject::shown;
