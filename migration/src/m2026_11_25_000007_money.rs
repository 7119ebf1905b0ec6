//! The money: versions of a campaign, the ledger of its envelopes, applications and what becomes of them.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &[
    "CREATE TABLE campaign_version (
        campaign UUID NOT NULL REFERENCES campaign (id),
        version INTEGER NOT NULL,
        spec TEXT NOT NULL,
        imported_at BIGINT NOT NULL,
        PRIMARY KEY (campaign, version)
    )",
    "CREATE TABLE succession (
        former TEXT PRIMARY KEY CHECK (length(former) = 9),
        successor TEXT NOT NULL,
        name TEXT NOT NULL,
        insee TEXT
    )",
    // Balances are kept by a trigger, so that no server can engage what another has: the check refuses the entry.
    "CREATE TABLE ledger_account (
        id TEXT PRIMARY KEY,
        campaign UUID NOT NULL REFERENCES campaign (id),
        envelope TEXT NOT NULL,
        part TEXT NOT NULL,
        kind TEXT NOT NULL,
        balance BIGINT NOT NULL DEFAULT 0,
        UNIQUE (campaign, envelope, part, kind),
        CONSTRAINT not_overdrawn CHECK (kind = 'source' OR balance >= 0)
    )",
    "CREATE TABLE ledger_entry (
        id UUID PRIMARY KEY,
        campaign UUID NOT NULL REFERENCES campaign (id),
        kind TEXT NOT NULL,
        from_account TEXT NOT NULL REFERENCES ledger_account (id),
        to_account TEXT NOT NULL REFERENCES ledger_account (id),
        amount BIGINT NOT NULL,
        application UUID,
        note TEXT NOT NULL,
        person UUID,
        at BIGINT NOT NULL,
        CONSTRAINT moves_something CHECK (amount > 0 AND from_account <> to_account)
    )",
    "CREATE INDEX ledger_entry_by_campaign ON ledger_entry (campaign, at)",
    "CREATE INDEX ledger_entry_by_application ON ledger_entry (application)",
    "CREATE INDEX ledger_entry_from ON ledger_entry (from_account, amount)",
    "CREATE INDEX ledger_entry_to ON ledger_entry (to_account, amount)",
    "CREATE TABLE application (
        id UUID PRIMARY KEY,
        campaign UUID NOT NULL REFERENCES campaign (id),
        envelope TEXT NOT NULL,
        wave INTEGER,
        project UUID REFERENCES project (id),
        group_id UUID REFERENCES pool_group (id),
        siren TEXT NOT NULL,
        departement TEXT NOT NULL,
        state TEXT NOT NULL,
        title TEXT NOT NULL,
        opened_by UUID NOT NULL REFERENCES person (id),
        opened_at BIGINT NOT NULL,
        number TEXT,
        filed_at BIGINT,
        rule_version INTEGER,
        asked BIGINT NOT NULL CHECK (asked >= 0),
        granted BIGINT NOT NULL CHECK (granted >= 0),
        filed_copy TEXT,
        correction_until BIGINT,
        correction_note TEXT NOT NULL,
        exception_until BIGINT,
        reminded INTEGER NOT NULL,
        agreement_day TEXT,
        subject TEXT NOT NULL,
        UNIQUE (campaign, number)
    )",
    "CREATE INDEX application_by_state ON application (campaign, state, filed_at)",
    "CREATE INDEX application_by_collectivity ON application (siren)",
    "CREATE INDEX application_by_group ON application (group_id)",
    "CREATE INDEX application_by_project ON application (project)",
    // One file of an applicant for one thing, unless it was taken back or refused.
    "CREATE UNIQUE INDEX application_once ON application (campaign, subject) WHERE state <> 'withdrawn' AND state <> \
     'refused'",
    "CREATE TABLE application_answer (
        application UUID NOT NULL REFERENCES application (id),
        field TEXT NOT NULL,
        answer TEXT NOT NULL,
        person UUID NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (application, field)
    )",
    "CREATE TABLE application_confirmation (
        application UUID NOT NULL REFERENCES application (id),
        siren TEXT NOT NULL,
        person UUID NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (application, siren)
    )",
    "CREATE TABLE application_message (
        id UUID PRIMARY KEY,
        application UUID NOT NULL REFERENCES application (id),
        person UUID NOT NULL,
        from_applicant BOOLEAN NOT NULL,
        message TEXT NOT NULL,
        at BIGINT NOT NULL
    )",
    "CREATE INDEX application_message_by_application ON application_message (application, at)",
    "CREATE TABLE attachment (
        id UUID PRIMARY KEY,
        application UUID NOT NULL REFERENCES application (id),
        field TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        size BIGINT NOT NULL CHECK (size > 0),
        sha256 TEXT NOT NULL,
        person UUID NOT NULL,
        at BIGINT NOT NULL
    )",
    "CREATE INDEX attachment_by_application ON attachment (application, at)",
    "CREATE TABLE assessment (
        application UUID NOT NULL REFERENCES application (id),
        person UUID NOT NULL REFERENCES person (id),
        state TEXT NOT NULL,
        drawn_at BIGINT NOT NULL,
        marks TEXT NOT NULL,
        note TEXT NOT NULL,
        reason TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (application, person)
    )",
    "CREATE INDEX assessment_by_person ON assessment (person, state)",
    "CREATE TABLE decision (
        application UUID NOT NULL REFERENCES application (id),
        at BIGINT NOT NULL,
        state_before TEXT NOT NULL,
        outcome TEXT NOT NULL,
        amount BIGINT NOT NULL CHECK (amount >= 0),
        reason TEXT NOT NULL,
        person UUID NOT NULL,
        publish_at BIGINT NOT NULL,
        rule_version INTEGER NOT NULL,
        told BOOLEAN NOT NULL,
        PRIMARY KEY (application, at)
    )",
    "CREATE INDEX decision_to_tell ON decision (publish_at) WHERE NOT told",
    "CREATE TABLE instalment (
        id UUID PRIMARY KEY,
        application UUID NOT NULL REFERENCES application (id),
        amount BIGINT NOT NULL CHECK (amount > 0),
        sentence TEXT NOT NULL,
        asked_by UUID NOT NULL,
        asked_at BIGINT NOT NULL,
        paid_by UUID,
        paid_at BIGINT
    )",
    "CREATE INDEX instalment_by_application ON instalment (application, asked_at)",
    "CREATE TABLE deployment (
        application UUID NOT NULL REFERENCES application (id),
        siren TEXT NOT NULL,
        state TEXT NOT NULL,
        feedback TEXT NOT NULL,
        person UUID NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (application, siren)
    )",
];

const SQLITE: &[&str] = &[
    "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
       BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END",
    "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
       BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END",
    "CREATE TRIGGER ledger_entry_posted AFTER INSERT ON ledger_entry BEGIN
       UPDATE ledger_account SET balance = balance - new.amount WHERE id = new.from_account;
       UPDATE ledger_account SET balance = balance + new.amount WHERE id = new.to_account;
     END",
];

const POSTGRES: &[&str] = &[
    "CREATE FUNCTION terreau_ledger_append_only () RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the ledger is append only'; END $$",
    "CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
       FOR EACH ROW EXECUTE FUNCTION terreau_ledger_append_only()",
    "CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry
       FOR EACH STATEMENT EXECUTE FUNCTION terreau_ledger_append_only()",
    "CREATE FUNCTION terreau_ledger_posted () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       UPDATE ledger_account SET balance = balance - new.amount WHERE id = new.from_account;
       UPDATE ledger_account SET balance = balance + new.amount WHERE id = new.to_account;
       RETURN new; END $$",
    "CREATE TRIGGER ledger_entry_posted AFTER INSERT ON ledger_entry
       FOR EACH ROW EXECUTE FUNCTION terreau_ledger_posted()",
];

/// What envelopes said of waves, parts, criteria and who decides, before they said it in the shape of now: taken out of
/// campaigns that are stored; importing the campaign's file again says it anew.
const NO_LONGER: [&str; 4] = ["waves", "reserved", "criteria", "decided_by"];

migration!(|manager| {
    crate::run(manager, STATEMENTS, SQLITE, POSTGRES).await?;
    let database = manager.get_connection();
    let campaigns = Query::select().columns(["slug", "spec"]).from("campaign").to_owned();
    for row in database.query_all(&campaigns).await? {
        let (slug, spec): (String, String) = (row.try_get("", "slug")?, row.try_get("", "spec")?);
        let mut spec: serde_json::Value =
            serde_json::from_str(&spec).map_err(|error| DbErr::Custom(error.to_string()))?;
        for envelope in spec["envelope"].as_array_mut().into_iter().flatten() {
            for key in NO_LONGER {
                envelope.as_object_mut().map(|envelope| envelope.remove(key));
            }
        }
        let update = Query::update()
            .table("campaign")
            .value("spec", spec.to_string())
            .and_where(Expr::col("slug").eq(slug))
            .to_owned();
        database.execute(&update).await?;
    }
    database
        .execute_unprepared(
            "INSERT INTO campaign_version (campaign, version, spec, imported_at) SELECT id, version, spec, \
             imported_at FROM campaign",
        )
        .await?;
    Ok(())
});
