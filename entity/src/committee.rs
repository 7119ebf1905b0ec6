//! The committee that reads projects before they go on the ballot: what its members think, what it decides.

use crate::{
    form_field,
    refusal::{FieldRefusals, Refusal},
    text::Text,
};

codes!(/// What a member thinks of a project.
Opinion {
    Favourable = "favourable",
    /// Favourable under what its word says.
    Reserved = "reserved",
    Unfavourable = "unfavourable",
});

codes!(/// What the committee decides of a project.
Verdict {
    /// It may go on the ballot.
    Kept = "kept",
    /// Its authors work on it, and propose it again.
    SentBack = "sent_back",
    /// It goes no further.
    SetAside = "set_aside",
});

/// The most members of a session, and the most projects that it reads.
pub const MOST_MEMBERS: usize = 50;
pub const MOST_PROJECTS: usize = 200;

/// What a member says beside an opinion.
type Word = Text<0, 1000>;

/// The minutes of a decision.
type Minutes = Text<0, 5000>;

impl Opinion {
    /// The word that goes with it. Refused where one is needed and missing, or too long.
    pub fn word(self, typed: &str) -> Result<String, Refusal> {
        let word = Word::parse(typed)?.into_string();
        match self {
            Opinion::Favourable => Ok(word),
            Opinion::Reserved | Opinion::Unfavourable if word.is_empty() => Err(Refusal::Missing),
            Opinion::Reserved | Opinion::Unfavourable => Ok(word),
        }
    }
}

/// A decision as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecisionForm {
    pub verdict: String,
    pub minutes: String,
    /// Whether everybody reads decision and minutes.
    pub published: bool,
}

/// A decision that holds together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub verdict: Verdict,
    pub minutes: String,
    pub published: bool,
}

impl DecisionForm {
    /// Reads a decision. Refused: no such decision, minutes that are too long, or missing although they are published.
    pub fn parse(&self) -> Result<Decision, FieldRefusals> {
        let mut refusals = FieldRefusals::default();
        let verdict = Verdict::from_code(&self.verdict).ok_or(Refusal::NotOnTheList);
        let verdict = refusals.take(form_field::VERDICT, verdict);
        let minutes = Minutes::parse(&self.minutes).map(Text::into_string).and_then(|text| match self.published {
            true if text.is_empty() => Err(Refusal::Missing),
            _ => Ok(text),
        });
        let minutes = refusals.take(form_field::MINUTES, minutes);
        match (verdict, minutes) {
            (Some(verdict), Some(minutes)) => Ok(Decision { verdict, minutes, published: self.published }),
            _ => Err(refusals),
        }
    }
}

/// Whether a project may go on the ballot, by the latest decision of the committee on it.
pub fn lets_on_ballot(latest: Option<Verdict>) -> Result<(), Refusal> {
    match latest {
        Some(Verdict::Kept) => Ok(()),
        Some(Verdict::SentBack | Verdict::SetAside) | None => Err(Refusal::CommitteeNotFavourable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_not_favourable_says_why() {
        assert_eq!(Opinion::Favourable.word(" "), Ok(String::new()));
        assert_eq!(Opinion::Reserved.word(" "), Err(Refusal::Missing));
        assert_eq!(Opinion::Unfavourable.word("Trop cher."), Ok("Trop cher.".to_owned()));
        assert!(Opinion::Favourable.word(&"a".repeat(1001)).is_err());
    }

    #[test]
    fn only_a_favourable_decision_lets_a_project_on_the_ballot() {
        for &verdict in Verdict::ALL {
            assert_eq!(lets_on_ballot(Some(verdict)).is_ok(), verdict == Verdict::Kept, "{verdict:?}");
        }
        assert_eq!(lets_on_ballot(None), Err(Refusal::CommitteeNotFavourable));
    }

    #[test]
    fn nothing_is_published_without_minutes() {
        let form = |minutes: &str, published| DecisionForm {
            verdict: "kept".to_owned(),
            minutes: minutes.to_owned(),
            published,
        };
        assert!(form("", false).parse().is_ok() && form("Retenu.", true).parse().is_ok());
        assert_eq!(form("", true).parse(), Err(FieldRefusals::one(form_field::MINUTES, Refusal::Missing)));
        assert!(DecisionForm::default().parse().is_err());
    }
}
