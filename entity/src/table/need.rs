use super::Millis;
use crate::id::{CampaignId, NeedId, PersonId};
use crate::merge::MergedBy;
use crate::need::NeedState;
use crate::siren::Siren;
use sea_orm::entity::prelude::*;

/// A need, in its current version, with its support figures kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NeedId,
    pub campaign: CampaignId,
    pub siren: Siren,
    pub author: PersonId,
    pub state: NeedState,
    pub title: String,
    pub problem: String,
    #[sea_orm(column_name = "sufferers")]
    pub affected: String,
    pub existing: String,
    pub theme: String,
    pub urgency: String,
    /// Codes between bars, `|acv|pvd|`, so that one is found by `LIKE`.
    pub programmes: String,
    pub departement: Option<String>,
    pub region: String,
    pub version: i32,
    pub created_at: Millis,
    pub published_at: Option<Millis>,
    /// Collectivités that support it.
    pub supports: i32,
    /// Inhabitants of the author and its supporters, counted once.
    pub inhabitants: i64,
    pub declined_reason: Option<String>,
    /// The need that it joined; its supports stay its own, and count there too.
    pub merged_into: Option<NeedId>,
    /// The need under which it is shown: the one that it joined, or the one that this joined in turn. None of a need
    /// that stands in lists itself.
    pub face: Option<NeedId>,
    pub merged_at: Option<Millis>,
    pub merged_by: Option<MergedBy>,
    /// Why it joined, for those whose need it is and who support it.
    pub merged_reason: Option<String>,
    pub demo: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
