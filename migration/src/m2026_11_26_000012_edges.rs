//! Sign-ins that are begun are counted by network.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE sign_in_attempt ADD COLUMN network TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX sign_in_attempt_network ON sign_in_attempt (network, asked_at)",
    "CREATE INDEX sign_in_attempt_asked ON sign_in_attempt (asked_at)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, STATEMENTS, &[], &[]).await
    }
}
