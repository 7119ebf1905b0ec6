//! Mail: what is to be sent, and the official addresses of collectivités.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE mail (
        id UUID PRIMARY KEY,
        recipient TEXT NOT NULL,
        letter TEXT NOT NULL,
        written_at BIGINT NOT NULL,
        due_at BIGINT NOT NULL,
        attempts INTEGER NOT NULL,
        sent_at BIGINT,
        fault TEXT
    )",
    "CREATE INDEX mail_due ON mail (due_at) WHERE sent_at IS NULL",
    "CREATE TABLE contact (siren TEXT PRIMARY KEY, email TEXT NOT NULL)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
