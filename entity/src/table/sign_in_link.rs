use super::Millis;
use crate::permission::StaffRole;
use sea_orm::entity::prelude::*;

/// A mail that lets its reader sign in, once; neither link nor code is kept, only their hashes.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub code_hash: String,
    pub email: String,
    /// The browser that asked; None for an invitation, which any browser may open.
    pub browser_hash: Option<String>,
    pub network: String,
    /// Where to go on once signed in.
    #[sea_orm(column_name = "way_on")]
    pub return_to: String,
    /// The State's role that an invitation gives.
    pub staff: Option<StaffRole>,
    pub asked_at: Millis,
    pub expires_at: Millis,
    pub used_at: Option<Millis>,
    /// Wrong codes typed.
    pub attempts: i32,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
