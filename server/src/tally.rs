//! The tally of a campaign: its ballots, counted after the close by the rule that was frozen before the vote.

pub(crate) mod counts;

pub use self::counts::Counted;
use self::counts::counted;
use crate::{Context, Error, ballot, campaign::loaded::campaign_of, frozen_rule, platform::Verdicts};
use entity::{
    ballot::may_be_opened,
    calendar::Calendar,
    collectivity::Stratum,
    frozen_rule::FrozenRule,
    id::CampaignId,
    lineage::Verdict,
    siren::Siren,
    table,
    tally::{Election, Fraction, Outcome, Tally, Vote},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

/// How long a verdict waits for what the losers lacked; it is made again later, without waiting for long again.
const PATIENCE: Duration = Duration::from_millis(300);

/// The result of a campaign, with everything that its pages explain.
#[derive(Debug, Clone)]
pub struct CampaignTally {
    /// The frozen rule; its projects are in the order in which the election knows them.
    pub rule: FrozenRule,
    /// Who voted, in the order in which the election knows them.
    pub voters: Vec<Siren>,
    pub election: Arc<Election>,
    pub counted: Arc<Counted>,
}

impl CampaignTally {
    /// The title of a project of the election.
    pub fn title(&self, project: usize) -> &str {
        self.rule.projects.get(project).map_or("", |project| &project.title)
    }

    /// The collectivités that voted for a project.
    pub fn supporters(&self, project: usize) -> impl Iterator<Item = &Siren> {
        let voted = move |ballot: &[Vote]| ballot.iter().any(|vote| vote.project as usize == project);
        self.election
            .ballots()
            .iter()
            .zip(&self.voters)
            .filter(move |(ballot, _)| voted(ballot))
            .map(|(_, siren)| siren)
    }
}

/// How many collectivités voted, of those that `of` lets through, and how many of them for no project that a tally
/// selects. Voters are in the order in which the election knows them.
pub fn left_out(election: &Election, voters: &[Siren], tally: &Tally, of: impl Fn(&Siren) -> bool) -> (u64, u64) {
    let selected: BTreeSet<usize> = tally.selected().map(|step| step.project).collect();
    let voters = election.ballots().iter().zip(voters).filter(|(_, siren)| of(siren));
    voters.fold((0, 0), |(all, without), (ballot, _)| {
        let served = ballot.iter().any(|vote| selected.contains(&(vote.project as usize)));
        (all + 1, without + u64::from(!served))
    })
}

/// The ballots of a campaign, with the rule by which they are counted.
pub(crate) struct Ballots {
    pub rule: FrozenRule,
    /// Who voted, in the order in which the election knows them.
    pub voters: Vec<Siren>,
    pub election: Election,
}

/// Counts the ballots of a campaign, after the close; None before it, for everybody. By the campaign as it is stored.
pub async fn of_campaign(ctx: &Context, campaign: CampaignId) -> Result<Option<CampaignTally>, Error> {
    let Some(Ballots { rule, voters, election }) = ballots(ctx, campaign).await? else { return Ok(None) };
    let election = Arc::new(election);
    let counted = counted(&ctx.platform.counts, rule.rule, &election).await?;
    Ok(Some(CampaignTally { rule, voters, election, counted }))
}

/// The ballots of a campaign, after the close; None before it, for everybody. By the campaign as it is stored.
pub(crate) async fn ballots(ctx: &Context, campaign: CampaignId) -> Result<Option<Ballots>, Error> {
    let campaign = campaign_of(ctx.read(), campaign).await?;
    if !may_be_opened(&campaign.spec.calendar, ctx.now()) {
        return Ok(None);
    }
    // Without a frozen rule there was no vote: nobody cast a ballot, and nothing is selected.
    let rule = match frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await? {
        Some(frozen) => frozen.rule.clone(),
        None => frozen_rule::draft(ctx, ctx.read(), &campaign).await?,
    };
    let query = table::ballot::Entity::find().filter(table::ballot::Column::Campaign.eq(campaign.id));
    let rows = query.order_by_asc(table::ballot::Column::Siren).all(ctx.read()).await?;
    let mut voters = Vec::with_capacity(rows.len());
    let mut choices = Vec::with_capacity(rows.len());
    for row in rows {
        voters.push(row.siren);
        choices.push(ballot::choices_of(&row.choices)?);
    }
    let election = rule.election(choices.iter().map(Vec::as_slice));
    let election = election.map_err(|uncountable| Error::Stored(uncountable.to_string()))?;
    Ok(Some(Ballots { rule, voters, election }))
}

/// What the vote decided of each project, in short; None before the close, for everybody. Kept, as figures are: pages
/// that tell only this do not read all the ballots each time.
pub async fn verdicts(ctx: &Context, campaign: CampaignId, calendar: &Calendar) -> Result<Option<Verdicts>, Error> {
    if !may_be_opened(calendar, ctx.now()) {
        return Ok(None);
    }
    ctx.platform.verdicts.get(ctx, campaign, |ctx| async move { verdicts_now(&ctx, campaign).await }).await
}

async fn verdicts_now(ctx: &Context, campaign: CampaignId) -> Result<Option<Verdicts>, Error> {
    let Some(result) = of_campaign(ctx, campaign).await? else { return Ok(None) };
    let lacking = result.counted.lacking(PATIENCE).await;
    let selected: BTreeSet<usize> = result.counted.tally.selected().map(|step| step.project).collect();
    let verdict = |project: usize| Verdict {
        selected: selected.contains(&project),
        votes: result.counted.tally.step(project).map_or(0, |step| step.votes),
        lacking: lacking.as_ref().and_then(|lacking| lacking.get(project).copied().flatten()),
        voters: result.voters.len() as u64,
        utility: result.election.utility(),
    };
    let ids = result.rule.project_ids();
    Ok(Some(Arc::new(ids.into_iter().enumerate().map(|(at, id)| (id, verdict(at))).collect())))
}

/// What each stratum paid for a project that equal shares bought, in cents rounded down; by the strata of those who
/// voted for it.
pub fn paid_by_stratum(
    tally: &CampaignTally,
    stratum: impl Fn(&Siren) -> Stratum,
    project: usize,
) -> BTreeMap<Stratum, u64> {
    let mut paid: BTreeMap<Stratum, Fraction> = BTreeMap::new();
    let Some(Outcome::Bought(purchase)) = tally.counted.tally.step(project).map(|step| &step.outcome) else {
        return BTreeMap::new();
    };
    let ballots = tally.election.ballots();
    let points = |voter: u32| {
        let ballot = ballots.get(voter as usize).map_or(&[][..], Vec::as_slice);
        ballot.iter().find(|vote| vote.project as usize == project).map_or(0, |vote| vote.points)
    };
    let full =
        purchase.full.iter().map(|&voter| (voter, &purchase.price * Fraction::from_integer(points(voter).into())));
    let rest = purchase.rest.iter().map(|(voter, rest)| (*voter, rest.clone()));
    for (voter, amount) in full.chain(rest) {
        if let Some(siren) = tally.voters.get(voter as usize) {
            *paid.entry(stratum(siren)).or_insert_with(|| Fraction::from_integer(0.into())) += amount;
        }
    }
    paid.into_iter()
        .map(|(stratum, amount)| (stratum, u64::try_from(amount.to_integer()).unwrap_or(u64::MAX)))
        .collect()
}
