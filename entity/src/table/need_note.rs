use super::Millis;
use crate::id::{BatchId, NeedId, NoteId, PersonId};
use sea_orm::entity::prelude::*;

/// A curator's note on a need, which curators alone read.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_note")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NoteId,
    pub need: NeedId,
    pub author: PersonId,
    pub text: String,
    pub at: Millis,
    /// The act on many needs that wrote it.
    pub batch: Option<BatchId>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
