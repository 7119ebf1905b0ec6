use crate::{
    id::{CampaignId, NeedId},
    siren::Siren,
};
use sea_orm::entity::prelude::*;

/// A need that began with the texts of one of an earlier campaign: once for each collectivité and campaign.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_copy")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: NeedId,
    /// The campaign of the copy.
    pub campaign: CampaignId,
    /// The need that it was copied from.
    pub source: NeedId,
    pub siren: Siren,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
