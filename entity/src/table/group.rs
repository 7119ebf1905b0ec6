use super::Millis;
use crate::group::GroupState;
use crate::id::{CampaignId, GroupId, NeedId, PersonId};
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// A mutualisation group; once submitted, with its figures frozen.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pool_group")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GroupId,
    pub campaign: CampaignId,
    /// The need on which it was opened; None for one that began without.
    pub need: Option<NeedId>,
    pub name: String,
    pub purpose: String,
    pub lead: Siren,
    pub opened_by: PersonId,
    pub opened_at: Millis,
    pub state: GroupState,
    pub eligible: bool,
    pub population: i64,
    pub communes: i32,
    #[sea_orm(column_name = "filed_at")]
    pub submitted_at: Option<Millis>,
    /// The [`crate::group::Meter`] at the submission, as JSON.
    #[sea_orm(column_name = "filed_meter")]
    pub submitted_meter: Option<String>,
    /// Version of the campaign's rules that the submission was judged under.
    #[sea_orm(column_name = "filed_rule_version")]
    pub submitted_rule_version: Option<i32>,
    pub demo: bool,
    /// Code of one of the campaign's themes; empty where its need says it, and where none was chosen.
    pub theme: String,
    /// Codes between bars, as those of a need; empty where its need says them.
    pub programmes: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
