//! When people came last, so that home says what happened since.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] =
    &["ALTER TABLE person ADD COLUMN visited_at BIGINT", "ALTER TABLE session ADD COLUMN previous_visit BIGINT"];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
