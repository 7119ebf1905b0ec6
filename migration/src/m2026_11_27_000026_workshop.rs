//! The curators' workshop: existing services, costs of projects as lines, what a committee says of projects.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE service (
        id UUID NOT NULL PRIMARY KEY,
        folded TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        purpose TEXT NOT NULL,
        operator TEXT NOT NULL,
        licence TEXT NOT NULL,
        address TEXT NOT NULL,
        source TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL,
        withdrawn_at BIGINT
    )",
    "CREATE TABLE service_list (
        person UUID NOT NULL PRIMARY KEY REFERENCES person (id),
        source TEXT NOT NULL,
        content TEXT NOT NULL,
        at BIGINT NOT NULL
    )",
    "ALTER TABLE project ADD COLUMN assumptions TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE cost_line (
        project UUID NOT NULL REFERENCES project (id),
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        label TEXT NOT NULL,
        low BIGINT NOT NULL,
        high BIGINT NOT NULL,
        quantity BIGINT NOT NULL,
        PRIMARY KEY (project, position)
    )",
    "CREATE TABLE committee_session (
        id UUID NOT NULL PRIMARY KEY,
        campaign UUID NOT NULL REFERENCES campaign (id),
        day TEXT NOT NULL,
        created_by UUID REFERENCES person (id),
        created_at BIGINT NOT NULL
    )",
    "CREATE INDEX committee_session_by_campaign ON committee_session (campaign, day)",
    "CREATE TABLE committee_member (
        session UUID NOT NULL REFERENCES committee_session (id),
        person UUID NOT NULL REFERENCES person (id),
        PRIMARY KEY (session, person)
    )",
    "CREATE INDEX committee_member_by_person ON committee_member (person)",
    "CREATE TABLE committee_project (
        session UUID NOT NULL REFERENCES committee_session (id),
        project UUID NOT NULL REFERENCES project (id),
        proposed_at BIGINT NOT NULL,
        decision TEXT,
        minutes TEXT NOT NULL,
        decided_by UUID REFERENCES person (id),
        decided_at BIGINT,
        published_at BIGINT,
        PRIMARY KEY (session, project)
    )",
    "CREATE INDEX committee_project_by_project ON committee_project (project)",
    "CREATE TABLE committee_opinion (
        session UUID NOT NULL,
        project UUID NOT NULL,
        person UUID NOT NULL REFERENCES person (id),
        opinion TEXT NOT NULL,
        word TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (session, project, person),
        FOREIGN KEY (session, project) REFERENCES committee_project (session, project)
    )",
    "CREATE INDEX committee_opinion_by_person ON committee_opinion (person)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
