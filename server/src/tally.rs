//! The tally of a campaign: its ballots, counted after the close by the rule that was frozen before the vote.

use crate::{
    Context, Error, Platform, ballot,
    context::{RunningCampaign, campaign_of},
    need, project,
};
use entity::{
    ballot::may_be_opened,
    collectivity::Stratum,
    id::{CampaignId, ProjectId},
    programme::Programme,
    siren::Siren,
    table,
    tally::{Candidate, Election, Lacking, Outcome, Priority, Rule, Tally, Utility, Vote, drawn_order, lacking, tally},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OnceCell;

/// The result of a campaign, with everything that its pages explain.
#[derive(Debug, Clone)]
pub struct CampaignTally {
    pub rule: Rule,
    /// The projects, in the order in which the election knows them.
    pub projects: Vec<table::project::Model>,
    /// Who voted, in the order in which the election knows them.
    pub voters: Vec<Siren>,
    pub election: Arc<Election>,
    pub counted: Arc<Counted>,
}

/// What follows from an election and a rule alone.
#[derive(Debug)]
pub struct Counted {
    pub tally: Tally,
    /// What each project that is not selected lacked; by project.
    pub lacking: Vec<Option<Lacking>>,
    /// The same ballots, counted by votes alone, to compare.
    pub greedy: Tally,
}

impl CampaignTally {
    /// The title of a project of the election.
    pub fn title(&self, project: usize) -> &str {
        self.projects.get(project).map_or("", |project| &project.title)
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
    let projects = project::query::on_ballot(ctx.read(), &campaign).await?;
    let query = table::ballot::Entity::find().filter(table::ballot::Column::Campaign.eq(campaign.id));
    let rows = query.order_by_asc(table::ballot::Column::Siren).all(ctx.read()).await?;
    let mut voters = Vec::with_capacity(rows.len());
    let mut choices = Vec::with_capacity(rows.len());
    for row in rows {
        voters.push(row.siren);
        choices.push(ballot::choices_of(&row.choices)?);
    }
    let election = Arc::new(election(&campaign, &projects, &choices)?);
    let rule = campaign.spec.selection.rule;
    let counted = counted(&ctx.platform, rule, &election).await?;
    Ok(Some(CampaignTally { rule, projects, voters, election, counted }))
}

/// The election that ballots, projects and the campaign's rule make.
pub fn election(
    campaign: &RunningCampaign,
    projects: &[table::project::Model],
    ballots: &[Vec<ProjectId>],
) -> Result<Election, Error> {
    let selection = &campaign.spec.selection;
    let ids: Vec<ProjectId> = projects.iter().map(|project| project.id).collect();
    let places: HashMap<ProjectId, u32> = drawn_order(&selection.seed, &ids).into_iter().zip(0..).collect();
    let preferred = campaign.spec.selection_envelope().map_or(&[][..], |envelope| &envelope.priority);
    let candidates = projects.iter().map(|project| Candidate {
        cost: u64::try_from(project.cost.cents()).unwrap_or(0),
        priority: serves(project, preferred),
        place: places.get(&project.id).copied().unwrap_or(u32::MAX),
    });
    let index: HashMap<ProjectId, u32> = ids.iter().copied().zip(0..).collect();
    let votes = ballots.iter().map(|ballot| {
        let known = ballot.iter().filter_map(|project| index.get(project));
        known.map(|&project| Vote { project, points: 1 }).collect()
    });
    let budget = u64::try_from(campaign.spec.selection_budget().cents()).unwrap_or(0);
    Election::new(budget, 100, candidates.collect(), votes.collect(), Utility::Cost)
        .map_err(|uncountable| Error::Stored(uncountable.to_string()))
}

/// Whether a project serves one of the envelope's priority programmes.
fn serves(project: &table::project::Model, preferred: &[Programme]) -> bool {
    need::decoded(&project.priority)
        .iter()
        .filter_map(|code| Programme::from_code(code))
        .any(|one| preferred.contains(&one))
}

/// Elections that were counted, so that a result is counted once and not for each visitor. What is kept is found by all that the
/// count depends on, and so is never old.
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

/// Counts, and finds what each project lacked, on as many processors as there are.
fn count(rule: Rule, election: &Election) -> Counted {
    let projects = election.projects().len();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut found = vec![None; projects];
    let parts: Vec<Vec<(usize, Option<Lacking>)>> = std::thread::scope(|scope| {
        let spawn = |first: usize| {
            let part = (first..projects).step_by(threads);
            scope.spawn(move || part.map(|project| (project, lacking(rule, election, project))).collect())
        };
        let running: Vec<_> = (0..threads).map(spawn).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    for (project, lacks) in parts.into_iter().flatten() {
        found[project] = lacks;
    }
    let greedy = tally(Rule::Greedy { priority: Priority::None }, election);
    Counted { tally: tally(rule, election), lacking: found, greedy }
}

/// What each stratum paid for a project that equal shares bought, in cents rounded down; by the strata of those who voted for it.
pub fn paid_by_stratum(
    tally: &CampaignTally,
    stratum: impl Fn(&Siren) -> Stratum,
    project: usize,
) -> BTreeMap<Stratum, u64> {
    let mut paid: BTreeMap<Stratum, entity::tally::Fraction> = BTreeMap::new();
    let Some(Outcome::Bought(purchase)) = tally.counted.tally.step(project).map(|step| &step.outcome) else {
        return BTreeMap::new();
    };
    let full = purchase.full.iter().map(|&voter| (voter, &purchase.price));
    let rest = purchase.rest.iter().map(|(voter, rest)| (*voter, rest));
    for (voter, amount) in full.chain(rest) {
        if let Some(siren) = tally.voters.get(voter as usize) {
            *paid.entry(stratum(siren)).or_insert_with(|| entity::tally::Fraction::from_integer(0.into())) += amount;
        }
    }
    paid.into_iter()
        .map(|(stratum, amount)| (stratum, u64::try_from(amount.to_integer()).unwrap_or(u64::MAX)))
        .collect()
}
