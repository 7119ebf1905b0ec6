//! What is left to sort until the projects stand still: by theme and curator, and day by day.

use super::seen::with_work;
use crate::{Context, Error, bulk, campaign::loaded::StoredCampaign};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    calendar::in_paris,
    curation::BatchKind,
    id::{NeedId, PersonId, ProjectId},
    need::NeedState,
    permission::{Action, Facts},
    table::{Millis, audit_event, need, need_batch, need_batch_item, need_work, project, project_need},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// The most days of the line.
const MOST_DAYS: usize = 400;

/// What is left.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Needs that wait, by theme and by whose they are.
    pub left: Vec<Left>,
    /// Needs that wait, in all.
    pub waiting: u64,
    /// Needs that were published and not taken back.
    pub all: u64,
    /// How many waited at the end of each day, from the first need on; the last is today.
    pub days: Vec<(NaiveDate, u64)>,
    /// When projects stand still: the opening of the vote.
    pub until: DateTime<Utc>,
}

/// Needs that wait of one theme and one curator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub theme: String,
    pub assignee: Option<PersonId>,
    pub needs: u64,
}

impl Progress {
    /// How many have to be sorted each day from now on, rounded up; None when there is no day left.
    pub fn pace(&self, now: DateTime<Utc>) -> Option<u64> {
        let days = u64::try_from((self.until - now).num_days()).unwrap_or(0);
        (days > 0).then(|| self.waiting.div_ceil(days))
    }
}

/// How far the sorting is. Six statements. Who: curators.
pub async fn progress(ctx: &Context, campaign: &StoredCampaign) -> Result<Progress, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let left = left(ctx, campaign).await?;
    let needs = needs(ctx, campaign).await?;
    let decided = decided_at(ctx, campaign, &needs).await?;
    let today = in_paris(ctx.now()).date_naive();
    let day = |at: DateTime<Utc>| in_paris(at).date_naive().min(today);
    let mut changes: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for need in &needs {
        *changes.entry(day(need.published_at)).or_default() += 1;
        if let Some(at) = decided.get(&need.id) {
            *changes.entry(day((*at).max(need.published_at))).or_default() -= 1;
        }
    }
    let mut waiting = 0;
    let first = changes.keys().next().copied().unwrap_or(today);
    let days = first.iter_days().take_while(|day| *day <= today).map(|day| {
        waiting += changes.get(&day).copied().unwrap_or(0);
        (day, u64::try_from(waiting).unwrap_or(0))
    });
    let days: Vec<(NaiveDate, u64)> = days.collect();
    Ok(Progress {
        waiting: left.iter().map(|left| left.needs).sum(),
        left,
        all: needs.len() as u64,
        days: days[days.len().saturating_sub(MOST_DAYS)..].to_vec(),
        until: campaign.spec.calendar.selection.opening(),
    })
}

pub(crate) async fn left(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<Left>, Error> {
    let waiting = with_work(need::Entity::find())
        .filter(need::Column::Campaign.eq(campaign.id))
        .filter(need::Column::State.eq(NeedState::Published))
        .filter(project_need::Column::Project.is_null());
    let query = waiting.select_only().column(need::Column::Theme).column(need_work::Column::Assignee);
    let query = query.column_as(need::Column::Id.count(), "needs");
    let query = query.group_by(need::Column::Theme).group_by(need_work::Column::Assignee);
    let rows: Vec<(String, Option<PersonId>, i64)> = query.into_tuple().all(ctx.read()).await?;
    let left = |(theme, assignee, needs)| Left { theme, assignee, needs: u64::try_from(needs).unwrap_or(0) };
    Ok(rows.into_iter().map(left).collect())
}

/// A need that everybody sees.
struct Known {
    id: NeedId,
    published_at: DateTime<Utc>,
    state: NeedState,
    project: Option<ProjectId>,
}

async fn needs(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<Known>, Error> {
    let query = with_work(need::Entity::find())
        .filter(need::Column::Campaign.eq(campaign.id))
        .filter(crate::need::query::is_public())
        .select_only()
        .columns([need::Column::Id, need::Column::PublishedAt, need::Column::State])
        .column(project_need::Column::Project);
    let rows: Vec<(NeedId, Option<Millis>, NeedState, Option<ProjectId>)> = query.into_tuple().all(ctx.read()).await?;
    let known = |(id, at, state, project): (NeedId, Option<Millis>, NeedState, Option<ProjectId>)| {
        Some(Known { id, published_at: at?.utc(), state, project })
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// When what became of the needs was decided: by an act on many, by the making of the project that holds them, or as
/// the trace says.
async fn decided_at(
    ctx: &Context,
    campaign: &StoredCampaign,
    needs: &[Known],
) -> Result<HashMap<NeedId, DateTime<Utc>>, Error> {
    let decided: Vec<&Known> =
        needs.iter().filter(|need| need.project.is_some() || need.state == NeedState::Declined).collect();
    let acted = by_batches(ctx.read(), campaign).await?;
    let made = project::Entity::find().filter(project::Column::Campaign.eq(campaign.id)).select_only();
    let made = made.columns([project::Column::Id, project::Column::CreatedAt]);
    let made: Vec<(ProjectId, Millis)> = made.into_tuple().all(ctx.read()).await?;
    let made: HashMap<ProjectId, Millis> = made.into_iter().collect();
    let alone: Vec<NeedId> = decided
        .iter()
        .filter(|need| need.state == NeedState::Declined && !acted.contains_key(&need.id))
        .map(|need| need.id)
        .collect();
    let declined = declined_at(ctx.read(), &alone).await?;
    let at = |need: &Known| {
        let of_project = || need.project.and_then(|project| made.get(&project).copied());
        let at = acted.get(&need.id).copied().or_else(of_project).or_else(|| declined.get(&need.id).copied());
        (need.id, at.map_or(need.published_at, Millis::utc))
    };
    Ok(decided.into_iter().map(at).collect())
}

/// The last act on many that decided of each need.
async fn by_batches(
    database: &impl ConnectionTrait,
    campaign: &StoredCampaign,
) -> Result<HashMap<NeedId, Millis>, Error> {
    let of = need_batch_item::Entity::belongs_to(need_batch::Entity)
        .from(need_batch_item::Column::Batch)
        .to(need_batch::Column::Id);
    let decides = [BatchKind::Project, BatchKind::Decline, BatchKind::Answer];
    let query = need_batch_item::Entity::find()
        .join(JoinType::InnerJoin, of.into())
        .filter(need_batch::Column::Campaign.eq(campaign.id))
        .filter(need_batch::Column::Kind.is_in(decides))
        .filter(need_batch::Column::State.ne(entity::curation::BatchState::Undone))
        .select_only()
        .column(need_batch_item::Column::Need)
        .column_as(need_batch::Column::DoneAt.max(), "at")
        .group_by(need_batch_item::Column::Need);
    let rows: Vec<(NeedId, Option<Millis>)> = query.into_tuple().all(database).await?;
    Ok(rows.into_iter().filter_map(|(need, at)| Some((need, at?))).collect())
}

/// When needs were declined one by one.
async fn declined_at(database: &impl ConnectionTrait, ids: &[NeedId]) -> Result<HashMap<NeedId, Millis>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let among = bulk::one_of(database, audit_event::Column::Subject, ids.iter().map(ToString::to_string));
    let query = audit_event::Entity::find().filter(among).filter(audit_event::Column::Kind.eq("need_declined"));
    let query = query.select_only().columns([audit_event::Column::Subject, audit_event::Column::At]);
    let rows: Vec<(Option<String>, Millis)> = query.into_tuple().all(database).await?;
    Ok(rows.into_iter().filter_map(|(need, at)| Some((need?.parse().ok()?, at))).collect())
}
