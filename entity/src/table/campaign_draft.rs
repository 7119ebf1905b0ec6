use super::Millis;
use crate::id::{CampaignDraftId, PersonId};
use sea_orm::entity::prelude::*;

/// A campaign that is being written: a new one, or a change of one that is there.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign_draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CampaignDraftId,
    /// The name of the campaign that it becomes; no two open ones have the same.
    pub slug: String,
    /// What is written so far, as JSON ([`crate::campaign_outline`]).
    pub content: String,
    pub version: i32,
    pub created_by: PersonId,
    pub created_at: Millis,
    pub changed_at: Millis,
    /// When it was taken over into the campaign, or thrown away.
    pub ended_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
