use super::Millis;
use crate::id::{NeedId, PersonId};
use sea_orm::entity::prelude::*;

/// The collectivité of a need proposes that it joins another; the row is there as long as that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "merge_request")]
pub struct Model {
    /// The need that would join: one proposal at a time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: NeedId,
    /// The need that it would join, whose collectivité answers.
    pub face: NeedId,
    pub person: PersonId,
    pub message: String,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
