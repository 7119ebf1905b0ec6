//! Services that collectivités near one try or adopted: projects whose applications were accepted in public, of every
//! campaign.

use super::{
    circle::Circle,
    place::{Near, Place},
};
use crate::{Context, Error, lineage::pilots};
use entity::{
    deployment::DeploymentState,
    id::ProjectId,
    project::ProjectState,
    siren::Siren,
    table::{application, deployment, project},
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};
use std::{cmp::Reverse, collections::BTreeMap};

/// A service, and who of the neighbourhood has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    pub project: ProjectId,
    pub title: String,
    /// The collectivité named: the nearest.
    pub siren: Siren,
    /// What it says of it; None where it has said nothing yet.
    pub state: Option<DeploymentState>,
    /// Collectivités that have it in all.
    pub collectivities: u64,
}

/// The services of others, the nearest first, among those the most adopted; none that the collectivité has itself.
/// Four statements at most.
pub(super) async fn adopted(ctx: &Context, circle: &Circle) -> Result<Vec<Near<Adopted>>, Error> {
    let mut of_project: BTreeMap<ProjectId, Vec<Siren>> = BTreeMap::new();
    for (project, collectivities) in pilots(ctx).await? {
        of_project.entry(project).or_default().extend(collectivities);
    }
    of_project.retain(|_, sirens| !sirens.contains(&circle.siren));
    if of_project.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ProjectId> = of_project.keys().copied().collect();
    let of_these = project::Column::Id.is_in(ids.iter().map(|project| project.0));
    let projects = project::Entity::find().filter(of_these).all(ctx.read()).await?;
    let said = said(ctx, &ids).await?;
    let reference = ctx.platform.reference();
    let near = |row: project::Model| {
        let mut sirens = of_project.get(&row.id)?.clone();
        sirens.sort_unstable();
        sirens.dedup();
        let of = |siren: &Siren| Place::of(&reference, siren).map(|place| circle.nearness(&place));
        let (nearness, siren) = sirens.iter().filter_map(|siren| Some((of(siren)?, *siren))).min()?;
        let state = said.iter().find(|(of, by, _)| *of == row.id && *by == siren).map(|(_, _, state)| *state);
        let collectivities = sirens.len() as u64;
        Some(Near { nearness, what: Adopted { project: row.id, title: row.title, siren, state, collectivities } })
    };
    let public = projects.into_iter().filter(|row| row.state == ProjectState::OnBallot);
    let mut found: Vec<Near<Adopted>> = public.filter_map(near).collect();
    found.sort_by_key(|one| (one.nearness, Reverse(one.what.collectivities), one.what.project));
    Ok(found)
}

/// What collectivités say of these services. One statement.
async fn said(ctx: &Context, projects: &[ProjectId]) -> Result<Vec<(ProjectId, Siren, DeploymentState)>, Error> {
    let joined = deployment::Entity::belongs_to(application::Entity)
        .from(deployment::Column::Application)
        .to(application::Column::Id)
        .into();
    let query = deployment::Entity::find()
        .join(JoinType::InnerJoin, joined)
        .filter(application::Column::Project.is_in(projects.iter().map(|project| project.0)))
        .select_only()
        .column(application::Column::Project)
        .columns([deployment::Column::Siren, deployment::Column::State]);
    Ok(query.into_tuple().all(ctx.read()).await?)
}
