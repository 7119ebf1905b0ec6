//! What would have made a project win, found by counting again.

use super::{
    count::tally,
    election::{Completion, Election, Rule, Utility, Vote},
    equal_shares::{Detail, Prepared},
};

/// What a project that was not selected lacked. Every figure was counted: with it, the project is selected; with one
/// less approval (or a euro more), it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lacking {
    /// How many more of the voters would have had to choose it (approval ballots only); None when even all of them
    /// would not have been enough.
    pub approvals: Option<u32>,
    /// The highest cost, in the smallest unit, at which it would have been selected; None when no lower cost would have
    /// done.
    pub cost: Option<u64>,
}

/// Finds what a project lacked to be selected; None when it is.
///
/// *Approvals*: they come from voters who did not choose the project, those with the most money left first. Under
/// greedy, the count of approvals, and equal shares without completion, one more approval never harms: the number is
/// found by halving, and no other voters would have been fewer (they are ordered by what they have left at each moment
/// of the count in turn). With a completion one more can harm: every number up to [`EVERY_APPROVAL`] is tried, with
/// voters in the order of what they have left at the end; beyond it numbers are doubled until one is enough, then
/// halved: with it the project is selected, with one less not, but a smaller number far below could have been enough
/// too.
///
/// *Cost*: a multiple of the currency's unit. Under the same rules a lower cost never harms, and the highest is found
/// by halving; with a completion every hundredth of the cost is tried, from the highest, then what lies between by
/// halving.
pub fn lacking(rule: Rule, election: &Election, project: usize) -> Option<Lacking> {
    let wins = |election: &Election| tally(rule, election).selected().any(|step| step.project == project);
    if wins(election) {
        return None;
    }
    let monotone =
        !matches!(rule, Rule::EqualShares { completion: Completion::Add1 { .. } | Completion::Add1u { .. }, .. });
    let approval = election.utility == Utility::Cost && election.ballots.iter().flatten().all(|vote| vote.points == 1);
    Some(Lacking {
        approvals: if approval { approvals(rule, election, project, monotone, &wins) } else { None },
        cost: highest_cost(election, project, monotone, &wins),
    })
}

fn approvals(
    rule: Rule,
    election: &Election,
    project: usize,
    monotone: bool,
    wins: &dyn Fn(&Election) -> bool,
) -> Option<u32> {
    let orders = orders(rule, election, project, monotone);
    let with = |count: usize| {
        orders.iter().any(|order| {
            let mut more = election.clone();
            for &voter in &order[..count] {
                more.ballots[voter].push(Vote { project: project as u32, points: 1 });
            }
            wins(&more)
        })
    };
    let most = orders.first()?.len();
    let least = if monotone { halved(1, most, with)? } else { scanned(most, with)? };
    u32::try_from(least).ok()
}

/// How many approvals are tried one by one where one more may harm.
const EVERY_APPROVAL: usize = 50;

/// The least number from 1 for which `holds`, every one tried up to [`EVERY_APPROVAL`]; beyond it, one that holds after
/// one that does not.
fn scanned(most: usize, holds: impl Fn(usize) -> bool) -> Option<usize> {
    let every = EVERY_APPROVAL.min(most);
    if let Some(least) = (1..=every).find(|&count| holds(count)) {
        return Some(least);
    }
    let mut failed = every;
    while failed < most {
        let next = (failed * 2).min(most);
        if holds(next) {
            return halved(failed + 1, next, &holds);
        }
        failed = next;
    }
    None
}

/// The orders in which voters who did not choose the project would begin to: by the money that they have left at each
/// moment of the count, or at its end only.
fn orders(rule: Rule, election: &Election, project: usize, every_moment: bool) -> Vec<Vec<usize>> {
    let others: Vec<usize> = (0..election.ballots.len())
        .filter(|&voter| election.ballots[voter].iter().all(|vote| vote.project as usize != project))
        .collect();
    if others.is_empty() {
        return Vec::new();
    }
    let Rule::EqualShares { priority, .. } = rule else { return vec![others] };
    let counted = tally(rule, election);
    let increment = match rule {
        Rule::EqualShares {
            completion: Completion::Add1 { increment, .. } | Completion::Add1u { increment, .. },
            ..
        } => u64::from(increment.max(1)) * election.unit,
        _ => 0,
    };
    let prepared = Prepared::new(election, priority, increment);
    let run = prepared.run(counted.increments * increment, Detail::Balances);
    let mut orders: Vec<Vec<usize>> = Vec::new();
    let moments = if every_moment { 0 } else { run.balances.len().saturating_sub(1) };
    for balances in run.balances.into_iter().skip(moments) {
        let mut order = others.clone();
        order.sort_by_key(|&voter| (std::cmp::Reverse(balances[voter]), voter));
        if !orders.contains(&order) {
            orders.push(order);
        }
    }
    orders
}

fn highest_cost(election: &Election, project: usize, monotone: bool, wins: &dyn Fn(&Election) -> bool) -> Option<u64> {
    let unit = election.unit;
    let most = (election.projects[project].cost - 1) / unit;
    let at = |units: u64| {
        let mut cheaper = election.clone();
        cheaper.projects[project].cost = units * unit;
        wins(&cheaper)
    };
    if most == 0 {
        return None;
    }
    // `halved` finds the least that fails to fail: the cost, counted from the top.
    let below = |top: u64, bottom: u64| {
        let found = halved(0, usize::try_from(top - bottom).ok()?, |off| at(top - off as u64))?;
        Some(top - found as u64)
    };
    if monotone {
        return below(most, 1).map(|units| units * unit);
    }
    let hundredth = (most / 100).max(1);
    let mut tried = most + 1;
    loop {
        let next = tried.saturating_sub(hundredth).max(1);
        if at(next) {
            return below(tried - 1, next).map(|units| units * unit);
        }
        if next == 1 {
            return None;
        }
        tried = next;
    }
}

/// The least number from `low` to `high` for which `holds`, when it holds from there on; None when it does not for
/// `high`.
fn halved(low: usize, high: usize, holds: impl Fn(usize) -> bool) -> Option<usize> {
    if low > high || !holds(high) {
        return None;
    }
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    Some(low)
}
