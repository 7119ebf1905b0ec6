use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// A collectivité that is no more, and the one that took its place (a commune nouvelle, merged intercommunal bodies).
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "succession")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub former: Siren,
    pub successor: Siren,
    /// Of the former one.
    pub name: String,
    pub insee: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
