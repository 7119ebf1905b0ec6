use crate::programme::Programme;
use sea_orm::entity::prelude::*;

/// A commune's label of a national programme.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_label")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub insee: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme: Programme,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
