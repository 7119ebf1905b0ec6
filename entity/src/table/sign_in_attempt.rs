use super::Millis;
use sea_orm::entity::prelude::*;

/// A sign-in that was begun at the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: String,
    pub browser_hash: String,
    pub nonce: String,
    /// The secret of PKCE, when it is used.
    pub verifier: Option<String>,
    #[sea_orm(column_name = "way_on")]
    pub return_to: String,
    pub asked_at: Millis,
    /// From where it was begun.
    pub network: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
