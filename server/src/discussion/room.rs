//! Where one writes: a need or a group, with what decides on rights and what notices name.

use crate::{
    Context, Error,
    campaign::loaded::{StoredCampaign, campaign_of},
    need,
};
use entity::{
    discussion::Room,
    group::GroupState,
    need::NeedState,
    permission::{Action, Facts, may},
    refusal::Refusal,
    siren::Siren,
    table::{group, group_member, need as need_table},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// A room that the actor may read.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub room: Room,
    /// The need's title, or the group's name.
    pub title: String,
    /// The collectivité of the need, or the lead of the group.
    pub owner: Siren,
    /// The members of the group; empty for a need.
    pub members: Vec<Siren>,
    campaign: entity::id::CampaignId,
    /// Why nobody writes there, whatever the calendar says.
    over: Option<Refusal>,
    facts: Facts,
}

impl Loaded {
    /// The room, or [`Error::NotFound`] for a need that is hidden, and [`Error::Forbidden`] for the group of others.
    /// One statement for a need, two for a group.
    pub async fn get(database: &impl ConnectionTrait, ctx: &Context, room: Room) -> Result<Self, Error> {
        match room {
            Room::Need(id) => {
                let row = need_table::Entity::find_by_id(id).one(database).await?.ok_or(Error::NotFound)?;
                Self::of_need(ctx, &row)
            }
            Room::Group(id) => {
                let row = group::Entity::find_by_id(id).one(database).await?.ok_or(Error::NotFound)?;
                let members = group_member::Entity::find().filter(group_member::Column::GroupId.eq(id));
                let members = members.all(database).await?;
                Self::of_group(ctx, &row, &members)
            }
        }
    }

    /// The room under a need that the actor may read.
    pub fn of_need(ctx: &Context, row: &need_table::Model) -> Result<Self, Error> {
        let facts = need::facts(row);
        ctx.authorise(Action::Read, &facts).map_err(|_| Error::NotFound)?;
        Ok(Self {
            room: Room::Need(row.id),
            title: row.title.clone(),
            owner: row.siren,
            members: Vec::new(),
            campaign: row.campaign,
            over: (row.state == NeedState::Draft || row.state == NeedState::Withdrawn).then_some(Refusal::WrongState),
            facts,
        })
    }

    /// The room inside a group, of which the actor is, or which they curate.
    pub fn of_group(ctx: &Context, row: &group::Model, members: &[group_member::Model]) -> Result<Self, Error> {
        let members: Vec<Siren> =
            members.iter().filter(|member| member.state.counts()).map(|member| member.siren).collect();
        let facts = Facts { among: members.clone(), ..Facts::of(&row.lead, false) };
        ctx.authorise(Action::Discuss, &facts)?;
        Ok(Self {
            room: Room::Group(row.id),
            title: row.name.clone(),
            owner: row.lead,
            members,
            campaign: row.campaign,
            over: (row.state == GroupState::Dissolved).then_some(Refusal::GroupDissolved),
            facts,
        })
    }

    /// Whether the actor reads what only its owner and curators read.
    pub fn reads_private(&self, ctx: &Context) -> bool {
        may(&ctx.actor, Action::Discuss, &Facts::of(&self.owner, false))
    }

    /// Whether the actor may write there when it is open.
    pub fn may_write(&self, ctx: &Context) -> bool {
        self.over.is_none() && may(&ctx.actor, Action::Discuss, &self.facts)
    }

    /// Refuses to write where the actor may not, where nobody does any more, and outside the days of the campaign.
    pub async fn require_write(&self, database: &impl ConnectionTrait, ctx: &Context) -> Result<StoredCampaign, Error> {
        ctx.authorise(Action::Discuss, &self.facts)?;
        if let Some(over) = &self.over {
            return Err(over.clone().into());
        }
        let campaign = campaign_of(database, self.campaign).await?;
        campaign.spec.require_discussion(ctx.now())?;
        Ok(campaign)
    }

    /// For whom the actor writes there: the collectivité acted for, or None for a curator.
    pub fn voice(&self, ctx: &Context) -> Option<Siren> {
        let acting = ctx.actor.acting.as_ref().map(|acting| acting.siren);
        acting.filter(|siren| match self.room {
            Room::Need(_) => true,
            Room::Group(_) => self.members.contains(siren),
        })
    }
}
