use super::Millis;
use crate::id::ServiceId;
use sea_orm::entity::prelude::*;

/// A service that exists, of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ServiceId,
    /// The name without accents, in lower case: one service a name.
    pub folded: String,
    pub name: String,
    /// What it does.
    pub purpose: String,
    /// Who runs it.
    pub operator: String,
    /// Empty when it is not known.
    pub licence: String,
    /// An `https` address; empty when there is none.
    pub address: String,
    /// Where this was learnt, as whoever imported it wrote it.
    pub source: String,
    pub created_at: Millis,
    pub changed_at: Millis,
    /// When a curator took it out of the catalogue.
    pub withdrawn_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
