use super::Millis;
use crate::id::{EventId, PersonId};
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// One act: who, for whom, what, when. Append only.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub at: Millis,
    pub person: Option<PersonId>,
    pub acting_for: Option<Siren>,
    /// The event's code, such as `need_published`.
    pub kind: String,
    /// The event as JSON.
    pub payload: String,
    /// What it is about: an identifier or a SIREN.
    pub subject: Option<String>,
    pub request: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
