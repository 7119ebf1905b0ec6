//! Messages under needs and inside groups, texts that somebody reported, and those that curators hid.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE discussion_message (
        id UUID PRIMARY KEY,
        campaign UUID NOT NULL REFERENCES campaign (id),
        need UUID REFERENCES need (id),
        group_id UUID REFERENCES pool_group (id),
        thread UUID REFERENCES discussion_message (id),
        person UUID NOT NULL REFERENCES person (id),
        siren TEXT,
        capacity TEXT,
        title TEXT NOT NULL,
        audience TEXT NOT NULL,
        question TEXT,
        content TEXT NOT NULL,
        written_at BIGINT NOT NULL,
        edited_at BIGINT,
        taken_back_at BIGINT,
        hidden_at BIGINT
    )",
    "CREATE INDEX discussion_message_by_need ON discussion_message (need, written_at)",
    "CREATE INDEX discussion_message_by_group ON discussion_message (group_id, written_at)",
    "CREATE INDEX discussion_message_by_thread ON discussion_message (thread, written_at)",
    "CREATE INDEX discussion_message_by_person ON discussion_message (person)",
    "CREATE INDEX discussion_message_open_question ON discussion_message (campaign, written_at) \
     WHERE question = 'open'",
    "CREATE TABLE text_report (
        id UUID PRIMARY KEY,
        kind TEXT NOT NULL,
        subject UUID NOT NULL,
        person UUID REFERENCES person (id),
        cause TEXT NOT NULL,
        word TEXT NOT NULL,
        content TEXT NOT NULL,
        reported_at BIGINT NOT NULL,
        settled_at BIGINT,
        settled_by UUID REFERENCES person (id),
        outcome TEXT
    )",
    "CREATE UNIQUE INDEX text_report_once ON text_report (kind, subject, person)",
    "CREATE INDEX text_report_open ON text_report (reported_at) WHERE settled_at IS NULL",
    "CREATE TABLE hidden_text (
        kind TEXT NOT NULL,
        subject UUID NOT NULL,
        content TEXT NOT NULL,
        person UUID NOT NULL REFERENCES person (id),
        reason TEXT NOT NULL,
        hidden_at BIGINT NOT NULL,
        answer TEXT,
        answered_at BIGINT,
        upheld_at BIGINT,
        PRIMARY KEY (kind, subject)
    )",
    "CREATE INDEX hidden_text_answered ON hidden_text (answered_at) WHERE upheld_at IS NULL",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
