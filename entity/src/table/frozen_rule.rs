use super::Millis;
use crate::id::{CampaignId, PersonId};
use sea_orm::entity::prelude::*;

/// The rule of a campaign's vote, once the curators have closed the list.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "frozen_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign: CampaignId,
    /// The canonical document; see [`crate::frozen_rule::FrozenRule`].
    pub document: String,
    /// SHA-256 of the document, in hexadecimal.
    pub hash: String,
    /// None in the demonstration, which freezes by itself.
    pub frozen_by: Option<PersonId>,
    pub frozen_at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
