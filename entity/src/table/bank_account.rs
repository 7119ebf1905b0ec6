use super::Millis;
use crate::id::{ApplicationId, PersonId};
use sea_orm::entity::prelude::*;

/// The bank account to which an application is paid.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bank_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub application: ApplicationId,
    /// The IBAN, sealed with the key of the settings for this application alone.
    pub sealed: String,
    pub given_by: PersonId,
    pub given_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
