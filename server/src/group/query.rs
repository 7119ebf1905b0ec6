//! What pages read of groups.

use crate::{Context, Error, campaign::loaded::StoredCampaign};
use entity::{
    door::Reached,
    group::{GroupState, MemberState, Meter, measure, would_add},
    id::GroupId,
    page_number::{Listed, PageNumber, pages},
    siren::Siren,
    table::{group, group_member, need},
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// A collectivité in a group.
#[derive(Debug, Clone)]
pub struct Member {
    pub siren: Siren,
    pub name: String,
    pub state: MemberState,
    /// Inhabitants of its own territory.
    pub population: u64,
    /// Inhabitants that the group would lose or gain by it: zero when all its communes are counted through others.
    pub adds: u64,
    /// Whom its invitation reached.
    pub reached: Option<Reached>,
}

/// Everything that the page of a group shows.
#[derive(Debug, Clone)]
pub struct Detail {
    pub group: group::Model,
    pub need: Option<need::Model>,
    pub members: Vec<Member>,
    /// As submitted when it was submitted, as it stands now otherwise.
    pub meter: Meter,
}

impl Detail {
    /// Where a collectivité stands in the group.
    pub fn state_of(&self, siren: &Siren) -> Option<MemberState> {
        self.members.iter().find(|member| member.siren == *siren).map(|member| member.state)
    }
}

/// A group with its members and meter. Three statements.
pub async fn detail(ctx: &Context, campaign: &StoredCampaign, id: GroupId) -> Result<Detail, Error> {
    let group = group::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let need = match group.need {
        Some(need) => need::Entity::find_by_id(need).one(ctx.read()).await?.filter(|need| need.state.is_public()),
        None => None,
    };
    let rows = group_member::Entity::find()
        .filter(group_member::Column::GroupId.eq(id))
        .order_by_asc(group_member::Column::ChangedAt)
        .order_by_asc(group_member::Column::Siren)
        .all(ctx.read())
        .await?;
    let reference = ctx.platform.reference();
    let counting: Vec<Siren> = rows.iter().filter(|row| row.state.counts()).map(|row| row.siren).collect();
    let members = rows
        .into_iter()
        .map(|row| {
            let others: Vec<Siren> = counting.iter().filter(|siren| **siren != row.siren).cloned().collect();
            Member {
                name: reference.name(&row.siren),
                population: reference.figures(&row.siren).population,
                adds: would_add(&reference.atlas, &others, &row.siren),
                state: row.state,
                reached: row.reached,
                siren: row.siren,
            }
        })
        .collect();
    let meter = match &group.submitted_meter {
        Some(submitted) => serde_json::from_str(submitted)?,
        None => measure(
            &reference.atlas,
            &counting,
            campaign.spec.selection_envelope().and_then(|envelope| envelope.eligibility.as_ref()),
        ),
    };
    Ok(Detail { group, need, members, meter })
}

/// Groups on one page of the list.
pub const PAGE: u64 = 100;

/// The groups that were not given up, the most populous first; one page of `size`. Two statements.
pub async fn list(
    ctx: &Context,
    campaign: &StoredCampaign,
    page: PageNumber,
    size: u64,
) -> Result<Listed<group::Model>, Error> {
    let query = group::Entity::find()
        .filter(group::Column::Campaign.eq(campaign.id))
        .filter(group::Column::State.ne(GroupState::Dissolved));
    let total = query.clone().count(ctx.read()).await?;
    let page = page.within(total, size);
    let query = query.order_by_desc(group::Column::Population).order_by_asc(group::Column::Id);
    let rows = query.offset(page.offset(size)).limit(size).all(ctx.read()).await?;
    Ok(Listed { rows, total, page: page.get(), pages: pages(total, size) })
}

/// The groups that were not given up, in the order in which they were opened, from the one after `place` on; so many at
/// most. One statement.
pub async fn after(
    ctx: &Context,
    campaign: &StoredCampaign,
    place: Option<GroupId>,
    most: u64,
) -> Result<Vec<group::Model>, Error> {
    let mut query = group::Entity::find()
        .filter(group::Column::Campaign.eq(campaign.id))
        .filter(group::Column::State.ne(GroupState::Dissolved));
    if let Some(place) = place {
        query = query.filter(group::Column::Id.gt(place.0));
    }
    Ok(query.order_by_asc(group::Column::Id).limit(most).all(ctx.read()).await?)
}

/// The groups that were not given up, those opened last first; so many at most. One statement.
pub async fn latest(ctx: &Context, campaign: &StoredCampaign, most: u64) -> Result<Vec<group::Model>, Error> {
    let query = group::Entity::find()
        .filter(group::Column::Campaign.eq(campaign.id))
        .filter(group::Column::State.ne(GroupState::Dissolved));
    Ok(query
        .order_by_desc(group::Column::OpenedAt)
        .order_by_desc(group::Column::Id)
        .limit(most)
        .all(ctx.read())
        .await?)
}

/// The most groups that are read of one collectivité: those opened last.
const OF_ONE: u64 = 200;

/// The groups in which a collectivité stands, with where.
pub async fn of_collectivity(ctx: &Context, siren: &Siren) -> Result<Vec<(group::Model, MemberState)>, Error> {
    let joined = group_member::Entity::belongs_to(group::Entity)
        .from(group_member::Column::GroupId)
        .to(group::Column::Id)
        .into();
    let query = group_member::Entity::find().filter(group_member::Column::Siren.eq(siren.as_str()));
    let rows = query
        .join(JoinType::InnerJoin, joined)
        .select_also(group::Entity)
        .filter(group::Column::State.ne(GroupState::Dissolved))
        .order_by_desc(group::Column::OpenedAt)
        .limit(OF_ONE)
        .all(ctx.read())
        .await?;
    Ok(rows.into_iter().filter_map(|(member, group)| group.map(|group| (group, member.state))).collect())
}

/// The groups of a campaign that a collectivité leads and that were not given up, those opened first at their head.
pub async fn led_by(ctx: &Context, campaign: &StoredCampaign, siren: Siren) -> Result<Vec<group::Model>, Error> {
    let query = group::Entity::find()
        .filter(group::Column::Campaign.eq(campaign.id))
        .filter(group::Column::Lead.eq(siren.as_str()))
        .filter(group::Column::State.ne(GroupState::Dissolved));
    Ok(query.order_by_asc(group::Column::OpenedAt).limit(OF_ONE).all(ctx.read()).await?)
}
