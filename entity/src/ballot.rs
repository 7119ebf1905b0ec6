//! A ballot: the projects that one collectivité chooses. One a collectivité, replaceable until the close.

use crate::{
    calendar::{Calendar, Phase},
    campaign::BallotForm,
    id::ProjectId,
    refusal::Refusal,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A project chosen, with the points given to it; 1 for an approval.
///
/// Stored and published as the project's identifier alone for one point, else as `{"points": …, "project": …}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Choice {
    pub project: ProjectId,
    pub points: u32,
}

impl From<ProjectId> for Choice {
    fn from(project: ProjectId) -> Self {
        Self { project, points: 1 }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    One(ProjectId),
    Several { points: u32, project: ProjectId },
}

impl From<Written> for Choice {
    fn from(written: Written) -> Self {
        match written {
            Written::One(project) => project.into(),
            Written::Several { points, project } => Self { project, points },
        }
    }
}

impl From<Choice> for Written {
    fn from(Choice { project, points }: Choice) -> Self {
        if points == 1 { Written::One(project) } else { Written::Several { points, project } }
    }
}

/// Checks the choices of a ballot against the projects offered; gives them back without repetition, in the order of the
/// list, those without points left out.
///
/// Refused: a project that is not on the ballot, none at all, fewer or more than the form allows; points that do not
/// make the total, or too many on one project.
pub fn check(chosen: &[Choice], offered: &[ProjectId], form: BallotForm) -> Result<Vec<Choice>, Refusal> {
    let mut wanted: BTreeMap<ProjectId, u64> = BTreeMap::new();
    for choice in chosen.iter().filter(|choice| choice.points > 0) {
        *wanted.entry(choice.project).or_default() += u64::from(choice.points);
    }
    if !wanted.keys().all(|project| offered.contains(project)) {
        return Err(Refusal::NotOnTheBallot);
    }
    let (least, most) = (usize::from(form.least), form.most.map(usize::from));
    match wanted.len() {
        0 => return Err(Refusal::EmptyBallot),
        count if count < least => return Err(Refusal::TooFewChoices { least, chosen: count }),
        count if most.is_some_and(|most| count > most) => {
            return Err(Refusal::TooManyChoices { most: most.unwrap_or(0), chosen: count });
        }
        _ => {}
    }
    if let Some(points) = form.points {
        let highest = wanted.values().copied().max().unwrap_or(0);
        if let Some(most) = points.most_on_one.filter(|most| highest > u64::from(*most)) {
            return Err(Refusal::TooManyPoints { most, given: highest });
        }
        let given = wanted.values().sum();
        if given != u64::from(points.total) {
            return Err(Refusal::PointsDoNotAddUp { total: points.total, given });
        }
    }
    let points = |sum: u64| if form.points.is_some() { u32::try_from(sum).unwrap_or(u32::MAX) } else { 1 };
    let choice = |&project: &ProjectId| wanted.get(&project).map(|sum| Choice { project, points: points(*sum) });
    Ok(offered.iter().filter_map(choice).collect())
}

/// Refuses a ballot at an instant outside the selection. The instant that counts is the server's.
pub fn require_open(calendar: &Calendar, now: DateTime<Utc>) -> Result<(), Refusal> {
    calendar.require(Phase::Selection, now)
}

/// Whether the content of ballots may be shown: never before the close (rule 3 of docs/RULES.md).
pub fn may_be_opened(calendar: &Calendar, now: DateTime<Utc>) -> bool {
    now >= calendar.selection.close()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::Points;

    fn project(n: u128) -> ProjectId {
        ProjectId(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn a_ballot_holds_what_is_offered_within_the_limits() {
        let offered = [project(3), project(1), project(2)];
        let form = BallotForm { least: 1, most: Some(2), points: None };
        let check =
            |chosen: &[u128]| check(&chosen.iter().map(|&n| project(n).into()).collect::<Vec<_>>(), &offered, form);
        assert_eq!(check(&[1, 3, 1]), Ok(vec![project(3).into(), project(1).into()]));
        assert_eq!(check(&[]), Err(Refusal::EmptyBallot));
        assert_eq!(check(&[9]), Err(Refusal::NotOnTheBallot));
        assert_eq!(check(&[1, 2, 3]), Err(Refusal::TooManyChoices { most: 2, chosen: 3 }));
    }

    #[test]
    fn points_make_the_total_and_no_project_has_too_many() {
        let offered = [project(3), project(1), project(2)];
        let form = BallotForm { least: 2, most: None, points: Some(Points { total: 10, most_on_one: Some(6) }) };
        let choice = |(n, points): (u128, u32)| Choice { project: project(n), points };
        let check =
            |chosen: &[(u128, u32)]| check(&chosen.iter().copied().map(choice).collect::<Vec<_>>(), &offered, form);
        assert_eq!(check(&[(1, 4), (3, 6), (2, 0)]), Ok(vec![choice((3, 6)), choice((1, 4))]));
        assert_eq!(check(&[(1, 4), (3, 5)]), Err(Refusal::PointsDoNotAddUp { total: 10, given: 9 }));
        assert_eq!(check(&[(1, 6), (3, 6)]), Err(Refusal::PointsDoNotAddUp { total: 10, given: 12 }));
        assert_eq!(check(&[(1, 3), (3, 7)]), Err(Refusal::TooManyPoints { most: 6, given: 7 }));
        assert_eq!(check(&[(1, 5), (1, 5), (2, 0)]), Err(Refusal::TooFewChoices { least: 2, chosen: 1 }));
        assert_eq!(
            check(&[(1, u32::MAX), (1, u32::MAX), (2, 1)]),
            Err(Refusal::TooManyPoints { most: 6, given: 2 * u64::from(u32::MAX) })
        );
        assert_eq!(check(&[(1, 0)]), Err(Refusal::EmptyBallot));
    }

    #[test]
    fn choices_are_written_in_one_way_and_read_back() {
        let choices = vec![Choice::from(project(1)), Choice { project: project(2), points: 7 }];
        let text = crate::canonical::canonical(&choices);
        let (one, two) = (project(1), project(2));
        assert_eq!(text, format!(r#"["{one}",{{"points":7,"project":"{two}"}}]"#));
        assert_eq!(serde_json::from_str::<Vec<Choice>>(&text).expect("reads"), choices);
    }
}
