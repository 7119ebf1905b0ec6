use crate::{
    id::CampaignId,
    ledger::{Account, AccountKind, Scope},
};
use sea_orm::entity::prelude::*;

/// An account of the ledger; its balance is kept by the database and checked by it.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    /// Campaign, envelope, part and kind.
    pub id: String,
    pub campaign: CampaignId,
    pub envelope: String,
    /// A [`Scope`], as text.
    #[sea_orm(column_name = "part")]
    pub scope: String,
    pub kind: AccountKind,
    /// In cents; guards what is spent, and is never shown.
    pub balance: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The account that the row is; None when its scope is not one.
    pub fn account(&self) -> Option<Account> {
        let scope: Scope = self.scope.parse().ok()?;
        Some(Account { envelope: self.envelope.clone(), scope, kind: self.kind })
    }
}
