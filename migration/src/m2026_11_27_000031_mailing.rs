//! Mailings, to whom no mailing is sent any more, and messages on top of every page.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE mailing (
        id UUID PRIMARY KEY,
        campaign UUID NOT NULL REFERENCES campaign (id),
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        deadline TEXT,
        audience TEXT NOT NULL,
        state TEXT NOT NULL,
        version INTEGER NOT NULL,
        created_by UUID NOT NULL REFERENCES person (id),
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL,
        started_at BIGINT,
        ended_at BIGINT,
        recipients BIGINT NOT NULL,
        outcome TEXT
    )",
    "ALTER TABLE mail ADD COLUMN mailing UUID REFERENCES mailing (id)",
    // Since when a mail of a mailing is with the mail server, until its answer is written down.
    "ALTER TABLE mail ADD COLUMN handed_at BIGINT",
    // Nobody gets a mailing twice.
    "CREATE UNIQUE INDEX mail_of_mailing ON mail (mailing, recipient) WHERE mailing IS NOT NULL",
    "CREATE INDEX mail_of_mailing_due ON mail (mailing, due_at) WHERE mailing IS NOT NULL AND sent_at IS NULL",
    "CREATE TABLE mailing_pace (id INTEGER PRIMARY KEY, next_at BIGINT NOT NULL)",
    "CREATE TABLE mail_refusal (
        email TEXT NOT NULL,
        cause TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (email, cause)
    )",
    "CREATE TABLE service_message (
        id UUID PRIMARY KEY,
        content TEXT NOT NULL,
        audience TEXT NOT NULL,
        begins_at BIGINT NOT NULL,
        ends_at BIGINT NOT NULL,
        written_by UUID NOT NULL REFERENCES person (id),
        written_at BIGINT NOT NULL
    )",
    "CREATE INDEX service_message_by_end ON service_message (ends_at)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
