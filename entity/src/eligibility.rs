//! Who may apply: an expression over an applicant's figures, and its judgement, which says what is missing.

use crate::{
    collectivity::Kind,
    programme::Programme,
    siren::Siren,
    territory::{Atlas, Figures},
};
use serde::{Deserialize, Serialize};

/// What an applicant must be. `any` and `all` (in a file also `any_of` and `all_of`) nest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// At least this many inhabitants, each counted once.
    Inhabitants(u64),
    /// At most this many inhabitants.
    InhabitantsAtMost(u64),
    /// A body that holds a département's powers is a member (or is not).
    Departement(bool),
    /// Every member is of one of these kinds.
    Kind(Vec<Kind>),
    /// A member carries the label of this programme.
    Programme(Programme),
    /// At least this many collectivités.
    Members(u32),
    /// At least one of these.
    #[serde(alias = "any_of")]
    Any(Vec<Condition>),
    /// All of these.
    #[serde(alias = "all_of")]
    All(Vec<Condition>),
}

/// The figures of an applicant: one collectivité, or a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Inhabitants of the union of the members' territories.
    pub population: u64,
    pub members: u32,
    /// Members that hold a département's powers.
    pub departements: u32,
    /// What the members are, each kind once.
    pub kinds: Vec<Kind>,
    /// Labels that a member carries.
    pub programmes: Vec<Programme>,
}

impl Applicant {
    /// What a group of these members, on a territory of these figures, adds up to; without kinds and labels, which an
    /// atlas does not know.
    pub fn counted(atlas: &Atlas, figures: &Figures, members: &[Siren]) -> Self {
        let count = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
        Self {
            population: figures.population,
            members: count(members.len()),
            departements: count(members.iter().filter(|siren| atlas.holds_departement_powers(siren)).count()),
            ..Self::default()
        }
    }
}

/// A condition judged: whether it is met, what was found, and what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    pub condition: Condition,
    pub met: bool,
    /// The figure that was compared (inhabitants or members), where the condition speaks of one.
    pub found: Option<u64>,
    /// How many inhabitants or members are missing, or too many; zero when none.
    pub missing: u64,
    /// The judgements of what it joins.
    pub parts: Vec<Judgement>,
}

impl Condition {
    /// Judges an applicant.
    ///
    /// That one envelope asks for a département or 500,000 inhabitants and another for both, as in 2021, is no slip:
    /// conditions are data. Inhabitants are counted once (rule 2 of docs/RULES.md).
    pub fn judge(&self, applicant: &Applicant) -> Judgement {
        let figure = |found: u64, met: bool, missing: u64| Judgement {
            condition: self.clone(),
            met,
            found: Some(found),
            missing,
            parts: Vec::new(),
        };
        let plain = |met: bool| Judgement { condition: self.clone(), met, found: None, missing: 0, parts: Vec::new() };
        let joined = |conditions: &[Condition], joins: fn(&[Judgement]) -> bool| {
            let parts: Vec<Judgement> = conditions.iter().map(|one| one.judge(applicant)).collect();
            Judgement { condition: self.clone(), met: joins(&parts), found: None, missing: 0, parts }
        };
        let (population, members) = (applicant.population, u64::from(applicant.members));
        match self {
            Condition::Inhabitants(least) => figure(population, population >= *least, least.saturating_sub(population)),
            Condition::InhabitantsAtMost(most) => {
                figure(population, population <= *most, population.saturating_sub(*most))
            }
            Condition::Departement(wanted) => plain((applicant.departements > 0) == *wanted),
            Condition::Kind(kinds) => {
                plain(!applicant.kinds.is_empty() && applicant.kinds.iter().all(|kind| kinds.contains(kind)))
            }
            Condition::Programme(programme) => plain(applicant.programmes.contains(programme)),
            Condition::Members(least) => {
                figure(members, members >= u64::from(*least), u64::from(*least).saturating_sub(members))
            }
            Condition::Any(conditions) => joined(conditions, |parts| parts.iter().any(|part| part.met)),
            Condition::All(conditions) => joined(conditions, |parts| parts.iter().all(|part| part.met)),
        }
    }

    /// Whether an applicant meets the condition.
    pub fn is_met(&self, applicant: &Applicant) -> bool {
        self.judge(applicant).met
    }

    /// The number of inhabitants that the condition speaks of, for the meter; the least one where it speaks of several.
    pub fn threshold(&self) -> Option<u64> {
        match self {
            Condition::Inhabitants(least) => Some(*least),
            Condition::InhabitantsAtMost(_)
            | Condition::Departement(_)
            | Condition::Kind(_)
            | Condition::Programme(_)
            | Condition::Members(_) => None,
            Condition::Any(conditions) | Condition::All(conditions) => {
                conditions.iter().filter_map(Self::threshold).min()
            }
        }
    }

    /// Whether it speaks of inhabitants, départements and members alone, which the meter of a group knows.
    pub fn is_of_figures(&self) -> bool {
        match self {
            Condition::Inhabitants(_)
            | Condition::InhabitantsAtMost(_)
            | Condition::Departement(_)
            | Condition::Members(_) => true,
            Condition::Kind(_) | Condition::Programme(_) => false,
            Condition::Any(conditions) | Condition::All(conditions) => conditions.iter().all(Self::is_of_figures),
        }
    }
}

impl Judgement {
    /// What keeps the condition from being met: the leaves that are not, in their order; none when it is met.
    pub fn lacking(&self) -> Vec<&Judgement> {
        match (self.met, self.parts.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => vec![self],
            (false, false) => self.parts.iter().flat_map(Judgement::lacking).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applicant(population: u64, departements: u32) -> Applicant {
        Applicant { population, departements, members: 3, kinds: vec![Kind::Epci], programmes: vec![] }
    }

    #[test]
    fn thresholds_join_by_or_and_by_and() {
        let either = Condition::Any(vec![Condition::Inhabitants(500_000), Condition::Departement(true)]);
        let both = Condition::All(vec![Condition::Inhabitants(500_000), Condition::Departement(true)]);
        for (population, departements, any, all) in
            [(499_999, 0, false, false), (500_000, 0, true, false), (0, 1, true, false), (500_000, 1, true, true)]
        {
            assert_eq!(either.is_met(&applicant(population, departements)), any);
            assert_eq!(both.is_met(&applicant(population, departements)), all);
        }
        assert_eq!(either.threshold(), Some(500_000));
    }

    #[test]
    fn what_is_missing_is_told_to_the_inhabitant() {
        let both = Condition::All(vec![Condition::Inhabitants(500_000), Condition::Departement(true)]);
        let judged = both.judge(&applicant(458_800, 1));
        let lacking = judged.lacking();
        assert_eq!(lacking.len(), 1);
        assert_eq!((lacking[0].found, lacking[0].missing), (Some(458_800), 41_200));
        let judged = both.judge(&applicant(600_000, 0));
        assert_eq!(judged.lacking()[0].condition, Condition::Departement(true));
        assert!(both.judge(&applicant(600_000, 1)).lacking().is_empty());
    }

    #[test]
    fn small_and_medium_collectivities_are_told_from_large_ones() {
        let small = Condition::Any(vec![
            Condition::All(vec![Condition::Kind(vec![Kind::Commune]), Condition::InhabitantsAtMost(20_000)]),
            Condition::All(vec![Condition::Kind(vec![Kind::Epci]), Condition::InhabitantsAtMost(100_000)]),
        ]);
        let of = |kind, population| Applicant { population, members: 1, kinds: vec![kind], ..Applicant::default() };
        assert!(small.is_met(&of(Kind::Commune, 20_000)) && !small.is_met(&of(Kind::Commune, 20_001)));
        assert!(small.is_met(&of(Kind::Epci, 99_000)) && !small.is_met(&of(Kind::Departement, 90_000)));
        assert!(!Condition::Kind(vec![Kind::Commune]).is_met(&Applicant::default()), "nobody is of no kind");
        assert!(!small.is_of_figures() && Condition::Members(2).is_of_figures());
    }

    #[test]
    fn a_file_may_say_any_of_and_all_of() {
        let read: Condition =
            serde_json::from_str(r#"{"all_of":[{"members":3},{"any_of":[{"departement":true}]}]}"#).expect("reads");
        assert_eq!(
            read,
            Condition::All(vec![Condition::Members(3), Condition::Any(vec![Condition::Departement(true)])])
        );
    }
}
