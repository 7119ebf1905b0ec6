use super::Millis;
use crate::id::{CampaignId, PersonId};
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// Choices prepared by an agent, not cast.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ballot_draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign: CampaignId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub siren: Siren,
    pub choices: String,
    pub prepared_by: PersonId,
    pub prepared_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
