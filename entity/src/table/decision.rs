use super::Millis;
use crate::{
    application::ApplicationState,
    decision::Outcome,
    id::{ApplicationId, PersonId},
    money::Euros,
};
use sea_orm::entity::prelude::*;

/// What was decided of an application, and from when on the applicant sees it. A later decision stands beside the
/// earlier one.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub application: ApplicationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: Millis,
    /// Where the application stood before, which is what the applicant sees until the publication.
    pub state_before: ApplicationState,
    pub outcome: Outcome,
    pub amount: Euros,
    pub reason: String,
    pub person: PersonId,
    pub publish_at: Millis,
    pub rule_version: i32,
    /// Whether the applicant was told.
    #[sea_orm(column_name = "told")]
    pub notified: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
