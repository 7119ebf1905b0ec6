//! Needs that a collectivité may support, in the order of their nearness. What is read of all needs of a campaign is
//! the same for everybody, and is kept; the texts are read of those that are shown.

use super::{
    circle::Circle,
    place::{Near, Place, Wanted},
};
use crate::{
    Context, Error,
    campaign::loaded::StoredCampaign,
    need::{
        family::faces_among,
        query::{by_ids, faces},
    },
};
use entity::{
    collectivity::Stratum,
    id::{CampaignId, NeedId},
    need::NeedState,
    siren::Siren,
    table::{need, support},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::{cmp::Reverse, collections::HashSet, sync::Arc};

/// The most published needs that are looked at: the newest.
const MOST: u64 = 20_000;

/// Every published need of a campaign. One statement, or none while it is kept.
async fn published(ctx: &Context, campaign: &StoredCampaign) -> Result<Arc<Vec<Wanted>>, Error> {
    let read = |ctx: Context| {
        let id = campaign.id;
        async move { Ok(Arc::new(read(&ctx, id).await?)) }
    };
    ctx.platform.wanted.get(ctx, campaign.id, read).await
}

async fn read(ctx: &Context, campaign: CampaignId) -> Result<Vec<Wanted>, Error> {
    use need::Column::{Campaign, Departement, Id, Programmes, Region, Siren as Of, State, Supports};
    let query = faces(need::Entity::find()).filter(Campaign.eq(campaign)).filter(State.eq(NeedState::Published));
    let query = query.select_only().columns([Id, Of, Supports, Programmes, Departement, Region]);
    let query = query.order_by_desc(need::Column::PublishedAt).order_by_desc(Id).limit(MOST);
    type Row = (NeedId, Siren, i32, String, Option<String>, String);
    let rows: Vec<Row> = query.into_tuple().all(ctx.read()).await?;
    let reference = ctx.platform.reference();
    let wanted = |(id, siren, supports, programmes, departement, region): Row| {
        let stratum = Stratum::of(reference.successor(&siren)?.kind, reference.figures(&siren).population);
        let epci = Place::of(&reference, &siren)?.epci;
        Some(Wanted { id, siren, supports, stratum, programmes, epci, departement, region })
    };
    Ok(rows.into_iter().filter_map(wanted).collect())
}

/// The needs that a collectivité neither posted nor supports: the nearest first, among those the most supported.
pub(super) async fn wanted(
    ctx: &Context,
    campaign: &StoredCampaign,
    circle: &Circle,
) -> Result<Vec<Near<Wanted>>, Error> {
    let supported = support::Entity::find().filter(support::Column::Siren.eq(circle.siren.as_str()));
    let supported = supported.select_only().column(support::Column::Need).into_query();
    let own = need::Entity::find().filter(need::Column::Siren.eq(circle.siren.as_str()));
    let own = own.select_only().column(need::Column::Id).into_query();
    // Also where it supports a need that joined another, or its own need did.
    let behind = Condition::any()
        .add(need::Column::Id.in_subquery(faces_among(supported.clone())))
        .add(need::Column::Id.in_subquery(faces_among(own)))
        .add(need::Column::Id.in_subquery(supported));
    let behind = need::Entity::find().filter(behind).select_only().column(need::Column::Id);
    let supported: HashSet<NeedId> = behind.into_tuple::<NeedId>().all(ctx.read()).await?.into_iter().collect();
    let published = published(ctx, campaign).await?;
    let others = published.iter().filter(|one| one.siren != circle.siren && !supported.contains(&one.id));
    let mut near: Vec<Near<Wanted>> =
        others.map(|one| Near { nearness: circle.nearness(&one.place()), what: one.clone() }).collect();
    near.sort_by_key(|one| (one.nearness, Reverse(one.what.supports), Reverse(one.what.id)));
    Ok(near)
}

/// The same, with what they say; without those that are no longer published. One statement.
pub(super) async fn loaded(ctx: &Context, wanted: Vec<Near<Wanted>>) -> Result<Vec<Near<need::Model>>, Error> {
    let ids: Vec<NeedId> = wanted.iter().map(|one| one.what.id).collect();
    let mut rows = by_ids(ctx.read(), &ids).await?;
    rows.retain(|row| row.state == NeedState::Published);
    let find = |one: &Near<Wanted>| {
        let row = rows.iter().find(|row| row.id == one.what.id)?.clone();
        Some(Near { nearness: one.nearness, what: row })
    };
    Ok(wanted.iter().filter_map(find).collect())
}
