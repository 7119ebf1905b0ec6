//! What one may join or support near the collectivité that one acts for: needs and groups of its département.

use crate::{
    Context, Error,
    campaign::loaded::StoredCampaign,
    group::require_open,
    need::{family::faces_among, query::faces},
};
use entity::{
    group::{GroupState, MemberState},
    need::NeedState,
    siren::Siren,
    table::{group, group_member, need, support},
};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};

/// The most needs, and the most groups, that are told.
const MOST: u64 = 3;

/// What is near a collectivité, and what it may join.
#[derive(Debug, Clone)]
pub struct Nearby {
    /// The code of its département.
    pub departement: String,
    /// Needs that it may support: the most supported first.
    pub needs: Vec<need::Model>,
    /// Groups that it may ask to join: the most populous first.
    pub groups: Vec<group::Model>,
}

/// What the collectivité acted for may support or join in its département; None where there is nothing, or where nobody
/// is acted for. At most two statements.
pub async fn nearby(ctx: &Context, campaign: &StoredCampaign) -> Result<Option<Nearby>, Error> {
    let Some(siren) = ctx.actor.acting.as_ref().map(|acting| acting.siren) else { return Ok(None) };
    let reference = ctx.platform.reference();
    let Some(departement) = reference.find(&siren).and_then(|found| found.departement.clone()) else {
        return Ok(None);
    };
    let needs = match campaign.spec.calendar.census.is_open(ctx.now()) {
        true => needs_to_support(campaign, &siren, &departement).all(ctx.read()).await?,
        false => Vec::new(),
    };
    let groups = match require_open(campaign, ctx.now()) {
        Ok(()) => groups_to_join(campaign, &siren, &departement).all(ctx.read()).await?,
        Err(_) => Vec::new(),
    };
    Ok((!needs.is_empty() || !groups.is_empty()).then_some(Nearby { departement, needs, groups }))
}

fn needs_to_support(campaign: &StoredCampaign, siren: &Siren, departement: &str) -> Select<need::Entity> {
    let supported = support::Entity::find().filter(support::Column::Siren.eq(siren.as_str()));
    let supported = supported.select_only().column(support::Column::Need).into_query();
    let own =
        need::Entity::find().filter(need::Column::Siren.eq(siren.as_str())).select_only().column(need::Column::Id);
    let near = faces(need::Entity::find())
        .filter(need::Column::Campaign.eq(campaign.id))
        .filter(need::Column::State.eq(NeedState::Published))
        .filter(need::Column::Departement.eq(departement))
        .filter(need::Column::Siren.ne(siren.as_str()))
        .filter(need::Column::Id.not_in_subquery(faces_among(supported.clone())))
        .filter(need::Column::Id.not_in_subquery(faces_among(own.into_query())))
        .filter(need::Column::Id.not_in_subquery(supported));
    near.order_by_desc(need::Column::Supports).order_by_desc(need::Column::Id).limit(MOST)
}

fn groups_to_join(campaign: &StoredCampaign, siren: &Siren, departement: &str) -> Select<group::Entity> {
    let of_need = group::Entity::belongs_to(need::Entity).from(group::Column::Need).to(need::Column::Id).into();
    let near = group::Entity::find()
        .join(JoinType::InnerJoin, of_need)
        .filter(group::Column::Campaign.eq(campaign.id))
        .filter(group::Column::State.eq(GroupState::Forming))
        .filter(need::Column::Departement.eq(departement))
        .filter(group::Column::Id.not_in_subquery(groups_of(siren)));
    near.order_by_desc(group::Column::Population).order_by_asc(group::Column::Id).limit(MOST)
}

/// The groups in which a collectivité stands, is invited, or asks to.
fn groups_of(siren: &Siren) -> SelectStatement {
    let standing = [MemberState::Lead, MemberState::Member, MemberState::Invited, MemberState::Requested];
    let rows = group_member::Entity::find()
        .filter(group_member::Column::Siren.eq(siren.as_str()))
        .filter(group_member::Column::State.is_in(standing));
    rows.select_only().column(group_member::Column::GroupId).into_query()
}
