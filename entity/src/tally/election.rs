//! What is counted, by which rule, and what comes of it.

use num_bigint::BigInt;
use num_rational::Ratio;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// An exact fraction.
pub type Fraction = Ratio<BigInt>;

/// The rule by which projects are selected: a value of the campaign file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// Projects in the order of their votes, each taken while the money lasts; one that no longer fits is skipped.
    Greedy {
        #[serde(default, skip_serializing_if = "Priority::is_none")]
        priority: Priority,
    },
    /// The Method of Equal Shares with cost utility (Peters, Pierczyński and Skowron, *Proportional Participatory
    /// Budgeting with Additive Utilities*, NeurIPS 2021): every voter gets an equal share of the envelope, and a
    /// project is bought by those who voted for it.
    EqualShares {
        #[serde(default)]
        completion: Completion,
        #[serde(default, skip_serializing_if = "Priority::is_none")]
        priority: Priority,
    },
    /// The most voted projects, so many of them, whatever they cost: for ballots without money.
    ApprovalCount {
        projects: u32,
        #[serde(default, skip_serializing_if = "Priority::is_none")]
        priority: Priority,
    },
}

impl Rule {
    /// What a project of a priority programme gains under the rule.
    pub fn priority(self) -> Priority {
        match self {
            Rule::Greedy { priority } | Rule::EqualShares { priority, .. } | Rule::ApprovalCount { priority, .. } => {
                priority
            }
        }
    }
}

/// What equal shares do with the money that is left when no project can be bought any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Completion {
    /// It stays in the envelope.
    #[default]
    None,
    /// The count begins again with `increment` more (whole units of the currency) for each voter, as often as the stop
    /// clause allows and there is something left to buy; what is bought must still cost no more than the envelope.
    Add1 { increment: u32, stop: Stop },
    /// As `Add1`; then the remaining projects are taken by votes while what is left lasts.
    Add1u { increment: u32, stop: Stop },
}

/// When the increments of [`Completion::Add1`] stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// At the first outcome that leaves no money for any other project, or before the first that costs too much.
    Exhaustive,
    /// Before the first outcome that costs more than the envelope.
    Infeasible,
}

/// What a project of a priority programme gains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Nothing.
    #[default]
    None,
    /// It wins ties, and comes before the others when the money that equal shares left is given out by votes.
    TiesAndLeftover,
}

impl Priority {
    pub(super) fn is_none(&self) -> bool {
        *self == Priority::None
    }
}

/// What a vote for a project is worth to the voter, in equal shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Utility {
    /// As much as the project costs: approval ballots.
    Cost,
    /// The points given: points ballots.
    Points,
}

/// A project as the tally sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Candidate {
    /// In the smallest unit of the currency.
    pub cost: u64,
    /// Whether it serves a priority programme.
    pub priority: bool,
    /// Its place in the published order that breaks the last ties; no two projects have the same.
    pub place: u32,
}

/// A voter's vote for a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Vote {
    /// The project's place in the list of the election.
    pub project: u32,
    /// The points given; 1 for an approval.
    pub points: u32,
}

/// What a tally counts. Amounts are in the smallest unit of the currency (cents, for a campaign).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Election {
    pub(super) budget: u64,
    pub(super) unit: u64,
    pub(super) projects: Vec<Candidate>,
    pub(super) ballots: Vec<Vec<Vote>>,
    pub(super) utility: Utility,
}

/// Something that cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Uncountable {
    #[error("le projet n° {0} ne coûte rien")]
    FreeProject(usize),
    #[error("les montants dépassent {} unités de compte", Election::LARGEST)]
    TooMuchMoney,
    #[error("il y a plus de {} bulletins", Election::MOST_VOTERS)]
    TooManyVoters,
    #[error("le bulletin n° {0} donne une voix à un projet inconnu, ou deux fois au même, ou aucun point")]
    BadBallot(usize),
}

impl Election {
    /// The largest sum of all costs, and the largest budget, in the smallest unit: ten million million euros in cents.
    pub const LARGEST: u64 = 1_000_000_000_000_000;
    /// The most ballots.
    pub const MOST_VOTERS: usize = 10_000_000;
    /// The most points that a ballot gives to one project.
    pub const MOST_POINTS: u32 = 1_000_000;

    /// An election, whose amounts are in the smallest unit; `unit` of them make one unit of the currency (100 cents, a
    /// euro).
    ///
    /// Refused: a project that costs nothing, amounts or ballots beyond [`Self::LARGEST`] and the like, a ballot that
    /// votes for a project that is not there, or twice for one.
    pub fn new(
        budget: u64,
        unit: u64,
        projects: Vec<Candidate>,
        ballots: Vec<Vec<Vote>>,
        utility: Utility,
    ) -> Result<Self, Uncountable> {
        if let Some(free) = projects.iter().position(|project| project.cost == 0) {
            return Err(Uncountable::FreeProject(free + 1));
        }
        let costs = projects.iter().try_fold(0_u64, |sum, project| sum.checked_add(project.cost));
        if costs.is_none_or(|costs| costs > Self::LARGEST) || budget > Self::LARGEST || unit == 0 || unit > 1_000_000 {
            return Err(Uncountable::TooMuchMoney);
        }
        if ballots.len() > Self::MOST_VOTERS {
            return Err(Uncountable::TooManyVoters);
        }
        let mut seen = vec![usize::MAX; projects.len()];
        for (voter, ballot) in ballots.iter().enumerate() {
            for vote in ballot {
                let known = seen.get_mut(vote.project as usize);
                match known {
                    Some(last) if *last != voter && (1..=Self::MOST_POINTS).contains(&vote.points) => *last = voter,
                    _ => return Err(Uncountable::BadBallot(voter + 1)),
                }
            }
        }
        Ok(Self { budget, unit, projects, ballots, utility })
    }

    /// The same projects and money, with other ballots; refused as by [`Self::new`].
    pub fn with_ballots(self, ballots: Vec<Vec<Vote>>) -> Result<Self, Uncountable> {
        Self::new(self.budget, self.unit, self.projects, ballots, self.utility)
    }

    /// The money there is, in the smallest unit.
    pub fn budget(&self) -> u64 {
        self.budget
    }

    /// How many of the smallest unit make one unit of the currency.
    pub fn unit(&self) -> u64 {
        self.unit
    }

    /// What a vote is worth to the voter.
    pub fn utility(&self) -> Utility {
        self.utility
    }

    /// The projects, in the order of the list.
    pub fn projects(&self) -> &[Candidate] {
        &self.projects
    }

    /// The ballots, in the order of the list.
    pub fn ballots(&self) -> &[Vec<Vote>] {
        &self.ballots
    }

    /// The votes of each project: approvals, or the sum of points.
    pub fn votes(&self) -> Vec<u64> {
        let mut votes = vec![0; self.projects.len()];
        for vote in self.ballots.iter().flatten() {
            votes[vote.project as usize] += u64::from(vote.points);
        }
        votes
    }

    pub(super) fn cost_of(&self, projects: impl IntoIterator<Item = usize>) -> u64 {
        projects.into_iter().map(|project| self.projects[project].cost).sum()
    }
}

/// The order among projects that are level otherwise: those with priority, where the rule says so, then the lowest
/// cost, then the most votes, then the published order. `None` when only the published order parts them.
pub(super) type TieKey = (Reverse<bool>, u64, Reverse<u64>, u32);

pub(super) fn tie_key(election: &Election, votes: &[u64], priority: Priority, project: usize) -> TieKey {
    let candidate = &election.projects[project];
    let first = priority == Priority::TiesAndLeftover && candidate.priority;
    (Reverse(first), candidate.cost, Reverse(votes[project]), candidate.place)
}

/// How a tie was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieBreak {
    Priority,
    LowestCost,
    MostVotes,
    DrawnOrder,
}

/// What parts the first of two level projects from the second.
pub(super) fn broken_by(first: TieKey, second: TieKey) -> TieBreak {
    if first.0 != second.0 {
        TieBreak::Priority
    } else if first.1 != second.1 {
        TieBreak::LowestCost
    } else if first.2 != second.2 {
        TieBreak::MostVotes
    } else {
        TieBreak::DrawnOrder
    }
}

/// A tie that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// The level project that came next.
    pub with: usize,
    pub broken_by: TieBreak,
}

/// What the tally did with one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The project's place in the list of the election.
    pub project: usize,
    pub votes: u64,
    /// Money left in the envelope when the project's turn came.
    pub left_before: u64,
    pub outcome: Outcome,
    /// The project with which it was level, if any, and what put it first.
    pub tie: Option<Tie>,
}

/// Whether a project is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Taken by its votes, out of what is left.
    Selected,
    /// Bought by those who voted for it, with their shares.
    Bought(Purchase),
    /// It costs more than what is left, by this amount.
    DoesNotFit { missing: u64 },
    /// Those who voted for it do not hold its cost together: all they have left is this.
    NotAffordable { held: Fraction },
    /// Others have more votes, and the places are taken.
    TooFewVotes,
    /// Nobody voted for it.
    NoVote,
}

/// Who paid for a project bought by equal shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// ρ: what a voter paid for a unit of utility, at most.
    pub rho: Fraction,
    /// What those paid, for each point given, who had enough (an approval is one point).
    pub price: Fraction,
    /// Those who paid the price.
    pub full: Vec<u32>,
    /// Those who gave all that they had left, less than the price, and how much it was.
    pub rest: Vec<(u32, Fraction)>,
}

/// The outcome of a selection, with every step that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// One step a project, in the order in which they were decided.
    pub steps: Vec<Step>,
    /// Money spent on the projects selected.
    pub spent: u64,
    /// What each voter was given at the last count, in equal shares.
    pub endowment: Option<Fraction>,
    /// How many increments were added to the equal share.
    pub increments: u64,
}

impl Tally {
    /// The steps of the projects selected, in order.
    pub fn selected(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| matches!(step.outcome, Outcome::Selected | Outcome::Bought(_)))
    }

    /// The step of a project.
    pub fn step(&self, project: usize) -> Option<&Step> {
        self.steps.iter().find(|step| step.project == project)
    }
}
