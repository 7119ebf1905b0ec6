//! A request to act for a collectivité may name the body for which one works: a CCAS, a syndicat, a PETR.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &["ALTER TABLE membership_request ADD COLUMN body TEXT NOT NULL DEFAULT ''"];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
