use super::Millis;
use crate::id::{BallotId, CampaignId, PersonId};
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// The one ballot of a collectivité; replaced in place until the close.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ballot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BallotId,
    pub campaign: CampaignId,
    pub siren: Siren,
    pub person: PersonId,
    /// The projects approved, a JSON list of identifiers.
    pub choices: String,
    pub cast_at: Millis,
    /// 1 for the first ballot, one more for each that replaces it.
    pub version: i32,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
