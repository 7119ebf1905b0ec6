//! Messages to those who run the site and answers kept for later, the texts of the site with each of their versions,
//! and as whom an administrator sees the site.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE enquiry (
        id UUID PRIMARY KEY,
        person UUID REFERENCES person (id),
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        topic TEXT NOT NULL,
        content TEXT NOT NULL,
        page TEXT NOT NULL,
        network TEXT NOT NULL,
        written_at BIGINT NOT NULL,
        counted_at BIGINT NOT NULL,
        state TEXT NOT NULL,
        taken_by UUID REFERENCES person (id),
        changed_at BIGINT NOT NULL,
        answer TEXT,
        answered_by UUID REFERENCES person (id),
        answered_at BIGINT
    )",
    "CREATE INDEX enquiry_by_state ON enquiry (state, written_at)",
    "CREATE INDEX enquiry_counted ON enquiry (counted_at)",
    "CREATE INDEX enquiry_by_person ON enquiry (person)",
    "CREATE TABLE canned_answer (
        id UUID PRIMARY KEY,
        title TEXT NOT NULL,
        content TEXT NOT NULL,
        version INTEGER NOT NULL,
        changed_by UUID NOT NULL REFERENCES person (id),
        changed_at BIGINT NOT NULL
    )",
    "CREATE TABLE site_text_version (
        text TEXT NOT NULL,
        version INTEGER NOT NULL,
        content TEXT,
        person UUID NOT NULL REFERENCES person (id),
        at BIGINT NOT NULL,
        PRIMARY KEY (text, version)
    )",
    "ALTER TABLE session ADD COLUMN view_role TEXT",
    "ALTER TABLE session ADD COLUMN view_siren TEXT",
    "ALTER TABLE session ADD COLUMN view_departement TEXT",
    "ALTER TABLE session ADD COLUMN view_until BIGINT",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
