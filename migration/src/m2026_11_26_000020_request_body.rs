//! A request to act for a collectivité may name the body for which one works: a CCAS, a syndicat, a PETR.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &["ALTER TABLE membership_request ADD COLUMN body TEXT NOT NULL DEFAULT ''"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, STATEMENTS, &[], &[]).await
    }
}
