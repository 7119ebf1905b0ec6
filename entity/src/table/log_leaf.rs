use super::Millis;
use crate::id::{CampaignId, CastId, PersonId};
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// An entry of a vote's public log: one for each ballot cast, also those that were replaced.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "log_leaf")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign: CampaignId,
    /// 0 for the first, without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub cast_id: CastId,
    pub siren: Siren,
    pub version: i32,
    pub person: PersonId,
    pub cast_at: Millis,
    /// The commitment, 32 bytes: all that is public before the close.
    pub entry: Vec<u8>,
    /// 32 bytes.
    pub nonce: Vec<u8>,
    /// The canonical ballot; see [`crate::log::LoggedBallot`].
    pub ballot: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
