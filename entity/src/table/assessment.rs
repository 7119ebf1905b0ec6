use super::Millis;
use crate::{
    assessment::{AssessmentState, Marks},
    id::{ApplicationId, PersonId},
};
use sea_orm::entity::prelude::*;

/// What one assessor thinks of an application.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub application: ApplicationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: PersonId,
    pub state: AssessmentState,
    #[sea_orm(column_name = "drawn_at")]
    pub assigned_at: Millis,
    /// The [`Marks`], as JSON; empty before.
    pub marks: String,
    /// Private.
    pub note: String,
    /// Given to the applicant with the decision.
    pub reason: String,
    /// When it last changed.
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The marks; None before they were given.
    pub fn marks(&self) -> Option<Marks> {
        serde_json::from_str(&self.marks).ok()
    }
}
