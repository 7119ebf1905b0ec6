use super::Millis;
use crate::{
    committee::Opinion,
    id::{PersonId, ProjectId, SessionId},
};
use sea_orm::entity::prelude::*;

/// What a member of the committee thinks of a project.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "committee_opinion")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session: SessionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: ProjectId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: PersonId,
    pub opinion: Opinion,
    pub word: String,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
