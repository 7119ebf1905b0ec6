//! Freezing the rule of a vote: made by the curators when they close the list of projects, in force from the opening
//! on.

pub(crate) mod documents;

pub use self::documents::Frozen;
use self::documents::read;
use crate::{
    Context, Error, Platform, audit,
    campaign::loaded::{StoredCampaign, opened_campaigns},
    need,
    project::{priority, query::on_ballot},
};
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{
    ballot::Choice,
    calendar::Phase,
    event::Event,
    frozen_rule::{FORMAT, FrozenProject, FrozenRule, Roll, text_hash},
    id::CampaignId,
    permission::{Action, Facts},
    reason::TypedReason,
    refusal::Refusal,
    shown::Shown,
    siren::Siren,
    table::{campaign, frozen_rule, project},
    tally::{Completion, Rule, drawn_order, tally},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QuerySelect, sea_query::OnConflict,
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, PoisonError},
};
use wording::Attempt;

/// An instant as the documents write it: UTC, milliseconds.
pub fn written(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The frozen rule of a campaign, or None while none is.
pub async fn find(
    platform: &Platform,
    database: &impl ConnectionTrait,
    campaign: CampaignId,
) -> Result<Option<Arc<Frozen>>, Error> {
    let query = frozen_rule::Entity::find_by_id(campaign).select_only().column(frozen_rule::Column::Hash);
    let Some(hash) = query.into_tuple::<String>().one(database).await? else { return Ok(None) };
    let known = |documents: &HashMap<String, Arc<Frozen>>| documents.get(&hash).cloned();
    if let Some(known) = known(&platform.documents.0.lock().unwrap_or_else(PoisonError::into_inner)) {
        return Ok(Some(known));
    }
    let row = frozen_rule::Entity::find_by_id(campaign).one(database).await?.ok_or(Error::NotFound)?;
    let frozen = Arc::new(read(row.document)?);
    let mut documents = platform.documents.0.lock().unwrap_or_else(PoisonError::into_inner);
    if documents.len() > 8 {
        documents.clear();
    }
    documents.insert(frozen.hash.clone(), Arc::clone(&frozen));
    Ok(Some(frozen))
}

/// The rule as it would be frozen now.
pub async fn draft(
    ctx: &Context,
    database: &impl ConnectionTrait,
    campaign: &StoredCampaign,
) -> Result<FrozenRule, Error> {
    let projects = on_ballot(database, campaign).await?;
    let selection = &campaign.spec.selection;
    let preferred = priority::preferred(campaign);
    let priorities = priority::of_projects(ctx, database, campaign, &projects).await?;
    let mut by_id: HashMap<_, _> = projects.iter().map(|project| (project.id, project)).collect();
    let order = drawn_order(&selection.seed, &projects.iter().map(|project| project.id).collect::<Vec<_>>());
    let projects = order.into_iter().filter_map(|id| by_id.remove(&id)).map(|project| FrozenProject {
        id: project.id,
        title: project.title.clone(),
        cost: u64::try_from(project.cost.cents()).unwrap_or(0),
        priority: priorities.get(&project.id).is_some_and(|priority| priority.serves(preferred)),
        text: text_hash(&project.summary, &project.benefits),
    });
    let reference = ctx.platform.reference();
    let mut collectivities: Vec<Siren> = reference.collectivities().map(|collectivity| collectivity.siren).collect();
    collectivities.sort_unstable();
    let period = campaign.spec.calendar.selection;
    Ok(FrozenRule {
        format: FORMAT.into(),
        campaign: campaign.spec.slug.clone(),
        title: campaign.spec.title.clone(),
        opens: written(period.opening()),
        closes: written(period.close()),
        budget: u64::try_from(campaign.spec.selection_budget().cents()).unwrap_or(0),
        ballot: selection.ballot,
        publication: selection.publication,
        rule: selection.rule,
        seed: selection.seed.clone(),
        projects: projects.collect(),
        roll: Roll { vintage: reference.atlas.vintage().to_owned(), collectivities },
        log: ctx.platform.signer.name(&campaign.spec.slug).to_string(),
    })
}

/// Freezes the rule of the campaign in which is acted: projects, costs, dates, envelope and the roll of who may vote
/// stand still.
///
/// Who: a curator. Refused without a project on the ballot, when it is frozen already, and after the close. After the
/// opening it opens the vote, which does not open without it.
pub async fn freeze(ctx: &Context) -> Result<Frozen, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    if ctx.now() >= ctx.campaign(&tx).await?.spec.calendar.selection.close() {
        return Err(Refusal::PhaseClosed { phase: Phase::Selection }.into());
    }
    let frozen = write_if(ctx, &tx, |rule| ctx.require_shown("", &shown(rule))).await?;
    ctx.commit(tx).await?;
    Ok(frozen)
}

/// What a curator reads before the rule is frozen: all that the document will hold.
pub fn shown(rule: &FrozenRule) -> Shown {
    Shown::of([rule.canonical()])
}

/// As [`freeze`], in a transaction, by whoever acts, at any time.
pub(crate) async fn write(ctx: &Context, tx: &DatabaseTransaction) -> Result<Frozen, Error> {
    write_if(ctx, tx, |_| Ok(())).await
}

async fn write_if(
    ctx: &Context,
    tx: &DatabaseTransaction,
    may: impl FnOnce(&FrozenRule) -> Result<(), Refusal>,
) -> Result<Frozen, Error> {
    let campaign = ctx.campaign(tx).await?;
    lock(tx, campaign.id).await?;
    // Whoever opens another campaign holds the same lock: it may have come in between.
    if ctx.campaign(tx).await?.id != campaign.id {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let rule = draft(ctx, tx, &campaign).await?;
    if rule.projects.is_empty() {
        return Err(Refusal::NoProject.into());
    }
    may(&rule)?;
    let frozen = read(rule.canonical())?;
    let row = frozen_rule::Model {
        campaign: campaign.id,
        document: frozen.document.clone(),
        hash: frozen.hash.clone(),
        frozen_by: ctx.actor.person,
        frozen_at: ctx.now().into(),
    };
    let once = OnConflict::column(frozen_rule::Column::Campaign).do_nothing().to_owned();
    let inserted = frozen_rule::Entity::insert(row.into_active_model()).on_conflict(once);
    if inserted.exec_without_returning(tx).await? == 0 {
        return Err(Refusal::RuleFrozen.into());
    }
    keep_priorities(ctx, tx, &campaign).await?;
    let event = Event::RuleFrozen { campaign: campaign.id, hash: frozen.hash.clone() };
    audit::record(tx, ctx, event).await?;
    Ok(frozen)
}

/// Keeps with each project on the ballot the programmes that are frozen, and who was behind it: what labels and
/// supports say later changes neither.
async fn keep_priorities(ctx: &Context, tx: &DatabaseTransaction, campaign: &StoredCampaign) -> Result<(), Error> {
    let projects = on_ballot(tx, campaign).await?;
    let priorities = priority::of_projects(ctx, tx, campaign, &projects).await?;
    for (id, priority) in priorities {
        let codes: Vec<String> = priority.programmes.iter().map(|programme| programme.code().to_owned()).collect();
        let kept = project::ActiveModel {
            priority: Set(need::coded(&codes)),
            priority_basis: Set(Some(serde_json::to_string(&priority.behind)?)),
            ..Default::default()
        };
        project::Entity::update_many().set(kept).filter(project::Column::Id.eq(id)).exec(tx).await?;
    }
    Ok(())
}

/// Takes the freeze back, before the opening, so that the list can be changed.
///
/// Who: a curator. Refused from the opening on; the attempt is traced. Refused without a reason.
pub async fn reopen(ctx: &Context, reason: &TypedReason) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    let campaign = ctx.campaign(&tx).await?;
    let query = frozen_rule::Entity::find_by_id(campaign.id).lock_exclusive();
    let row = query.one(&tx).await?.ok_or(Refusal::RuleNotFrozen)?;
    if ctx.now() >= campaign.spec.calendar.selection.opening() {
        drop(tx);
        return Err(refused(ctx, campaign.id, Attempt::ReopenList).await?);
    }
    let reason = Some(reason.require()?);
    let event = Event::RuleReopened { campaign: campaign.id, hash: row.hash.clone(), reason };
    row.delete(&tx).await?;
    let open = project::ActiveModel { priority_basis: Set(None), ..Default::default() };
    project::Entity::update_many().set(open).filter(project::Column::Campaign.eq(campaign.id)).exec(&tx).await?;
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// Lets a change of what a frozen rule holds through, or refuses and traces it. Call it with no transaction open.
pub(crate) async fn require_open(ctx: &Context, campaign: CampaignId, attempt: Attempt) -> Result<(), Error> {
    let query = frozen_rule::Entity::find().filter(frozen_rule::Column::Campaign.eq(campaign));
    match query.select_only().column(frozen_rule::Column::Hash).into_tuple::<String>().one(ctx.read()).await? {
        None => Ok(()),
        Some(_) => Err(refused(ctx, campaign, attempt).await?),
    }
}

/// As [`require_open`], inside the transaction that would change something, so that a freeze at the same instant is
/// seen. Without a trace, which a transaction that is given up could not hold.
pub(crate) async fn still_open(tx: &DatabaseTransaction, campaign: CampaignId) -> Result<(), Error> {
    lock(tx, campaign).await?;
    let query = frozen_rule::Entity::find_by_id(campaign).select_only().column(frozen_rule::Column::Hash);
    let found = query.into_tuple::<String>().one(tx).await?;
    found.map_or(Ok(()), |_| Err(Refusal::RuleFrozen.into()))
}

/// Whether one of the campaigns stands between the freeze of its rule and the close of its vote.
pub(crate) async fn any_vote_under_way(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool, Error> {
    for campaign in opened_campaigns(tx).await? {
        if campaign.is_voting(tx, now).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes freezing and changing what would be frozen wait for each other.
async fn lock(tx: &DatabaseTransaction, campaign: CampaignId) -> Result<(), Error> {
    campaign::Entity::find_by_id(campaign).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    Ok(())
}

/// Traces an attempt to change what is frozen; gives the refusal.
async fn refused(ctx: &Context, campaign: CampaignId, attempt: Attempt) -> Result<Error, Error> {
    let tx = ctx.begin().await?;
    let event = Event::FrozenRuleRefused { campaign, attempt: wording::attempt(attempt).to_owned() };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await?;
    Ok(Refusal::RuleFrozen.into())
}

/// How many times ballots are drawn at random for a rehearsal, and how many ballots each time.
pub const DRAWS: usize = 5;
pub const DRAWN_BALLOTS: usize = 300;

/// What a rule would select on ballots drawn at random: the least and the most over all draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    /// The increment, in euros; None where the rule has none.
    pub increment: Option<u32>,
    pub selected: (usize, usize),
    /// In cents.
    pub spent: (u64, u64),
}

/// Counts ballots drawn at random, of one to five projects, by the rule and with other increments.
pub async fn rehearse(ctx: &Context, rule: &FrozenRule) -> Result<Vec<Rehearsal>, Error> {
    let projects = rule.project_ids();
    let mut elections = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let ballots: Vec<Vec<Choice>> = (0..DRAWN_BALLOTS)
            .map(|_| {
                let [most, chosen @ ..] = ctx.platform.rng.bytes::<6>();
                let chosen = chosen.iter().take(usize::from(most) % 5 + 1);
                let drawn: BTreeSet<usize> = chosen.map(|byte| usize::from(*byte) % projects.len()).collect();
                // Points are shared evenly.
                let points = rule.ballot.points.map_or(1, |points| (points.total / drawn.len().max(1) as u32).max(1));
                drawn.into_iter().map(|project| Choice { project: projects[project], points }).collect()
            })
            .collect();
        let election = rule.election(ballots.iter().map(Vec::as_slice));
        elections.push(election.map_err(|uncountable| Error::Stored(uncountable.to_string()))?);
    }
    let rules = with_other_increments(rule.rule);
    let counted = tokio::task::spawn_blocking(move || {
        let rehearsal = |(increment, rule): (Option<u32>, Rule)| {
            let tallies: Vec<_> = elections.iter().map(|election| tally(rule, election)).collect();
            let selected = tallies.iter().map(|tally| tally.selected().count());
            let spent = tallies.iter().map(|tally| tally.spent);
            Rehearsal {
                increment,
                selected: (selected.clone().min().unwrap_or(0), selected.max().unwrap_or(0)),
                spent: (spent.clone().min().unwrap_or(0), spent.max().unwrap_or(0)),
            }
        };
        rules.into_iter().map(rehearsal).collect()
    });
    counted.await.map_err(|error| Error::Stored(format!("the rehearsal stopped: {error}")))
}

/// The rule, and the same with increments ten times smaller and larger.
fn with_other_increments(rule: Rule) -> Vec<(Option<u32>, Rule)> {
    let Rule::EqualShares { completion, priority } = rule else { return vec![(None, rule)] };
    let with = |completion: Completion| Rule::EqualShares { completion, priority };
    let others = |increment: u32| [(increment / 10).max(1), increment, increment.saturating_mul(10)];
    match completion {
        Completion::None => vec![(None, rule)],
        Completion::Add1 { increment, stop } => {
            others(increment).map(|increment| (Some(increment), with(Completion::Add1 { increment, stop }))).to_vec()
        }
        Completion::Add1u { increment, stop } => {
            others(increment).map(|increment| (Some(increment), with(Completion::Add1u { increment, stop }))).to_vec()
        }
    }
}
