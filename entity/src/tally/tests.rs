use super::{
    election::{TieKey, tie_key},
    *,
};
use num_bigint::BigInt;
use proptest::prelude::*;
use std::collections::BTreeSet;

const ALL_COMPLETIONS: [Completion; 5] = [
    Completion::None,
    Completion::Add1 { increment: 1, stop: Stop::Exhaustive },
    Completion::Add1 { increment: 1, stop: Stop::Infeasible },
    Completion::Add1u { increment: 1, stop: Stop::Exhaustive },
    Completion::Add1u { increment: 1, stop: Stop::Infeasible },
];

fn equal_shares(completion: Completion) -> Rule {
    Rule::EqualShares { completion, priority: Priority::None }
}

const GREEDY: Rule = Rule::Greedy { priority: Priority::None };

/// Projects of these costs, and approval ballots.
fn approvals(budget: u64, costs: &[u64], ballots: &[&[u32]]) -> Election {
    let ballots = ballots.iter().map(|ballot| ballot.iter().map(|&project| Vote { project, points: 1 }).collect());
    Election::new(budget, 1, candidates(costs), ballots.collect(), Utility::Cost).expect("an election")
}

fn candidates(costs: &[u64]) -> Vec<Candidate> {
    (0..).zip(costs).map(|(place, &cost)| Candidate { cost, priority: false, place }).collect()
}

fn selected(tally: &Tally) -> Vec<usize> {
    tally.selected().map(|step| step.project).collect()
}

fn fraction(numerator: i64, denominator: i64) -> Fraction {
    Fraction::new(BigInt::from(numerator), BigInt::from(denominator))
}

fn project(n: u128) -> ProjectId {
    ProjectId(uuid::Uuid::from_u128(n))
}

#[test]
fn greedy_takes_the_most_approved_and_skips_what_no_longer_fits() {
    let election = approvals(100, &[60, 50, 40, 1], &[&[0, 1], &[0, 1, 2], &[0]]);
    let tally = tally(GREEDY, &election);
    assert_eq!(selected(&tally), [0, 2]);
    assert_eq!(tally.spent, 100);
    assert_eq!(tally.steps[1].outcome, Outcome::DoesNotFit { missing: 10 });
    assert_eq!(tally.steps[3].outcome, Outcome::NoVote);
}

#[test]
fn ties_go_to_the_lowest_cost_then_to_the_published_order() {
    let mut projects = candidates(&[30, 20, 30]);
    (projects[0].place, projects[2].place) = (9, 4);
    let ballots = vec![(0..3).map(|project| Vote { project, points: 1 }).collect()];
    let election = Election::new(50, 1, projects, ballots, Utility::Cost).expect("an election");
    for rule in [GREEDY, equal_shares(Completion::None)] {
        let tally = tally(rule, &election);
        assert_eq!(selected(&tally), [1, 2], "{rule:?}");
        assert_eq!(tally.steps[0].tie, Some(Tie { with: 2, broken_by: TieBreak::LowestCost }));
    }
    assert_eq!(tally(GREEDY, &election).steps[1].tie, Some(Tie { with: 0, broken_by: TieBreak::DrawnOrder }));
}

#[test]
fn a_project_of_a_priority_programme_wins_ties_and_comes_first_in_what_is_left_only_when_the_rule_says_so() {
    let mut projects = candidates(&[20, 30, 10]);
    projects[1].priority = true;
    let ballots: Vec<Vec<Vote>> = [[0, 1], [0, 1], [0, 2]]
        .iter()
        .map(|ballot| ballot.iter().map(|&project| Vote { project, points: 1 }).collect())
        .collect();
    let election = Election::new(40, 1, projects, ballots, Utility::Cost).expect("an election");
    let first = |priority| selected(&tally(Rule::Greedy { priority }, &election));
    assert_eq!(first(Priority::None), [0, 2], "the third has fewer votes but fits");
    let with = |priority| {
        let completion = Completion::Add1u { increment: 1_000, stop: Stop::Infeasible };
        selected(&tally(Rule::EqualShares { completion, priority }, &election))
    };
    assert_eq!(with(Priority::None)[0], 0);
    let mut level = election.clone();
    level.ballots[2] = vec![Vote { project: 2, points: 1 }];
    assert_eq!(selected(&tally(Rule::Greedy { priority: Priority::None }, &level))[0], 0);
    assert_eq!(selected(&tally(Rule::Greedy { priority: Priority::TiesAndLeftover }, &level))[0], 1);
}

#[test]
fn equal_shares_of_four_communes() {
    // 400 for four communes: 100 each. Three want the same project of 240, and pay 80 each; the fourth buys its own of
    // 90.
    let election = approvals(400, &[240, 90, 70], &[&[0], &[0], &[0, 2], &[1]]);
    let tally = tally(equal_shares(Completion::None), &election);
    assert_eq!(selected(&tally), [0, 1]);
    let Outcome::Bought(first) = &tally.steps[0].outcome else { panic!("bought") };
    assert_eq!((&first.price, &first.rho), (&fraction(80, 1), &fraction(1, 3)));
    assert_eq!((first.full.as_slice(), first.rest.len()), ([0, 1, 2].as_slice(), 0));
    // The third commune has 20 left, of the 70 that its other project costs.
    assert_eq!(tally.steps[2].outcome, Outcome::NotAffordable { held: fraction(20, 1) });
    assert_eq!(tally.endowment, Some(fraction(100, 1)));
}

#[test]
fn who_has_less_than_the_price_gives_all_they_have_and_the_others_pay_the_rest() {
    // 100 each. Three pay 80 for the first: one of those has 20 left for the second, of 75.
    let election = approvals(400, &[240, 75], &[&[1], &[0], &[0, 1], &[0]]);
    let tally = tally(equal_shares(Completion::None), &election);
    assert_eq!(selected(&tally), [0, 1]);
    let Outcome::Bought(last) = &tally.steps[1].outcome else { panic!("bought") };
    assert_eq!((&last.price, &last.rho), (&fraction(55, 1), &fraction(55, 75)));
    assert_eq!((last.full.as_slice(), last.rest.as_slice()), ([0].as_slice(), [(2, fraction(20, 1))].as_slice()));
    assert_eq!((tally.steps[1].left_before, tally.spent), (160, 315));
}

#[test]
fn the_drawn_order_can_be_drawn_again_with_sha256sum() {
    let order = drawn_order("2021", &[project(1), project(2), project(3)]);
    let digest = |n: u128| -> [u8; 32] { Sha256::digest(format!("2021\n{}", project(n).0)).into() };
    let mut expected = vec![1, 2, 3];
    expected.sort_by_key(|&n| digest(n));
    assert_eq!(order, expected.into_iter().map(project).collect::<Vec<_>>());
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let make = |costs: &[u64], ballots: Vec<Vec<Vote>>| {
        Election::new(10, 1, candidates(costs), ballots, Utility::Points).map(|_| ())
    };
    let vote = |project, points| Vote { project, points };
    assert_eq!(make(&[1], vec![vec![vote(0, 5)]]), Ok(()));
    assert_eq!(make(&[1, 0], vec![]), Err(Uncountable::FreeProject(2)));
    assert_eq!(make(&[Election::LARGEST, 1], vec![]), Err(Uncountable::TooMuchMoney));
    for bad in [vec![vote(1, 1)], vec![vote(0, 1), vote(0, 1)], vec![vote(0, 0)]] {
        assert_eq!(make(&[1], vec![vec![], bad]), Err(Uncountable::BadBallot(2)));
    }
}

/// Small elections, with ties made frequent: few different costs, and budgets that can be shared evenly.
fn elections() -> impl Strategy<Value = Election> {
    (1_usize..8, 1_usize..9, any::<bool>()).prop_flat_map(|(projects, voters, points)| {
        let costs = proptest::collection::vec(prop_oneof![1_u64..12, Just(6), Just(12)], projects);
        let most = if points { 5_u32 } else { 1 };
        let ballot = proptest::collection::vec(proptest::option::of(1..=most), projects);
        let ballots = proptest::collection::vec(ballot, voters);
        (costs, ballots, 1_u64..50).prop_map(move |(costs, ballots, budget)| {
            let votes = |ballot: Vec<Option<u32>>| {
                let given = (0_u32..).zip(ballot);
                given.filter_map(|(project, points)| points.map(|points| Vote { project, points })).collect()
            };
            let utility = if points { Utility::Points } else { Utility::Cost };
            Election::new(budget, 1, candidates(&costs), ballots.into_iter().map(votes).collect(), utility)
                .expect("an election")
        })
    })
}

fn approval_elections() -> impl Strategy<Value = Election> {
    elections().prop_filter("approvals", |election| election.utility == Utility::Cost)
}

/// The points that a voter gives to a project.
fn points(election: &Election, voter: usize, project: usize) -> u32 {
    let vote = election.ballots()[voter].iter().find(|vote| vote.project as usize == project);
    vote.map_or(0, |vote| vote.points)
}

/// Each voter's payments, added up over the purchases.
fn payments(election: &Election, tally: &Tally) -> Vec<Fraction> {
    let mut paid = vec![fraction(0, 1); election.ballots().len()];
    for step in tally.selected() {
        let Outcome::Bought(purchase) = &step.outcome else { continue };
        for &voter in &purchase.full {
            let given = election.ballots()[voter as usize].iter().find(|vote| vote.project as usize == step.project);
            paid[voter as usize] += &purchase.price * BigInt::from(given.expect("a supporter").points);
        }
        for (voter, rest) in &purchase.rest {
            paid[*voter as usize] += rest;
        }
    }
    paid
}

/// Equal shares as the paper defines them, with a fraction for every voter and no shortcut: what [`tally`] must agree
/// with.
fn by_the_definition(election: &Election, extra: u64) -> Vec<usize> {
    let voters = election.ballots().len();
    let share = Fraction::new(BigInt::from(election.budget()), BigInt::from(voters)) + BigInt::from(extra);
    let mut balance = vec![share; voters];
    let mut bought = Vec::new();
    let votes = election.votes();
    loop {
        let mut best: Option<(Fraction, TieKey, usize)> = None;
        for (project, candidate) in election.projects().iter().enumerate() {
            let unit = match election.utility {
                Utility::Cost => candidate.cost,
                Utility::Points => 1,
            };
            let mut supporters: Vec<(usize, Fraction)> = Vec::new();
            for (voter, ballot) in election.ballots().iter().enumerate() {
                let vote = ballot.iter().find(|vote| vote.project as usize == project);
                if let Some(vote) = vote {
                    supporters.push((voter, Fraction::from(BigInt::from(u64::from(vote.points) * unit))));
                }
            }
            let held: Fraction = supporters.iter().map(|(voter, _)| balance[*voter].clone()).sum();
            let cost = Fraction::from(BigInt::from(candidate.cost));
            if bought.contains(&project) || supporters.is_empty() || held < cost {
                continue;
            }
            supporters.sort_by_key(|(voter, utility)| &balance[*voter] / utility);
            let (mut left, mut utilities) =
                (cost, supporters.iter().map(|(_, utility)| utility.clone()).sum::<Fraction>());
            for (voter, utility) in &supporters {
                let rho = &left / &utilities;
                if &rho * utility <= balance[*voter] {
                    let better = (rho.clone(), tie_key(election, &votes, Priority::None, project), project);
                    best = Some(best.take().map_or(better.clone(), |best| best.min(better)));
                    break;
                }
                left -= &balance[*voter];
                utilities -= utility;
            }
        }
        let Some((rho, _, project)) = best else { return bought };
        bought.push(project);
        for (voter, ballot) in election.ballots().iter().enumerate() {
            if let Some(vote) = ballot.iter().find(|vote| vote.project as usize == project) {
                let unit = match election.utility {
                    Utility::Cost => election.projects()[project].cost,
                    Utility::Points => 1,
                };
                let due = &rho * BigInt::from(u64::from(vote.points) * unit);
                balance[voter] = &balance[voter] - due.min(balance[voter].clone());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn equal_shares_buys_what_the_definition_buys(election in elections(), extra in 0_u64..20) {
        let prepared = equal_shares::Prepared::new(&election, Priority::None, 20);
        let run = prepared.run(extra, equal_shares::Detail::Selection);
        let bought: Vec<usize> = run.steps.iter().map(|step| step.project).collect();
        prop_assert_eq!(bought, by_the_definition(&election, extra));
    }

    #[test]
    fn passing_over_increments_changes_nothing(election in elections(), increment in 1_u32..4) {
        for stop in [Stop::Exhaustive, Stop::Infeasible] {
            for completion in [Completion::Add1 { increment, stop }, Completion::Add1u { increment, stop }] {
                let quick = tally(equal_shares(completion), &election);
                let slow = every_increment(&election, completion, Priority::None);
                // Where no increment can change anything more, both stop; how many were tried by then is not part of
                // the rule.
                prop_assert_eq!(selected(&quick), selected(&slow));
                prop_assert_eq!(&quick, &slow);
            }
        }
    }

    #[test]
    fn budget_feasibility(election in elections()) {
        for completion in ALL_COMPLETIONS {
            prop_assert!(tally(equal_shares(completion), &election).spent <= election.budget());
        }
        prop_assert!(tally(GREEDY, &election).spent <= election.budget());
    }

    #[test]
    fn exhaustiveness_where_it_is_promised(
        election in elections(), increment in 1_u32..4, infeasible in any::<bool>(),
    ) {
        let stop = if infeasible { Stop::Infeasible } else { Stop::Exhaustive };
        for rule in [GREEDY, equal_shares(Completion::Add1u { increment, stop })] {
            let tally = tally(rule, &election);
            for step in &tally.steps {
                let chosen = matches!(step.outcome, Outcome::Selected | Outcome::Bought(_));
                let fits = election.projects()[step.project].cost <= election.budget() - tally.spent;
                prop_assert!(chosen || step.votes == 0 || !fits, "project {} has votes, fits, and is left \
                    out", step.project);
            }
        }
    }

    #[test]
    fn anonymity(election in elections()) {
        let mut turned = election.clone();
        turned.ballots.reverse();
        for rule in ALL_COMPLETIONS.map(equal_shares).into_iter().chain([GREEDY]) {
            prop_assert_eq!(selected(&tally(rule, &election)), selected(&tally(rule, &turned)));
        }
    }

    #[test]
    fn neutrality(election in elections()) {
        // Projects listed the other way round, each with its own place in the published order.
        let last = election.projects.len() - 1;
        let mut renamed = election.clone();
        renamed.projects.reverse();
        renamed.ballots.iter_mut().flatten().for_each(|vote| vote.project = last as u32 - vote.project);
        for rule in ALL_COMPLETIONS.map(equal_shares).into_iter().chain([GREEDY]) {
            let back: Vec<usize> = selected(&tally(rule, &renamed)).into_iter().map(|project| last - project).collect();
            prop_assert_eq!(selected(&tally(rule, &election)), back);
        }
    }

    #[test]
    fn priceability(election in elections()) {
        for completion in ALL_COMPLETIONS {
            let tally = tally(equal_shares(completion), &election);
            let endowment = tally.endowment.clone().expect("equal shares have one");
            let paid = payments(&election, &tally);
            // Nobody pays more than they were given, and each project bought was paid for, by its supporters alone.
            prop_assert!(paid.iter().all(|paid| *paid <= endowment));
            for step in tally.selected() {
                let Outcome::Bought(purchase) = &step.outcome else { continue };
                let points = |voter: u32| BigInt::from(points(&election, voter as usize, step.project));
                let full: Fraction = purchase.full.iter().map(|&voter| &purchase.price * points(voter)).sum();
                let rest: Fraction = purchase.rest.iter().map(|(_, rest)| rest.clone()).sum();
                prop_assert_eq!(full + rest, Fraction::from(BigInt::from(election.projects()[step.project].cost)));
                for (voter, rest) in &purchase.rest {
                    prop_assert!(*rest < &purchase.price * points(*voter));
                }
            }
            // Those who voted for a project that equal shares could not buy do not hold its cost together.
            for step in &tally.steps {
                if let Outcome::NotAffordable { held } = &step.outcome {
                    prop_assert!(*held < Fraction::from(BigInt::from(election.projects()[step.project].cost)));
                    let supporters = election.ballots().iter().zip(&paid);
                    let left: Fraction = supporters
                        .filter(|(ballot, _)| ballot.iter().any(|vote| vote.project as usize == step.project))
                        .map(|(_, paid)| &endowment - paid)
                        .sum();
                    prop_assert_eq!(&left, held);
                }
            }
        }
    }

    /// Extended justified representation up to one project (Peters, Pierczyński and Skowron, 2021): a group that agrees
    /// on projects which its part of the money pays for has a member who gets as much, but for one project.
    #[test]
    fn ejr_up_to_one(election in elections()) {
        let tally = tally(equal_shares(Completion::None), &election);
        let won: BTreeSet<usize> = selected(&tally).into_iter().collect();
        let (voters, projects) = (election.ballots().len(), election.projects().len());
        let worth = |voter: usize, project: usize| -> u64 {
            let unit = match election.utility {
                Utility::Cost => election.projects()[project].cost,
                Utility::Points => 1,
            };
            u64::from(points(&election, voter, project)) * unit
        };
        for group in 1_u32..1 << voters {
            let members: Vec<usize> = (0..voters).filter(|voter| group >> voter & 1 == 1).collect();
            for wanted in 1_u32..1 << projects {
                let wanted: Vec<usize> = (0..projects).filter(|project| wanted >> project & 1 == 1).collect();
                let cost = election.cost_of(wanted.iter().copied());
                if cost * voters as u64 > election.budget() * members.len() as u64 {
                    continue;
                }
                // What every member gives to each project at least.
                let least = |project: usize| members.iter().map(|&member| worth(member, project)).min().unwrap_or(0);
                let promised: u64 = wanted.iter().map(|&project| least(project)).sum();
                let satisfied = members.iter().any(|&member| {
                    let has: u64 = won.iter().map(|&project| worth(member, project)).sum();
                    let lost = (0..projects).filter(|project| !won.contains(project));
                    let one_more = lost.map(|project| worth(member, project)).max().unwrap_or(0);
                    has >= promised || has + one_more > promised
                });
                prop_assert!(satisfied, "group {members:?} agrees on {wanted:?}");
            }
        }
    }

    /// A project that is bought is bought as well when it costs less (without completion, which may undo it).
    #[test]
    fn discount_monotonicity(election in elections(), off in 1_u64..6) {
        let rule = equal_shares(Completion::None);
        for project in selected(&tally(rule, &election)) {
            let mut cheaper = election.clone();
            cheaper.projects[project].cost = cheaper.projects[project].cost.saturating_sub(off).max(1);
            prop_assert!(selected(&tally(rule, &cheaper)).contains(&project));
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// The fewest approvals are the fewest: no smaller set of voters, whoever they are, would have been enough.
    #[test]
    fn what_a_project_lacked_is_what_would_have_been_enough(election in approval_elections()) {
        for rule in [GREEDY, equal_shares(Completion::None)] {
            for project in 0..election.projects().len() {
                let wins = |election: &Election| selected(&tally(rule, election)).contains(&project);
                let Some(lacking) = lacking(rule, &election, project) else {
                    prop_assert!(wins(&election));
                    continue;
                };
                let others: Vec<usize> = (0..election.ballots().len())
                    .filter(|&voter| election.ballots()[voter].iter().all(|vote| vote.project as usize != project))
                    .collect();
                let fewest = (1_u32..1 << others.len())
                    .filter(|set| {
                        let mut more = election.clone();
                        let chosen = others.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
                        for (_, &voter) in chosen {
                            more.ballots[voter].push(Vote { project: project as u32, points: 1 });
                        }
                        wins(&more)
                    })
                    .map(u32::count_ones)
                    .min();
                prop_assert_eq!(lacking.approvals, fewest);
                let highest = (1..election.projects()[project].cost).rev().find(|&cost| {
                    let mut cheaper = election.clone();
                    cheaper.projects[project].cost = cost;
                    wins(&cheaper)
                });
                prop_assert_eq!(lacking.cost, highest);
            }
        }
    }

    #[test]
    fn what_a_project_lacked_makes_it_win_also_with_a_completion(election in approval_elections()) {
        for completion in &ALL_COMPLETIONS[1..] {
            let rule = equal_shares(*completion);
            for project in 0..election.projects().len() {
                let Some(lacking) = lacking(rule, &election, project) else { continue };
                if let Some(cost) = lacking.cost {
                    let at = |cost: u64| {
                        let mut cheaper = election.clone();
                        cheaper.projects[project].cost = cost;
                        selected(&tally(rule, &cheaper)).contains(&project)
                    };
                    prop_assert!(at(cost) && !at(cost + 1));
                }
                prop_assert_ne!(lacking.approvals, Some(0));
            }
        }
    }
}
