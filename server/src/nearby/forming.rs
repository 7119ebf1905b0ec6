//! Groups that a collectivité may ask to join, in the order of their nearness: where their lead is.

use super::{
    circle::Circle,
    place::{Near, Place},
};
use crate::{Context, Error, campaign::loaded::StoredCampaign};
use entity::{
    group::{GroupState, MemberState},
    id::GroupId,
    siren::Siren,
    table::{group, group_member},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::SelectStatement};
use std::cmp::Reverse;

/// The most groups that are looked at: the most populous.
const MOST: u64 = 5_000;

/// What is read of a group before it is shown.
type Row = (GroupId, Siren, bool, i64);

/// The groups that form and in which a collectivité does not stand: the nearest first, among those the ones that still
/// lack somebody, then the most populous. One statement.
pub(super) async fn forming(
    ctx: &Context,
    campaign: &StoredCampaign,
    circle: &Circle,
) -> Result<Vec<Near<GroupId>>, Error> {
    use group::Column::{Campaign, Eligible, Id, Lead, Population, State};
    let query = group::Entity::find()
        .filter(Campaign.eq(campaign.id))
        .filter(State.eq(GroupState::Forming))
        .filter(Id.not_in_subquery(groups_of(&circle.siren)))
        .select_only()
        .columns([Id, Lead, Eligible, Population])
        .order_by_desc(Population)
        .order_by_asc(Id);
    let rows: Vec<Row> = query.limit(MOST).into_tuple().all(ctx.read()).await?;
    let reference = ctx.platform.reference();
    let mut near: Vec<_> = rows
        .into_iter()
        .filter_map(|(id, lead, eligible, population)| {
            let nearness = circle.nearness(&Place::of(&reference, &lead)?);
            Some((nearness, eligible, Reverse(population), id))
        })
        .collect();
    near.sort_unstable();
    Ok(near.into_iter().map(|(nearness, _, _, id)| Near { nearness, what: id }).collect())
}

/// The groups in which a collectivité stands, is invited, or asks to.
fn groups_of(siren: &Siren) -> SelectStatement {
    let standing = [MemberState::Lead, MemberState::Member, MemberState::Invited, MemberState::Requested];
    let rows = group_member::Entity::find()
        .filter(group_member::Column::Siren.eq(siren.as_str()))
        .filter(group_member::Column::State.is_in(standing));
    rows.select_only().column(group_member::Column::GroupId).into_query()
}

/// The same, with what they say. One statement, or none.
pub(super) async fn loaded(ctx: &Context, forming: Vec<Near<GroupId>>) -> Result<Vec<Near<group::Model>>, Error> {
    if forming.is_empty() {
        return Ok(Vec::new());
    }
    let ids = forming.iter().map(|one| one.what.0);
    let rows = group::Entity::find().filter(group::Column::Id.is_in(ids)).all(ctx.read()).await?;
    let find = |one: &Near<GroupId>| {
        let row = rows.iter().find(|row| row.id == one.what)?.clone();
        Some(Near { nearness: one.nearness, what: row })
    };
    Ok(forming.iter().filter_map(find).collect())
}
