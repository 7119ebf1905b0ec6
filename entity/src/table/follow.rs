use super::Millis;
use crate::{follow::FollowKind, id::PersonId};
use sea_orm::entity::prelude::*;

/// A person follows a need, a group or a project, once.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: FollowKind,
    /// The identifier of what is followed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Uuid,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
