//! Who signs in and how, who acts for whom, and the chain of the trace.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    // Sessions of before say nothing of how they were opened: whoever had one signs in again.
    "DROP TABLE session",
    "CREATE TABLE session (
        token_hash TEXT PRIMARY KEY,
        person UUID NOT NULL REFERENCES person (id),
        acting_for TEXT,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        seen_at BIGINT NOT NULL,
        method TEXT NOT NULL,
        browser TEXT NOT NULL,
        second_factor BOOLEAN NOT NULL,
        id_token TEXT
    )",
    "CREATE INDEX session_by_person ON session (person)",
    "ALTER TABLE person ADD COLUMN departement TEXT",
    "ALTER TABLE person ADD COLUMN mail_preference TEXT NOT NULL DEFAULT 'each'",
    "ALTER TABLE person ADD COLUMN deleted_at BIGINT",
    "CREATE TABLE mail_address (
        email TEXT PRIMARY KEY,
        person UUID NOT NULL UNIQUE REFERENCES person (id),
        proved_at BIGINT NOT NULL
    )",
    "CREATE TABLE identity (
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        person UUID NOT NULL REFERENCES person (id),
        email TEXT NOT NULL,
        organisation TEXT NOT NULL,
        before TEXT,
        seen_at BIGINT NOT NULL,
        PRIMARY KEY (issuer, subject)
    )",
    "CREATE INDEX identity_by_person ON identity (person)",
    "CREATE TABLE sign_in_link (
        token_hash TEXT PRIMARY KEY,
        code_hash TEXT NOT NULL,
        email TEXT NOT NULL,
        browser_hash TEXT,
        network TEXT NOT NULL,
        way_on TEXT NOT NULL,
        staff TEXT,
        asked_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        used_at BIGINT,
        attempts INTEGER NOT NULL
    )",
    "CREATE INDEX sign_in_link_by_email ON sign_in_link (email, asked_at)",
    "CREATE INDEX sign_in_link_by_network ON sign_in_link (network, asked_at)",
    "CREATE INDEX sign_in_link_by_browser ON sign_in_link (browser_hash)",
    "CREATE TABLE sign_in_attempt (
        state_hash TEXT PRIMARY KEY,
        browser_hash TEXT NOT NULL,
        nonce TEXT NOT NULL,
        verifier TEXT,
        way_on TEXT NOT NULL,
        asked_at BIGINT NOT NULL
    )",
    "ALTER TABLE membership ADD COLUMN referent BOOLEAN NOT NULL DEFAULT FALSE",
    "CREATE TABLE membership_request (
        person UUID NOT NULL REFERENCES person (id),
        siren TEXT NOT NULL,
        capacity TEXT NOT NULL,
        title TEXT NOT NULL,
        evidence TEXT NOT NULL,
        asked_at BIGINT NOT NULL,
        PRIMARY KEY (person, siren)
    )",
    "CREATE INDEX membership_request_by_siren ON membership_request (siren)",
    "CREATE TABLE contact_link (
        token_hash TEXT PRIMARY KEY,
        person UUID NOT NULL REFERENCES person (id),
        siren TEXT NOT NULL,
        expires_at BIGINT NOT NULL
    )",
    "CREATE TABLE membership_invitation (
        token_hash TEXT PRIMARY KEY,
        email TEXT NOT NULL,
        siren TEXT NOT NULL,
        capacity TEXT NOT NULL,
        title TEXT NOT NULL,
        expires_at BIGINT NOT NULL
    )",
    "CREATE INDEX contact_link_by_person ON contact_link (person, siren)",
    "CREATE TABLE mandate_of_rank (
        campaign UUID NOT NULL REFERENCES campaign (id),
        siren TEXT NOT NULL,
        rank TEXT NOT NULL,
        person UUID NOT NULL REFERENCES person (id),
        since BIGINT NOT NULL,
        from_day TEXT,
        until_day TEXT,
        note TEXT NOT NULL,
        PRIMARY KEY (campaign, siren, rank)
    )",
    "INSERT INTO mandate_of_rank SELECT campaign, siren, 'holder', person, since, NULL, NULL, '' FROM mandate",
    "DROP TABLE mandate",
    "ALTER TABLE mandate_of_rank RENAME TO mandate",
    "CREATE INDEX mandate_by_person ON mandate (person)",
    "ALTER TABLE notice ADD COLUMN mailed_at BIGINT",
    "CREATE INDEX notice_to_mail ON notice (at) WHERE mailed_at IS NULL",
    // Events of before the chain have no place in it; every later one has.
    "ALTER TABLE audit_event ADD COLUMN position BIGINT",
    "ALTER TABLE audit_event ADD COLUMN hash TEXT",
    "CREATE UNIQUE INDEX audit_event_chain ON audit_event (position)",
    "CREATE INDEX audit_event_by_person ON audit_event (person, position)",
    "CREATE INDEX audit_event_by_collectivity ON audit_event (acting_for, position)",
    "CREATE INDEX audit_event_by_kind ON audit_event (kind, position)",
];

const SQLITE: &[&str] =
    &["CREATE TRIGGER audit_event_chained BEFORE INSERT ON audit_event WHEN new.position IS NULL OR new.hash IS NULL
       BEGIN SELECT RAISE(ABORT, 'the trace is chained'); END"];

const POSTGRES: &[&str] = &[
    "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
       FOR EACH STATEMENT EXECUTE FUNCTION terreau_append_only()",
    "CREATE FUNCTION terreau_chained () RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN IF new.position IS NULL OR new.hash IS NULL THEN RAISE EXCEPTION 'the trace is chained'; END IF; \
       RETURN new; END $$",
    "CREATE TRIGGER audit_event_chained BEFORE INSERT ON audit_event
       FOR EACH ROW EXECUTE FUNCTION terreau_chained()",
];

migration!(|manager| crate::run(manager, STATEMENTS, SQLITE, POSTGRES).await);
