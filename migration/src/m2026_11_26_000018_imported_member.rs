//! Members of imported lists who have not signed in yet.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE imported_member (
        email TEXT NOT NULL,
        siren TEXT NOT NULL,
        name TEXT NOT NULL,
        capacity TEXT NOT NULL,
        title TEXT NOT NULL,
        referent BOOLEAN NOT NULL,
        imported_by UUID REFERENCES person (id),
        reason TEXT NOT NULL,
        imported_at BIGINT NOT NULL,
        PRIMARY KEY (email, siren)
    )",
    "CREATE INDEX imported_member_by_siren ON imported_member (siren)",
    "CREATE INDEX imported_member_by_time ON imported_member (imported_at)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
