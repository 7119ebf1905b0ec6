use super::Millis;
use crate::curation::WorkState;
use crate::id::{NeedId, PersonId};
use sea_orm::entity::prelude::*;

/// What curators noted of a need: how far they are with it, and whose it is to sort. No row: new, and nobody's.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_work")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: NeedId,
    pub state: WorkState,
    pub assignee: Option<PersonId>,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
