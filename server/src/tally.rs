//! The tally of a campaign: its ballots, counted after the close by the rule that was frozen before the vote.

use crate::{Context, Error, Platform, ballot, context::campaign_of, frozen_rule};
use entity::{
    ballot::may_be_opened,
    collectivity::Stratum,
    frozen_rule::FrozenRule,
    id::CampaignId,
    siren::Siren,
    table,
    tally::{Election, Fraction, Lacking, Outcome, Priority, Rule, Tally, Vote, lacking, tally},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{OnceCell, watch};

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

/// What follows from an election and a rule alone.
#[derive(Debug)]
pub struct Counted {
    pub tally: Tally,
    /// The same ballots, counted by votes alone, to compare.
    pub greedy: Tally,
    lacking: watch::Receiver<Option<Vec<Option<Lacking>>>>,
}

impl Counted {
    /// What each project that is not selected lacked, by project. It takes many counts, which run beside the visits:
    /// None when they are not done within `patience`.
    pub async fn lacking(&self, patience: Duration) -> Option<Vec<Option<Lacking>>> {
        let mut lacking = self.lacking.clone();
        let found = tokio::time::timeout(patience, lacking.wait_for(Option::is_some)).await;
        found.ok()?.ok()?.clone()
    }
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

    /// How many collectivités voted, and how many of them for no project that a tally selects.
    pub fn left_out(&self, tally: &Tally, of: impl Fn(&Siren) -> bool) -> (u64, u64) {
        let selected: BTreeSet<usize> = tally.selected().map(|step| step.project).collect();
        let voters = self.election.ballots().iter().zip(&self.voters).filter(|(_, siren)| of(siren));
        voters.fold((0, 0), |(all, without), (ballot, _)| {
            let served = ballot.iter().any(|vote| selected.contains(&(vote.project as usize)));
            (all + 1, without + u64::from(!served))
        })
    }
}

/// Counts the ballots of a campaign, after the close; None before it, for everybody. By the campaign as it is stored.
pub async fn of_campaign(ctx: &Context, campaign: CampaignId) -> Result<Option<CampaignTally>, Error> {
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
    let election = Arc::new(election.map_err(|uncountable| Error::Stored(uncountable.to_string()))?);
    let counted = counted(&ctx.platform, rule.rule, &election).await?;
    Ok(Some(CampaignTally { rule, voters, election, counted }))
}

/// Elections that were counted, so that a result is counted once and not for each visitor. What is kept is found by all
/// that the count depends on, and so is never old.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<(Rule, Arc<Election>), Count>>);

/// A count that is done, or that somebody is doing.
type Count = Arc<OnceCell<Arc<Counted>>>;

/// How many elections are kept: a server has one campaign or two.
const MOST_KEPT: usize = 4;

async fn counted(platform: &Platform, rule: Rule, election: &Arc<Election>) -> Result<Arc<Counted>, Error> {
    let cell = {
        let mut counts = platform.counts.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_KEPT {
            counts.clear();
        }
        Arc::clone(counts.entry((rule, Arc::clone(election))).or_default())
    };
    let election = Arc::clone(election);
    let counted = cell
        .get_or_try_init(|| async {
            tokio::task::spawn_blocking(move || Arc::new(count(rule, &election)))
                .await
                .map_err(|error| Error::Stored(format!("the count stopped: {error}")))
        })
        .await?;
    Ok(Arc::clone(counted))
}

/// Counts by the rule and by votes alone; what each project lacked is then looked for.
fn count(rule: Rule, election: &Arc<Election>) -> Counted {
    let greedy = tally(Rule::Greedy { priority: Priority::None }, election);
    let (found, lacking) = watch::channel(None);
    look_for_lacking(rule, Arc::clone(election), found);
    Counted { tally: tally(rule, election), greedy, lacking }
}

/// Finds what each project lacked, in threads of its own that no visit and no stop of the server waits for; they give
/// up when nobody can ask for the outcome any more.
fn look_for_lacking(rule: Rule, election: Arc<Election>, found: watch::Sender<Option<Vec<Option<Lacking>>>>) {
    std::thread::spawn(move || {
        let projects = election.projects().len();
        let next = AtomicUsize::new(0);
        let look = || {
            let mut part = Vec::new();
            while !found.is_closed() {
                let project = next.fetch_add(1, Ordering::Relaxed);
                if project >= projects {
                    break;
                }
                part.push((project, lacking(rule, &election, project)));
            }
            part
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let parts: Vec<Vec<(usize, Option<Lacking>)>> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(look)).collect();
            running.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        let mut all = vec![None; projects];
        parts.into_iter().flatten().for_each(|(project, lacks)| all[project] = lacks);
        found.send_replace(Some(all));
    });
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
