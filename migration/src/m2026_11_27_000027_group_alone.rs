//! A group may be opened without a need: it then says its theme and programmes itself.
//!
//! A constraint goes and nothing else changes, so that what is stored stays as it is. SQLite before 3.53 drops no
//! `NOT NULL`: the table is made anew under its name, with its rows. References to it are checked at the end of the
//! transaction, when all rows are back.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE pool_group ADD COLUMN theme TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE pool_group ADD COLUMN programmes TEXT NOT NULL DEFAULT ''",
];

const SQLITE: &[&str] = &[
    "PRAGMA defer_foreign_keys = ON",
    "CREATE TABLE pool_group_before AS SELECT * FROM pool_group",
    "DROP TABLE pool_group",
    "CREATE TABLE pool_group (
        id UUID PRIMARY KEY,
        campaign UUID NOT NULL REFERENCES campaign (id),
        need UUID REFERENCES need (id),
        name TEXT NOT NULL,
        purpose TEXT NOT NULL,
        lead TEXT NOT NULL,
        opened_by UUID NOT NULL REFERENCES person (id),
        opened_at BIGINT NOT NULL,
        state TEXT NOT NULL,
        eligible BOOLEAN NOT NULL,
        population BIGINT NOT NULL,
        communes INTEGER NOT NULL,
        filed_at BIGINT,
        filed_meter TEXT,
        filed_rule_version INTEGER,
        demo BOOLEAN NOT NULL,
        theme TEXT NOT NULL DEFAULT '',
        programmes TEXT NOT NULL DEFAULT '',
        CHECK ((state = 'filed') = (filed_meter IS NOT NULL))
    )",
    "INSERT INTO pool_group (id, campaign, need, name, purpose, lead, opened_by, opened_at, state, eligible, population,
        communes, filed_at, filed_meter, filed_rule_version, demo, theme, programmes)
     SELECT id, campaign, need, name, purpose, lead, opened_by, opened_at, state, eligible, population,
        communes, filed_at, filed_meter, filed_rule_version, demo, theme, programmes FROM pool_group_before",
    "DROP TABLE pool_group_before",
    "CREATE INDEX pool_group_by_0 ON pool_group (campaign, state)",
    "CREATE INDEX pool_group_by_1 ON pool_group (need)",
];

const POSTGRES: &[&str] = &["ALTER TABLE pool_group ALTER COLUMN need DROP NOT NULL"];

migration!(|manager| crate::run(manager, STATEMENTS, SQLITE, POSTGRES).await);
