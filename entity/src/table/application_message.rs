use super::Millis;
use crate::id::{ApplicationId, MessageId, PersonId};
use sea_orm::entity::prelude::*;

/// A message between the applicant and those who handle the application.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    pub application: ApplicationId,
    pub person: PersonId,
    pub from_applicant: bool,
    pub message: String,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
