use super::Millis;
use crate::id::{CampaignId, ClusterId, PersonId};
use sea_orm::entity::prelude::*;

/// Needs that look alike and that a curator leaves apart.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ignored_cluster")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClusterId,
    pub campaign: CampaignId,
    /// Their identifiers as a JSON list.
    pub needs: String,
    pub person: PersonId,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
