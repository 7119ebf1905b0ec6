use super::Millis;
use crate::id::{CannedAnswerId, PersonId};
use sea_orm::entity::prelude::*;

/// An answer that is kept for later, to begin others with.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "canned_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CannedAnswerId,
    pub title: String,
    pub content: String,
    /// Counts how often it was written, so that nobody writes over what they have not read.
    pub version: i32,
    pub changed_by: PersonId,
    pub changed_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
