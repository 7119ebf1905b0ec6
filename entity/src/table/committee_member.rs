use crate::id::{PersonId, SessionId};
use sea_orm::entity::prelude::*;

/// Who sits in a session of the committee.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "committee_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session: SessionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: PersonId,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
