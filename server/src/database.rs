//! The database: SQLite in a file, or PostgreSQL; opened, checked, brought to the schema of this executable.

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::{
        self, Connection,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use std::{path::Path, time::Duration};

/// One database, with a connection pool for reading and one for writing.
///
/// SQLite has one writer: its pool for writing holds one connection, and transactions begin IMMEDIATE, so that writers queue
/// here instead of failing there. On PostgreSQL both are the same pool.
#[derive(Clone)]
pub struct Database {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{0}")]
    Unreachable(DbErr),
    #[error("la base vient d’une version plus récente de Terreau (étape « {0} » inconnue)")]
    Newer(String),
    #[error("la mise à jour du schéma a échoué : {0}")]
    Migration(DbErr),
}

impl Database {
    /// Opens the database at a URL (`sqlite:PATH` or `postgres://…`), creating the SQLite file when it is missing.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let connect = |options: ConnectOptions| async {
            sea_orm::Database::connect(options).await.map_err(OpenError::Unreachable)
        };
        if url.starts_with("sqlite:") {
            let write = connect(sqlite_options(url, 1, false)).await?;
            let read = connect(sqlite_options(url, 4, true)).await?;
            return Ok(Self { read, write });
        }
        let pool = connect(postgres_options(url)).await?;
        Ok(Self { read: pool.clone(), write: pool })
    }

    /// Brings the schema to this executable's; refuses a database that a newer one has migrated.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        // Asked in plain SQL: the library would make its table first, which not every account may. None before the first migration.
        let question =
            Statement::from_string(self.write.get_database_backend(), "SELECT version FROM seaql_migrations");
        let rows = self.write.query_all_raw(question).await.unwrap_or_default();
        let applied: Vec<String> = rows.iter().filter_map(|row| row.try_get_by_index(0).ok()).collect();
        let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        if let Some(unknown) = applied.iter().find(|step| !known.contains(step)) {
            return Err(OpenError::Newer(unknown.clone()));
        }
        if applied.len() == known.len() {
            // Nothing to do, for which the account of a server that may not change the schema has rights enough.
            return Ok(());
        }
        if self.is_sqlite() {
            return Migrator::up(&self.write, None).await.map_err(OpenError::Migration);
        }
        let whole = self.begin().await.map_err(OpenError::Migration)?;
        self.unhurried(&whole).await.map_err(OpenError::Migration)?;
        Migrator::up(&whole, None).await.map_err(OpenError::Migration)?;
        whole.commit().await.map_err(OpenError::Migration)
    }

    /// Lets a transaction take the time that it needs, where statements of visitors are cut after [`STATEMENT_TIME`]: for commands and
    /// what a server does before it serves.
    pub async fn unhurried(&self, tx: &DatabaseTransaction) -> Result<(), DbErr> {
        if !self.is_sqlite() {
            let off = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";
            tx.execute_unprepared(off).await?;
        }
        Ok(())
    }

    /// Whether the database answers a question, within one second.
    pub async fn answers(&self) -> bool {
        let question = Statement::from_string(self.read.get_database_backend(), "SELECT 1");
        let asked = tokio::time::timeout(Duration::from_secs(1), self.read.query_one_raw(question)).await;
        matches!(asked, Ok(Ok(Some(_))))
    }

    /// Gives an account of PostgreSQL what a server needs and no more: it reads and writes, but neither changes the schema, nor updates
    /// or deletes what was traced or logged. Refused on SQLite, which has no accounts, and for a name that is not of plain letters.
    pub async fn grant_to(&self, role: &str) -> Result<(), String> {
        const APPEND_ONLY: &str = "audit_event";
        let plain = !role.is_empty() && role.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if self.is_sqlite() || !plain {
            return Err(format!(
                "« {role} » n’est pas un compte de PostgreSQL (lettres minuscules, chiffres et « _ »)"
            ));
        }
        let statements = [
            format!("GRANT USAGE ON SCHEMA public TO {role}"),
            format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"),
            format!("REVOKE UPDATE, DELETE, TRUNCATE ON {APPEND_ONLY} FROM {role}"),
            format!("REVOKE INSERT, UPDATE, DELETE ON seaql_migrations FROM {role}"),
        ];
        for statement in statements {
            self.write.execute_unprepared(&statement).await.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Waits until no other server prepares the same PostgreSQL database, and keeps others waiting until what it returns is
    /// dropped: servers started together migrate and import one after the other. None on SQLite, which has one server.
    pub async fn alone(&self) -> Result<Option<DatabaseTransaction>, OpenError> {
        if self.is_sqlite() {
            return Ok(None);
        }
        let lock = self.write.begin().await.map_err(OpenError::Unreachable)?;
        self.unhurried(&lock).await.map_err(OpenError::Unreachable)?;
        // Any number that no other program takes will do; this is "terreau" in ASCII.
        lock.execute_unprepared("SELECT pg_advisory_xact_lock(x'74657272656175'::bigint)")
            .await
            .map_err(OpenError::Unreachable)?;
        Ok(Some(lock))
    }

    /// The pool for reading.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Begins a transaction that may write.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.write.begin_with_options(options).await
    }

    /// The settings of the database with which a committed ballot could be lost in a power cut; none in a database set up well.
    pub async fn what_may_lose_commits(&self) -> Result<Vec<String>, DbErr> {
        let wanted: &[(&str, &[&str])] = match self.is_sqlite() {
            true => &[("PRAGMA journal_mode", &["wal"]), ("PRAGMA synchronous", &["2", "3"])],
            false => &[
                ("SHOW fsync", &["on"]),
                ("SHOW full_page_writes", &["on"]),
                ("SHOW synchronous_commit", &["on", "local", "remote_write", "remote_apply"]),
            ],
        };
        let mut wrong = Vec::new();
        for (question, good) in wanted {
            let row =
                self.write.query_one_raw(Statement::from_string(self.write.get_database_backend(), *question)).await?;
            let answer = match row {
                Some(row) => row
                    .try_get_by_index::<String>(0)
                    .or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))?,
                None => String::new(),
            };
            if !good.contains(&answer.as_str()) {
                wrong.push(format!("{question} = {answer}"));
            }
        }
        Ok(wrong)
    }

    /// Whether this is SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.read.get_database_backend() == DatabaseBackend::Sqlite
    }

    /// Calls `seen` after every statement, with its SQL; for the tests that promise how many a page takes.
    pub fn on_statement(&mut self, seen: impl Fn(&str) + Send + Sync + 'static) {
        self.read.set_metric_callback(move |info| seen(&info.statement.sql));
    }

    /// Closes every connection; the next reader of a SQLite file finds it whole, without a journal beside it.
    pub async fn close(self) {
        let _ = self.read.close().await;
        let _ = self.write.close().await;
    }
}

/// How long PostgreSQL works at one statement: longer than any page may take.
pub const STATEMENT_TIME: Duration = Duration::from_secs(25);

/// How long a connection that was given up in the middle of a statement may take to be of use again; then it is closed, and PostgreSQL,
/// which looks every two seconds whether its client is there, stops working for nobody.
const RECOVERY: Duration = Duration::from_secs(2);

fn postgres_options(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(16).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
    // A connection in use is not asked before each statement whether it still answers: that would double what is asked.
    options.test_before_acquire_if_idle_for(Duration::from_secs(5));
    options.map_sqlx_postgres_opts(|options| {
        options.options([
            ("statement_timeout", format!("{}s", STATEMENT_TIME.as_secs())),
            ("idle_in_transaction_session_timeout", "60s".to_owned()),
            ("client_connection_check_interval", "2s".to_owned()),
            ("tcp_keepalives_idle", "30".to_owned()),
            ("tcp_user_timeout", "30s".to_owned()),
        ])
    });
    options.map_sqlx_postgres_pool_opts(|options| {
        options.after_release(|connection, _| {
            Box::pin(async move {
                match tokio::time::timeout(RECOVERY, connection.ping()).await {
                    Ok(Ok(())) => Ok(true),
                    // An error closes it at once, without a word to a server that may not listen.
                    Ok(Err(error)) => Err(error),
                    Err(_) => Err(sqlx::Error::PoolTimedOut),
                }
            })
        })
    });
    options
}

fn sqlite_options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(30));
    options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>).test_before_acquire(false);
    options.map_sqlx_sqlite_opts(move |options| {
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-2000")
            .statement_cache_capacity(200);
        if read_only { options.pragma("query_only", "on") } else { options }
    });
    options
}

/// The URL of the SQLite file in a data folder.
pub fn sqlite_url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("terreau.sqlite").display())
}
