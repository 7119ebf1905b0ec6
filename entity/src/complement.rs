//! Who would complete a group: the smallest sets of collectivités whose joining meets a condition.
//!
//! A person is counted once (rule 2 of docs/RULES.md), so that what a collectivité adds shrinks as others join: the
//! population of a union is submodular. The smallest set that reaches a threshold is then a set cover, which is hard in
//! general and easy in practice: a search by size, cut where the largest additions cannot reach the condition
//! ([`search`]); where that would take too long, the largest additions first, then improved ([`greedy`]).

mod best;
mod candidate;
mod greedy;
mod pool;
mod search;
#[cfg(test)]
mod tests;

use crate::{eligibility::Condition, siren::Siren, territory::Atlas};
use best::Best;
pub use best::MOST_SETS;
pub use candidate::{Addition, Candidate, Complement, Nearness};
use pool::Pool;
pub use pool::{MOST_CANDIDATES, MOST_IN_A_SET};
use search::Work;

/// The most unions that the search computes, and that [`greedy`] does after it (checks of what it found apart).
const MOST_SEARCHED: u32 = 12_000;
const MOST_GREEDY: u32 = 8_000;

/// The best sets of candidates by whose joining these members meet a condition: of the fewest collectivités, then the
/// nearest, then with the most inhabitants; at most [`MOST_SETS`]. None of a set can be left out, and none contains
/// another.
///
/// Empty where the condition is met already, where no [`MOST_IN_A_SET`] of them reach it, and where it speaks of what
/// an atlas does not know. The first set is one of the fewest collectivités as long as the search stays within its
/// bound of work; beyond, a good one.
pub fn complements(
    atlas: &Atlas,
    members: &[Siren],
    condition: &Condition,
    candidates: &[Candidate],
) -> Vec<Complement> {
    complements_within(atlas, members, condition, candidates, MOST_SEARCHED)
}

fn complements_within(
    atlas: &Atlas,
    members: &[Siren],
    condition: &Condition,
    candidates: &[Candidate],
    searched: u32,
) -> Vec<Complement> {
    if !condition.is_of_figures() {
        return Vec::new();
    }
    let pool = Pool::new(atlas, members, condition, candidates);
    if pool.is_met(&pool.start().applicant) {
        return Vec::new();
    }
    let mut best = Best::default();
    if !search::search(&pool, &mut best, &mut Work(searched)) {
        greedy::greedy(&pool, &mut best, &mut Work(MOST_GREEDY));
    }
    best.into_sets().map(|chosen| pool.complement(&chosen)).collect()
}
