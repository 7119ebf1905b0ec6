use super::Millis;
use crate::{
    committee::Verdict,
    id::{PersonId, ProjectId, SessionId},
};
use sea_orm::entity::prelude::*;

/// A project that a session of the committee reads, and what it decided.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "committee_project")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session: SessionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: ProjectId,
    pub proposed_at: Millis,
    /// None until it is decided.
    pub decision: Option<Verdict>,
    pub minutes: String,
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<Millis>,
    /// From when on everybody reads decision and minutes.
    pub published_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
