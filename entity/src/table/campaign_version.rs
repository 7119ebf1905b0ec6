use super::Millis;
use crate::id::CampaignId;
use sea_orm::entity::prelude::*;

/// A campaign as its file said it in one version: applications are judged by the one in force when they were submitted.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign: CampaignId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The [`crate::campaign::Campaign`], as JSON.
    pub spec: String,
    pub imported_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
