use super::Millis;
use crate::{
    decision::DraftedDecision,
    id::{ApplicationId, PersonId},
};
use sea_orm::entity::prelude::*;

/// What an officer of a prefecture has typed of a decision and not taken yet; theirs alone.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decision_draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub application: ApplicationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: PersonId,
    /// The [`DraftedDecision`], as JSON.
    pub content: String,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What was typed.
    pub fn decision(&self) -> DraftedDecision {
        serde_json::from_str(&self.content).unwrap_or_default()
    }
}
