//! What pages read of needs.

use super::{facts, search};
use crate::{Context, Error, context::RunningCampaign};
use entity::{
    id::NeedId,
    need::NeedState,
    permission::Action,
    programme::Programme,
    siren::Siren,
    table::{group, need, need_version, project, project_need, support},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

/// Needs on one page of the list.
pub const PAGE: u64 = 20;

/// What the list is narrowed to; empty fields narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub text: String,
    pub theme: String,
    pub region: String,
    pub departement: String,
    pub programme: Option<Programme>,
    pub sort: Sort,
    /// Counted from 1.
    pub page: u64,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Latest,
    /// Most supported first, then by inhabitants.
    Supports,
    /// Most inhabitants first.
    Inhabitants,
}

/// One page of needs.
#[derive(Debug, Clone)]
pub struct Page {
    pub needs: Vec<need::Model>,
    pub total: u64,
    pub page: u64,
    pub pages: u64,
}

fn narrowed(ctx: &Context, campaign: &RunningCampaign, filter: &Filter) -> Select<need::Entity> {
    let public = [NeedState::Published, NeedState::Declined];
    let mut query =
        need::Entity::find().filter(need::Column::Campaign.eq(campaign.id)).filter(need::Column::State.is_in(public));
    for (column, wanted) in [
        (need::Column::Theme, &filter.theme),
        (need::Column::Region, &filter.region),
        (need::Column::Departement, &filter.departement),
    ] {
        if !wanted.is_empty() {
            query = query.filter(column.eq(wanted.as_str()));
        }
    }
    if let Some(programme) = filter.programme {
        query = query.filter(need::Column::Programmes.contains(format!("|{}|", programme.code())));
    }
    if let Some(condition) = search::condition(&filter.text, ctx.platform.database.is_sqlite()) {
        query = query.filter(Condition::all().add(condition));
    }
    query
}

/// Public needs under a filter, one page. Two statements.
pub async fn list(ctx: &Context, campaign: &RunningCampaign, filter: &Filter) -> Result<Page, Error> {
    let query = narrowed(ctx, campaign, filter);
    let total = query.clone().count(ctx.read()).await?;
    let pages = total.div_ceil(PAGE).max(1);
    let page = filter.page.clamp(1, pages);
    let query = match filter.sort {
        Sort::Latest => query,
        Sort::Supports => query.order_by_desc(need::Column::Supports),
        Sort::Inhabitants => query.order_by_desc(need::Column::Inhabitants),
    };
    let query = query.order_by_desc(need::Column::PublishedAt).order_by_desc(need::Column::Id);
    let needs = query.offset((page - 1) * PAGE).limit(PAGE).all(ctx.read()).await?;
    Ok(Page { needs, total, page, pages })
}

/// A need that the actor may see, or [`Error::NotFound`].
pub async fn get(ctx: &Context, id: NeedId) -> Result<need::Model, Error> {
    let row = need::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    ctx.authorise(Action::Read, &facts(&row)).map_err(|_| Error::NotFound)?;
    Ok(row)
}

/// Everything that the page of a need shows.
#[derive(Debug, Clone)]
pub struct Detail {
    pub need: need::Model,
    pub supports: Vec<support::Model>,
    pub groups: Vec<group::Model>,
    /// The project that it went into, when the actor may see it.
    pub project: Option<project::Model>,
}

/// A need with its supports, groups and project. At most five statements.
pub async fn detail(ctx: &Context, id: NeedId) -> Result<Detail, Error> {
    let need = get(ctx, id).await?;
    let supports = support::Entity::find()
        .filter(support::Column::Need.eq(id))
        .order_by_asc(support::Column::At)
        .order_by_asc(support::Column::Siren)
        .all(ctx.read())
        .await?;
    let groups = group::Entity::find()
        .filter(group::Column::Need.eq(id))
        .filter(group::Column::State.ne(entity::group::GroupState::Dissolved))
        .order_by_desc(group::Column::Population)
        .all(ctx.read())
        .await?;
    let project = project_of(ctx, id)
        .await?
        .filter(|project| project.state.is_public() || ctx.authorise(Action::Curate, &Default::default()).is_ok());
    Ok(Detail { need, supports, groups, project })
}

async fn project_of(ctx: &Context, id: NeedId) -> Result<Option<project::Model>, Error> {
    let joined = project_need::Entity::belongs_to(project::Entity)
        .from(project_need::Column::Project)
        .to(project::Column::Id)
        .into();
    let query = project_need::Entity::find_by_id(id).join(JoinType::InnerJoin, joined).select_also(project::Entity);
    Ok(query.one(ctx.read()).await?.and_then(|(_, project)| project))
}

/// The versions of a need, newest first, for those who may see it.
pub async fn versions(ctx: &Context, id: NeedId) -> Result<Vec<need_version::Model>, Error> {
    get(ctx, id).await?;
    let query = need_version::Entity::find().filter(need_version::Column::Need.eq(id));
    Ok(query.order_by_desc(need_version::Column::Version).all(ctx.read()).await?)
}

/// Needs of one collectivité that the actor may see, newest first.
pub async fn of_collectivity(
    ctx: &Context,
    campaign: &RunningCampaign,
    siren: &Siren,
) -> Result<Vec<need::Model>, Error> {
    let query = need::Entity::find()
        .filter(need::Column::Campaign.eq(campaign.id))
        .filter(need::Column::Siren.eq(siren.as_str()));
    let rows = query.order_by_desc(need::Column::CreatedAt).all(ctx.read()).await?;
    Ok(rows.into_iter().filter(|row| ctx.authorise(Action::Read, &facts(row)).is_ok()).collect())
}

/// Needs that one collectivité supports, newest support first.
pub async fn supported_by(ctx: &Context, siren: &Siren) -> Result<Vec<need::Model>, Error> {
    let query = support::Entity::find().filter(support::Column::Siren.eq(siren.as_str()));
    let supports = query.order_by_desc(support::Column::At).all(ctx.read()).await?;
    let needs = by_ids(ctx.read(), &supports.iter().map(|support| support.need).collect::<Vec<_>>()).await?;
    let find = |support: &support::Model| needs.iter().find(|need| need.id == support.need).cloned();
    Ok(supports.iter().filter_map(find).filter(|need| need.state.is_public()).collect())
}

/// Needs by identifiers, in no order.
pub(crate) async fn by_ids(database: &impl ConnectionTrait, ids: &[NeedId]) -> Result<Vec<need::Model>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(need::Entity::find().filter(need::Column::Id.is_in(ids.iter().map(|id| id.0))).all(database).await?)
}
