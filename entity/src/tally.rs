//! The tally: from ballots, costs and an envelope to the projects selected, step by step, in exact arithmetic.
//!
//! A rule is a value ([`Rule`]); an [`Election`] is what it counts, with projects and voters known by their place in a
//! list. The same code counts campaigns, Pabulib files and, in a browser, an archive.

mod approval_count;
mod completion;
mod count;
mod election;
mod equal_shares;
mod greedy;
mod lacking;

pub use self::{
    completion::every_increment,
    count::tally,
    election::{
        Candidate, Completion, Election, Fraction, Outcome, Priority, Purchase, Rule, Step, Stop, Tally, Tie, TieBreak,
        Uncountable, Utility, Vote,
    },
    lacking::{Lacking, lacking},
};

use crate::id::ProjectId;
use sha2::{Digest, Sha256};

/// The published order that breaks the last ties: ascending SHA-256 of `seed`, a line end, and the project's
/// identifier.
///
/// Anyone can draw it again: `printf '%s\n%s' "$seed" "$project" | sha256sum`.
pub fn drawn_order(seed: &str, projects: &[ProjectId]) -> Vec<ProjectId> {
    let mut drawn: Vec<([u8; 32], ProjectId)> =
        projects.iter().map(|&project| (Sha256::digest(format!("{seed}\n{project}")).into(), project)).collect();
    drawn.sort_unstable();
    drawn.into_iter().map(|(_, project)| project).collect()
}

#[cfg(test)]
mod tests;
