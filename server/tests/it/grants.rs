//! The account of a server on PostgreSQL: it does its work, and can neither rewrite the trace nor change the schema.

use crate::world::{World, on_both};
use sea_orm::ConnectionTrait;
use server::database::Database;

/// An account of its own for this test, which owns nothing.
async fn account(world: &World) -> String {
    let name = format!("server_{}", world.platform.new_id().simple());
    let tx = world.platform.database.begin().await.expect("begins");
    tx.execute_unprepared(&format!("CREATE ROLE {name} LOGIN PASSWORD 'of-the-test'")).await.expect("made");
    tx.commit().await.expect("commits");
    name
}

#[test]
fn the_account_of_a_server_can_neither_rewrite_the_trace_nor_change_the_schema() {
    on_both(|world| async move {
        let owner = &world.platform.database;
        if owner.is_sqlite() {
            assert!(owner.grant_to("server").await.is_err(), "SQLite has no accounts");
            return;
        }
        for wrong in ["", "Server", "a; DROP TABLE person"] {
            assert!(owner.grant_to(wrong).await.is_err(), "{wrong}");
        }
        let name = account(&world).await;
        owner.grant_to(&name).await.expect("granted");
        world.published(&world.elu(&world.commune("46102")).await).await;

        let database = Database::open(&world.url_as(&name, "of-the-test")).await.expect("opens");
        database.migrate().await.expect("nothing to migrate");
        for (sql, may) in [
            ("UPDATE person SET name = name", true),
            ("SELECT count(*) FROM audit_event", true),
            ("UPDATE audit_event SET kind = 'x'", false),
            ("DELETE FROM audit_event", false),
            ("TRUNCATE audit_event", false),
            ("UPDATE log_leaf SET version = version", false),
            ("DELETE FROM log_leaf", false),
            ("UPDATE ledger_entry SET note = note", false),
            ("DELETE FROM ballot", false),
            ("TRUNCATE ballot", false),
            ("DELETE FROM keeping", false),
            ("ALTER TABLE audit_event DISABLE TRIGGER USER", false),
            ("DROP TABLE notice", false),
            ("CREATE TABLE mine (id INTEGER)", false),
        ] {
            let tx = database.begin().await.expect("begins");
            let done = tx.execute_unprepared(sql).await;
            assert_eq!(done.is_ok(), may, "{sql}: {done:?}");
            tx.rollback().await.expect("rolls back");
        }
        database.close().await;
        let tx = owner.begin().await.expect("begins");
        tx.execute_unprepared(&format!("DROP OWNED BY {name}; DROP ROLE {name}")).await.expect("dropped");
        tx.commit().await.expect("commits");
    });
}
