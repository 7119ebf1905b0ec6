//! Counting by any rule.

use super::{
    approval_count, completion,
    election::{Election, Rule, Tally},
    greedy,
};

/// Counts the ballots under a rule.
pub fn tally(rule: Rule, election: &Election) -> Tally {
    match rule {
        Rule::Greedy { priority } => greedy::tally(election, priority),
        Rule::EqualShares { completion, priority } => completion::tally(election, completion, priority),
        Rule::ApprovalCount { projects, priority } => approval_count::tally(election, projects, priority),
    }
}
