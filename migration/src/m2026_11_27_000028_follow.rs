//! Whom a person follows: needs, groups and projects.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE follow (
        person UUID NOT NULL REFERENCES person (id),
        kind TEXT NOT NULL,
        subject UUID NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (person, kind, subject)
    )",
    "CREATE INDEX follow_by_subject ON follow (kind, subject)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
