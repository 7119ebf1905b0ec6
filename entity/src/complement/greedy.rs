//! Good sets where the exact search would take too long.

use super::{
    best::{Best, MOST_SETS},
    candidate::Nearness,
    pool::{MOST_IN_A_SET, Partial, Pool},
    search::Work,
};
use std::{cmp::Reverse, collections::BinaryHeap};

/// Offers sets that are made of the largest additions and then improved: from the supporters alone, then with the
/// neighbours, then with all; of each a few, the next one without the largest of the one before.
pub(super) fn greedy(pool: &Pool<'_>, best: &mut Best, work: &mut Work) {
    // Whoever is enough alone is a set of one, and would be the end of every other.
    let not_enough_alone: Vec<bool> =
        (0..pool.measured().len()).map(|at| !pool.is_met(&pool.figures_with(pool.start(), at))).collect();
    let mut before = 0;
    for farthest in [Nearness::Supporter, Nearness::Neighbour, Nearness::Farther] {
        let near = pool.measured().iter().map(|one| one.nearness <= farthest);
        let mut open: Vec<bool> = near.zip(&not_enough_alone).map(|(near, not_enough)| near && *not_enough).collect();
        let candidates = open.iter().filter(|open| **open).count();
        if candidates == before {
            continue;
        }
        before = candidates;
        for _ in 0..MOST_SETS {
            let Some(set) = largest_first(pool, &open, work) else { break };
            let Some(set) = improved(pool, &open, set, work) else { break };
            let largest = set.chosen.iter().copied().max_by_key(|&at| pool.measured()[at].alone);
            let rank = pool.rank(&set.chosen, set.applicant.population);
            if !pool.has_one_too_many(&set.chosen) {
                best.offer(rank, set.chosen);
            }
            let Some(largest) = largest else { break };
            open[largest] = false;
        }
    }
}

/// Takes the largest addition until the condition is met; None where it is not, or the work ends.
///
/// An addition only shrinks while others join. It is computed anew only when it is the largest by what is known of it,
/// and taken when it still is.
fn largest_first(pool: &Pool<'_>, open: &[bool], work: &mut Work) -> Option<Partial> {
    let places = (0..pool.measured().len()).filter(|&at| open[at]);
    let mut additions: BinaryHeap<_> = places.map(|at| (pool.measured()[at].alone, Reverse(at))).collect();
    let mut partial = pool.start().clone();
    if !pool.is_reachable_without_powers(&partial.applicant) {
        let holders = additions.iter().filter(|(_, Reverse(at))| pool.measured()[*at].powers);
        let (_, Reverse(at)) = *holders.max()?;
        partial = pool.of([at]);
    }
    while !pool.is_met(&partial.applicant) {
        let (_, Reverse(at)) = additions.pop().filter(|_| partial.chosen.len() < MOST_IN_A_SET)?;
        if !pool.fits(&partial.chosen, at) {
            continue;
        }
        if !work.take(1) {
            return None;
        }
        let applicant = pool.figures_with(&partial, at);
        let adds = applicant.population - partial.applicant.population;
        match additions.peek() {
            Some((next, _)) if *next > adds => additions.push((adds, Reverse(at))),
            Some(_) | None => partial = pool.with(&partial, at, applicant),
        }
    }
    Some(partial)
}

/// A set that meets the condition without those that are too many, and with nearer or larger ones in place of others,
/// as long as one is found and the work lasts.
fn improved(pool: &Pool<'_>, open: &[bool], set: Partial, work: &mut Work) -> Option<Partial> {
    let mut set = needed(pool, set, work)?;
    while let Some(better) = swapped(pool, open, &set, work) {
        let Some(better) = needed(pool, better, work) else { break };
        set = better;
    }
    Some(set)
}

/// The set without those that can be left out, the farthest and smallest first; None when the work ends.
fn needed(pool: &Pool<'_>, mut set: Partial, work: &mut Work) -> Option<Partial> {
    for at in set.chosen.clone().into_iter().rev() {
        let others = without(pool, &set, at, work)?;
        if pool.is_met(&others.applicant) {
            set = others;
        }
    }
    Some(set)
}

fn without(pool: &Pool<'_>, set: &Partial, at: usize, work: &mut Work) -> Option<Partial> {
    work.take(set.chosen.len() - 1).then(|| pool.of(set.chosen.iter().copied().filter(|other| *other != at)))
}

/// A better set of the same size, with one exchanged; None when there is none or the work ends.
fn swapped(pool: &Pool<'_>, open: &[bool], set: &Partial, work: &mut Work) -> Option<Partial> {
    let rank = pool.rank(&set.chosen, set.applicant.population);
    for &gone in set.chosen.iter().rev() {
        let others = without(pool, set, gone, work)?;
        let nearer = (0..gone).filter(|at| open[*at] && !set.chosen.contains(at));
        for at in nearer.filter(|&at| pool.is_reachable_with(&others, at, 1) && pool.fits(&others.chosen, at)) {
            if !work.take(1) {
                return None;
            }
            let applicant = pool.figures_with(&others, at);
            if pool.is_met(&applicant) {
                let better = pool.with(&others, at, applicant);
                if pool.rank(&better.chosen, better.applicant.population) < rank {
                    return Some(better);
                }
            }
        }
    }
    None
}
