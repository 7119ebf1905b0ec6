//! An imported campaign is prepared until an act opens it.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE campaign ADD COLUMN opened_at BIGINT",
    // Until here, importing was opening.
    "UPDATE campaign SET opened_at = imported_at",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
