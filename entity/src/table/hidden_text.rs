use super::Millis;
use crate::id::PersonId;
use crate::moderation::{TextId, TextKind};
use sea_orm::entity::prelude::*;

/// A text that curators hid: it stands here and nowhere else, until it is shown again.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hidden_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: TextKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Uuid,
    /// Of a message its text; of a need or a group its fields, as JSON.
    pub content: String,
    /// Who hid it.
    pub person: PersonId,
    pub reason: String,
    pub hidden_at: Millis,
    /// What its author answers, once.
    pub answer: Option<String>,
    pub answered_at: Option<Millis>,
    /// When curators read the answer and left the text hidden.
    pub upheld_at: Option<Millis>,
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
