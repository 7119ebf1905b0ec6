use super::Millis;
use crate::id::PersonId;
use sea_orm::entity::prelude::*;

/// A form that was sent and came to nothing, kept for an hour; the token of its address is not kept, only its hash.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_form")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Among whose forms it is counted: a person's identifier, or the network of somebody who is not signed in.
    pub holder: String,
    /// Who alone may have it back; None for whoever holds the token.
    pub person: Option<PersonId>,
    /// What was sent, as JSON.
    pub content: String,
    pub saved_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
