//! What a database says of itself (its identity, the public key of its log), and the guards of what is only ever
//! added to.
//!
//! The demonstration's clock takes ballots back: its campaigns, and no others, are let through.

use sea_orm_migration::prelude::*;

const STATEMENTS: &[&str] = &["CREATE TABLE IF NOT EXISTS keeping (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    )"];

const SQLITE: &[&str] = &[
    "CREATE TRIGGER IF NOT EXISTS keeping_no_delete BEFORE DELETE ON keeping
       BEGIN SELECT RAISE(ABORT, 'the identity of a database stays'); END",
    "CREATE TRIGGER IF NOT EXISTS keeping_no_update BEFORE UPDATE ON keeping
       WHEN old.name = 'database' OR new.name <> old.name
       BEGIN SELECT RAISE(ABORT, 'the identity of a database stays'); END",
    "CREATE TRIGGER IF NOT EXISTS campaign_stays_real BEFORE UPDATE OF demo, id ON campaign
       WHEN new.demo <> old.demo OR new.id <> old.id
       BEGIN SELECT RAISE(ABORT, 'a campaign never becomes a demonstration'); END",
    "CREATE TRIGGER IF NOT EXISTS log_leaf_no_update BEFORE UPDATE ON log_leaf
       BEGIN SELECT RAISE(ABORT, 'the log is append only'); END",
    "CREATE TRIGGER IF NOT EXISTS log_leaf_no_delete BEFORE DELETE ON log_leaf
       WHEN NOT (SELECT demo FROM campaign WHERE id = old.campaign)
       BEGIN SELECT RAISE(ABORT, 'the log is append only'); END",
    "CREATE TRIGGER IF NOT EXISTS ballot_only_replaced BEFORE UPDATE ON ballot
       WHEN new.id <> old.id OR new.campaign <> old.campaign OR new.siren <> old.siren OR new.version <= old.version
       BEGIN SELECT RAISE(ABORT, 'a ballot is only replaced by a later one'); END",
    "CREATE TRIGGER IF NOT EXISTS ballot_no_delete BEFORE DELETE ON ballot
       WHEN NOT (SELECT demo FROM campaign WHERE id = old.campaign)
       BEGIN SELECT RAISE(ABORT, 'a ballot is only replaced by a later one'); END",
    "CREATE TRIGGER IF NOT EXISTS frozen_rule_no_update BEFORE UPDATE ON frozen_rule
       BEGIN SELECT RAISE(ABORT, 'a frozen rule does not change'); END",
    "CREATE TRIGGER IF NOT EXISTS frozen_rule_no_delete BEFORE DELETE ON frozen_rule
       WHEN EXISTS (SELECT 1 FROM log_leaf WHERE campaign = old.campaign)
         AND NOT (SELECT demo FROM campaign WHERE id = old.campaign)
       BEGIN SELECT RAISE(ABORT, 'a frozen rule stays once a ballot was cast'); END",
];

const POSTGRES: &[&str] = &[
    "CREATE OR REPLACE FUNCTION terreau_keeping_stays () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF TG_OP <> 'UPDATE' OR old.name = 'database' OR new.name <> old.name THEN
         RAISE EXCEPTION 'the identity of a database stays'; END IF;
       RETURN new; END $$",
    "CREATE OR REPLACE TRIGGER keeping_stays BEFORE UPDATE OR DELETE ON keeping
       FOR EACH ROW EXECUTE FUNCTION terreau_keeping_stays()",
    "CREATE OR REPLACE FUNCTION terreau_campaign_stays_real () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF new.demo <> old.demo OR new.id <> old.id THEN
         RAISE EXCEPTION 'a campaign never becomes a demonstration'; END IF;
       RETURN new; END $$",
    "CREATE OR REPLACE TRIGGER campaign_stays_real BEFORE UPDATE ON campaign
       FOR EACH ROW EXECUTE FUNCTION terreau_campaign_stays_real()",
    "CREATE OR REPLACE FUNCTION terreau_log_append_only () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF TG_OP = 'DELETE' AND (SELECT demo FROM campaign WHERE id = old.campaign) THEN RETURN old; END IF;
       RAISE EXCEPTION 'the log is append only'; END $$",
    "CREATE OR REPLACE TRIGGER log_leaf_append_only BEFORE UPDATE OR DELETE ON log_leaf
       FOR EACH ROW EXECUTE FUNCTION terreau_log_append_only()",
    "CREATE OR REPLACE FUNCTION terreau_ballot_replaced () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF TG_OP = 'UPDATE' THEN
         IF new.id = old.id AND new.campaign = old.campaign AND new.siren = old.siren AND new.version > old.version THEN
           RETURN new; END IF;
       ELSIF (SELECT demo FROM campaign WHERE id = old.campaign) THEN RETURN old; END IF;
       RAISE EXCEPTION 'a ballot is only replaced by a later one'; END $$",
    "CREATE OR REPLACE TRIGGER ballot_only_replaced BEFORE UPDATE OR DELETE ON ballot
       FOR EACH ROW EXECUTE FUNCTION terreau_ballot_replaced()",
    "CREATE OR REPLACE FUNCTION terreau_rule_stays () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION 'a frozen rule does not change'; END IF;
       IF EXISTS (SELECT 1 FROM log_leaf WHERE campaign = old.campaign)
         AND NOT (SELECT demo FROM campaign WHERE id = old.campaign) THEN
         RAISE EXCEPTION 'a frozen rule stays once a ballot was cast'; END IF;
       RETURN old; END $$",
    "CREATE OR REPLACE TRIGGER frozen_rule_stays BEFORE UPDATE OR DELETE ON frozen_rule
       FOR EACH ROW EXECUTE FUNCTION terreau_rule_stays()",
    "CREATE OR REPLACE FUNCTION terreau_never_emptied () RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'this table is never emptied'; END $$",
    "CREATE OR REPLACE TRIGGER keeping_no_truncate BEFORE TRUNCATE ON keeping
       FOR EACH STATEMENT EXECUTE FUNCTION terreau_never_emptied()",
    "CREATE OR REPLACE TRIGGER log_leaf_no_truncate BEFORE TRUNCATE ON log_leaf
       FOR EACH STATEMENT EXECUTE FUNCTION terreau_never_emptied()",
    "CREATE OR REPLACE TRIGGER ballot_no_truncate BEFORE TRUNCATE ON ballot
       FOR EACH STATEMENT EXECUTE FUNCTION terreau_never_emptied()",
    "CREATE OR REPLACE TRIGGER frozen_rule_no_truncate BEFORE TRUNCATE ON frozen_rule
       FOR EACH STATEMENT EXECUTE FUNCTION terreau_never_emptied()",
];

migration!(|manager| crate::run(manager, STATEMENTS, SQLITE, POSTGRES).await);
