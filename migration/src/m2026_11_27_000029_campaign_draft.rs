//! Campaigns that are being written, with each of their versions.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE campaign_draft (
        id UUID PRIMARY KEY,
        slug TEXT NOT NULL,
        content TEXT NOT NULL,
        version INTEGER NOT NULL,
        created_by UUID NOT NULL REFERENCES person (id),
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL,
        ended_at BIGINT
    )",
    // Whoever writes in one campaign writes in one draft.
    "CREATE UNIQUE INDEX campaign_draft_open ON campaign_draft (slug) WHERE ended_at IS NULL",
    "CREATE TABLE campaign_draft_version (
        draft UUID NOT NULL REFERENCES campaign_draft (id),
        version INTEGER NOT NULL,
        content TEXT NOT NULL,
        place TEXT NOT NULL,
        person UUID NOT NULL REFERENCES person (id),
        at BIGINT NOT NULL,
        PRIMARY KEY (draft, version)
    )",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
