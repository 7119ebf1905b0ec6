use super::Millis;
use crate::id::{PersonId, ServiceMessageId};
use crate::service_message::MessageAudience;
use sea_orm::entity::prelude::*;

/// A message on top of every page, for some time and for some readers.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ServiceMessageId,
    pub content: String,
    pub audience: MessageAudience,
    pub begins_at: Millis,
    /// No longer shown from then on.
    pub ends_at: Millis,
    pub written_by: PersonId,
    pub written_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
