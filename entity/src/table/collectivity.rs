use crate::collectivity::Kind;
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// A collectivité of the reference data.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collectivity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub siren: Siren,
    pub kind: Kind,
    pub name: String,
    pub insee: Option<String>,
    pub departement: Option<String>,
    pub region: String,
    pub postcodes: String,
    pub departement_powers: bool,
    /// Departements whose communes are its territory, `67|68`; empty where the communes say it themselves.
    pub territory: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
