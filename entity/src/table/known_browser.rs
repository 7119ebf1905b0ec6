use super::Millis;
use sea_orm::entity::prelude::*;

/// A browser that signed in with an address before; only hashes are kept.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_browser")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    /// Of the address and the browser's secret together.
    pub key_hash: String,
    pub email_hash: String,
    pub seen_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
