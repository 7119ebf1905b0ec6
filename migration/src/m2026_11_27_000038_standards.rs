//! The SIRET of seats, which the standard form of subsidies asks for; the secret addresses of people's own calendars.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE seat (
        body TEXT PRIMARY KEY,
        siret TEXT NOT NULL,
        name TEXT NOT NULL
    )",
    "CREATE TABLE calendar_link (
        person UUID PRIMARY KEY REFERENCES person (id),
        token_hash TEXT NOT NULL UNIQUE,
        made_at BIGINT NOT NULL
    )",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
