use super::Millis;
use crate::id::{CampaignDraftId, PersonId};
use sea_orm::entity::prelude::*;

/// One version of a campaign that is being written.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign_draft_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub draft: CampaignDraftId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub content: String,
    /// What was written in it: a place of the outline; empty for the whole.
    pub place: String,
    pub person: PersonId,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
