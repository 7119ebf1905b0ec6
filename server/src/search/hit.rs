//! What a search found, as pages show it: loaded from the database, so that nothing old or hidden is told.

use super::{Found, Kind, Marks, Order, Request, find, find_with};
use crate::{Context, Error, campaign::loaded::StoredCampaign, need::query::in_order};
use entity::{
    campaign::Envelope,
    group::GroupState,
    id::{CampaignId, GroupId, ProjectId},
    page_number::PageNumber,
    search_text::SearchText,
    table::{group, need, project},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Hits of a kind where all kinds are shown.
const FIRST: u64 = 4;

/// Hits on a page of one kind.
pub const PAGE: u64 = 14;

/// Something that was found.
#[derive(Debug, Clone)]
pub enum Hit {
    Need(Box<need::Model>),
    Group(Box<group::Model>),
    Project(Box<project::Model>),
    Envelope(Box<Envelope>),
    /// A text of the help: its address.
    Help(String),
}

/// What narrows a search to some of a kind; empty texts narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct Narrowing {
    pub theme: String,
    pub region: String,
    pub departement: String,
    pub state: String,
}

/// What was found of one kind, a page of it.
#[derive(Debug, Clone)]
pub struct Section {
    pub kind: Kind,
    pub hits: Vec<Hit>,
    /// On all pages.
    pub total: u64,
    pub page: u64,
    pub pages: u64,
    pub nearest: bool,
    pub marks: Marks,
}

/// The first hits of every kind that has some. Three statements beside those that follow the trace.
pub async fn of_every_kind(ctx: &Context, campaign: &StoredCampaign, text: &SearchText) -> Result<Vec<Section>, Error> {
    let narrowing = Narrowing::default();
    let requests = Kind::ALL.map(|kind| request(campaign, text, kind, &narrowing, PageNumber::FIRST, FIRST));
    let mut sections = Vec::new();
    for (kind, found) in Kind::ALL.into_iter().zip(find(ctx, campaign, requests.into()).await?) {
        sections.push(section(ctx, campaign, kind, found).await?);
    }
    sections.retain(|section| !section.hits.is_empty());
    Ok(sections)
}

/// The pages of the help that some words name, the best first, at most [`PAGE`]; of the campaign only its synonyms
/// count.
pub async fn of_help(ctx: &Context, campaign: Option<&StoredCampaign>, text: &SearchText) -> Result<Section, Error> {
    let request = Request {
        text: text.clone(),
        campaign: campaign.map_or(CampaignId(uuid::Uuid::nil()), |campaign| campaign.id),
        kind: Kind::Help,
        theme: String::new(),
        region: String::new(),
        departement: String::new(),
        programme: String::new(),
        state: String::new(),
        order: Order::Best,
        page: PageNumber::FIRST,
        size: PAGE,
    };
    let Found { keys, total, page, pages, nearest, marks } =
        find_with(ctx, campaign, vec![request]).await?.pop().unwrap_or_default();
    let hits = keys.into_iter().map(Hit::Help).collect();
    Ok(Section { kind: Kind::Help, hits, total, page, pages, nearest, marks })
}

/// A page of hits of one kind.
pub async fn of_kind(
    ctx: &Context,
    campaign: &StoredCampaign,
    text: &SearchText,
    kind: Kind,
    narrowing: &Narrowing,
    page: PageNumber,
) -> Result<Section, Error> {
    let request = request(campaign, text, kind, narrowing, page, PAGE);
    let found = find(ctx, campaign, vec![request]).await?.pop().unwrap_or_default();
    section(ctx, campaign, kind, found).await
}

fn request(
    campaign: &StoredCampaign,
    text: &SearchText,
    kind: Kind,
    narrowing: &Narrowing,
    page: PageNumber,
    size: u64,
) -> Request {
    Request {
        text: text.clone(),
        campaign: campaign.id,
        kind,
        theme: narrowing.theme.clone(),
        region: narrowing.region.clone(),
        departement: narrowing.departement.clone(),
        programme: String::new(),
        state: narrowing.state.clone(),
        order: Order::Best,
        page,
        size,
    }
}

async fn section(ctx: &Context, campaign: &StoredCampaign, kind: Kind, found: Found) -> Result<Section, Error> {
    let Found { keys, total, page, pages, nearest, marks } = found;
    let hits = match kind {
        _ if keys.is_empty() => Vec::new(),
        Kind::Need => in_order(ctx, &keys).await?.into_iter().map(|row| Hit::Need(Box::new(row))).collect(),
        Kind::Group => groups(ctx, &keys).await?,
        Kind::Project => projects(ctx, &keys).await?,
        Kind::Envelope => {
            let envelopes = keys.iter().filter_map(|code| campaign.spec.envelope(code));
            envelopes.map(|envelope| Hit::Envelope(Box::new(envelope.clone()))).collect()
        }
        Kind::Help => keys.into_iter().map(Hit::Help).collect(),
    };
    Ok(Section { kind, hits, total, page, pages, nearest, marks })
}

async fn groups(ctx: &Context, keys: &[String]) -> Result<Vec<Hit>, Error> {
    let ids: Vec<GroupId> = keys.iter().filter_map(|key| key.parse().ok()).collect();
    let found = group::Entity::find().filter(group::Column::Id.is_in(ids.iter().map(|id| id.0)));
    let mut rows = found.filter(group::Column::State.ne(GroupState::Dissolved)).all(ctx.read()).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows.into_iter().map(|row| Hit::Group(Box::new(row))).collect())
}

async fn projects(ctx: &Context, keys: &[String]) -> Result<Vec<Hit>, Error> {
    let ids: Vec<ProjectId> = keys.iter().filter_map(|key| key.parse().ok()).collect();
    let found = project::Entity::find().filter(project::Column::Id.is_in(ids.iter().map(|id| id.0)));
    let mut rows = found.all(ctx.read()).await?;
    rows.retain(|row| row.state.is_public());
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows.into_iter().map(|row| Hit::Project(Box::new(row))).collect())
}
