//! The curators' desk: needs found by where they stand, whose they are, words, theme, place and supports.

use super::seen::with_work;
use crate::{
    Context, Error, bulk,
    campaign::loaded::StoredCampaign,
    need::{
        self,
        filter::{Filter, Sort},
    },
};
use entity::{
    curation::{Seen, Standing, WorkState},
    id::{NeedId, PersonId, ProjectId},
    need::NeedState,
    page_number::{Listed, pages},
    permission::{Action, Facts},
    siren::Siren,
    table::{Millis, need as need_table, need_note, need_work, project, project_need},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, Func, Query},
};
use std::collections::HashMap;

/// Needs on a page of the desk.
pub const PAGE: u64 = 50;

/// The most needs with the words looked for that the desk goes through.
const WITH_WORDS: u64 = 2_000;

/// How many characters of what a need says a row has at hand.
const EXCERPT: i32 = 400;

/// What the needs of the desk are narrowed to, and their order; empty fields narrow nothing. Without an order of their
/// own ([`Sort::Best`]) the most supported come first, then those that cover the most inhabitants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskFilter {
    pub need: Filter,
    pub stand: Stand,
    pub assignee: Assignee,
    /// Supports that a need has at least.
    pub supports: u32,
}

impl DeskFilter {
    /// Whether it lets through others than those that wait, or not all of them.
    fn narrows(&self) -> bool {
        let Filter { page, sort, .. } = self.need;
        *self != Self { need: Filter { page, sort, ..Filter::default() }, ..Self::default() }
    }
}

/// Where the needs stand that are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stand {
    /// Those that wait for a decision.
    #[default]
    Waiting,
    At(Standing),
    /// Those that others joined.
    Joined,
    /// Every need that everybody sees.
    All,
}

/// Whose the needs are that are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Assignee {
    #[default]
    Anybody,
    Nobody,
    One(PersonId),
}

/// A need on the desk.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: NeedId,
    pub siren: Siren,
    pub title: String,
    /// What its text begins with.
    pub begins: String,
    pub theme: String,
    pub supports: i32,
    pub inhabitants: i64,
    pub published_at: Option<Millis>,
    pub seen: Seen,
    pub notes: u64,
}

#[derive(FromQueryResult)]
struct Line {
    id: NeedId,
    siren: Siren,
    title: String,
    begins: String,
    theme: String,
    supports: i32,
    inhabitants: i64,
    published_at: Option<Millis>,
    version: i32,
    state: NeedState,
    work: Option<WorkState>,
    assignee: Option<PersonId>,
    project: Option<ProjectId>,
}

/// What curators see: every project, and one page of the needs that the filter lets through.
#[derive(Debug, Clone)]
pub struct Desk {
    pub projects: Vec<project::Model>,
    pub needs: Listed<Row>,
    /// Needs that wait in all.
    pub waiting: u64,
}

/// The curators' desk. Five statements, and one more where words are looked for.
pub async fn desk(ctx: &Context, campaign: &StoredCampaign, filter: &DeskFilter) -> Result<Desk, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let projects = project::Entity::find()
        .filter(project::Column::Campaign.eq(campaign.id))
        .order_by_asc(project::Column::State)
        .order_by_asc(project::Column::Title)
        .all(ctx.read())
        .await?;
    let waiting = crate::project::query::in_no_project(campaign).count(ctx.read()).await?;
    let narrowed = narrowed(ctx, campaign, filter).await?;
    let total = match filter.narrows() {
        true => narrowed.clone().select_only().column(need_table::Column::Id).count(ctx.read()).await?,
        false => waiting,
    };
    let page = filter.need.page.within(total, PAGE);
    let query = columns(ordered(narrowed, filter.need.sort)).offset(page.offset(PAGE)).limit(PAGE);
    let lines = query.into_model::<Line>().all(ctx.read()).await?;
    let notes = notes(ctx, &lines.iter().map(|line| line.id).collect::<Vec<_>>()).await?;
    let rows = lines.into_iter().map(|line| row(line, &notes)).collect();
    Ok(Desk { projects, needs: Listed { rows, total, page: page.get(), pages: pages(total, PAGE) }, waiting })
}

/// The needs that a filter lets through, whatever the page, in the order of the desk; so many at most.
pub async fn rows(ctx: &Context, campaign: &StoredCampaign, filter: &DeskFilter, most: u64) -> Result<Vec<Row>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let query = ordered(narrowed(ctx, campaign, filter).await?, filter.need.sort);
    let lines = columns(query).limit(most).into_model::<Line>().all(ctx.read()).await?;
    Ok(lines.into_iter().map(|line| row(line, &HashMap::new())).collect())
}

/// The identifiers of the needs that a filter lets through, whatever the page; so many at most.
pub(super) async fn ids(
    ctx: &Context,
    campaign: &StoredCampaign,
    filter: &DeskFilter,
    most: u64,
) -> Result<Vec<NeedId>, Error> {
    let query = ordered(narrowed(ctx, campaign, filter).await?, filter.need.sort);
    Ok(query.select_only().column(need_table::Column::Id).limit(most).into_tuple().all(ctx.read()).await?)
}

fn row(line: Line, notes: &HashMap<NeedId, u64>) -> Row {
    let work = line.work.unwrap_or(WorkState::New);
    Row {
        notes: notes.get(&line.id).copied().unwrap_or(0),
        seen: Seen { version: line.version, state: line.state, project: line.project, work, assignee: line.assignee },
        id: line.id,
        siren: line.siren,
        title: line.title,
        begins: line.begins,
        theme: line.theme,
        supports: line.supports,
        inhabitants: line.inhabitants,
        published_at: line.published_at,
    }
}

/// How many notes each of these needs has.
async fn notes(ctx: &Context, ids: &[NeedId]) -> Result<HashMap<NeedId, u64>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let among = bulk::one_of(ctx.read(), need_note::Column::Need, ids.iter().map(|id| id.0));
    let query = need_note::Entity::find().filter(among).select_only().column(need_note::Column::Need);
    let query = query.column_as(need_note::Column::Id.count(), "notes").group_by(need_note::Column::Need);
    let rows: Vec<(NeedId, i64)> = query.into_tuple().all(ctx.read()).await?;
    Ok(rows.into_iter().map(|(need, notes)| (need, u64::try_from(notes).unwrap_or(0))).collect())
}

/// The columns of a row.
fn columns(needs: Select<need_table::Entity>) -> Select<need_table::Entity> {
    use need_table::Column::{Id, Inhabitants, Problem, PublishedAt, Siren, State, Supports, Theme, Title, Version};
    let begins = Func::cust("SUBSTR").args([Expr::col((need_table::Entity, Problem)), 1.into(), EXCERPT.into()]);
    needs
        .select_only()
        .columns([Id, Siren, Title, Theme, Supports, Inhabitants, PublishedAt, Version, State])
        .column_as(Expr::from(begins), "begins")
        .column_as(need_work::Column::State, "work")
        .column(need_work::Column::Assignee)
        .column(project_need::Column::Project)
}

fn ordered(needs: Select<need_table::Entity>, sort: Sort) -> Select<need_table::Entity> {
    use need_table::Column::{Id, Inhabitants, PublishedAt, Supports};
    let ordered = match sort {
        Sort::Best | Sort::Supports => needs.order_by_desc(Supports).order_by_desc(Inhabitants),
        Sort::Inhabitants => needs.order_by_desc(Inhabitants),
        Sort::Latest => needs.order_by_desc(PublishedAt),
    };
    ordered.order_by_asc(Id)
}

/// The needs of the desk that a filter lets through: one that joined another is sorted with it.
async fn narrowed(
    ctx: &Context,
    campaign: &StoredCampaign,
    filter: &DeskFilter,
) -> Result<Select<need_table::Entity>, Error> {
    let needs = need::query::faces(need_table::Entity::find());
    let needs = needs.filter(need_table::Column::Campaign.eq(campaign.id));
    let mut query = need::query::narrow(with_work(needs), &filter.need).filter(standing(filter.stand));
    if filter.stand == Stand::Joined {
        let mut joined = Query::select();
        joined.column(need_table::Column::Face).from(need_table::Entity);
        joined.and_where(need_table::Column::Campaign.eq(campaign.id));
        joined.and_where(need_table::Column::Face.is_not_null());
        query = query.filter(need_table::Column::Id.in_subquery(joined));
    }
    query = match filter.assignee {
        Assignee::Anybody => query,
        Assignee::Nobody => query.filter(need_work::Column::Assignee.is_null()),
        Assignee::One(person) => query.filter(need_work::Column::Assignee.eq(person)),
    };
    if filter.supports > 0 {
        query = query.filter(need_table::Column::Supports.gte(i32::try_from(filter.supports).unwrap_or(i32::MAX)));
    }
    if !filter.need.text.is_empty() {
        let found = need::query::ids_with_words(ctx, campaign, &filter.need, WITH_WORDS).await?;
        query = query.filter(bulk::one_of(ctx.read(), need_table::Column::Id, found.iter().map(|id| id.0)));
    }
    Ok(query)
}

/// The condition of where a need stands, as [`Standing::of`] says it.
fn standing(stand: Stand) -> Condition {
    let state = |state: NeedState| Condition::all().add(need_table::Column::State.eq(state));
    let waits = || state(NeedState::Published).add(project_need::Column::Project.is_null());
    let noted = |work: WorkState| waits().add(need_work::Column::State.eq(work));
    match stand {
        Stand::Waiting => waits(),
        Stand::All | Stand::Joined => Condition::all().add(need::query::is_public()),
        Stand::At(Standing::New) => {
            let new = need_work::Column::State.eq(WorkState::New);
            waits().add(Condition::any().add(need_work::Column::State.is_null()).add(new))
        }
        Stand::At(Standing::Read) => noted(WorkState::Read),
        Stand::At(Standing::Asked) => noted(WorkState::Asked),
        Stand::At(Standing::ToMerge) => noted(WorkState::ToMerge),
        Stand::At(Standing::InProject) => state(NeedState::Published).add(project_need::Column::Project.is_not_null()),
        Stand::At(Standing::Declined) => state(NeedState::Declined),
        // What its collectivité took back is its own.
        Stand::At(Standing::Gone) => state(NeedState::Withdrawn).add(need::query::is_public()),
    }
}
