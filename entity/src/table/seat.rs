use sea_orm::entity::prelude::*;

/// The SIRET of the seat of a body, as the national register (SIRENE) has it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat")]
pub struct Model {
    /// The SIREN of a collectivité, or an authority that grants ([`crate::siret::Granting`]).
    #[sea_orm(primary_key, auto_increment = false)]
    pub body: String,
    pub siret: String,
    /// What an authority is called; empty for a collectivité, which the roll names.
    pub name: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
