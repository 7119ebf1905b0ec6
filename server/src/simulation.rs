//! The rule of a vote tried by anybody before it: ballots drawn from a seed, or those of an earlier vote, counted by
//! the rule and by votes alone.

pub(crate) mod kept;

use self::kept::Key;
pub use self::kept::{Ballots, Simulation};

use crate::{Context, Error, campaign::loaded::StoredCampaign, frozen_rule, tally as counting};
use entity::{
    drawn_ballot::drawn_ballots,
    frozen_rule::FrozenRule,
    siren::Siren,
    tally::{Election, Priority, Rule, tally},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// The fewest and the most ballots that are drawn.
pub const BALLOTS: std::ops::RangeInclusive<u32> = 10..=2_000;

/// How long a page waits for a count. One that takes longer goes on alone, and no other begins meanwhile.
const PATIENCE: Duration = Duration::from_secs(10);

/// One count at a time: whoever asks meanwhile waits.
static COUNTING: Semaphore = Semaphore::const_new(1);

/// What came of a question.
#[derive(Debug, Clone)]
pub enum Outcome {
    Counted(Arc<Simulation>),
    /// No project is on the ballot, or nobody voted.
    Nothing,
    /// The count takes too long, or others are being counted.
    TooLong,
}

/// Counts ballots by the rule of a campaign, and by votes alone. Anybody may ask; nothing is written.
pub async fn simulate(ctx: &Context, campaign: &StoredCampaign, ballots: Ballots) -> Result<Outcome, Error> {
    let vote = match ballots {
        Ballots::Drawn { .. } => match frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await? {
            Some(frozen) => frozen.rule.clone(),
            None => frozen_rule::draft(ctx, ctx.read(), campaign).await?,
        },
        Ballots::Cast(other) => match counting::ballots(ctx, other).await? {
            Some(cast) => return count(ctx, campaign, ballots, cast).await,
            None => return Ok(Outcome::Nothing),
        },
    };
    let voters = Vec::new();
    let election = vote.election([]).map_err(|uncountable| Error::Stored(uncountable.to_string()))?;
    count(ctx, campaign, ballots, counting::Ballots { rule: vote, voters, election }).await
}

async fn count(
    ctx: &Context,
    campaign: &StoredCampaign,
    ballots: Ballots,
    cast: counting::Ballots,
) -> Result<Outcome, Error> {
    let counting::Ballots { rule: vote, voters, election } = cast;
    if vote.projects.is_empty() {
        return Ok(Outcome::Nothing);
    }
    let projects = vote.projects.iter().map(|project| (project.id, project.cost, project.priority)).collect();
    let key = Key { campaign: campaign.id, version: campaign.version, projects, ballots };
    let cell = ctx.platform.simulations.cell(key);
    let rule = campaign.spec.selection.rule;
    let made = cell.get_or_try_init(|| async move {
        let permit = COUNTING.acquire().await.map_err(|error| Error::Stored(error.to_string()))?;
        let work = move || {
            let made = run(rule, ballots, vote, voters, election);
            drop(permit);
            made
        };
        let made = tokio::task::spawn_blocking(work).await;
        made.map_err(|error| Error::Stored(format!("the simulation stopped: {error}")))?
    });
    match tokio::time::timeout(PATIENCE, made).await {
        Ok(made) => {
            let made = Arc::clone(made?);
            Ok(if made.voters.is_empty() { Outcome::Nothing } else { Outcome::Counted(made) })
        }
        Err(_) => Ok(Outcome::TooLong),
    }
}

/// Draws the ballots that are not there yet, and counts.
fn run(
    rule: Rule,
    ballots: Ballots,
    vote: FrozenRule,
    mut voters: Vec<Siren>,
    mut election: Election,
) -> Result<Arc<Simulation>, Error> {
    if let Ballots::Drawn { seed, voters: wanted } = ballots {
        let roll = &vote.roll.collectivities;
        let drawn = drawn_ballots(&seed.to_string(), roll, wanted as usize, vote.projects.len(), &vote.ballot);
        let votes;
        (voters, votes) = drawn.into_iter().unzip();
        election = election.with_ballots(votes).map_err(|uncountable| Error::Stored(uncountable.to_string()))?;
    }
    let greedy = tally(Rule::Greedy { priority: Priority::None }, &election);
    let tally = tally(rule, &election);
    Ok(Arc::new(Simulation { vote, voters, election, tally, greedy }))
}
