//! Who gets the weekly mail of figures; why a project's programmes are what they are.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE figures_subscription (
        person UUID PRIMARY KEY REFERENCES person (id),
        since BIGINT NOT NULL
    )",
    // Why a curator corrected what the labels propose; NULL where they did not.
    "ALTER TABLE project ADD COLUMN priority_reason TEXT",
    // Who was behind it when the rule was frozen, as JSON.
    "ALTER TABLE project ADD COLUMN priority_basis TEXT",
    // What was frozen before stays as it was: nobody noted who was behind it.
    "UPDATE project SET priority_basis = '{\"collectivities\":0,\"labelled\":{},\"preferred\":0}'
        WHERE campaign IN (SELECT campaign FROM frozen_rule)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
