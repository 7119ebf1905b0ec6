use super::Millis;
use crate::{collectivity::Capacity, id::PersonId, siren::Siren};
use sea_orm::entity::prelude::*;

/// Somebody asks to act for a collectivité.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub siren: Siren,
    pub capacity: Capacity,
    pub title: String,
    pub evidence: String,
    pub asked_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
