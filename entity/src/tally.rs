//! The tally: from ballots, costs and an envelope to the projects selected, step by step, in exact integers.

use crate::{id::ProjectId, money::Euros};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The rule by which projects are selected: a value of the campaign file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// Projects in the order of their approvals, each taken while the money lasts; one that no longer fits is skipped.
    Greedy,
}

/// A project as the tally sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub project: ProjectId,
    pub cost: Euros,
}

/// What the tally did with one project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub project: ProjectId,
    pub cost: Euros,
    pub approvals: u32,
    /// Money left when the project's turn came.
    pub left_before: Euros,
    pub outcome: Outcome,
    /// What put it before the next project, when both have as many approvals.
    pub tie: Option<TieBreak>,
}

/// Whether a project is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Selected,
    /// It costs more than what is left, by this amount.
    DoesNotFit {
        missing: Euros,
    },
    /// Nobody approved it.
    NoApproval,
}

/// How a tie in approvals was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieBreak {
    LowestCost,
    DrawnOrder,
}

/// The outcome of a selection, with every step that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    pub ballots: u32,
    pub budget: Euros,
    /// One step a project, in the order in which they were considered.
    pub steps: Vec<Step>,
}

impl Tally {
    /// Money spent on the projects selected.
    pub fn spent(&self) -> Euros {
        self.selected().map(|step| step.cost).sum()
    }

    /// The steps of the projects selected, in order.
    pub fn selected(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.outcome == Outcome::Selected)
    }
}

/// The published order that breaks the last ties: ascending SHA-256 of `seed`, a line end, and the project's identifier.
///
/// Anyone can draw it again: `printf '%s\n%s' "$seed" "$project" | sha256sum`.
pub fn drawn_order(seed: &str, projects: &[ProjectId]) -> Vec<ProjectId> {
    let mut drawn: Vec<([u8; 32], ProjectId)> =
        projects.iter().map(|&project| (Sha256::digest(format!("{seed}\n{project}")).into(), project)).collect();
    drawn.sort_unstable();
    drawn.into_iter().map(|(_, project)| project).collect()
}

/// Counts the ballots under a rule. `ballots` hold the projects approved, each at most once a ballot.
///
/// Ties: lowest cost, then the drawn order.
pub fn tally(rule: Rule, candidates: &[Candidate], ballots: &[Vec<ProjectId>], budget: Euros, seed: &str) -> Tally {
    match rule {
        Rule::Greedy => greedy(candidates, ballots, budget, seed),
    }
}

fn greedy(candidates: &[Candidate], ballots: &[Vec<ProjectId>], budget: Euros, seed: &str) -> Tally {
    let projects: Vec<ProjectId> = candidates.iter().map(|candidate| candidate.project).collect();
    let drawn: BTreeMap<ProjectId, usize> =
        drawn_order(seed, &projects).into_iter().enumerate().map(|(place, project)| (project, place)).collect();
    let mut approvals: BTreeMap<ProjectId, u32> = BTreeMap::new();
    for project in ballots.iter().flatten() {
        *approvals.entry(*project).or_default() += 1;
    }
    let count = |candidate: &Candidate| approvals.get(&candidate.project).copied().unwrap_or(0);
    let mut order: Vec<Candidate> = candidates.to_vec();
    order.sort_by_key(|candidate| (Reverse(count(candidate)), candidate.cost, drawn.get(&candidate.project).copied()));

    let mut left = budget;
    let mut steps = Vec::with_capacity(order.len());
    for (at, candidate) in order.iter().enumerate() {
        let approvals = count(candidate);
        let left_before = left;
        let outcome = match left.minus(candidate.cost) {
            _ if approvals == 0 => Outcome::NoApproval,
            Some(after) => {
                left = after;
                Outcome::Selected
            }
            None => Outcome::DoesNotFit { missing: candidate.cost.minus(left).unwrap_or(Euros::ZERO) },
        };
        let tie =
            order.get(at + 1).filter(|next| count(next) == approvals).map(|next| match next.cost == candidate.cost {
                true => TieBreak::DrawnOrder,
                false => TieBreak::LowestCost,
            });
        steps.push(Step { project: candidate.project, cost: candidate.cost, approvals, left_before, outcome, tie });
    }
    Tally { ballots: u32::try_from(ballots.len()).unwrap_or(u32::MAX), budget, steps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn project(n: u128) -> ProjectId {
        ProjectId(uuid::Uuid::from_u128(n))
    }

    fn candidate(n: u128, euros: u32) -> Candidate {
        Candidate { project: project(n), cost: Euros::from_euros(euros) }
    }

    fn selected(tally: &Tally) -> Vec<u128> {
        tally.selected().map(|step| step.project.0.as_u128()).collect()
    }

    #[test]
    fn the_most_approved_come_first_and_what_no_longer_fits_is_skipped() {
        let candidates = [candidate(1, 60), candidate(2, 50), candidate(3, 40), candidate(4, 1)];
        let ballots = [vec![project(1), project(2)], vec![project(1), project(2), project(3)], vec![project(1)]];
        let tally = tally(Rule::Greedy, &candidates, &ballots, Euros::from_euros(100), "graine");
        assert_eq!(selected(&tally), [1, 3]);
        assert_eq!(tally.spent(), Euros::from_euros(100));
        assert_eq!(tally.steps[1].outcome, Outcome::DoesNotFit { missing: Euros::from_euros(10) });
        assert_eq!(tally.steps[3].outcome, Outcome::NoApproval);
    }

    #[test]
    fn ties_go_to_the_lowest_cost_then_to_the_drawn_order() {
        let candidates = [candidate(1, 30), candidate(2, 20), candidate(3, 30)];
        let ballots = [vec![project(1), project(2), project(3)]];
        let tally = tally(Rule::Greedy, &candidates, &ballots, Euros::from_euros(50), "graine");
        let first_drawn = drawn_order("graine", &[project(1), project(3)])[0];
        assert_eq!(tally.steps[0].project, project(2));
        assert_eq!(tally.steps[0].tie, Some(TieBreak::LowestCost));
        assert_eq!(tally.steps[1].project, first_drawn);
        assert_eq!(tally.steps[1].tie, Some(TieBreak::DrawnOrder));
        assert_eq!(selected(&tally).len(), 2);
    }

    #[test]
    fn the_drawn_order_can_be_drawn_again_with_sha256sum() {
        let order = drawn_order("2021", &[project(1), project(2), project(3)]);
        let digest = |n: u128| -> [u8; 32] { Sha256::digest(format!("2021\n{}", project(n).0)).into() };
        let mut expected = vec![1, 2, 3];
        expected.sort_by_key(|&n| digest(n));
        assert_eq!(order, expected.into_iter().map(project).collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn budget_feasibility_and_exhaustiveness(
            costs in proptest::collection::vec(1_u32..100, 1..8),
            approved in proptest::collection::vec(proptest::collection::btree_set(0_usize..8, 0..6), 0..12),
            budget in 0_u32..300,
        ) {
            let candidates: Vec<Candidate> = costs.iter().zip(0..).map(|(&cost, n)| candidate(n, cost)).collect();
            let ballots: Vec<Vec<ProjectId>> = approved
                .iter()
                .map(|set| set.iter().filter(|&&n| n < costs.len()).map(|&n| project(n as u128)).collect())
                .collect();
            let outcome = tally(Rule::Greedy, &candidates, &ballots, Euros::from_euros(budget), "s");
            let left = outcome.budget.minus(outcome.spent());
            prop_assert!(left.is_some(), "more was spent than there is");
            for step in &outcome.steps {
                if step.approvals > 0 && step.outcome != Outcome::Selected {
                    prop_assert!(left.is_some_and(|left| left < step.cost), "an approved project that fits was left out");
                }
            }
            let mut turned = ballots.clone();
            turned.reverse();
            let again = tally(Rule::Greedy, &candidates, &turned, Euros::from_euros(budget), "s");
            prop_assert_eq!(again.steps, outcome.steps, "anonymity: the order of ballots does not matter");
        }
    }
}
