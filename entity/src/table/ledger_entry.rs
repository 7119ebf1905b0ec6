use super::Millis;
use crate::{
    id::{ApplicationId, CampaignId, EntryId, PersonId},
    ledger::EntryKind,
    money::Euros,
};
use sea_orm::entity::prelude::*;

/// An amount that moved from one account to another. Never changed, never deleted.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EntryId,
    pub campaign: CampaignId,
    pub kind: EntryKind,
    pub from_account: String,
    pub to_account: String,
    pub amount: Euros,
    pub application: Option<ApplicationId>,
    /// Why, in a few words.
    pub note: String,
    pub person: Option<PersonId>,
    pub at: Millis,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
