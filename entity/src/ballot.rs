//! A ballot: the projects that one collectivité approves. One a collectivité, replaceable until the close.

use crate::{
    calendar::{Calendar, Phase},
    campaign::Approval,
    id::ProjectId,
    refusal::Refusal,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// Checks the choices of a ballot against the projects offered; gives them back without repetition, in the order of the list.
///
/// Refused: a project that is not on the ballot, none at all, fewer or more than the approval allows.
pub fn check(chosen: &[ProjectId], offered: &[ProjectId], approval: Approval) -> Result<Vec<ProjectId>, Refusal> {
    let wanted: BTreeSet<ProjectId> = chosen.iter().copied().collect();
    if !wanted.iter().all(|project| offered.contains(project)) {
        return Err(Refusal::NotOnTheBallot);
    }
    let (least, most) = (usize::from(approval.least), approval.most.map(usize::from));
    match wanted.len() {
        0 => Err(Refusal::EmptyBallot),
        count if count < least => Err(Refusal::TooFewChoices { least, chosen: count }),
        count if most.is_some_and(|most| count > most) => {
            Err(Refusal::TooManyChoices { most: most.unwrap_or(0), chosen: count })
        }
        _ => Ok(offered.iter().copied().filter(|project| wanted.contains(project)).collect()),
    }
}

/// Refuses a ballot at an instant outside the selection. The instant that counts is the server's.
pub fn require_open(calendar: &Calendar, now: DateTime<Utc>) -> Result<(), Refusal> {
    calendar.require(Phase::Selection, now)
}

/// Whether the content of ballots may be shown: never before the close (DESIGN §4, rule 3).
pub fn may_be_opened(calendar: &Calendar, now: DateTime<Utc>) -> bool {
    now >= calendar.selection.close()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ballot_holds_what_is_offered_within_the_limits() {
        let project = |n: u128| ProjectId(uuid::Uuid::from_u128(n));
        let offered = [project(3), project(1), project(2)];
        let approval = Approval { least: 1, most: Some(2) };
        let check =
            |chosen: &[u128]| check(&chosen.iter().map(|&n| project(n)).collect::<Vec<_>>(), &offered, approval);
        assert_eq!(check(&[1, 3, 1]), Ok(vec![project(3), project(1)]));
        assert_eq!(check(&[]), Err(Refusal::EmptyBallot));
        assert_eq!(check(&[9]), Err(Refusal::NotOnTheBallot));
        assert_eq!(check(&[1, 2, 3]), Err(Refusal::TooManyChoices { most: 2, chosen: 3 }));
    }
}
