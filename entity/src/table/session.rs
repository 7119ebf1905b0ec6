use super::Millis;
use crate::id::PersonId;
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// A signed-in browser; the token itself is not kept, only its hash.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub person: PersonId,
    pub acting_for: Option<Siren>,
    pub created_at: Millis,
    pub expires_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
