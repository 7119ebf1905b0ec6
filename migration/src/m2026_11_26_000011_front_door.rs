//! The front door: what is counted of those who ask and invite, who may ask no more, known browsers, and mail in lanes.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    // What was asked, invited or written to in the last days, by whom and from where: to be counted, not to be read.
    "CREATE TABLE door_act (
        id UUID PRIMARY KEY,
        kind TEXT NOT NULL,
        person UUID NOT NULL REFERENCES person (id),
        network TEXT NOT NULL,
        target TEXT NOT NULL,
        at BIGINT NOT NULL
    )",
    "CREATE INDEX door_act_by_person ON door_act (person, kind, at)",
    "CREATE INDEX door_act_by_network ON door_act (network, kind, at)",
    "CREATE INDEX door_act_by_target ON door_act (target, kind, at)",
    // Who was said not to be known, by a collectivité (its SIREN) or by an address (its hash).
    "CREATE TABLE door_block (
        person UUID NOT NULL REFERENCES person (id),
        target TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (person, target)
    )",
    "CREATE TABLE known_browser (
        key_hash TEXT PRIMARY KEY,
        email_hash TEXT NOT NULL,
        seen_at BIGINT NOT NULL
    )",
    "CREATE INDEX known_browser_by_email ON known_browser (email_hash, seen_at)",
    "ALTER TABLE membership_request ADD COLUMN reached TEXT",
    "ALTER TABLE group_member ADD COLUMN reached TEXT",
    "ALTER TABLE membership_invitation ADD COLUMN invited_by UUID REFERENCES person (id)",
    "ALTER TABLE membership_invitation ADD COLUMN invited_at BIGINT NOT NULL DEFAULT 0",
    "CREATE INDEX membership_invitation_by_siren ON membership_invitation (siren)",
    "CREATE INDEX group_member_by_siren_and_state ON group_member (siren, state)",
    "ALTER TABLE mail ADD COLUMN lane INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE mail ADD COLUMN domain TEXT NOT NULL DEFAULT ''",
    "DROP INDEX mail_due",
    "CREATE INDEX mail_due ON mail (lane, due_at) WHERE sent_at IS NULL",
    // Domains whose mail server said “later”, and until when nothing is tried.
    "CREATE TABLE mail_domain (domain TEXT PRIMARY KEY, failures INTEGER NOT NULL, until BIGINT NOT NULL)",
];

migration!(|manager| crate::run(manager, STATEMENTS, &[], &[]).await);
