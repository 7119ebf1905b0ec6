//! What happened since somebody's last visit.

use crate::{Context, Error, campaign::loaded::StoredCampaign, need};
use chrono::{DateTime, Utc};
use entity::{
    group::GroupState,
    table::{group, need as need_table, notice},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// The notices that home shows; the others are on their own page.
const LATEST_NOTICES: u64 = 3;

/// What happened since an instant.
#[derive(Debug, Clone)]
pub struct News {
    pub since: DateTime<Utc>,
    /// What the reader was told, the newest first, at most three, and how many there are.
    pub notices: Vec<notice::Model>,
    pub notice_count: u64,
    /// Needs published in the campaign, and those of them in the département of the collectivité acted for.
    pub needs: u64,
    pub needs_nearby: u64,
    /// Groups opened that were not given up.
    pub groups: u64,
}

/// What happened since the reader's last visit, of which `since` is the instant. Five statements at most.
pub async fn since(ctx: &Context, campaign: &StoredCampaign, since: DateTime<Utc>) -> Result<News, Error> {
    let from = since.timestamp_millis();
    let told =
        notice::Entity::find().filter(notice::Column::Person.eq(ctx.person()?)).filter(notice::Column::At.gt(from));
    let latest = told.clone().order_by_desc(notice::Column::At).order_by_desc(notice::Column::Id);
    let needs = need::query::faces(need_table::Entity::find())
        .filter(need_table::Column::Campaign.eq(campaign.id))
        .filter(need::query::is_public())
        .filter(need_table::Column::PublishedAt.gt(from));
    let groups = group::Entity::find()
        .filter(group::Column::Campaign.eq(campaign.id))
        .filter(group::Column::State.ne(GroupState::Dissolved))
        .filter(group::Column::OpenedAt.gt(from));
    let departement = ctx.actor.acting.as_ref().and_then(|acting| {
        ctx.platform.reference().find(&acting.siren).and_then(|collectivity| collectivity.departement.clone())
    });
    let needs_nearby = match departement {
        Some(code) => needs.clone().filter(need_table::Column::Departement.eq(code)).count(ctx.read()).await?,
        None => 0,
    };
    Ok(News {
        since,
        notice_count: told.count(ctx.read()).await?,
        notices: latest.limit(LATEST_NOTICES).all(ctx.read()).await?,
        needs: needs.count(ctx.read()).await?,
        needs_nearby,
        groups: groups.count(ctx.read()).await?,
    })
}
