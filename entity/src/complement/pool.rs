//! The candidates of a group, measured once, and what some of them come to.

use super::{
    best::Rank,
    candidate::{Addition, Candidate, Complement, Nearness},
};
use crate::{
    eligibility::{Applicant, Condition},
    siren::Siren,
    territory::{Atlas, Territory},
};
use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashSet},
};

/// The most collectivités in a set: more are no longer a suggestion.
pub const MOST_IN_A_SET: usize = 20;
/// The most candidates that are looked at: the first ones.
pub const MOST_CANDIDATES: usize = 400;

/// A candidate and its measures.
pub(super) struct Measured<'a> {
    pub siren: Siren,
    pub nearness: Nearness,
    pub territory: &'a Territory,
    pub powers: bool,
    /// Inhabitants that it alone would add to the group: it never adds more.
    pub alone: u64,
}

/// A group, a condition, and those who may be asked: the nearest first, then the largest, then in the order given.
pub(super) struct Pool<'a> {
    atlas: &'a Atlas,
    condition: &'a Condition,
    start: Partial,
    measured: Vec<Measured<'a>>,
    /// From each place on, the sums of the largest additions: of none, of one, …
    largest: Vec<Vec<u64>>,
    /// From each place on, how many hold a département's powers.
    with_powers: Vec<usize>,
}

/// The group and some of the pool.
#[derive(Debug, Clone)]
pub(super) struct Partial {
    /// Ascending places in the pool.
    pub chosen: Vec<usize>,
    pub territory: Territory,
    /// Its figures; without kinds and labels.
    pub applicant: Applicant,
}

impl<'a> Pool<'a> {
    pub fn new(atlas: &'a Atlas, members: &[Siren], condition: &'a Condition, candidates: &[Candidate]) -> Self {
        let territory = atlas.union(members);
        let applicant = Applicant::counted(atlas, &atlas.figures(&territory), members);
        let mut seen: HashSet<Siren> = members.iter().copied().collect();
        let first = candidates.iter().filter(|candidate| seen.insert(candidate.siren)).take(MOST_CANDIDATES);
        let measured = first.filter_map(|candidate| {
            let its = atlas.territory(&candidate.siren)?;
            let powers = atlas.holds_departement_powers(&candidate.siren);
            let alone = atlas.added(its, &territory);
            let Candidate { siren, nearness } = *candidate;
            Some(Measured { siren, nearness, territory: its, powers, alone })
        });
        let brings = |one: &Measured<'_>| one.alone > 0 || (one.powers && applicant.departements == 0);
        let mut measured: Vec<Measured<'_>> = measured.filter(brings).collect();
        measured.sort_by_key(|one| (one.nearness, Reverse(one.alone)));
        let (largest, with_powers) = bounds(&measured);
        let start = Partial { chosen: Vec::new(), territory, applicant };
        Self { atlas, condition, start, measured, largest, with_powers }
    }

    pub fn measured(&self) -> &[Measured<'a>] {
        &self.measured
    }

    /// The group alone.
    pub fn start(&self) -> &Partial {
        &self.start
    }

    pub fn is_met(&self, applicant: &Applicant) -> bool {
        may_be_met(self.condition, applicant, applicant)
    }

    /// Whether the condition can be met without one more body that holds a département's powers.
    pub fn is_reachable_without_powers(&self, applicant: &Applicant) -> bool {
        let most = Applicant { population: u64::MAX, members: u32::MAX, ..applicant.clone() };
        may_be_met(self.condition, applicant, &most)
    }

    /// Whether so many more, from this place on, could meet the condition.
    pub fn is_reachable(&self, partial: &Partial, from: usize, more: usize) -> bool {
        self.measured.len().saturating_sub(from) >= more && {
            let adds = self.most_added(from, more);
            self.may_reach(partial, more, adds, self.with_powers[from].min(more))
        }
    }

    /// Whether so many more, the one at this place and others after it, could meet the condition.
    pub fn is_reachable_with(&self, partial: &Partial, at: usize, more: usize) -> bool {
        let (one, others) = (&self.measured[at], more - 1);
        let powers = usize::from(one.powers) + self.with_powers[at + 1].min(others);
        self.may_reach(partial, more, one.alone + self.most_added(at + 1, others), powers)
    }

    fn may_reach(&self, partial: &Partial, more: usize, adds: u64, powers: usize) -> bool {
        let least = &partial.applicant;
        let most = Applicant {
            population: least.population + adds,
            members: least.members + count(more),
            departements: least.departements + count(powers),
            ..Applicant::default()
        };
        may_be_met(self.condition, least, &most)
    }

    /// The most inhabitants that so many, from this place on, could add.
    pub fn most_added(&self, from: usize, more: usize) -> u64 {
        let sums = &self.largest[from];
        sums.get(more).or(sums.last()).copied().unwrap_or(0)
    }

    /// Whether the candidate at this place can stand in one set with these: neither contains the other.
    pub fn fits(&self, chosen: &[usize], at: usize) -> bool {
        let its = self.measured[at].territory;
        chosen
            .iter()
            .map(|&other| self.measured[other].territory)
            .all(|other| !its.contains(other) && !other.contains(its))
    }

    /// The figures with one more.
    pub fn figures_with(&self, partial: &Partial, at: usize) -> Applicant {
        let one = &self.measured[at];
        Applicant {
            population: partial.applicant.population + self.atlas.added(one.territory, &partial.territory),
            members: partial.applicant.members + 1,
            departements: partial.applicant.departements + u32::from(one.powers),
            ..Applicant::default()
        }
    }

    /// These and one more, whose figures are known.
    pub fn with(&self, partial: &Partial, at: usize, applicant: Applicant) -> Partial {
        let mut chosen = partial.chosen.clone();
        chosen.insert(chosen.partition_point(|&other| other < at), at);
        Partial { chosen, territory: partial.territory.union(self.measured[at].territory), applicant }
    }

    /// Those at these places.
    pub fn of(&self, chosen: impl IntoIterator<Item = usize>) -> Partial {
        chosen.into_iter().fold(self.start.clone(), |partial, at| {
            let applicant = self.figures_with(&partial, at);
            self.with(&partial, at, applicant)
        })
    }

    pub fn rank(&self, chosen: &[usize], population: u64) -> Rank {
        let far = |nearness| chosen.iter().filter(|&&at| self.measured[at].nearness == nearness).count();
        let far = [far(Nearness::Farther), far(Nearness::Neighbour)];
        Rank { size: chosen.len(), far, population: Reverse(population) }
    }

    /// Whether one of a set can be left out.
    pub fn has_one_too_many(&self, chosen: &[usize]) -> bool {
        chosen.iter().any(|left_out| {
            let others = self.of(chosen.iter().copied().filter(|at| at != left_out));
            self.is_met(&others.applicant)
        })
    }

    /// What a set brings, one after the other.
    pub fn complement(&self, chosen: &[usize]) -> Complement {
        let mut partial = self.start.clone();
        let mut additions = Vec::with_capacity(chosen.len());
        for &at in chosen {
            let Measured { siren, nearness, powers: departement_powers, .. } = self.measured[at];
            let after = self.figures_with(&partial, at);
            let adds = after.population - partial.applicant.population;
            additions.push(Addition { siren, nearness, adds, departement_powers });
            partial = self.with(&partial, at, after);
        }
        Complement { additions, population: partial.applicant.population }
    }
}

fn count(all: usize) -> u32 {
    u32::try_from(all).unwrap_or(u32::MAX)
}

/// From each place on, and past the last: the sums of the largest additions, and how many hold a département's powers.
fn bounds(measured: &[Measured<'_>]) -> (Vec<Vec<u64>>, Vec<usize>) {
    let sums = |top: &BTreeSet<(Reverse<u64>, usize)>| {
        let running = top.iter().scan(0_u64, |sum, (Reverse(alone), _)| {
            *sum += alone;
            Some(*sum)
        });
        std::iter::once(0).chain(running).collect()
    };
    let mut top = BTreeSet::new();
    let (mut largest, mut with_powers) = (vec![sums(&top)], vec![0]);
    for (at, one) in measured.iter().enumerate().rev() {
        top.insert((Reverse(one.alone), at));
        if top.len() > MOST_IN_A_SET {
            top.pop_last();
        }
        largest.push(sums(&top));
        with_powers.push(with_powers.last().map_or(0, |after| after + usize::from(one.powers)));
    }
    largest.reverse();
    with_powers.reverse();
    (largest, with_powers)
}

/// Whether a condition of figures may be met by an applicant whose figures lie between these; between the same ones,
/// whether it is met, without the notes that [`Condition::judge`] makes.
pub(super) fn may_be_met(condition: &Condition, least: &Applicant, most: &Applicant) -> bool {
    match condition {
        Condition::Inhabitants(wanted) => most.population >= *wanted,
        Condition::InhabitantsAtMost(wanted) => least.population <= *wanted,
        Condition::Departement(true) => most.departements > 0,
        Condition::Departement(false) => least.departements == 0,
        Condition::Members(wanted) => most.members >= *wanted,
        // Not of figures: an atlas does not know them.
        Condition::Kind(_) | Condition::Programme(_) => false,
        Condition::Any(conditions) => conditions.iter().any(|one| may_be_met(one, least, most)),
        Condition::All(conditions) => conditions.iter().all(|one| may_be_met(one, least, most)),
    }
}
