use super::Millis;
use crate::id::PersonId;
use crate::moderation::{ReportCause, ReportOutcome, TextId, TextKind};
use sea_orm::entity::prelude::*;

/// Somebody reports a text, as it stood then; once a person.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "text_report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: TextKind,
    pub subject: Uuid,
    /// None once their account is gone.
    pub person: Option<PersonId>,
    pub cause: ReportCause,
    /// What they say beside.
    pub word: String,
    /// The text that they read.
    pub content: String,
    pub reported_at: Millis,
    pub settled_at: Option<Millis>,
    pub settled_by: Option<PersonId>,
    pub outcome: Option<ReportOutcome>,
}

impl Model {
    /// The text.
    pub fn text(&self) -> TextId {
        TextId { kind: self.kind, id: self.subject }
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
