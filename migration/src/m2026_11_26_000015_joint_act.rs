//! Acts that take two people of the State, and which referents the State named.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "ALTER TABLE membership ADD COLUMN by_hand BOOLEAN NOT NULL DEFAULT FALSE",
    "CREATE TABLE joint_act (
        id UUID PRIMARY KEY,
        kind TEXT NOT NULL,
        content TEXT NOT NULL,
        siren TEXT,
        person UUID REFERENCES person (id),
        state TEXT NOT NULL,
        proposed_by UUID NOT NULL REFERENCES person (id),
        proposed_at BIGINT NOT NULL,
        seconded_by UUID REFERENCES person (id),
        due_at BIGINT,
        ended_at BIGINT
    )",
    "CREATE INDEX joint_act_by_siren ON joint_act (siren)",
    "CREATE INDEX joint_act_open ON joint_act (proposed_at) WHERE ended_at IS NULL",
    "CREATE TABLE joint_act_link (
        token_hash TEXT PRIMARY KEY,
        joint_act UUID NOT NULL REFERENCES joint_act (id) ON DELETE CASCADE,
        expires_at BIGINT NOT NULL
    )",
    "CREATE INDEX joint_act_link_by_act ON joint_act_link (joint_act)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
