//! The priority programmes of projects, from the labels of the collectivités behind each.

use crate::{Context, Error, bulk::one_of, campaign::loaded::StoredCampaign, need};
use entity::{
    group::MemberState,
    id::{GroupId, NeedId, ProjectId},
    permission::{Action, Facts},
    priority::{Behind, Priority},
    programme::Programme,
    siren::Siren,
    table::{group_member, need as need_table, programme_label, project, project_need, support},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The programmes to which the envelope of the vote gives priority.
pub fn preferred(campaign: &StoredCampaign) -> &[Programme] {
    campaign.spec.selection_envelope().map_or(&[][..], |envelope| &envelope.priority)
}

/// The priority of each of these projects: as it stood when the rule was frozen, as a curator corrected it, or as the
/// labels propose it now. Five statements at most, however many projects there are.
pub(crate) async fn of_projects(
    ctx: &Context,
    database: &impl ConnectionTrait,
    campaign: &StoredCampaign,
    rows: &[project::Model],
) -> Result<HashMap<ProjectId, Priority>, Error> {
    let ids = one_of(database, project_need::Column::Project, rows.iter().map(|row| row.id.0));
    let links = project_need::Entity::find().filter(ids).all(database).await?;
    let links: Vec<(NeedId, ProjectId)> = links.into_iter().map(|link| (link.need, link.project)).collect();
    let carriers: Vec<(GroupId, ProjectId)> =
        rows.iter().filter_map(|row| Some((row.carrier_group?, row.id))).collect();
    let mut behind = behind(ctx, database, &links, &carriers, preferred(campaign)).await?;
    let priority = |row: &project::Model| -> Result<(ProjectId, Priority), Error> {
        let stored = || need::decoded(&row.priority).iter().filter_map(|code| Programme::from_code(code)).collect();
        let now = behind.remove(&row.id).unwrap_or_default();
        let frozen = row.priority_basis.as_deref().map(serde_json::from_str::<Behind>).transpose()?;
        let correction = row.priority_reason.clone();
        let programmes = if frozen.is_some() || correction.is_some() { stored() } else { now.proposed() };
        Ok((row.id, Priority { programmes, behind: frozen.unwrap_or(now), correction }))
    };
    rows.iter().map(priority).collect()
}

/// Who is behind a project that answers these needs and is carried by this group. Five statements at most.
pub(crate) async fn behind_needs(
    ctx: &Context,
    database: &impl ConnectionTrait,
    campaign: &StoredCampaign,
    needs: &[NeedId],
    carrier: Option<GroupId>,
) -> Result<Behind, Error> {
    let project = ProjectId(uuid::Uuid::nil());
    let links: Vec<_> = needs.iter().map(|need| (*need, project)).collect();
    let carriers: Vec<_> = carrier.into_iter().map(|group| (group, project)).collect();
    let mut behind = behind(ctx, database, &links, &carriers, preferred(campaign)).await?;
    Ok(behind.remove(&project).unwrap_or_default())
}

/// What the labels propose for a project of these needs, for its form. Who: curators.
pub async fn proposed(
    ctx: &Context,
    campaign: &StoredCampaign,
    needs: &[NeedId],
    carrier: Option<GroupId>,
) -> Result<Behind, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    behind_needs(ctx, ctx.read(), campaign, needs, carrier).await
}

/// Who is behind each project, by the needs that it holds and the group that carries it.
async fn behind(
    ctx: &Context,
    database: &impl ConnectionTrait,
    links: &[(NeedId, ProjectId)],
    carriers: &[(GroupId, ProjectId)],
    preferred: &[Programme],
) -> Result<HashMap<ProjectId, Behind>, Error> {
    let mut sirens: HashMap<ProjectId, BTreeSet<Siren>> = HashMap::new();
    let project_of: HashMap<NeedId, ProjectId> = links.iter().copied().collect();
    // With those that joined one of them.
    let of_links = |column| one_of(database, column, links.iter().map(|(need, _)| need.0));
    let among = Condition::any().add(of_links(need_table::Column::Id)).add(of_links(need_table::Column::Face));
    let needs = need_table::Entity::find().filter(among).filter(need::query::is_public()).select_only();
    let needs = needs.columns([need_table::Column::Id, need_table::Column::Face, need_table::Column::Siren]);
    let needs: Vec<(NeedId, Option<NeedId>, Siren)> = needs.into_tuple().all(database).await?;
    let held = |id: NeedId, face: Option<NeedId>| project_of.get(&id).or_else(|| project_of.get(&face?)).copied();
    let mut held_by: HashMap<NeedId, ProjectId> = HashMap::new();
    for (id, face, siren) in needs {
        if let Some(project) = held(id, face) {
            sirens.entry(project).or_default().insert(siren);
            held_by.insert(id, project);
        }
    }
    let supported = one_of(database, support::Column::Need, held_by.keys().map(|need| need.0));
    let supports = support::Entity::find().filter(supported).select_only();
    let supports = supports.columns([support::Column::Need, support::Column::Siren]);
    let supports: Vec<(NeedId, Siren)> = supports.into_tuple().all(database).await?;
    for (need, siren) in supports {
        if let Some(project) = held_by.get(&need) {
            sirens.entry(*project).or_default().insert(siren);
        }
    }
    for (project, siren) in members(database, carriers).await? {
        sirens.entry(project).or_default().insert(siren);
    }
    let labels = labels(ctx, database, sirens.values().flatten()).await?;
    let of = |sirens: &BTreeSet<Siren>| {
        Behind::of(sirens.iter().map(|siren| labels.get(siren).map_or(&[][..], Vec::as_slice)), preferred)
    };
    Ok(sirens.iter().map(|(project, sirens)| (*project, of(sirens))).collect())
}

/// The members of the groups that carry projects.
async fn members(
    database: &impl ConnectionTrait,
    carriers: &[(GroupId, ProjectId)],
) -> Result<Vec<(ProjectId, Siren)>, Error> {
    if carriers.is_empty() {
        return Ok(Vec::new());
    }
    let groups = one_of(database, group_member::Column::GroupId, carriers.iter().map(|(group, _)| group.0));
    let joined = group_member::Entity::find()
        .filter(groups)
        .filter(group_member::Column::State.is_in([MemberState::Lead, MemberState::Member]))
        .all(database)
        .await?;
    let projects = joined.iter().flat_map(|row| {
        let carried = carriers.iter().filter(|(group, _)| *group == row.group_id);
        carried.map(|(_, project)| (*project, row.siren))
    });
    Ok(projects.collect())
}

/// The labels of collectivités that have any: a commune's own.
async fn labels(
    ctx: &Context,
    database: &impl ConnectionTrait,
    sirens: impl Iterator<Item = &Siren>,
) -> Result<HashMap<Siren, Vec<Programme>>, Error> {
    let reference = ctx.platform.reference();
    let of_communes = sirens.filter_map(|siren| Some((reference.insee(siren)?, *siren)));
    let mut by_insee: HashMap<String, HashSet<Siren>> = HashMap::new();
    for (insee, siren) in of_communes {
        by_insee.entry(insee).or_default().insert(siren);
    }
    let among = one_of(database, programme_label::Column::Insee, by_insee.keys().cloned());
    let mut labels: HashMap<Siren, Vec<Programme>> = HashMap::new();
    for row in programme_label::Entity::find().filter(among).all(database).await? {
        for siren in by_insee.get(&row.insee).into_iter().flatten() {
            labels.entry(*siren).or_default().push(row.programme);
        }
    }
    Ok(labels)
}
