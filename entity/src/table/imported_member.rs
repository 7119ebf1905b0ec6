use super::Millis;
use crate::{collectivity::Capacity, id::PersonId, siren::Siren};
use sea_orm::entity::prelude::*;

/// Somebody of an imported list who has not signed in yet: whoever first signs in with the address acts for the
/// collectivité.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imported_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub email: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub siren: Siren,
    /// As the list calls the person, who corrects it on their account.
    pub name: String,
    pub capacity: Capacity,
    pub title: String,
    /// Whether the list names them as the collectivité's first referent.
    pub referent: bool,
    /// The curator who sent the list; None for the operator's.
    pub imported_by: Option<PersonId>,
    /// Where the list comes from, as the curator wrote it; empty for the operator's.
    pub reason: String,
    pub imported_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
