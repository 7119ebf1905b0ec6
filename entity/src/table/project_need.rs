use crate::id::{NeedId, ProjectId};
use sea_orm::entity::prelude::*;

/// A need answered by a project; a need is in one project at most.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_need")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: NeedId,
    pub project: ProjectId,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
