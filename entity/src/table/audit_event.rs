use super::Millis;
use crate::id::{EventId, PersonId};
use crate::siren::Siren;
use crate::trace::Line;
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
    /// Its place in the chain; None for what was written before there was one.
    pub position: Option<i64>,
    /// The hash that chains it to the one before.
    pub hash: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The event as it is chained at its place.
    pub fn line(&self) -> Line<'_> {
        Line {
            position: self.position.unwrap_or_default(),
            id: self.id,
            at: self.at.0,
            person: self.person,
            acting_for: self.acting_for,
            kind: &self.kind,
            payload: &self.payload,
            subject: self.subject.as_deref(),
            request: &self.request,
        }
    }
}
