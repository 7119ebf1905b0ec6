use super::Millis;
use crate::{door::Act, id::PersonId};
use sea_orm::entity::prelude::*;

/// Somebody asked, invited, or had somebody written to; counted for some days, then removed.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "door_act")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: Act,
    pub person: PersonId,
    pub network: String,
    /// What it was about: a SIREN, or the hash of a mail address.
    pub target: String,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
