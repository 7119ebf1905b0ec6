//! One officer decides: what they typed and have not decided yet, and who signs a prefecture's letters.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE decision_draft (
        application UUID NOT NULL REFERENCES application (id),
        person UUID NOT NULL REFERENCES person (id),
        content TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (application, person)
    )",
    "CREATE INDEX decision_draft_by_person ON decision_draft (person)",
    "CREATE TABLE letterhead (
        departement TEXT NOT NULL,
        at BIGINT NOT NULL,
        authority TEXT NOT NULL,
        place TEXT NOT NULL,
        signatory TEXT NOT NULL,
        function TEXT NOT NULL,
        delegation TEXT NOT NULL,
        person UUID NOT NULL,
        PRIMARY KEY (departement, at)
    )",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
