//! The result of a vote, after its close: every step of the count, and what each project lacked.

use super::{Api, Code, Problem};
use axum::{Json, extract::Path};
use entity::tally::{Lacking, Outcome, Step};
use serde::Serialize;
use server::tally::CampaignTally;
use std::time::Duration;
use utoipa::ToSchema;

/// How long an answer waits for what the losers lacked, which takes many counts.
const PATIENCE: Duration = Duration::from_secs(2);

/// The result of a vote.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoteResult {
    /// What there was to spend, and what is spent, in cents.
    pub budget_cents: u64,
    pub spent_cents: u64,
    /// Collectivités that voted.
    pub voters: u64,
    /// The rule, as the frozen document holds it.
    #[schema(value_type = Object)]
    pub rule: serde_json::Value,
    /// How many increments were added to the equal share, where the rule has them.
    pub increments: u64,
    /// Every project, in the order in which it was decided.
    pub rounds: Vec<Round>,
    /// Whether `lacked` is known of the projects that are not selected; it is looked for right after the close.
    pub lacked_is_known: bool,
}

/// What the count did with a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct Round {
    /// Counted from 1.
    pub rank: usize,
    #[schema(format = Uuid)]
    pub project: String,
    pub title: String,
    pub cost_cents: u64,
    /// Votes, or points, in all.
    pub votes: u64,
    pub selected: bool,
    /// `selected`, `bought`, `does_not_fit`, `not_affordable`, `too_few_votes` or `no_vote`.
    pub outcome: &'static str,
    /// Money left in the envelope when its turn came, in cents.
    pub left_before_cents: u64,
    /// What it lacked; null where it is selected, or not yet known.
    pub lacked: Option<Lacked>,
}

/// What a project lacked to be selected.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lacked {
    /// How many more of the voters would have had to choose it; null when all of them would not have been enough.
    pub approvals: Option<u32>,
    /// The highest cost at which it would have been selected, in cents; null when none would have done.
    pub cost_cents: Option<u64>,
}

fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Selected => "selected",
        Outcome::Bought(_) => "bought",
        Outcome::DoesNotFit { .. } => "does_not_fit",
        Outcome::NotAffordable { .. } => "not_affordable",
        Outcome::TooFewVotes => "too_few_votes",
        Outcome::NoVote => "no_vote",
    }
}

fn round(result: &CampaignTally, at: usize, step: &Step, lacked: Option<Lacking>) -> Option<Round> {
    let project = result.rule.projects.get(step.project)?;
    Some(Round {
        rank: at + 1,
        project: project.id.to_string(),
        title: project.title.clone(),
        cost_cents: project.cost,
        votes: step.votes,
        selected: matches!(step.outcome, Outcome::Selected | Outcome::Bought(_)),
        outcome: outcome(&step.outcome),
        left_before_cents: step.left_before,
        lacked: lacked.map(|lacking| Lacked { approvals: lacking.approvals, cost_cents: lacking.cost }),
    })
}

/// The result of a campaign's vote; a problem `vote_open` before its close.
#[utoipa::path(get, path = "/campaigns/{slug}/result", tag = "vote",
    params(("slug" = String, Path, description = "The campaign's name in addresses")),
    responses(
        (status = 200, description = "The result", body = VoteResult),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn of_campaign(api: Api, Path(slug): Path<String>) -> Result<Json<VoteResult>, Problem> {
    let campaign = api.campaign(&slug).await?;
    let result = server::tally::of_campaign(&api.ctx, campaign.id).await?;
    let result = result.ok_or_else(|| Problem::new(Code::VoteOpen, "The result comes with the close of the vote."))?;
    let lacked = result.counted.lacking(PATIENCE).await;
    let tally = &result.counted.tally;
    let lacking = |project: usize| lacked.as_ref().and_then(|all| all.get(project).copied().flatten());
    let rounds = tally.steps.iter().enumerate();
    let rounds = rounds.filter_map(|(at, step)| round(&result, at, step, lacking(step.project)));
    Ok(Json(VoteResult {
        budget_cents: result.election.budget(),
        spent_cents: tally.spent,
        voters: result.voters.len() as u64,
        rule: serde_json::to_value(result.rule.rule).map_err(server::Error::from)?,
        increments: tally.increments,
        rounds: rounds.collect(),
        lacked_is_known: lacked.is_some(),
    }))
}
