use crate::{costing::CostKind, id::ProjectId, money::Euros};
use sea_orm::entity::prelude::*;

/// A line of what a project costs.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cost_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: ProjectId,
    /// Counted from 0, in the order of the page.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub kind: CostKind,
    pub label: String,
    /// Of one of `quantity`.
    pub low: Euros,
    pub high: Euros,
    /// Years, or collectivités, or how many.
    pub quantity: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
