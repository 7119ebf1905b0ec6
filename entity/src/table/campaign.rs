use super::Millis;
use crate::id::CampaignId;
use sea_orm::entity::prelude::*;

/// A campaign, as its file says, with a version for each change.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CampaignId,
    pub slug: String,
    /// [`crate::campaign::Campaign`] as JSON.
    pub spec: String,
    pub version: i32,
    pub imported_at: Millis,
    /// When it was opened; the one opened last is the current one. None: it is prepared.
    pub opened_at: Option<Millis>,
    pub demo: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
