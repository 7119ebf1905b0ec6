//! What pages read of projects.

use super::{costing, parts::ProjectParts, priority};
use crate::{
    Context, Error,
    campaign::loaded::{StoredCampaign, campaign_of},
    committee::query::published,
    need,
};
use entity::{
    id::{NeedId, ProjectId},
    need::NeedState,
    permission::{Action, Facts},
    priority::Priority,
    project::ProjectState,
    table::{group, need as need_table, project, project_need},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, sea_query::Query,
};
use std::{collections::HashMap, sync::Arc};

/// A project with its needs and, when a group carries it, that group.
#[derive(Debug, Clone)]
pub struct Detail {
    pub project: project::Model,
    pub needs: Vec<need_table::Model>,
    pub group: Option<group::Model>,
}

/// A project that the actor may see, or [`Error::NotFound`].
pub async fn get(ctx: &Context, id: ProjectId) -> Result<project::Model, Error> {
    let project = project::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    ctx.authorise(Action::Read, &Facts { public: project.state.is_public(), ..Facts::default() })
        .map_err(|_| Error::NotFound)?;
    Ok(project)
}

/// A project that the actor may see, with its needs and carrier, or [`Error::NotFound`]. At most three statements.
pub async fn detail(ctx: &Context, id: ProjectId) -> Result<Detail, Error> {
    let project = get(ctx, id).await?;
    let held = Query::select()
        .column(project_need::Column::Need)
        .from(project_need::Entity)
        .and_where(project_need::Column::Project.eq(id.0))
        .to_owned();
    let held = need_table::Entity::find().filter(need_table::Column::Id.in_subquery(held));
    let mut needs = held.all(ctx.read()).await?;
    // A need that was withdrawn, or never published, is its collectivité's own.
    // Nor is one shown beside the need that it joined, with which it counts.
    let held: Vec<NeedId> = needs.iter().map(|need| need.id).collect();
    needs.retain(|need| need.state.is_public() && need.face.is_none_or(|face| !held.contains(&face)));
    needs.sort_by_key(|need| (std::cmp::Reverse(need.supports), need.id));
    let group = match project.carrier_group {
        Some(group) => group::Entity::find_by_id(group).one(ctx.read()).await?,
        None => None,
    };
    Ok(Detail { project, needs, group })
}

/// The lines of a project's cost, what the committee published of it, and the programmes that it serves, for whoever
/// may see it ([`get`]): nine statements, or none while they are kept.
pub async fn parts(ctx: &Context, id: ProjectId) -> Result<Arc<ProjectParts>, Error> {
    let make = move |ctx: Context| async move {
        let lines = costing::of_project(ctx.read(), id).await?;
        let decisions = published(ctx.read(), id).await?;
        let row = project::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
        let campaign = campaign_of(ctx.read(), row.campaign).await?;
        let mut priorities = priority::of_projects(&ctx, ctx.read(), &campaign, &[row]).await?;
        let priority = priorities.remove(&id).unwrap_or_default();
        Ok(Arc::new(ProjectParts { lines, decisions, priority }))
    };
    ctx.platform.project_parts.get(ctx, id, make).await
}

/// The projects of the ballot, in the order of their titles.
pub async fn on_ballot(
    database: &impl ConnectionTrait,
    campaign: &StoredCampaign,
) -> Result<Vec<project::Model>, Error> {
    let query = project::Entity::find().filter(project::Column::Campaign.eq(campaign.id));
    let query = query.filter(project::Column::State.eq(ProjectState::OnBallot));
    Ok(query.order_by_asc(project::Column::Title).order_by_asc(project::Column::Id).all(database).await?)
}

/// The priority of each project on the ballot. Who: curators.
pub async fn priorities(ctx: &Context, campaign: &StoredCampaign) -> Result<HashMap<ProjectId, Priority>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    priority::of_projects(ctx, ctx.read(), campaign, &on_ballot(ctx.read(), campaign).await?).await
}

/// A project with the name of the group that carries it, if one does.
pub type Carried = (project::Model, Option<String>);

/// The projects of the ballot with their carriers, in the order of their titles. One statement.
pub async fn on_ballot_carried(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<Carried>, Error> {
    let joined =
        project::Entity::belongs_to(group::Entity).from(project::Column::CarrierGroup).to(group::Column::Id).into();
    let query = project::Entity::find().filter(project::Column::Campaign.eq(campaign.id));
    let rows = query
        .filter(project::Column::State.eq(ProjectState::OnBallot))
        .join(JoinType::LeftJoin, joined)
        .select_also(group::Entity)
        .order_by_asc(project::Column::Title)
        .order_by_asc(project::Column::Id)
        .all(ctx.read())
        .await?;
    Ok(rows.into_iter().map(|(project, group)| (project, group.map(|group| group.name))).collect())
}

/// The published needs that joined no other and that no project holds.
pub(crate) fn in_no_project(campaign: &StoredCampaign) -> Select<need_table::Entity> {
    let held = project_need::Entity::find().select_only().column(project_need::Column::Need).into_query();
    need::query::faces(need_table::Entity::find())
        .filter(need_table::Column::Campaign.eq(campaign.id))
        .filter(need_table::Column::State.eq(NeedState::Published))
        .filter(need_table::Column::Id.not_in_subquery(held))
}

/// The titles of a campaign's projects, whatever their state. One statement. Who: curators.
pub async fn titles(ctx: &Context, campaign: &StoredCampaign) -> Result<HashMap<ProjectId, String>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let query = project::Entity::find().filter(project::Column::Campaign.eq(campaign.id)).select_only();
    let query = query.columns([project::Column::Id, project::Column::Title]);
    Ok(query.into_tuple::<(ProjectId, String)>().all(ctx.read()).await?.into_iter().collect())
}

/// How many published needs no project holds. Who: curators.
pub async fn needs_waiting(ctx: &Context, campaign: &StoredCampaign) -> Result<u64, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    Ok(in_no_project(campaign).count(ctx.read()).await?)
}

/// The needs that a curator may put into a project: those it holds, and those chosen on the desk.
pub async fn needs_for_form(ctx: &Context, ids: &[NeedId]) -> Result<Vec<need_table::Model>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let mut needs = need::query::by_ids(ctx.read(), ids).await?;
    needs.retain(|need| need.state.is_public());
    Ok(needs)
}
