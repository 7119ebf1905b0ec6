//! Documents of the index, as they are made from the database: what everybody may see, of campaigns that were opened.

use super::document::{Document, Kind};
use crate::{
    Context, Error, bulk, campaign::loaded::StoredCampaign, markdown, need::decoded, reference::Reference, site_text,
};
use entity::{
    group::{GroupState, MemberState},
    id::{CampaignId, GroupId, NeedId, ProjectId},
    siren::Siren,
    table::{group, group_member, need, project, project_need},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Rows read at once: bounds the memory of a whole index being made.
const AT_ONCE: u64 = 2_000;

/// Which documents are read.
#[derive(Debug, Clone)]
pub(super) enum Which {
    /// Every one of the campaigns that were opened.
    All,
    /// Those of these identifiers.
    These(Vec<Uuid>),
}

impl Which {
    /// Narrows a query to those; a page begins after the identifier `after`.
    fn narrow<E: EntityTrait>(&self, tx: &impl ConnectionTrait, id: E::Column, after: Uuid) -> Select<E> {
        let query = E::find().filter(id.gt(after)).order_by_asc(id).limit(AT_ONCE);
        match self {
            Which::All => query,
            Which::These(ids) => query.filter(bulk::one_of(tx, id, ids.iter().copied())),
        }
    }
}

/// The places of a collectivité: its name, of a commune its intercommunalité and postcodes, its département and region.
pub(super) fn places(reference: &Reference, siren: &Siren) -> Vec<String> {
    let mut places = vec![reference.name(siren)];
    let Some(found) = reference.find(siren) else { return places };
    places.extend(found.postcodes.split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
    if found.kind == entity::collectivity::Kind::Commune {
        let territory = reference.atlas.union([siren]);
        let epci = reference.atlas.communes_of(&territory).find_map(|commune| commune.epci);
        places.extend(epci.map(|epci| reference.name(&epci)));
    }
    if let Some(departement) = &found.departement {
        places.push(departement.clone());
        places.push(reference.departement_name(departement).to_owned());
    }
    places.push(reference.region_name(&found.region).to_owned());
    places.retain(|place| !place.is_empty());
    places
}

/// The pages of the help, as their texts read now.
pub(super) async fn help(ctx: &Context) -> Result<Vec<Document>, Error> {
    let mut documents = Vec::new();
    for page in &ctx.platform.search.help {
        documents.push(Document {
            title: page.title.clone(),
            body: site_text::stored(ctx, &page.texts).await?,
            ..Document::new(Kind::Help, page.address.clone(), None)
        });
    }
    Ok(documents)
}

fn count(number: impl TryInto<u64>) -> u64 {
    number.try_into().unwrap_or(0)
}

/// Needs that everybody sees, a page of them; and the identifier after which the next begins, None after the last.
pub(super) async fn needs(
    tx: &impl ConnectionTrait,
    reference: &Reference,
    which: &Which,
    after: Uuid,
) -> Result<(Vec<Document>, Option<Uuid>), Error> {
    let rows = which.narrow::<need::Entity>(tx, need::Column::Id, after).all(tx).await?;
    let next = next_page(rows.last().map(|row| row.id.0), rows.len());
    let shown = rows.iter().filter(|row| row.state.is_public() && row.face.is_none());
    let mut joined = joined_under(tx, rows.iter().map(|row| row.id)).await?;
    let document = |row| of_need(reference, row, &joined.remove(&row.id).unwrap_or_default());
    Ok((shown.map(document).collect(), next))
}

/// The needs that joined others, by the one under which each is shown: it is found by their words as well.
async fn joined_under(
    tx: &impl ConnectionTrait,
    faces: impl Iterator<Item = NeedId>,
) -> Result<HashMap<NeedId, Vec<need::Model>>, Error> {
    let under = need::Entity::find().filter(bulk::one_of(tx, need::Column::Face, faces.map(|face| face.0)));
    let mut joined: HashMap<NeedId, Vec<need::Model>> = HashMap::new();
    for row in under.order_by_asc(need::Column::Id).all(tx).await? {
        joined.entry(row.face.unwrap_or(row.id)).or_default().push(row);
    }
    Ok(joined)
}

/// The needs under which some are shown.
pub(super) async fn faces_of(tx: &impl ConnectionTrait, needs: &BTreeSet<Uuid>) -> Result<Vec<Uuid>, Error> {
    let joined = need::Entity::find().filter(bulk::one_of(tx, need::Column::Id, needs.iter().copied()));
    let joined = joined.filter(need::Column::Face.is_not_null());
    Ok(joined.select_only().column(need::Column::Face).into_tuple().all(tx).await?)
}

fn next_page(last: Option<Uuid>, rows: usize) -> Option<Uuid> {
    last.filter(|_| rows as u64 == AT_ONCE)
}

fn of_need(reference: &Reference, row: &need::Model, joined: &[need::Model]) -> Document {
    let own = [&*row.problem, &*row.affected, &*row.existing];
    let others = joined.iter().flat_map(|other| [&*other.title, &*other.problem]);
    Document {
        title: row.title.clone(),
        body: own.into_iter().chain(others).collect::<Vec<_>>().join("\n"),
        places: places(reference, &row.siren),
        themes: vec![row.theme.clone()],
        regions: vec![row.region.clone()],
        departements: row.departement.iter().cloned().collect(),
        programmes: decoded(&row.programmes),
        state: row.state.code(),
        supports: count(row.supports),
        inhabitants: count(row.inhabitants),
        at: row.published_at.unwrap_or(row.created_at).0,
        ..Document::new(Kind::Need, row.id.to_string(), Some(row.campaign))
    }
}

/// Groups that are not dissolved, a page of them.
pub(super) async fn groups(
    tx: &impl ConnectionTrait,
    reference: &Reference,
    which: &Which,
    after: Uuid,
) -> Result<(Vec<Document>, Option<Uuid>), Error> {
    let rows = which.narrow::<group::Entity>(tx, group::Column::Id, after).all(tx).await?;
    let next = next_page(rows.last().map(|row| row.id.0), rows.len());
    let needs = needs_by_id(tx, rows.iter().filter_map(|row| row.need)).await?;
    let mut members: HashMap<GroupId, Vec<Siren>> = HashMap::new();
    let standing = [MemberState::Lead, MemberState::Member];
    let of_these = bulk::one_of(tx, group_member::Column::GroupId, rows.iter().map(|row| row.id.0));
    let standing = group_member::Entity::find().filter(of_these).filter(group_member::Column::State.is_in(standing));
    for member in standing.order_by_asc(group_member::Column::Siren).all(tx).await? {
        members.entry(member.group_id).or_default().push(member.siren);
    }
    let alive = rows.iter().filter(|row| row.state != GroupState::Dissolved);
    let document = |row: &group::Model| {
        let members = members.get(&row.id).map_or(&[][..], Vec::as_slice);
        of_group(reference, row, row.need.and_then(|need| needs.get(&need)), members)
    };
    Ok((alive.map(document).collect(), next))
}

fn of_group(reference: &Reference, row: &group::Model, need: Option<&need::Model>, members: &[Siren]) -> Document {
    let need = need.filter(|need| need.state.is_public());
    let places: BTreeSet<String> = members.iter().flat_map(|siren| places(reference, siren)).collect();
    let found = || members.iter().filter_map(|siren| reference.find(siren));
    Document {
        title: row.name.clone(),
        body: [&*row.purpose, need.map_or("", |need| &need.title)].join("\n"),
        places: places.into_iter().collect(),
        themes: need.map(|need| &need.theme).or_else(|| of_itself(&row.theme)).into_iter().cloned().collect(),
        programmes: decoded(&row.programmes),
        regions: unique(found().map(|one| one.region.clone())),
        departements: unique(found().filter_map(|one| one.departement.clone())),
        state: row.state.code(),
        supports: count(members.len()),
        inhabitants: count(row.population),
        at: row.opened_at.0,
        ..Document::new(Kind::Group, row.id.to_string(), Some(row.campaign))
    }
}

/// What a group without a need says itself; None where it says nothing.
fn of_itself(code: &String) -> Option<&String> {
    Some(code).filter(|code| !code.is_empty())
}

fn unique(codes: impl Iterator<Item = String>) -> Vec<String> {
    codes.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The groups on some needs.
pub(super) async fn groups_on(tx: &impl ConnectionTrait, needs: &BTreeSet<Uuid>) -> Result<Vec<Uuid>, Error> {
    let on = group::Entity::find().filter(bulk::one_of(tx, group::Column::Need, needs.iter().copied()));
    Ok(on.select_only().column(group::Column::Id).into_tuple().all(tx).await?)
}

/// The projects that some needs are in.
pub(super) async fn projects_of(tx: &impl ConnectionTrait, needs: &BTreeSet<Uuid>) -> Result<Vec<Uuid>, Error> {
    let of = project_need::Entity::find().filter(bulk::one_of(tx, project_need::Column::Need, needs.iter().copied()));
    Ok(of.select_only().column(project_need::Column::Project).into_tuple().all(tx).await?)
}

/// Projects that everybody sees, a page of them.
pub(super) async fn projects(
    tx: &impl ConnectionTrait,
    reference: &Reference,
    which: &Which,
    after: Uuid,
) -> Result<(Vec<Document>, Option<Uuid>), Error> {
    let rows = which.narrow::<project::Entity>(tx, project::Column::Id, after).all(tx).await?;
    let next = next_page(rows.last().map(|row| row.id.0), rows.len());
    let of_these = bulk::one_of(tx, project_need::Column::Project, rows.iter().map(|row| row.id.0));
    let held = project_need::Entity::find().filter(of_these).order_by_asc(project_need::Column::Need).all(tx).await?;
    let needs = needs_by_id(tx, held.iter().map(|held| held.need)).await?;
    let mut of_project: HashMap<ProjectId, Vec<&need::Model>> = HashMap::new();
    for held in &held {
        let need = needs.get(&held.need).filter(|need| need.state.is_public());
        of_project.entry(held.project).or_default().extend(need);
    }
    let public = rows.iter().filter(|row| row.state.is_public());
    let document = |row: &project::Model| of_project_row(reference, row, of_project.get(&row.id).map_or(&[], |n| n));
    Ok((public.map(document).collect(), next))
}

fn of_project_row(reference: &Reference, row: &project::Model, needs: &[&need::Model]) -> Document {
    let places: BTreeSet<String> = needs.iter().flat_map(|need| places(reference, &need.siren)).collect();
    let mut body = vec![&*row.summary, &*row.benefits, row.carrier_service.as_deref().unwrap_or_default()];
    body.extend(needs.iter().map(|need| &*need.title));
    Document {
        title: row.title.clone(),
        body: body.join("\n"),
        places: places.into_iter().collect(),
        themes: unique(needs.iter().map(|need| need.theme.clone())),
        regions: unique(needs.iter().map(|need| need.region.clone())),
        departements: unique(needs.iter().filter_map(|need| need.departement.clone())),
        state: row.state.code(),
        supports: count(needs.len()),
        at: row.created_at.0,
        ..Document::new(Kind::Project, row.id.to_string(), Some(row.campaign))
    }
}

async fn needs_by_id(
    tx: &impl ConnectionTrait,
    ids: impl Iterator<Item = NeedId>,
) -> Result<HashMap<NeedId, need::Model>, Error> {
    let ids: BTreeSet<Uuid> = ids.map(|id| id.0).collect();
    let rows = need::Entity::find().filter(bulk::one_of(tx, need::Column::Id, ids)).all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The envelopes of a campaign.
pub(super) fn envelopes(campaign: &StoredCampaign) -> impl Iterator<Item = Document> {
    let of: CampaignId = campaign.id;
    campaign.spec.envelopes.iter().map(move |envelope| {
        let items = envelope.items.iter().map(|item| &*item.label);
        let purpose = markdown::plain(&envelope.purpose);
        let body: Vec<&str> = [&*purpose, envelope.source.as_deref().unwrap_or_default()]
            .into_iter()
            .chain(envelope.topics.iter().map(String::as_str))
            .chain(items)
            .collect();
        Document {
            title: envelope.title.clone(),
            body: body.join("\n"),
            ..Document::new(Kind::Envelope, envelope.code.clone(), Some(of))
        }
    })
}
