//! The curators' workshop: what they noted of needs, and acts on many that can be undone.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE need_work (
        need UUID PRIMARY KEY REFERENCES need (id) ON DELETE CASCADE,
        state TEXT NOT NULL,
        assignee UUID REFERENCES person (id),
        at BIGINT NOT NULL
    )",
    "CREATE INDEX need_work_by_assignee ON need_work (assignee)",
    "CREATE TABLE need_batch (
        id UUID PRIMARY KEY,
        campaign UUID NOT NULL REFERENCES campaign (id),
        person UUID NOT NULL REFERENCES person (id),
        state TEXT NOT NULL,
        kind TEXT,
        content TEXT NOT NULL,
        needs INTEGER NOT NULL,
        prepared_at BIGINT NOT NULL,
        done_at BIGINT,
        ended_at BIGINT
    )",
    "CREATE INDEX need_batch_by_state ON need_batch (state, done_at)",
    "CREATE INDEX need_batch_by_campaign ON need_batch (campaign, done_at)",
    "CREATE TABLE need_batch_item (
        batch UUID NOT NULL REFERENCES need_batch (id) ON DELETE CASCADE,
        need UUID NOT NULL REFERENCES need (id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        project UUID,
        work TEXT NOT NULL,
        assignee UUID,
        PRIMARY KEY (batch, need)
    )",
    "CREATE INDEX need_batch_item_by_need ON need_batch_item (need)",
    "CREATE TABLE need_note (
        id UUID PRIMARY KEY,
        need UUID NOT NULL REFERENCES need (id) ON DELETE CASCADE,
        author UUID NOT NULL REFERENCES person (id),
        text TEXT NOT NULL,
        at BIGINT NOT NULL,
        batch UUID REFERENCES need_batch (id)
    )",
    "CREATE INDEX need_note_by_need ON need_note (need, at)",
    "CREATE INDEX need_note_by_batch ON need_note (batch)",
    "CREATE TABLE need_answer (
        need UUID PRIMARY KEY REFERENCES need (id) ON DELETE CASCADE,
        link TEXT,
        at BIGINT NOT NULL
    )",
    // The order of the desk, and the few people of the State among all.
    "CREATE INDEX need_desk ON need (campaign, state, supports DESC, inhabitants DESC, id)",
    "CREATE INDEX person_by_staff ON person (staff) WHERE staff IS NOT NULL",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
