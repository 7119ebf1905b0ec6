use super::Millis;
use crate::id::{NeedId, PersonId};
use sea_orm::entity::prelude::*;

/// An earlier or current version of a published need's text.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: NeedId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// [`crate::need::NeedContent`] as JSON.
    pub content: String,
    pub person: PersonId,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
