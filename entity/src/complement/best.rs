//! The best sets that were found, and the order that makes them so.

use std::cmp::Reverse;

/// The most sets that are told.
pub const MOST_SETS: usize = 3;

/// How good a set is, its members apart: the less, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub size: usize,
    /// How many of it are farther, and how many are neighbours.
    pub far: [usize; 2],
    pub population: Reverse<u64>,
}

/// The best sets so far, each as ascending places in the pool; the best first.
#[derive(Debug, Default)]
pub(super) struct Best(Vec<(Rank, Vec<usize>)>);

impl Best {
    pub fn is_full(&self) -> bool {
        self.0.len() == MOST_SETS
    }

    /// Whether a set that is found later, and so is last among equals, would be among the best.
    pub fn admits(&self, rank: Rank) -> bool {
        !self.is_full() || self.0.last().is_none_or(|(last, _)| rank < *last)
    }

    /// Takes a set if it is among the best.
    pub fn offer(&mut self, rank: Rank, chosen: Vec<usize>) {
        let set = (rank, chosen);
        if let Err(place) = self.0.binary_search(&set) {
            self.0.insert(place, set);
            self.0.truncate(MOST_SETS);
        }
    }

    pub fn into_sets(self) -> impl Iterator<Item = Vec<usize>> {
        self.0.into_iter().map(|(_, chosen)| chosen)
    }
}
