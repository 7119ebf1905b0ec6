use super::Millis;
use crate::id::{CampaignId, GroupId, ProjectId};
use crate::money::Euros;
use crate::project::ProjectState;
use sea_orm::entity::prelude::*;

/// A project, with its cost.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProjectId,
    pub campaign: CampaignId,
    pub state: ProjectState,
    pub title: String,
    pub summary: String,
    pub carrier_group: Option<GroupId>,
    pub carrier_service: Option<String>,
    pub cost: Euros,
    pub benefits: String,
    /// Codes between bars, as in `need`.
    pub priority: String,
    /// Why a curator corrected what the labels propose; None where they did not.
    pub priority_reason: Option<String>,
    /// Who was behind it when the rule was frozen, as JSON ([`crate::priority::Behind`]).
    pub priority_basis: Option<String>,
    pub source: Option<String>,
    /// What the lines of its cost suppose ([`super::cost_line`]).
    pub assumptions: String,
    pub created_at: Millis,
    pub demo: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
