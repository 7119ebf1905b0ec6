//! Why something was ended or taken back, told to those whom it concerns.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &["ALTER TABLE notice ADD COLUMN reason TEXT"];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
