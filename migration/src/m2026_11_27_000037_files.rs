//! Conventions of applications, numbered within their envelope and year, with who signed; bank accounts, sealed.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE convention (
        application UUID PRIMARY KEY REFERENCES application (id),
        envelope TEXT NOT NULL,
        year INTEGER NOT NULL,
        place INTEGER NOT NULL,
        number TEXT NOT NULL UNIQUE,
        authority TEXT NOT NULL,
        beneficiary TEXT NOT NULL,
        amount BIGINT NOT NULL,
        text TEXT NOT NULL,
        drawn_by UUID NOT NULL REFERENCES person (id),
        drawn_at BIGINT NOT NULL,
        authority_signatory TEXT,
        authority_day TEXT,
        authority_noted_by UUID REFERENCES person (id),
        authority_noted_at BIGINT,
        beneficiary_signatory TEXT,
        beneficiary_day TEXT,
        beneficiary_noted_by UUID REFERENCES person (id),
        beneficiary_noted_at BIGINT,
        UNIQUE (envelope, year, place)
    )",
    "CREATE TABLE bank_account (
        application UUID PRIMARY KEY REFERENCES application (id),
        sealed TEXT NOT NULL,
        given_by UUID NOT NULL REFERENCES person (id),
        given_at BIGINT NOT NULL
    )",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
