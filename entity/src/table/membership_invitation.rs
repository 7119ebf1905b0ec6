use super::Millis;
use crate::{collectivity::Capacity, id::PersonId, siren::Siren};
use sea_orm::entity::prelude::*;

/// An invitation to act for a collectivité, sent by its referent; only the hash of its link is kept.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership_invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub email: String,
    pub siren: Siren,
    pub capacity: Capacity,
    pub title: String,
    pub expires_at: Millis,
    /// The referent; None for one sent before this was kept.
    pub invited_by: Option<PersonId>,
    pub invited_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
