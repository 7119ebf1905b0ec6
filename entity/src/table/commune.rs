use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// A commune of the reference data, with its inhabitants in the dataset's vintage.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "commune")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub insee: String,
    pub name: String,
    pub departement: String,
    pub region: String,
    pub epci: Option<Siren>,
    pub ept: Option<Siren>,
    pub population: i32,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
