//! Who may be asked to join a group, and what those come to who are.

use crate::siren::Siren;

/// How near a collectivité is to a group, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// Has the need of the group too.
    Supporter,
    /// Lies in a département of a member.
    Neighbour,
    /// Lies farther.
    Farther,
}

/// A collectivité that may be asked to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub siren: Siren,
    pub nearness: Nearness,
}

/// What one collectivité of a set brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addition {
    pub siren: Siren,
    pub nearness: Nearness,
    /// Inhabitants whom neither the group counts nor those before it in the set.
    pub adds: u64,
    pub departement_powers: bool,
}

/// A set of collectivités by whose joining a group meets a condition, none of them too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complement {
    /// The nearest first, then the largest.
    pub additions: Vec<Addition>,
    /// Inhabitants of the group and the set, each counted once.
    pub population: u64,
}
