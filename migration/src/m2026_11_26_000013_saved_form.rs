//! Forms that are kept for an hour, so that nothing typed is lost.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    // No reference to a person: whoever leaves takes the rows along, and a row lasts an hour.
    "CREATE TABLE saved_form (
        token_hash TEXT PRIMARY KEY,
        holder TEXT NOT NULL,
        person UUID,
        content TEXT NOT NULL,
        saved_at BIGINT NOT NULL
    )",
    "CREATE INDEX saved_form_by_holder ON saved_form (holder, saved_at)",
    "CREATE INDEX saved_form_saved ON saved_form (saved_at)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
