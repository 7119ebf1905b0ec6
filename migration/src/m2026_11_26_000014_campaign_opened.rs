//! An imported campaign is prepared until an act opens it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE campaign ADD COLUMN opened_at BIGINT",
    // Until here, importing was opening.
    "UPDATE campaign SET opened_at = imported_at",
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
