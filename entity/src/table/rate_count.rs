use sea_orm::entity::prelude::*;

/// What one server counted of the requests of one network in a minute.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rate_count")]
pub struct Model {
    /// Minutes of the Unix epoch.
    #[sea_orm(primary_key, auto_increment = false)]
    pub minute: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub network: String,
    /// Forms sent, or all requests.
    #[sea_orm(primary_key, auto_increment = false)]
    pub acts: bool,
    /// A name that each server takes when it starts.
    #[sea_orm(primary_key, auto_increment = false)]
    pub server: String,
    pub asked: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
