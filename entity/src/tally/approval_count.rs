//! The most voted projects, whatever they cost.

use super::election::{Election, Outcome, Priority, Step, Tally, Tie, broken_by, tie_key};
use std::cmp::Reverse;

pub(super) fn tally(election: &Election, places: u32, priority: Priority) -> Tally {
    let votes = election.votes();
    let key = |project: usize| tie_key(election, &votes, priority, project);
    let mut order: Vec<usize> = (0..election.projects.len()).collect();
    order.sort_by_key(|&project| (Reverse(votes[project]), key(project)));
    let mut spent = 0;
    let steps = order.iter().enumerate().map(|(at, &project)| {
        let outcome = if votes[project] == 0 {
            Outcome::NoVote
        } else if at < places as usize {
            spent += election.projects[project].cost;
            Outcome::Selected
        } else {
            Outcome::TooFewVotes
        };
        let level = order.get(at + 1).filter(|&&next| votes[next] == votes[project]);
        let tie = level.map(|&with| Tie { with, broken_by: broken_by(key(project), key(with)) });
        Step { project, votes: votes[project], left_before: election.budget.saturating_sub(spent), outcome, tie }
    });
    let steps = steps.collect();
    Tally { steps, spent, endowment: None, increments: 0 }
}
