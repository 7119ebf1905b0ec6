//! PostgreSQL in a backup: each table as lines of JSON, read in one snapshot; written back in one transaction.

use super::manifest::{File, Manifest, Named, TABLES, describe, failed, hex, shown, tables, texts};
use crate::{audit, database::Database, disk};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseBackend, DatabaseTransaction, IsolationLevel, Statement, TransactionTrait,
};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    path::Path,
    time::Duration,
};
use wording::operator::restoration as words;

/// How many rows are held at once.
const AT_ONCE: usize = 500;
/// The library's own table, which the steps of the schema write.
const STEPS: &str = "seaql_migrations";

/// Writes every table as it is at one instant; the attached files that its rows name.
pub(super) async fn dump(folder: &Path, database: &Database, manifest: &mut Manifest) -> Result<Vec<Named>, String> {
    let place = folder.join(TABLES);
    disk::folder(&place).map_err(failed(&place))?;
    let modes = (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly));
    let snapshot = database.read().begin_with_config(modes.0, modes.1).await.map_err(shown)?;
    database.unhurried(&snapshot).await.map_err(shown)?;
    let named = describe(&snapshot, manifest).await?;
    for table in tables(&snapshot).await? {
        let file = dump_table(folder, &snapshot, &table).await?;
        manifest.files.push(file);
    }
    snapshot.rollback().await.map_err(shown)?;
    Ok(named)
}

async fn dump_table(folder: &Path, snapshot: &DatabaseTransaction, table: &str) -> Result<File, String> {
    let path = format!("{TABLES}/{table}.jsonl");
    let place = folder.join(&path);
    let mut file = disk::Whole::begin(&place).map_err(failed(&place))?;
    let (mut hasher, mut size) = (Sha256::new(), 0);
    let run = |sql: String| async move { snapshot.execute_unprepared(&sql).await.map_err(shown) };
    run(format!("DECLARE rows NO SCROLL CURSOR FOR SELECT row_to_json(t)::text FROM \"{table}\" t")).await?;
    loop {
        let lines = texts(snapshot, &format!("FETCH FORWARD {AT_ONCE} FROM rows")).await?;
        for line in &lines {
            for bytes in [line.as_bytes(), b"\n"] {
                hasher.update(bytes);
                file.write_all(bytes).map_err(failed(&place))?;
                size += bytes.len() as u64;
            }
        }
        if lines.len() < AT_ONCE {
            break;
        }
    }
    run("CLOSE rows".to_owned()).await?;
    file.finish().map_err(failed(&place))?;
    Ok(File { path, size, sha256: hex(&hasher.finalize()) })
}

/// Begins the transaction of a restoration: no server is at work on the database, and none starts meanwhile.
pub(super) async fn alone(database: &Database) -> Result<DatabaseTransaction, String> {
    let tx = database.begin().await.map_err(shown)?;
    database.unhurried(&tx).await.map_err(shown)?;
    // The lock of servers that start; see `Database::alone`.
    tx.execute_unprepared("SELECT pg_advisory_xact_lock(x'74657272656175'::bigint)").await.map_err(shown)?;
    let others = "SELECT application_name || ' ' || pid FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    // PostgreSQL sees a moment later that a server has ended, and shows one transaction what it saw first unless told.
    for _ in 0..50 {
        tx.execute_unprepared("SELECT pg_stat_clear_snapshot()").await.map_err(shown)?;
        if texts(&tx, others).await?.is_empty() {
            return Ok(tx);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let others = texts(&tx, others).await?.len();
    Err(words::others_connected(others))
}

/// Puts the tables of a backup in place of those that are there, at the same step of the schema, and follows the
/// trace. All in this transaction: nothing is replaced until it is committed.
pub(super) async fn load(folder: &Path, manifest: &Manifest, tx: &DatabaseTransaction) -> Result<(), String> {
    empty(tx).await?;
    let steps = u32::try_from(manifest.schema.len()).map_err(shown)?;
    Migrator::up(tx, Some(steps)).await.map_err(shown)?;
    let reached = texts(tx, &format!("SELECT version FROM {STEPS} ORDER BY version")).await?;
    if reached != manifest.schema {
        return Err(words::OTHER_SCHEMA.to_owned());
    }
    for table in in_order(tx).await? {
        if table == STEPS {
            continue;
        }
        let rows = load_table(folder, tx, &table).await?;
        if Some(&rows) != manifest.tables.get(&table) {
            return Err(words::other_row_count(&table, rows));
        }
    }
    let found = audit::follow(tx, Some((manifest.events, &manifest.head))).await.map_err(shown)?;
    match found.broken {
        Some(fault) => Err(words::trace_broken(fault)),
        None => Ok(()),
    }
}

/// Drops the tables and functions that are there.
async fn empty(tx: &DatabaseTransaction) -> Result<(), String> {
    for table in tables(tx).await? {
        tx.execute_unprepared(&format!("DROP TABLE \"{table}\" CASCADE")).await.map_err(shown)?;
    }
    let functions = "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public' AND p.proname LIKE 'terreau\\_%'";
    for function in texts(tx, functions).await? {
        tx.execute_unprepared(&format!("DROP FUNCTION {function} CASCADE")).await.map_err(shown)?;
    }
    Ok(())
}

/// The tables, each after those that it refers to.
async fn in_order(tx: &DatabaseTransaction) -> Result<Vec<String>, String> {
    let references = "SELECT DISTINCT a.relname || ' ' || b.relname FROM pg_constraint c
        JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
        WHERE c.contype = 'f' AND c.conrelid <> c.confrelid";
    let references = texts(tx, references).await?;
    let references: Vec<(&str, &str)> = references.iter().filter_map(|line| line.split_once(' ')).collect();
    let mut waiting: BTreeSet<String> = tables(tx).await?.into_iter().collect();
    let mut order = Vec::new();
    while !waiting.is_empty() {
        let blocked = |table: &String| references.iter().any(|(from, to)| from == table && waiting.contains(*to));
        let ready: Vec<String> = waiting.iter().filter(|table| !blocked(table)).cloned().collect();
        if ready.is_empty() {
            return Err(words::TABLES_IN_A_CIRCLE.to_owned());
        }
        waiting.retain(|table| !ready.contains(table));
        order.extend(ready);
    }
    Ok(order)
}

/// Writes the rows of one table, as they were: what triggers would do was done already.
async fn load_table(folder: &Path, tx: &DatabaseTransaction, table: &str) -> Result<u64, String> {
    let place = folder.join(TABLES).join(format!("{table}.jsonl"));
    let columns = format!(
        "SELECT quote_ident(column_name) FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = '{table}' AND is_generated = 'NEVER' ORDER BY ordinal_position"
    );
    let columns = texts(tx, &columns).await?.join(", ");
    let insert = format!(
        "INSERT INTO \"{table}\" ({columns})
         SELECT {columns} FROM json_populate_recordset(NULL::\"{table}\", ($1::text)::json)"
    );
    let run = |sql: String| async move { tx.execute_unprepared(&sql).await.map_err(shown) };
    run(format!("ALTER TABLE \"{table}\" DISABLE TRIGGER USER")).await?;
    let mut lines = BufReader::new(std::fs::File::open(&place).map_err(failed(&place))?).lines();
    let mut written = 0;
    loop {
        let rows: Vec<String> = lines.by_ref().take(AT_ONCE).collect::<Result<_, _>>().map_err(failed(&place))?;
        if rows.is_empty() {
            break;
        }
        let values = [format!("[{}]", rows.join(",")).into()];
        let statement = Statement::from_sql_and_values(DatabaseBackend::Postgres, insert.clone(), values);
        written += tx.execute_raw(statement).await.map_err(|error| words::table_failed(table, error))?.rows_affected();
    }
    run(format!("ALTER TABLE \"{table}\" ENABLE TRIGGER USER")).await?;
    Ok(written)
}
