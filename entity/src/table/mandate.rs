use super::Millis;
use crate::id::{CampaignId, PersonId};
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// Who may cast a collectivité's ballot in a campaign.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mandate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign: CampaignId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub siren: Siren,
    pub person: PersonId,
    pub since: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
