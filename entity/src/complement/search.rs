//! The exact search, by size.

use super::{
    best::{Best, Rank},
    candidate::Nearness,
    pool::{MOST_IN_A_SET, Partial, Pool},
};
use std::cmp::Reverse;

/// Unions that may still be computed.
pub(super) struct Work(pub u32);

impl Work {
    /// Counts unions. False when no more may be computed.
    pub fn take(&mut self, unions: usize) -> bool {
        let left = u32::try_from(unions).ok().and_then(|unions| self.0.checked_sub(unions));
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// Finds the best sets of one collectivité, then of two, and so on, until there are enough of them. False when the
/// work allowed ends before: what was found so far is there, and no size that was searched through is missing.
pub(super) fn search(pool: &Pool<'_>, best: &mut Best, work: &mut Work) -> bool {
    let largest = pool.measured().len().min(MOST_IN_A_SET);
    for size in 1..=largest {
        if best.is_full() {
            break;
        }
        if !(Search { pool, best, work, size }).extend(pool.start(), 0) {
            return false;
        }
    }
    true
}

struct Search<'a, 'b> {
    pool: &'a Pool<'b>,
    best: &'a mut Best,
    work: &'a mut Work,
    size: usize,
}

impl Search<'_, '_> {
    /// Tries all ways to bring a partial set to its size by candidates from this place on. False when the work ends.
    ///
    /// Sets are met in the order of their places, the nearest and largest first: what follows is cut as soon as even
    /// the largest additions leave the condition unmet, or the set behind those found.
    fn extend(&mut self, partial: &Partial, from: usize) -> bool {
        let pool = self.pool;
        let more = self.size - partial.chosen.len();
        for at in from..pool.measured().len() {
            if !pool.is_reachable(partial, at, more) {
                break;
            }
            let could = pool.is_reachable_with(partial, at, more) && self.is_worth(partial, at, more);
            if !could || !pool.fits(&partial.chosen, at) {
                continue;
            }
            if !self.work.take(1) {
                return false;
            }
            let applicant = pool.figures_with(partial, at);
            let met = pool.is_met(&applicant);
            match (more, met) {
                (1, true) => {
                    let set = pool.with(partial, at, applicant);
                    if !self.offer(set) {
                        return false;
                    }
                }
                // Either it lacks something, or what it would be extended by is too many.
                (1, false) | (_, true) => {}
                (_, false) => {
                    let extended = pool.with(partial, at, applicant);
                    if !self.extend(&extended, at + 1) {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Whether a set with the candidate at this place next, and others after it, could be among the best.
    fn is_worth(&self, partial: &Partial, at: usize, more: usize) -> bool {
        let next = &self.pool.measured()[at];
        let population = partial.applicant.population + next.alone + self.pool.most_added(at + 1, more - 1);
        let so_far = self.pool.rank(&partial.chosen, population);
        // None that comes later is nearer.
        let mut far = so_far.far;
        match next.nearness {
            Nearness::Supporter => {}
            Nearness::Neighbour => far[1] += more,
            Nearness::Farther => far[0] += more,
        }
        self.best.admits(Rank { size: self.size, far, population: Reverse(population) })
    }

    /// Takes a set that meets the condition if none of it is too many. False when the work ends.
    fn offer(&mut self, set: Partial) -> bool {
        let rank = self.pool.rank(&set.chosen, set.applicant.population);
        if self.best.admits(rank) {
            if !self.work.take(set.chosen.len() * (set.chosen.len() - 1)) {
                return false;
            }
            if !self.pool.has_one_too_many(&set.chosen) {
                self.best.offer(rank, set.chosen);
            }
        }
        true
    }
}
