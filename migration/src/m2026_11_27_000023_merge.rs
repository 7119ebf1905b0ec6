//! Needs that join others: which one each joined (`merged_into`) and under which it is shown (`face`), both absent of
//! one that stands alone; what authors propose to each other, and the likenesses that curators set aside.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE need ADD COLUMN merged_into UUID",
    "ALTER TABLE need ADD COLUMN face UUID",
    "ALTER TABLE need ADD COLUMN merged_at BIGINT",
    "ALTER TABLE need ADD COLUMN merged_by TEXT",
    "ALTER TABLE need ADD COLUMN merged_reason TEXT",
    "CREATE INDEX need_by_face ON need (face) WHERE face IS NOT NULL",
    "CREATE TABLE merge_request (
        need UUID PRIMARY KEY,
        face UUID NOT NULL,
        person UUID NOT NULL,
        message TEXT NOT NULL,
        at BIGINT NOT NULL
    )",
    "CREATE INDEX merge_request_by_face ON merge_request (face)",
    "CREATE TABLE ignored_cluster (
        id UUID PRIMARY KEY,
        campaign UUID NOT NULL,
        needs TEXT NOT NULL,
        person UUID NOT NULL,
        at BIGINT NOT NULL
    )",
    "CREATE INDEX ignored_cluster_by_campaign ON ignored_cluster (campaign)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
