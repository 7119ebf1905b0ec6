//! What people were told because its hour had come, once each, and until when what a notice says can be done.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE reminder_sent (
        occasion TEXT NOT NULL,
        subject TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (occasion, subject)
    )",
    "ALTER TABLE notice ADD COLUMN until_at BIGINT",
    // Each page of somebody who is signed in counts them.
    "CREATE INDEX notice_unread ON notice (person) WHERE read_at IS NULL",
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
