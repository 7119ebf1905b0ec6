//! Files attached to needs, kept in the same store as those of applications; and from which need of an earlier campaign
//! one was copied.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE need_attachment (
        id UUID PRIMARY KEY,
        need UUID NOT NULL REFERENCES need (id),
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        size BIGINT NOT NULL,
        sha256 TEXT NOT NULL,
        person UUID NOT NULL REFERENCES person (id),
        at BIGINT NOT NULL
    )",
    "CREATE INDEX need_attachment_by_need ON need_attachment (need)",
    "CREATE TABLE need_copy (
        need UUID PRIMARY KEY REFERENCES need (id) ON DELETE CASCADE,
        campaign UUID NOT NULL REFERENCES campaign (id),
        source UUID NOT NULL REFERENCES need (id),
        siren TEXT NOT NULL,
        UNIQUE (campaign, source, siren)
    )",
    "CREATE INDEX need_copy_by_source ON need_copy (source)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
