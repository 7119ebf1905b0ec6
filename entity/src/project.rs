//! A project: a costed answer to one or more needs, made by the curators; what is voted on.

use crate::{
    application_form::fingerprint,
    calendar::{Calendar, Phase},
    costing::{self, CostLine, CostLineForm},
    form_field,
    link::HttpsLink,
    money::{Euros, amount_typed},
    programme::Programme,
    refusal::{FieldRefusals, Refusal},
    text::Text,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

codes!(/// Where a project stands.
ProjectState {
    /// Being written by the curators; hidden from others.
    Draft = "draft",
    /// On the ballot, public.
    OnBallot = "on_ballot",
    /// Taken off by the curators before the vote.
    Dropped = "dropped",
});

impl ProjectForm {
    /// What tells whether a project is still as a form was rendered with.
    pub fn fingerprint(&self) -> String {
        fingerprint(&format!("{self:?}"))
    }
}

/// What the form of a project sends, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectForm {
    pub title: String,
    pub summary: String,
    /// A group's identifier, or empty when an incubator service carries the project.
    pub carrier_group: String,
    /// The incubator service, or empty when a group carries the project.
    pub carrier_service: String,
    pub cost: String,
    pub benefits: String,
    pub priority: Vec<String>,
    /// What the labels proposed when the form was rendered: ticked as it was, it is taken over.
    pub priority_proposed: Vec<String>,
    /// Why the proposal is corrected.
    pub priority_reason: String,
    pub source: String,
    /// Identifiers of the needs that it answers.
    pub needs: Vec<String>,
    /// What the cost is made of; none where it is one figure.
    pub lines: Vec<CostLineForm>,
    /// What the lines suppose.
    pub assumptions: String,
}

/// What a project is, in a minute.
pub type Summary = Text<30, 2000>;
/// What it brings to the programmes.
pub type Benefits = Text<0, 1000>;

/// The content of a project that holds together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectContent {
    pub title: Text<8, 120>,
    pub summary: Summary,
    pub carrier: Carrier,
    pub cost: Euros,
    /// What it brings to the priority programmes; may be empty.
    pub benefits: Benefits,
    pub priority: Vec<Programme>,
    /// Where the open-source code stands or will stand.
    pub source: Option<HttpsLink>,
    /// What the cost is made of, within whose sums it lies; may be empty.
    pub lines: Vec<CostLine>,
    /// What the lines suppose; may be empty.
    pub assumptions: Text<0, 2000>,
}

/// Who carries a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carrier {
    /// A mutualisation group.
    Group(crate::id::GroupId),
    /// A service of the incubator, by name.
    Service(Text<3, 120>),
}

impl ProjectContent {
    /// Reads a form whole; every refused field is named.
    pub fn parse(form: &ProjectForm) -> Result<Self, FieldRefusals> {
        let mut refusals = FieldRefusals::default();
        let title = refusals.take(form_field::TITLE, Text::line(&form.title));
        let summary = refusals.take(form_field::SUMMARY, Text::parse(&form.summary));
        let carrier = match form.carrier_group.as_str() {
            "" => refusals.take(form_field::CARRIER_SERVICE, Text::line(&form.carrier_service).map(Carrier::Service)),
            group => refusals
                .take(form_field::CARRIER_GROUP, group.parse().map(Carrier::Group).map_err(|_| Refusal::NotOnTheList)),
        };
        let cost = refusals.take(form_field::COST, amount_typed(&form.cost));
        let benefits = refusals.take(form_field::BENEFITS, Text::parse(&form.benefits));
        let listed = |code: &String| Programme::from_code(code).ok_or(Refusal::NotOnTheList);
        let priority = refusals.take(form_field::PRIORITY, form.priority.iter().map(listed).collect());
        let source = match form.source.trim() {
            "" => Some(None),
            link => refusals.take(form_field::SOURCE, HttpsLink::parse(link)).map(Some),
        };
        let (lines, assumptions) = costs(form, cost, &mut refusals);
        let texts = (title, summary, benefits, assumptions);
        match (texts, carrier, cost, priority, source) {
            (
                (Some(title), Some(summary), Some(benefits), Some(assumptions)),
                Some(carrier),
                Some(cost),
                Some(priority),
                Some(source),
            ) if refusals.is_empty() => {
                Ok(Self { title, summary, carrier, cost, benefits, priority, source, lines, assumptions })
            }
            _ => Err(refusals),
        }
    }
}

/// The lines of the cost, in whose range it lies, and what they suppose.
fn costs(
    form: &ProjectForm,
    cost: Option<Euros>,
    refusals: &mut FieldRefusals,
) -> (Vec<CostLine>, Option<Text<0, 2000>>) {
    let lines = costing::read(&form.lines).unwrap_or_else(|faults| {
        refusals.extend(faults);
        Vec::new()
    });
    if let (Some(range), Some(cost)) = (costing::sum(&lines), cost) {
        refusals.take(form_field::COST, range.require(cost));
    }
    (lines, refusals.take(form_field::ASSUMPTIONS, Text::parse(&form.assumptions)))
}

/// Refuses once the selection has opened: from then on projects and costs are what collectivités vote on (rule 4
/// of docs/RULES.md).
pub fn require_before_selection(calendar: &Calendar, now: DateTime<Utc>) -> Result<(), Refusal> {
    match now < calendar.selection.opening() {
        true => Ok(()),
        false => Err(Refusal::PhaseClosed { phase: Phase::Census }),
    }
}

impl ProjectState {
    /// The text or cost changes, before the selection.
    pub fn edit(self, calendar: &Calendar, now: DateTime<Utc>) -> Result<ProjectState, Refusal> {
        require_before_selection(calendar, now)?;
        match self {
            ProjectState::Draft | ProjectState::OnBallot => Ok(self),
            ProjectState::Dropped => Err(Refusal::WrongState),
        }
    }

    /// The project goes on the ballot, before the selection.
    pub fn put_on_ballot(self, calendar: &Calendar, now: DateTime<Utc>) -> Result<ProjectState, Refusal> {
        require_before_selection(calendar, now)?;
        match self {
            ProjectState::Draft | ProjectState::OnBallot => Ok(ProjectState::OnBallot),
            ProjectState::Dropped => Err(Refusal::WrongState),
        }
    }

    /// The curators give the project up, before the selection; its needs are free again.
    pub fn abandon(self, calendar: &Calendar, now: DateTime<Utc>) -> Result<ProjectState, Refusal> {
        require_before_selection(calendar, now)?;
        match self {
            ProjectState::Draft | ProjectState::OnBallot | ProjectState::Dropped => Ok(ProjectState::Dropped),
        }
    }

    /// Whether everybody may read the project.
    pub fn is_public(self) -> bool {
        match self {
            ProjectState::OnBallot => true,
            ProjectState::Draft | ProjectState::Dropped => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::paris_midnight, campaign::tests::campaign_2021};

    #[test]
    fn nothing_on_the_ballot_changes_once_the_vote_is_open() {
        let calendar = campaign_2021().calendar;
        let before = paris_midnight("2021-03-31".parse().expect("a date"));
        let opening = calendar.selection.opening();
        for &state in ProjectState::ALL {
            assert!(
                state.edit(&calendar, opening).is_err() && state.put_on_ballot(&calendar, opening).is_err(),
                "{state:?}"
            );
            assert!(state.abandon(&calendar, opening).is_err(), "{state:?}");
        }
        assert_eq!(ProjectState::Draft.put_on_ballot(&calendar, before), Ok(ProjectState::OnBallot));
        assert_eq!(ProjectState::Dropped.put_on_ballot(&calendar, before), Err(Refusal::WrongState));
        assert_eq!(ProjectState::OnBallot.abandon(&calendar, before), Ok(ProjectState::Dropped));
    }
}
