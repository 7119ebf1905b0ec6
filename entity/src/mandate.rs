//! The mandate to vote: which élu casts the collectivité's ballot, in whose absence who else does, and from when to
//! when.

use crate::{
    calendar::in_paris,
    collectivity::Capacity,
    form_field,
    id::PersonId,
    refusal::{FieldRefusals, Refusal},
    text::Text,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

codes!(/// The two places of a mandate; one person at a time in each.
Rank {
    /// Casts the ballot.
    Holder = "holder",
    /// Casts it as well, when the holder cannot.
    Deputy = "deputy",
});

/// From when to when a mandate holds, both days inclusive, in Paris; None: from its giving on, to the end of the
/// campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Term {
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Term {
    /// Whether the mandate holds at this instant.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        let today = in_paris(now).date_naive();
        self.from.is_none_or(|from| from <= today) && self.until.is_none_or(|until| today <= until)
    }
}

/// Why the mandate was given: the deliberation's reference, or a sentence.
pub type Note = Text<0, 300>;

/// A mandate as it is typed.
#[derive(Debug, Clone, Default)]
pub struct MandateForm {
    pub person: String,
    pub rank: String,
    pub from: String,
    pub until: String,
    pub note: String,
}

/// A mandate that may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    pub person: PersonId,
    pub rank: Rank,
    pub term: Term,
    pub note: Note,
}

impl Mandate {
    /// Reads the form. Refused, each under its field: no such person among `people` ([`Refusal::NotOnTheList`]), a
    /// person who is no élu ([`Refusal::NotAnElu`]), a day that is none ([`Refusal::NotADay`]), an end before the
    /// beginning ([`Refusal::EndsBeforeItBegins`]), a note that is too long.
    pub fn parse(form: &MandateForm, people: &[(PersonId, Capacity)]) -> Result<Self, FieldRefusals> {
        let mut refusals = FieldRefusals::default();
        let chosen = people.iter().find(|(person, _)| person.to_string() == form.person);
        let person = refusals.take(
            form_field::PERSON,
            match chosen {
                Some((person, Capacity::Elu)) => Ok(*person),
                Some((_, Capacity::Agent)) => Err(Refusal::NotAnElu),
                None => Err(Refusal::NotOnTheList),
            },
        );
        let rank = refusals.take(form_field::RANK, Rank::from_code(&form.rank).ok_or(Refusal::NotOnTheList));
        let from = refusals.take(form_field::FROM, day(&form.from));
        let until = refusals.take(form_field::UNTIL, day(&form.until));
        if let (Some(Some(from)), Some(Some(until))) = (from, until)
            && until < from
        {
            refusals.add(form_field::UNTIL, Refusal::EndsBeforeItBegins);
        }
        let note = refusals.take(form_field::NOTE, Note::parse(&form.note));
        match (person, rank, from, until, note) {
            (Some(person), Some(rank), Some(from), Some(until), Some(note)) if refusals.0.is_empty() => {
                Ok(Self { person, rank, term: Term { from, until }, note })
            }
            _ => Err(refusals),
        }
    }
}

fn day(typed: &str) -> Result<Option<NaiveDate>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Refusal::NotADay),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mandate_holds_on_both_of_its_days_in_paris() {
        let day = |text: &str| Some(text.parse().expect("a day"));
        let term = Term { from: day("2021-03-28"), until: day("2021-04-02") };
        for (instant, holds) in [
            ("2021-03-27T22:59:59Z", false),
            ("2021-03-27T23:00:00Z", true),
            ("2021-04-02T21:59:59Z", true),
            ("2021-04-02T22:00:00Z", false),
        ] {
            assert_eq!(term.holds(instant.parse().expect("an instant")), holds, "{instant}");
        }
        assert!(Term::default().holds("2021-04-02T22:00:00Z".parse().expect("an instant")));
    }

    #[test]
    fn the_mandate_is_an_elu_s() {
        let (mayor, clerk) = (PersonId(uuid::Uuid::from_u128(1)), PersonId(uuid::Uuid::from_u128(2)));
        let people = [(mayor, Capacity::Elu), (clerk, Capacity::Agent)];
        let form =
            |person: PersonId| MandateForm { person: person.to_string(), rank: "holder".into(), ..Default::default() };
        assert_eq!(Mandate::parse(&form(mayor), &people).map(|mandate| mandate.person), Ok(mayor));
        let refused = |form: &MandateForm| Mandate::parse(form, &people).expect_err("refused").0;
        assert_eq!(refused(&form(clerk)), [(form_field::PERSON.into(), Refusal::NotAnElu)]);
        let stranger = form(PersonId(uuid::Uuid::from_u128(3)));
        assert_eq!(refused(&stranger), [(form_field::PERSON.into(), Refusal::NotOnTheList)]);
        let backwards = MandateForm { from: "2021-04-02".into(), until: "2021-04-01".into(), ..form(mayor) };
        assert_eq!(refused(&backwards), [(form_field::UNTIL.into(), Refusal::EndsBeforeItBegins)]);
        let no_day = MandateForm { from: "31/04".into(), ..form(mayor) };
        assert_eq!(refused(&no_day), [(form_field::FROM.into(), Refusal::NotADay)]);
    }
}
