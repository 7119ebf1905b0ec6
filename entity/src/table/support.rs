use super::Millis;
use crate::id::{NeedId, PersonId};
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// A collectivité's support of a need, once.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: NeedId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub siren: Siren,
    pub sentence: String,
    pub person: PersonId,
    pub at: Millis,
    pub demo: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
