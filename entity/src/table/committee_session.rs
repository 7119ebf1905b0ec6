use super::Millis;
use crate::id::{CampaignId, PersonId, SessionId};
use sea_orm::entity::prelude::*;

/// A session of the committee that reads projects before the vote.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "committee_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    pub campaign: CampaignId,
    /// In Paris, as `2021-03-25`.
    pub day: String,
    pub created_by: Option<PersonId>,
    pub created_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
