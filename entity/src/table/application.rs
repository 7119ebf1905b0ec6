use super::Millis;
use crate::{
    application::ApplicationState,
    id::{ApplicationId, CampaignId, GroupId, PersonId, ProjectId},
    money::Euros,
    siren::Siren,
};
use sea_orm::entity::prelude::*;

/// An application, from its draft to its last payment.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApplicationId,
    pub campaign: CampaignId,
    pub envelope: String,
    /// Counted from 1; None where the envelope has no waves.
    pub wave: Option<i32>,
    /// The project that is piloted.
    pub project: Option<ProjectId>,
    /// The group that applies; None for one collectivité.
    pub group_id: Option<GroupId>,
    /// Who submits: the collectivité, or the lead of the group.
    pub siren: Siren,
    /// Code of the département of who submits; empty for a region.
    pub departement: String,
    pub state: ApplicationState,
    pub title: String,
    pub opened_by: PersonId,
    pub opened_at: Millis,
    /// Given at the first submission.
    pub number: Option<String>,
    #[sea_orm(column_name = "filed_at")]
    pub submitted_at: Option<Millis>,
    /// Version of the campaign’s rules that it is judged by.
    pub rule_version: Option<i32>,
    /// Computed at the submission.
    pub asked: Euros,
    /// Decided; zero before.
    pub granted: Euros,
    /// The [`crate::application::Submission`], as JSON.
    #[sea_orm(column_name = "filed_copy")]
    pub submission: Option<String>,
    pub correction_until: Option<Millis>,
    /// What is to be corrected.
    pub correction_note: String,
    /// Until when it may be submitted although the intake is closed.
    pub exception_until: Option<Millis>,
    /// How many reminders of the close were sent.
    pub reminded: i32,
    /// Day of the agreement, as `2021-09-30`.
    pub agreement_day: Option<String>,
    /// Applicant, envelope, wave and project: one application for each.
    pub subject: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
