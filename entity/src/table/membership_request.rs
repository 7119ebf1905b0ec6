use super::Millis;
use crate::{collectivity::Capacity, door::Reached, id::PersonId, siren::Siren};
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
    /// The body for which the person works, where that is not the collectivité itself (a CCAS, a syndicat); else empty.
    pub body: String,
    pub asked_at: Millis,
    /// Who was told of it; None for one made before this was kept.
    pub reached: Option<Reached>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
