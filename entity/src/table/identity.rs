use super::Millis;
use crate::id::PersonId;
use sea_orm::entity::prelude::*;

/// Who somebody is at an identity provider: what a person is known by, whatever their mail address.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    pub person: PersonId,
    /// As the provider told it; nothing is signed in with it.
    pub email: String,
    /// What the provider said of the organisation at the latest sign-in ([`crate::sign_in::Organisation`] as JSON).
    pub organisation: String,
    /// What it said before, when that was another one and the person has not seen it yet.
    pub before: Option<String>,
    pub seen_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
