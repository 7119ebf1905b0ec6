//! Where assessors live, so that links are proposed; instalments that are refused.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    // Code of a département, told by an assessor.
    "ALTER TABLE person ADD COLUMN residence TEXT",
    "ALTER TABLE instalment ADD COLUMN refused_by UUID",
    "ALTER TABLE instalment ADD COLUMN refused_at BIGINT",
    "ALTER TABLE instalment ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX instalment_waiting ON instalment (asked_at) WHERE paid_at IS NULL AND refused_at IS NULL",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
