use super::Millis;
use crate::id::PersonId;
use sea_orm::entity::prelude::*;

/// The secret address under which a person's own deadlines are read by a calendar; the token itself is not kept, only
/// its hash.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: PersonId,
    pub token_hash: String,
    pub made_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
