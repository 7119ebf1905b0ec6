//! Decisions on applications: ranked, within what is left, with reasons.

use crate::{
    assessment::{Criterion, Marks, Score, read_marks_of},
    form_field::{self, FieldName},
    id::ApplicationId,
    money::{Euros, amount_typed},
    refusal::{FieldRefusals, Refusal},
    subsidy::Terms,
};
use serde::{Deserialize, Serialize};

codes!(/// What is decided.
Outcome {
    Accepted = "accepted",
    Waiting = "waiting_list",
    Rejected = "refused",
});

/// What is proposed for applications in their rank, and what would be left.
///
/// Files are accepted in their rank while the money lasts; from the first one for which it does not, all wait, so that
/// nobody passes before a better one by asking for less.
pub fn propose(asked: &[Euros], left: Euros) -> (Vec<Outcome>, Euros) {
    let mut left = left;
    let mut enough = true;
    let mut outcomes = Vec::with_capacity(asked.len());
    for &amount in asked {
        match left.minus(amount).filter(|_| enough) {
            Some(rest) => {
                left = rest;
                outcomes.push(Outcome::Accepted);
            }
            None => {
                enough = false;
                outcomes.push(Outcome::Waiting);
            }
        }
    }
    (outcomes, left)
}

/// What is left after granting these amounts. Refused, with what is there, when it is not enough.
pub fn left_after(granted: impl IntoIterator<Item = Euros>, left: Euros) -> Result<Euros, Refusal> {
    let all: Euros = granted.into_iter().sum();
    left.minus(all).ok_or(Refusal::NotEnoughLeft { left: left.cents() })
}

/// The amount granted to an application: what it asked for when nothing is typed, never more, never under the floor.
pub fn granted(typed: &str, asked: Euros, terms: &Terms) -> Result<Euros, Refusal> {
    if typed.trim().is_empty() {
        return Ok(asked);
    }
    let amount = amount_typed(typed)?;
    if let Some(ceiling) = terms.ceiling.filter(|ceiling| amount > *ceiling) {
        return Err(Refusal::OverCeiling { most: ceiling.cents() });
    }
    if amount > asked {
        return Err(Refusal::OverAsked { most: asked.cents() });
    }
    match terms.floor {
        Some(floor) if amount < floor => Err(Refusal::UnderFloor { least: floor.cents() }),
        _ => Ok(amount),
    }
}

/// A field in which an officer types their decision on an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DraftField {
    /// The mark on a criterion, by its place among them.
    Mark(usize),
    Outcome,
    Amount,
    Reason,
}

impl DraftField {
    /// The most criteria that an envelope is marked on here.
    pub const MOST_MARKS: usize = 20;

    /// The name of this field of an application: `outcome.ID`, `mark.ID.0`.
    pub fn name(self, application: ApplicationId) -> FieldName {
        match self {
            Self::Mark(at) => form_field::MARK.of(format_args!("{application}.{at}")),
            Self::Outcome => form_field::OUTCOME.of(application),
            Self::Amount => form_field::AMOUNT.of(application),
            Self::Reason => form_field::REASON.of(application),
        }
    }

    /// The field and the application of a name; None for what is no such name.
    pub fn read(name: &str) -> Option<(ApplicationId, Self)> {
        let (base, of) = name.split_once('.')?;
        let (id, at) = of.split_once('.').map_or((of, None), |(id, at)| (id, Some(at)));
        let field = match (base, at) {
            ("mark", Some(at)) => Self::Mark(at.parse().ok().filter(|at| *at < Self::MOST_MARKS)?),
            ("outcome", None) => Self::Outcome,
            ("amount", None) => Self::Amount,
            ("reason", None) => Self::Reason,
            _ => return None,
        };
        Some((id.parse().ok()?, field))
    }

    /// The most characters that are kept of what is typed in it.
    pub fn most(self) -> usize {
        match self {
            Self::Reason => 3_000,
            Self::Mark(_) | Self::Outcome | Self::Amount => 40,
        }
    }
}

/// What an officer typed of a decision, as it stands in its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftedDecision {
    /// In the order of the criteria; empty for none.
    #[serde(default)]
    pub marks: Vec<String>,
    /// The code of an [`Outcome`]; empty for none yet.
    #[serde(default)]
    pub outcome: String,
    #[serde(default)]
    pub amount: String,
    #[serde(default)]
    pub reason: String,
}

impl DraftedDecision {
    /// What stands in a field.
    pub fn text(&self, field: DraftField) -> &str {
        match field {
            DraftField::Mark(at) => self.marks.get(at).map_or("", String::as_str),
            DraftField::Outcome => &self.outcome,
            DraftField::Amount => &self.amount,
            DraftField::Reason => &self.reason,
        }
    }

    /// Puts a text into a field.
    pub fn put(&mut self, field: DraftField, text: String) {
        match field {
            DraftField::Mark(at) => {
                let length = self.marks.len().max(at + 1);
                self.marks.resize(length, String::new());
                self.marks[at] = text;
            }
            DraftField::Outcome => self.outcome = text,
            DraftField::Amount => self.amount = text,
            DraftField::Reason => self.reason = text,
        }
    }

    /// What is decided; None while nothing is.
    pub fn outcome(&self) -> Option<Outcome> {
        Outcome::from_code(&self.outcome)
    }

    /// The marks that are given with the decision: all of them, or none with a rejection; or what is wrong with each,
    /// by its field.
    pub fn given_marks(&self, id: ApplicationId, criteria: &[Criterion]) -> Result<Option<Marks>, FieldRefusals> {
        let none = self.marks.iter().all(|mark| mark.trim().is_empty());
        if none && self.outcome() == Some(Outcome::Rejected) {
            return Ok(None);
        }
        read_marks_of(criteria, &self.marks, |at| DraftField::Mark(at).name(id)).map(Some)
    }

    /// The score of its marks, once all are given.
    pub fn score(&self, criteria: &[Criterion]) -> Option<Score> {
        let marks = read_marks_of(criteria, &self.marks, |_| FieldName::WHOLE).ok()?;
        Score::of(criteria, &[marks])
    }

    /// What it would take from the envelope: nothing unless it accepts, and nothing yet for an amount that is refused.
    pub fn engages(&self, asked: Euros, terms: &Terms) -> Euros {
        match self.outcome() {
            Some(Outcome::Accepted) => granted(&self.amount, asked, terms).unwrap_or_default(),
            Some(Outcome::Waiting | Outcome::Rejected) | None => Euros::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_accepted_in_their_rank_while_the_money_lasts() {
        use Outcome::{Accepted, Waiting};
        let euros = Euros::from_euros;
        let asked = [euros(400), euros(300), euros(500), euros(10)];
        assert_eq!(propose(&asked, euros(1_000)), (vec![Accepted, Accepted, Waiting, Waiting], euros(300)));
        assert_eq!(propose(&asked, euros(1_210)), (vec![Accepted; 4], euros(0)));
        assert_eq!(propose(&[], euros(5)), (vec![], euros(5)));
        assert_eq!(left_after([euros(3), euros(2)], euros(5)), Ok(Euros::ZERO));
        assert_eq!(left_after([euros(3), euros(3)], euros(5)), Err(Refusal::NotEnoughLeft { left: 500 }));
    }

    #[test]
    fn a_drafted_decision_is_read_by_the_names_of_its_fields() {
        let id = ApplicationId(uuid::Uuid::from_u128(7));
        let fields = [DraftField::Mark(0), DraftField::Mark(3), DraftField::Outcome, DraftField::Amount];
        let mut draft = DraftedDecision::default();
        for field in fields.into_iter().chain([DraftField::Reason]) {
            let name = field.name(id);
            assert_eq!(DraftField::read(&name), Some((id, field)), "{name}");
            assert_eq!(draft.text(field), "");
            draft.put(field, format!("{field:?}"));
            assert_eq!(draft.text(field), format!("{field:?}"));
        }
        for name in ["outcome", "outcome.7", "reason.", &format!("mark.{id}"), &format!("mark.{id}.20"), ""] {
            assert_eq!(DraftField::read(name), None, "{name}");
        }
    }

    #[test]
    fn a_rejection_needs_no_mark_and_everything_else_needs_all() {
        let id = ApplicationId(uuid::Uuid::from_u128(7));
        let criterion = Criterion { title: "Portage".into(), weight: 1, marks: vec!["Non".into(), "Oui".into()] };
        let criteria = [criterion.clone(), criterion];
        let draft = |outcome: Outcome, marks: &[&str]| DraftedDecision {
            marks: marks.iter().map(|&mark| mark.to_owned()).collect(),
            outcome: outcome.code().to_owned(),
            ..DraftedDecision::default()
        };
        assert_eq!(draft(Outcome::Rejected, &["", " "]).given_marks(id, &criteria), Ok(None));
        assert_eq!(draft(Outcome::Accepted, &["1", "0"]).given_marks(id, &criteria), Ok(Some(vec![1, 0])));
        assert_eq!(draft(Outcome::Accepted, &["1", "0"]).score(&criteria), Some(Score { points: 1, most: 2 }));
        for outcome in Outcome::ALL {
            let half = draft(*outcome, &["1"]).given_marks(id, &criteria).expect_err("refused");
            assert_eq!(half.0, [(DraftField::Mark(1).name(id), Refusal::MarkMissing)], "{outcome:?}");
        }
        assert_eq!(draft(Outcome::Waiting, &["1"]).score(&criteria), None);
    }

    #[test]
    fn what_is_granted_is_within_what_was_asked_ceiling_and_floor() {
        let terms = Terms {
            rate: 50,
            ceiling: Some(Euros::from_euros(100)),
            floor: Some(Euros::from_euros(10)),
            public_funding: 80,
        };
        let asked = Euros::from_euros(80);
        assert_eq!(granted("", asked, &terms), Ok(asked));
        assert_eq!(granted("60,50", asked, &terms).map(Euros::cents), Ok(6_050));
        assert_eq!(granted("81", asked, &terms), Err(Refusal::OverAsked { most: 8_000 }));
        assert_eq!(granted("101", asked, &terms), Err(Refusal::OverCeiling { most: 10_000 }));
        assert_eq!(granted("9,99", asked, &terms), Err(Refusal::UnderFloor { least: 1_000 }));
        assert_eq!(granted("-1", asked, &terms), Err(Refusal::NegativeAmount));
    }
}
