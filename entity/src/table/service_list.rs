use super::Millis;
use crate::id::PersonId;
use sea_orm::entity::prelude::*;

/// A list of services that a curator sent and has not confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_list")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: PersonId,
    pub source: String,
    /// Its services, as JSON.
    pub content: String,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
