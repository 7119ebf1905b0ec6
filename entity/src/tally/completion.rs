//! What equal shares do with the money that is left: more for each voter, then votes.

use super::{
    election::{Completion, Election, Fraction, Outcome, Priority, Step, Stop, Tally},
    equal_shares::{Detail, Prepared, Run},
    greedy,
};
use num_bigint::BigInt;

/// Equal shares, completed.
pub(super) fn tally(election: &Election, completion: Completion, priority: Priority) -> Tally {
    complete(election, completion, priority, next_change)
}

/// Equal shares, completed by counting again at every increment, where [`tally`] passes over those that change
/// nothing. The outcome is the same (a test holds it to that); this one is slow.
pub fn every_increment(election: &Election, completion: Completion, priority: Priority) -> Tally {
    complete(election, completion, priority, |run, increments, _| run.steady.map(|_| increments + 1))
}

/// The next number of increments at which anything can change, or None.
fn next_change(run: &Run, increments: u64, increment: u64) -> Option<u64> {
    let steady = run.steady?;
    // All that was given is increments × increment; up to `steady` more, nothing changes.
    Some(increments + steady.div_ceil(increment).max(1))
}

fn complete(
    election: &Election,
    completion: Completion,
    priority: Priority,
    next: impl Fn(&Run, u64, u64) -> Option<u64>,
) -> Tally {
    let (increment, stop) = match completion {
        Completion::None => (0, None),
        Completion::Add1 { increment, stop } | Completion::Add1u { increment, stop } => {
            (u64::from(increment.max(1)).saturating_mul(election.unit()), Some(stop))
        }
    };
    let prepared = Prepared::new(election, priority, increment);
    let increments = stop.map_or(0, |stop| last_increment(election, &prepared, increment, stop, next));
    let run = prepared.run(increments * increment, Detail::Payments);
    let voters = BigInt::from(election.ballots().len().max(1));
    let endowment = Fraction::new(BigInt::from(election.budget()), voters) + BigInt::from(increments * increment);

    let mut bought = vec![false; election.projects().len()];
    run.steps.iter().for_each(|step| bought[step.project] = true);
    let others: Vec<usize> = (0..bought.len()).filter(|&project| !bought[project]).collect();
    let by_votes = matches!(completion, Completion::Add1u { .. });
    let left = election.budget().saturating_sub(run.spent);
    let money = if by_votes { left } else { 0 };
    let rest = greedy::take(election, prepared.votes(), priority, by_votes, &others, money);
    let rest = rest.into_iter().map(|step| match step.outcome {
        Outcome::DoesNotFit { .. } if !by_votes => {
            let held = run.held[step.project].clone();
            Step { left_before: left, outcome: Outcome::NotAffordable { held }, tie: None, ..step }
        }
        Outcome::NoVote => Step { left_before: left, tie: None, ..step },
        _ => step,
    });
    let steps: Vec<Step> = run.steps.into_iter().chain(rest).collect();
    let mut tally = Tally { steps, spent: 0, endowment: Some(endowment), increments };
    tally.spent = election.cost_of(tally.selected().map(|step| step.project).collect::<Vec<_>>());
    tally
}

/// How many increments the stop clause allows. They stop as well once every project that has a vote is bought: there is
/// nothing left that more money could buy.
fn last_increment(
    election: &Election,
    prepared: &Prepared<'_>,
    increment: u64,
    stop: Stop,
    next: impl Fn(&Run, u64, u64) -> Option<u64>,
) -> u64 {
    let supported = prepared.votes().iter().filter(|votes| **votes > 0).count();
    let mut increments = 0;
    let mut run = prepared.run(0, Detail::Selection);
    loop {
        let all_bought = run.steps.len() == supported;
        if all_bought || (stop == Stop::Exhaustive && is_exhaustive(election, &run)) {
            return increments;
        }
        let Some(following) = next(&run, increments, increment) else { return increments };
        run = prepared.run(following * increment, Detail::Selection);
        if run.spent > election.budget() {
            return following - 1;
        }
        increments = following;
    }
}

/// Whether no other project fits in what is left.
fn is_exhaustive(election: &Election, run: &Run) -> bool {
    let left = election.budget() - run.spent;
    let mut bought = vec![false; election.projects().len()];
    run.steps.iter().for_each(|step| bought[step.project] = true);
    election.projects().iter().zip(bought).all(|(project, bought)| bought || project.cost > left)
}
