//! What people were told because its hour had come, once each, and until when what a notice says can be done.

use sea_orm_migration::prelude::*;

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

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
