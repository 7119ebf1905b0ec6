//! Assessment: marks on criteria that are data, by assessors who do not see each other's until all are in.

use crate::{
    form_field::{self, FieldName},
    refusal::{FieldRefusals, Refusal},
};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A criterion on which an application is assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    pub title: String,
    #[serde(default = "one")]
    pub weight: u8,
    /// What each mark means, from zero upwards.
    #[serde(default = "marks")]
    pub marks: Vec<String>,
}

fn one() -> u8 {
    1
}

fn marks() -> Vec<String> {
    ["Absent", "Insuffisant", "Moyen", "Bon", "Très bon", "Excellent"].map(str::to_owned).to_vec()
}

codes!(/// Where an assessor stands with an application.
AssessmentState {
    /// Assigned: says first whether there is a link to the applicant, before seeing the application.
    Assigned = "drawn",
    /// No link: reads and marks.
    Reading = "reading",
    /// A link: another one is assigned.
    Conflict = "conflict",
    /// Marks are given; they may change until all are in.
    Submitted = "submitted",
    /// After all were in, the marks were kept or changed for good.
    Settled = "settled",
});

impl AssessmentState {
    /// Says whether there is a link to the applicant; one that shows later can still be told, until marks are given.
    pub fn declare(self, conflict: bool) -> Result<Self, Refusal> {
        match self {
            Self::Assigned => Ok(if conflict { Self::Conflict } else { Self::Reading }),
            // A link may show while one reads.
            Self::Reading if conflict => Ok(Self::Conflict),
            Self::Reading | Self::Conflict | Self::Submitted | Self::Settled => Err(Refusal::WrongState),
        }
    }

    /// Gives marks: freely until all are in; then once more, for good, where they are discussed.
    pub fn mark(self, all_in: bool) -> Result<Self, Refusal> {
        match self {
            Self::Assigned => Err(Refusal::ConflictNotDeclared),
            Self::Reading => Ok(Self::Submitted),
            Self::Submitted if all_in => Ok(Self::Settled),
            Self::Submitted => Ok(Self::Submitted),
            Self::Settled => Err(Refusal::MarksSettled),
            Self::Conflict => Err(Refusal::WrongState),
        }
    }

    /// Whether marks are in.
    pub fn is_in(self) -> bool {
        match self {
            Self::Submitted | Self::Settled => true,
            Self::Assigned | Self::Reading | Self::Conflict => false,
        }
    }
}

/// How many assessors an application has.
pub const ASSESSORS: usize = 2;

/// From how far apart two marks are put to discussion.
pub const DISCUSSED: u8 = 2;

/// Marks of one assessor, in the order of the criteria.
pub type Marks = Vec<u8>;

/// Reads the marks that were typed; or what is wrong with each, by the field of its criterion (`mark.0`).
pub fn read_marks(criteria: &[Criterion], typed: &[String]) -> Result<Marks, FieldRefusals> {
    read_marks_of(criteria, typed, |at| form_field::MARK.of(at))
}

/// As [`read_marks`], where the fields of the criteria are called otherwise.
pub fn read_marks_of(
    criteria: &[Criterion],
    typed: &[String],
    name: impl Fn(usize) -> FieldName,
) -> Result<Marks, FieldRefusals> {
    let mut refusals = FieldRefusals::default();
    let mut marks = Marks::new();
    for (at, criterion) in criteria.iter().enumerate() {
        let text = typed.get(at).map_or("", |text| text.trim());
        match text.parse::<u8>() {
            Ok(mark) if usize::from(mark) < criterion.marks.len() => marks.push(mark),
            _ if text.is_empty() => refusals.add(name(at), Refusal::MarkMissing),
            _ => refusals.add(name(at), Refusal::NotOnTheList),
        }
    }
    refusals.or(marks)
}

/// The criteria on which two or more assessors are too far apart.
pub fn diverging(marks: &[Marks]) -> Vec<usize> {
    let criteria = marks.iter().map(Vec::len).min().unwrap_or(0);
    let apart = |at: &usize| {
        let of = marks.iter().map(|marks| marks[*at]);
        let (least, most) = (of.clone().min().unwrap_or(0), of.max().unwrap_or(0));
        most - least >= DISCUSSED
    };
    (0..criteria).filter(apart).collect()
}

/// A score: points out of the most that there are. Compared as a fraction, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    pub points: u32,
    /// Above zero.
    pub most: u32,
}

impl Score {
    /// The weighted points of all assessors together.
    pub fn of(criteria: &[Criterion], marks: &[Marks]) -> Option<Score> {
        let weighted = |mark: u32, criterion: &Criterion| mark * u32::from(criterion.weight);
        let highest = |criterion: &Criterion| u32::try_from(criterion.marks.len().saturating_sub(1)).unwrap_or(0);
        let each: u32 = criteria.iter().map(|criterion| weighted(highest(criterion), criterion)).sum();
        let most = each * u32::try_from(marks.len()).ok()?;
        let points = marks.iter().flat_map(|marks| marks.iter().zip(criteria));
        let points = points.map(|(mark, criterion)| weighted(u32::from(*mark), criterion)).sum();
        (most > 0).then_some(Score { points, most })
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = u64::from(self.points) * u64::from(other.most);
        left.cmp(&(u64::from(other.points) * u64::from(self.most)))
    }
}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn criteria() -> Vec<Criterion> {
        let of = |title: &str, weight| Criterion { title: title.into(), weight, marks: marks() };
        vec![of("Ampleur du portage", 2), of("Valeur de l’équipe projet", 1), of("Impact direct ou induit", 2)]
    }

    #[test]
    fn marks_are_read_against_the_scale_of_each_criterion() {
        let typed = |texts: [&str; 3]| texts.map(str::to_owned).to_vec();
        assert_eq!(read_marks(&criteria(), &typed(["4", "0", "5"])), Ok(vec![4, 0, 5]));
        let wrong = read_marks(&criteria(), &typed(["6", "", "3"])).expect_err("refused");
        assert_eq!(
            wrong.0,
            [(form_field::MARK.of(0), Refusal::NotOnTheList), (form_field::MARK.of(1), Refusal::MarkMissing)]
        );
        assert_eq!(read_marks(&criteria(), &[]).expect_err("refused").len(), 3);
    }

    #[test]
    fn a_link_is_told_before_the_file_is_seen_and_marks_settle_once_all_are_in() {
        use AssessmentState::{Assigned, Conflict, Reading, Settled, Submitted};
        let wrong = || Err(Refusal::WrongState);
        let table = [
            (Assigned, Ok(Reading), Ok(Conflict), Err(Refusal::ConflictNotDeclared), Err(Refusal::ConflictNotDeclared)),
            (Reading, wrong(), Ok(Conflict), Ok(Submitted), Ok(Submitted)),
            (Conflict, wrong(), wrong(), wrong(), wrong()),
            (Submitted, wrong(), wrong(), Ok(Submitted), Ok(Settled)),
            (Settled, wrong(), wrong(), Err(Refusal::MarksSettled), Err(Refusal::MarksSettled)),
        ];
        for (state, without, with, before, after) in table {
            assert_eq!(state.declare(false), without, "{state:?}");
            assert_eq!(state.declare(true), with, "{state:?}");
            assert_eq!(state.mark(false), before, "{state:?}");
            assert_eq!(state.mark(true), after, "{state:?}");
        }
    }

    #[test]
    fn two_marks_apart_are_discussed() {
        assert_eq!(diverging(&[vec![3, 3, 3], vec![4, 5, 1]]), [1, 2]);
        assert!(diverging(&[vec![3, 3, 3], vec![2, 4, 3]]).is_empty());
        assert!(diverging(&[vec![3, 3, 3]]).is_empty());
    }

    #[test]
    fn scores_weigh_and_compare_exactly_whoever_many_assessed() {
        let score = |marks: &[Marks]| Score::of(&criteria(), marks).expect("assessed");
        assert_eq!(score(&[vec![5, 5, 5]]), Score { points: 25, most: 25 });
        assert_eq!(score(&[vec![4, 2, 3], vec![3, 2, 3]]), Score { points: 30, most: 50 });
        assert!(score(&[vec![4, 2, 3]]) > score(&[vec![4, 2, 3], vec![3, 2, 3]]));
        assert_eq!(score(&[vec![3, 3, 3]]).cmp(&score(&[vec![3, 3, 3], vec![3, 3, 3]])), Ordering::Equal);
        assert_eq!(Score::of(&criteria(), &[]), None);
    }
}
