//! Priority territories: which programmes a project serves, from the labels of the collectivités behind it.

use crate::programme::Programme;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A programme is proposed where one collectivité in so many, of those behind a project, has its label. Labels are rare
/// (one commune in twenty has the commonest), so that this many are no accident.
pub const ONE_IN: u64 = 4;

/// Why a curator corrects what the labels propose, public.
pub type Correction = crate::text::Text<10, 500>;

/// Who is behind a project: the collectivités whose needs it answers, those that support them, and the members of the
/// group that carries it, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behind {
    pub collectivities: u64,
    /// How many of them have each label; none that nobody has.
    pub labelled: BTreeMap<Programme, u64>,
    /// How many have one or more labels of those to which the envelope gives priority.
    pub preferred: u64,
}

impl Behind {
    /// Of the labels of each collectivité, and the programmes to which the envelope gives priority.
    pub fn of<'a>(labels: impl IntoIterator<Item = &'a [Programme]>, preferred: &[Programme]) -> Self {
        let mut behind = Behind::default();
        for labels in labels {
            behind.collectivities += 1;
            behind.preferred += u64::from(labels.iter().any(|label| preferred.contains(label)));
            for label in labels {
                *behind.labelled.entry(*label).or_default() += 1;
            }
        }
        behind
    }

    /// The programmes that are proposed, in their order.
    pub fn proposed(&self) -> Vec<Programme> {
        let enough = |(_, count): &(&Programme, &u64)| count.saturating_mul(ONE_IN) >= self.collectivities;
        self.labelled.iter().filter(enough).map(|(programme, _)| *programme).collect()
    }

    /// The share of an amount, in cents, that goes to those behind the project whom the envelope prefers, each
    /// collectivité counting alike; rounded down.
    pub fn reaching(&self, cents: i64) -> i64 {
        let share = i128::from(cents) * i128::from(self.preferred) / i128::from(self.collectivities.max(1));
        i64::try_from(share).unwrap_or(cents)
    }
}

/// The programmes that a project serves, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Priority {
    pub programmes: Vec<Programme>,
    pub behind: Behind,
    /// Why a curator corrected what the labels propose; None where they did not.
    pub correction: Option<String>,
}

impl Priority {
    /// Whether it serves one of those to which the envelope gives priority.
    pub fn serves(&self, preferred: &[Programme]) -> bool {
        self.programmes.iter().any(|programme| preferred.contains(programme))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Programme::{ActionCoeurDeVille as Acv, PetitesVillesDeDemain as Pvd, QuartiersPrioritaires as Qpv};

    #[test]
    fn a_label_of_one_in_four_behind_a_project_is_proposed_and_of_fewer_is_not() {
        let none: &[Programme] = &[];
        let behind = Behind::of([&[Pvd][..], &[Acv, Qpv], &[Qpv], none, none, none, none, none], &[Acv, Qpv]);
        assert_eq!((behind.collectivities, behind.preferred), (8, 2), "each counts once, however many labels it has");
        assert_eq!(behind.proposed(), [Qpv], "two of eight are one in four");
        assert_eq!(Behind::of([&[Pvd][..], none, none, none, none], &[]).proposed(), []);
        assert_eq!(Behind::default().proposed(), []);
    }

    #[test]
    fn what_reaches_them_is_their_share_of_the_cost_rounded_down() {
        let behind = Behind { collectivities: 3, preferred: 1, ..Behind::default() };
        assert_eq!(behind.reaching(100), 33);
        assert_eq!(Behind::default().reaching(100), 0);
        let all = Behind { collectivities: 3, preferred: 3, ..Behind::default() };
        assert_eq!(all.reaching(i64::MAX), i64::MAX);
    }

    #[test]
    fn what_is_kept_of_it_is_read_again() {
        let behind = Behind::of([&[Pvd][..], &[]], &[Pvd]);
        let stored = serde_json::to_string(&behind).expect("writes");
        assert_eq!(stored, r#"{"collectivities":2,"labelled":{"pvd":1},"preferred":1}"#);
        assert_eq!(serde_json::from_str::<Behind>(&stored).expect("reads"), behind);
    }
}
