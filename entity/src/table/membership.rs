use super::Millis;
use crate::collectivity::Capacity;
use crate::id::PersonId;
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// For which collectivité a person acts, and as what.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub siren: Siren,
    pub capacity: Capacity,
    /// Function on screen, such as « Maire ».
    pub title: String,
    pub since: Millis,
    /// Whether the person says who else acts for the collectivité.
    pub referent: bool,
    /// Whether the State made them a referent, and the collectivité's official address has not consented since.
    pub by_hand: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
