//! Greedy: projects by votes, each taken while the money lasts.

use super::election::{Election, Outcome, Priority, Step, Tally, Tie, broken_by, tie_key};
use std::cmp::Reverse;

pub(super) fn tally(election: &Election, priority: Priority) -> Tally {
    let votes = election.votes();
    let all: Vec<usize> = (0..election.projects.len()).collect();
    let steps = take(election, &votes, priority, false, &all, election.budget);
    let spent = election.cost_of(
        steps.iter().filter(|step| step.outcome == Outcome::Selected).map(|step| step.project).collect::<Vec<_>>(),
    );
    Tally { steps, spent, endowment: None, increments: 0 }
}

/// Takes projects by votes while the money lasts; those without a vote are never taken. `priority_first`: those with
/// priority are all considered before the others, where the rule gives them any.
pub(super) fn take(
    election: &Election,
    votes: &[u64],
    priority: Priority,
    priority_first: bool,
    projects: &[usize],
    mut left: u64,
) -> Vec<Step> {
    let key = |project: usize| tie_key(election, votes, priority, project);
    // A project's rank but for ties.
    let rank = |project: usize| {
        let first = priority_first && priority == Priority::TiesAndLeftover && election.projects[project].priority;
        (Reverse(first), Reverse(votes[project]))
    };
    let mut order = projects.to_vec();
    order.sort_by_key(|&project| (votes[project] == 0, rank(project), key(project)));
    let mut steps = Vec::with_capacity(order.len());
    for (at, &project) in order.iter().enumerate() {
        let cost = election.projects[project].cost;
        let left_before = left;
        let outcome = if votes[project] == 0 {
            Outcome::NoVote
        } else if cost <= left {
            left -= cost;
            Outcome::Selected
        } else {
            Outcome::DoesNotFit { missing: cost - left }
        };
        let level = order.get(at + 1).filter(|&&next| rank(next) == rank(project));
        let tie = level.map(|&with| Tie { with, broken_by: broken_by(key(project), key(with)) });
        steps.push(Step { project, votes: votes[project], left_before, outcome, tie });
    }
    steps
}
