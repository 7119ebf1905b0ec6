use super::Millis;
use crate::curation::{BatchKind, BatchState};
use crate::id::{BatchId, CampaignId, PersonId};
use sea_orm::entity::prelude::*;

/// Needs that a curator chose to act on together, and the act.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_batch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BatchId,
    pub campaign: CampaignId,
    pub person: PersonId,
    pub state: BatchState,
    /// None while nothing is done.
    pub kind: Option<BatchKind>,
    /// The act as JSON ([`crate::curation::BatchAct`]); empty while nothing is done.
    pub content: String,
    /// How many needs it holds.
    pub needs: i32,
    pub prepared_at: Millis,
    pub done_at: Option<Millis>,
    /// When it was undone, or those concerned told.
    pub ended_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
