//! A need: a problem of a collectivité, in its own words, that a digital service could solve.

use crate::{
    application_form::fingerprint,
    calendar::{Calendar, Phase},
    campaign::Campaign,
    form_field,
    programme::Programme,
    refusal::{FieldRefusals, Refusal},
    text::Text,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

codes!(/// Where a need stands.
NeedState {
    /// Being written; only its collectivité sees it.
    Draft = "draft",
    /// Public; others can support it.
    Published = "published",
    /// Taken back by its collectivité; hidden from others.
    Withdrawn = "withdrawn",
    /// Not taken further by the curators, with a public reason.
    Declined = "declined",
});

codes!(/// How pressing a need is to its collectivité.
Urgency {
    Low = "low",
    Medium = "medium",
    High = "high",
});

impl NeedForm {
    /// What tells whether a text is still the one that a form was rendered with.
    pub fn fingerprint(&self) -> String {
        fingerprint(&format!("{self:?}"))
    }
}

/// What the form of a need sends, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NeedForm {
    pub title: String,
    pub problem: String,
    #[serde(rename = "sufferers")]
    pub affected: String,
    pub existing: String,
    pub theme: String,
    pub urgency: String,
    pub programmes: Vec<String>,
}

/// The problem in one line.
pub type Headline = Text<8, 120>;
/// The problem, in their own words.
pub type Problem = Text<30, 4000>;
/// Who is affected by it.
pub type Affected = Text<5, 1000>;
/// What exists already; may be empty.
pub type Existing = Text<0, 1000>;

/// A need that is complete enough to be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedContent {
    pub title: Headline,
    pub problem: Problem,
    #[serde(rename = "sufferers")]
    pub affected: Affected,
    pub existing: Existing,
    /// Code of one of the campaign's themes.
    pub theme: String,
    pub urgency: Urgency,
    pub programmes: Vec<Programme>,
}

impl NeedContent {
    /// Reads a form whole; every refused field is named.
    pub fn parse(form: &NeedForm, campaign: &Campaign) -> Result<Self, FieldRefusals> {
        let mut refusals = FieldRefusals::default();
        let title = refusals.take(form_field::TITLE, Text::line(&form.title));
        let problem = refusals.take(form_field::PROBLEM, Text::parse(&form.problem));
        let affected = refusals.take(form_field::AFFECTED, Text::parse(&form.affected));
        let existing = refusals.take(form_field::EXISTING, Text::parse(&form.existing));
        let theme = refusals.take(form_field::THEME, listed_theme(&form.theme, campaign));
        let urgency = refusals.take(form_field::URGENCY, one_of(&form.urgency, Urgency::from_code));
        let programmes = form.programmes.iter().map(|code| one_of(code, Programme::from_code)).collect();
        let programmes = refusals.take(form_field::PROGRAMMES, programmes);
        match (title, problem, affected, existing, theme, urgency, programmes) {
            (
                Some(title),
                Some(problem),
                Some(affected),
                Some(existing),
                Some(theme),
                Some(urgency),
                Some(programmes),
            ) => Ok(Self { title, problem, affected, existing, theme, urgency, programmes }),
            _ => Err(refusals),
        }
    }

    /// The form that shows this content, to edit it.
    pub fn to_form(&self) -> NeedForm {
        NeedForm {
            title: self.title.to_string(),
            problem: self.problem.to_string(),
            affected: self.affected.to_string(),
            existing: self.existing.to_string(),
            theme: self.theme.clone(),
            urgency: self.urgency.code().to_owned(),
            programmes: self.programmes.iter().map(|programme| programme.code().to_owned()).collect(),
        }
    }
}

/// What a draft must have to be kept: a title, and nothing longer than a published need may be.
///
/// Everything else may wait, so that a half-written need is never lost.
pub fn check_draft(form: &NeedForm) -> Result<(), FieldRefusals> {
    let mut refusals = FieldRefusals::default();
    refusals.take(form_field::TITLE, Text::<1, 120>::line(&form.title));
    refusals.take(form_field::PROBLEM, Text::<0, 4000>::parse(&form.problem));
    refusals.take(form_field::AFFECTED, Text::<0, 1000>::parse(&form.affected));
    refusals.take(form_field::EXISTING, Text::<0, 1000>::parse(&form.existing));
    match refusals.0.is_empty() {
        true => Ok(()),
        false => Err(refusals),
    }
}

/// Whether a form could be published as it is: every field is named at once. What a text may not hold is told before
/// how long it has to be.
pub fn check_whole(form: &NeedForm, campaign: &Campaign) -> Result<(), FieldRefusals> {
    let mut refusals = check_draft(form).err().unwrap_or_default();
    let others = NeedContent::parse(form, campaign).err().unwrap_or_default();
    for (field, refusal) in others.0 {
        if !refusals.0.iter().any(|(named, _)| *named == field) {
            refusals.0.push((field, refusal));
        }
    }
    match refusals.0.is_empty() {
        true => Ok(()),
        false => Err(refusals),
    }
}

fn listed_theme(code: &str, campaign: &Campaign) -> Result<String, Refusal> {
    match code {
        "" => Err(Refusal::Missing),
        _ => campaign.theme(code).map(|theme| theme.code.clone()).ok_or(Refusal::NotOnTheList),
    }
}

fn one_of<T>(code: &str, from_code: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
    match code {
        "" => Err(Refusal::Missing),
        _ => from_code(code).ok_or(Refusal::NotOnTheList),
    }
}

impl NeedState {
    /// A draft becomes public, inside the census. Publishing twice is publishing once.
    pub fn publish(self, calendar: &Calendar, now: DateTime<Utc>) -> Result<NeedState, Refusal> {
        calendar.require(Phase::Census, now)?;
        match self {
            NeedState::Draft | NeedState::Published => Ok(NeedState::Published),
            NeedState::Withdrawn | NeedState::Declined => Err(Refusal::WrongState),
        }
    }

    /// The text changes, inside the census; a published need keeps its earlier versions.
    pub fn edit(self, calendar: &Calendar, now: DateTime<Utc>) -> Result<NeedState, Refusal> {
        calendar.require(Phase::Census, now)?;
        match self {
            NeedState::Draft | NeedState::Published => Ok(self),
            NeedState::Withdrawn | NeedState::Declined => Err(Refusal::WrongState),
        }
    }

    /// Its collectivité takes the need back, inside the census.
    pub fn withdraw(self, calendar: &Calendar, now: DateTime<Utc>) -> Result<NeedState, Refusal> {
        calendar.require(Phase::Census, now)?;
        match self {
            NeedState::Draft | NeedState::Published | NeedState::Withdrawn => Ok(NeedState::Withdrawn),
            NeedState::Declined => Err(Refusal::WrongState),
        }
    }

    /// The curators do not take the need further.
    pub fn decline(self) -> Result<NeedState, Refusal> {
        match self {
            NeedState::Published | NeedState::Declined => Ok(NeedState::Declined),
            NeedState::Draft | NeedState::Withdrawn => Err(Refusal::WrongState),
        }
    }

    /// Whether everybody may read the need.
    pub fn is_public(self) -> bool {
        match self {
            NeedState::Published | NeedState::Declined => true,
            NeedState::Draft | NeedState::Withdrawn => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::paris_midnight;
    use crate::campaign::tests::campaign_2021;

    #[test]
    fn a_need_is_refused_whole_and_what_a_text_may_not_hold_comes_first() {
        let campaign = campaign_2021();
        let form = NeedForm { problem: "court\u{202e}".into(), affected: "a".into(), ..NeedForm::default() };
        let FieldRefusals(refused) = check_whole(&form, &campaign).expect_err("refused");
        let of = |field| refused.iter().filter(|(named, _)| *named == field).map(|(_, why)| why).collect::<Vec<_>>();
        let fields =
            [form_field::TITLE, form_field::PROBLEM, form_field::AFFECTED, form_field::THEME, form_field::URGENCY];
        for field in fields {
            assert_eq!(of(field.into()).len(), 1, "{field:?}");
        }
        assert_eq!(refused.len(), fields.len());
        let hidden = check_draft(&form).expect_err("hidden characters").0;
        assert!(hidden.iter().any(|(field, why)| *field == form_field::PROBLEM && of(field.clone()) == [why]));
    }

    #[test]
    fn each_state_allows_what_was_promised() {
        use NeedState::{Declined, Draft, Published, Withdrawn};
        let campaign = campaign_2021();
        let during = paris_midnight("2021-02-01".parse().expect("a date"));
        let wrong = Err(Refusal::WrongState);
        let table = [
            (Draft, Ok(Published), Ok(Draft), Ok(Withdrawn), wrong.clone()),
            (Published, Ok(Published), Ok(Published), Ok(Withdrawn), Ok(Declined)),
            (Withdrawn, wrong.clone(), wrong.clone(), Ok(Withdrawn), wrong.clone()),
            (Declined, wrong.clone(), wrong.clone(), wrong.clone(), Ok(Declined)),
        ];
        for (state, publish, edit, withdraw, decline) in table {
            assert_eq!(state.publish(&campaign.calendar, during), publish, "{state:?}");
            assert_eq!(state.edit(&campaign.calendar, during), edit, "{state:?}");
            assert_eq!(state.withdraw(&campaign.calendar, during), withdraw, "{state:?}");
            assert_eq!(state.decline(), decline, "{state:?}");
        }
    }

    #[test]
    fn nothing_is_posted_outside_the_census() {
        let campaign = campaign_2021();
        let after = paris_midnight("2021-04-01".parse().expect("a date"));
        let closed = Err(Refusal::PhaseClosed { phase: Phase::Census });
        assert_eq!(NeedState::Draft.publish(&campaign.calendar, after), closed);
        assert_eq!(NeedState::Published.edit(&campaign.calendar, after), closed);
        assert_eq!(NeedState::Published.withdraw(&campaign.calendar, after), closed);
    }

    #[test]
    fn every_refused_field_is_named_at_once() {
        let form = NeedForm {
            title: "Court".into(),
            theme: "inconnu".into(),
            programmes: vec!["zzz".into()],
            ..NeedForm::default()
        };
        let refusals = NeedContent::parse(&form, &campaign_2021()).expect_err("the form is refused");
        let fields: Vec<&str> = refusals.0.iter().map(|(field, _)| &**field).collect();
        assert_eq!(fields, ["title", "problem", "affected", "theme", "urgency", "programmes"]);
    }
}
