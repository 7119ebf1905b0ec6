//! The database: SQLite in a file, or PostgreSQL; opened, checked, brought to the schema of this executable.

use crate::disk::{self, Lock};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::{
        self, Connection,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use wording::operator::{database as words, file::failed};

/// One database, with a connection pool for reading and one for writing.
///
/// SQLite has one writer: its pool for writing holds one connection, and transactions begin IMMEDIATE, so that writers
/// queue here instead of failing there. On PostgreSQL both are the same pool.
#[derive(Clone)]
pub struct Database {
    read: DatabaseConnection,
    write: DatabaseConnection,
    /// The file of SQLite.
    file: Option<PathBuf>,
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{0}")]
    Unreachable(DbErr),
    #[error("{}", words::newer(.0))]
    Newer(String),
    #[error("{}", words::not_migrated(.0))]
    Migration(DbErr),
    #[error("{}", words::older(*.0))]
    Older(usize),
    #[error("{}", words::missing(.0))]
    Missing(PathBuf),
    #[error("{}", words::held(.0))]
    Held(PathBuf),
    #[error("{}", words::not_copied(.0))]
    NotCopied(String),
}

/// What a database has of the schema of this executable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The steps that it went through, in their order.
    pub applied: Vec<String>,
    /// How many are left to go.
    pub missing: usize,
}

/// The journal of SQLite (WAL): what was committed and is not in the database's own file yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Journal {
    /// In bytes.
    pub size: u64,
    /// Whether all of it is in the file: nobody reads from before.
    pub whole: bool,
}

/// Beyond so many bytes a journal is too long: somebody reads without end, and it cannot begin anew.
pub const LONG_JOURNAL: u64 = 256 * 1024 * 1024;
/// What is left of a journal that begins anew, in bytes.
const JOURNAL_REST: &str = "16777216";

impl Database {
    /// Opens the database at a URL (`sqlite:PATH` or `postgres://…`), creating the SQLite file when it is missing.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let connect = |options: ConnectOptions| async {
            sea_orm::Database::connect(options).await.map_err(OpenError::Unreachable)
        };
        if url.starts_with("sqlite:") {
            let file = sqlite_file(url);
            if let Some(file) = &file {
                // SQLite gives the files beside it the rights of this one.
                disk::private_file(file).map_err(|error| OpenError::Unreachable(DbErr::Custom(failed(file, error))))?;
            }
            let write = connect(sqlite_options(url, 1, false)).await?;
            let read = connect(sqlite_options(url, 4, true)).await?;
            return Ok(Self { read, write, file });
        }
        let pool = connect(postgres_options(url)).await?;
        Ok(Self { read: pool.clone(), write: pool, file: None })
    }

    /// As [`Database::open`], for a command that only reads: it makes no file, and refuses a database whose schema is
    /// not of this executable.
    pub async fn open_to_read(url: &str) -> Result<Self, OpenError> {
        let database = Self::open_any(url).await?;
        let missing = database.schema().await?.missing;
        if missing == 0 { Ok(database) } else { Err(OpenError::Older(missing)) }
    }

    /// As [`Database::open`], for a command that copies a database whatever its schema; it makes no file.
    pub async fn open_any(url: &str) -> Result<Self, OpenError> {
        match sqlite_file(url).filter(|file| !file.exists()) {
            Some(file) => Err(OpenError::Missing(file)),
            None => Self::open(url).await,
        }
    }

    /// What this database has of the schema; refuses one that a newer executable has migrated.
    pub async fn schema(&self) -> Result<Schema, OpenError> {
        let applied = self.applied().await;
        let known = known_steps();
        match applied.iter().find(|step| !known.contains(step)) {
            Some(unknown) => Err(OpenError::Newer(unknown.clone())),
            None => Ok(Schema { missing: known.len() - applied.len(), applied }),
        }
    }

    /// The steps of the schema that were applied, in their order.
    pub(crate) async fn applied(&self) -> Vec<String> {
        // Asked in plain SQL: the library would make its table first, which not every account may. None before the
        // first migration.
        let question = "SELECT version FROM seaql_migrations ORDER BY version";
        let question = Statement::from_string(self.write.get_database_backend(), question);
        let rows = self.write.query_all_raw(question).await.unwrap_or_default();
        rows.iter().filter_map(|row| row.try_get_by_index(0).ok()).collect()
    }

    /// Brings the schema to this executable's; refuses a database that a newer one has migrated.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        if self.schema().await?.missing == 0 {
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

    /// Lets a transaction take the time that it needs, where statements of visitors are cut after [`STATEMENT_TIME`]:
    /// for commands and what a server does before it serves.
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

    /// As [`Database::migrate`]; on SQLite a copy of the database is made before, in the folder `copies` beside it,
    /// one for each state of the schema: where it is. None where nothing was to be copied. Refused while a server
    /// holds the SQLite file, but by `held`.
    pub async fn migrate_with_a_copy(&self, held: Option<&Lock>) -> Result<Option<PathBuf>, OpenError> {
        let schema = self.schema().await?;
        let Some(file) = self.file.as_deref().filter(|_| schema.missing > 0) else {
            return self.migrate().await.map(|()| None);
        };
        let _taken = match held {
            Some(_) => None,
            None => self.hold()?,
        };
        let copied = match schema.applied.last() {
            Some(step) => {
                let place = file.with_file_name("copies").join(format!("avant-mise-a-jour-de-{step}.sqlite"));
                self.copy_to(&place).await.map_err(OpenError::NotCopied)?;
                Some(place)
            }
            None => None,
        };
        self.migrate().await.map(|()| copied)
    }

    /// Holds a SQLite file for a server, so that no second one serves it; None on PostgreSQL, which serves several.
    pub fn hold(&self) -> Result<Option<Lock>, OpenError> {
        self.file.as_deref().map(hold_file).transpose()
    }

    /// The file of SQLite; None on PostgreSQL.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Copies a SQLite database as it is at one instant, while others write; whole at its place, or not there.
    pub async fn copy_to(&self, place: &Path) -> Result<(), String> {
        let Some(file) = &self.file else { return Err(words::NO_FILE.to_owned()) };
        let shown = |error: std::io::Error| error.to_string();
        if let Some(folder) = place.parent() {
            disk::folder(folder).map_err(shown)?;
        }
        let beside = place.with_extension("part");
        let _ = std::fs::remove_file(&beside);
        let copied = copy_file(file, &beside).await.map_err(|error| error.to_string());
        if copied.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        copied?;
        disk::close_alone(&beside).map_err(shown)?;
        std::fs::File::open(&beside).and_then(|file| file.sync_all()).map_err(shown)?;
        disk::rename(&beside, place).map_err(shown)
    }

    /// Brings what was committed from the journal of SQLite into its file, as far as readers let it, and says what is
    /// left. None on PostgreSQL.
    pub async fn tend_journal(&self) -> Result<Option<Journal>, DbErr> {
        let Some(file) = &self.file else { return Ok(None) };
        let backend = self.write.get_database_backend();
        let row = self.write.query_one_raw(Statement::from_string(backend, "PRAGMA wal_checkpoint(PASSIVE)")).await?;
        let Some(row) = row else { return Ok(None) };
        let (pages, done): (i64, i64) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push("-wal");
        let size = match std::fs::metadata(file.with_file_name(name)) {
            Ok(known) => known.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
            Err(error) => return Err(DbErr::Custom(words::journal_failed(error))),
        };
        Ok(Some(Journal { size, whole: pages == done }))
    }

    /// Gives an account of PostgreSQL what a server needs and no more: it reads and writes, but neither changes the
    /// schema, nor updates or deletes what was traced or logged. Refused on SQLite, which has no accounts, and for a
    /// name that is not of plain letters.
    pub async fn grant_to(&self, role: &str) -> Result<(), String> {
        let plain = !role.is_empty() && role.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if self.is_sqlite() || !plain {
            return Err(words::no_account(role));
        }
        let statements = [
            format!("GRANT USAGE ON SCHEMA public TO {role}"),
            format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"),
            format!("REVOKE UPDATE, DELETE, TRUNCATE ON {APPEND_ONLY} FROM {role}"),
            format!("REVOKE DELETE, TRUNCATE ON {NEVER_DELETED} FROM {role}"),
            format!("REVOKE INSERT, UPDATE, DELETE ON seaql_migrations FROM {role}"),
        ];
        for statement in statements {
            self.write.execute_unprepared(&statement).await.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Waits until no other server prepares the same PostgreSQL database, and keeps others waiting until what it
    /// returns is dropped: servers started together migrate and import one after the other. None on SQLite, which has
    /// one server.
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

    /// The settings of the database with which a committed ballot could be lost in a power cut; none in a database set
    /// up well.
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

/// How long a connection that was given up in the middle of a statement may take to be of use again; then it is closed,
/// and PostgreSQL, which looks every two seconds whether its client is there, stops working for nobody.
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
            .pragma("journal_size_limit", JOURNAL_REST)
            .statement_cache_capacity(200);
        if read_only { options.pragma("query_only", "on") } else { options }
    });
    options
}

/// Tables to whose rows nobody may do anything but read them and add others.
const APPEND_ONLY: &str = "audit_event, log_leaf, ledger_entry";
/// Tables whose rows stay, though they change.
const NEVER_DELETED: &str = "ballot, keeping, ledger_account";

/// The steps of this executable's schema, in their order.
pub(crate) fn known_steps() -> Vec<String> {
    Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}

/// The file that a URL of SQLite names; None for a database in memory, and for PostgreSQL.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    if !url.starts_with("sqlite:") {
        return None;
    }
    let options: SqliteConnectOptions = url.parse().ok()?;
    Some(options.get_filename().to_owned()).filter(|_| !url.contains(":memory:") && !url.contains("mode=memory"))
}

/// Holds a SQLite file: no server has it, and none gets it meanwhile.
pub fn hold_file(file: &Path) -> Result<Lock, OpenError> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".verrou");
    match disk::lock(&file.with_file_name(name)) {
        Ok(Some(lock)) => Ok(lock),
        Ok(None) => Err(OpenError::Held(file.to_owned())),
        Err(error) => Err(OpenError::Unreachable(DbErr::Custom(words::lock_failed(error)))),
    }
}

/// A connection to a SQLite file for what is done to the file itself, with the journal of before WAL: nothing is left
/// beside it.
pub(crate) async fn plain_sqlite(file: &Path, existing: bool) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(format!("sqlite:{}", file.display()));
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |options| match existing {
        // As it is: it may be in use, and in WAL.
        true => options.create_if_missing(false),
        false => options.create_if_missing(true).journal_mode(SqliteJournalMode::Delete),
    });
    sea_orm::Database::connect(options).await
}

/// Copies a SQLite file with `VACUUM INTO`, which reads one state of it while others write; looks the copy through.
async fn copy_file(file: &Path, to: &Path) -> Result<(), DbErr> {
    let source = plain_sqlite(file, true).await?;
    let copied =
        source.execute_unprepared(&format!("VACUUM INTO '{}'", to.display().to_string().replace('\'', "''"))).await;
    source.close().await?;
    copied?;
    let copy = plain_sqlite(to, false).await?;
    let checked = look_through(&copy).await;
    copy.close().await?;
    checked
}

/// The rows of the copy have new numbers, by which the full-text index names them: it is made anew.
async fn look_through(copy: &DatabaseConnection) -> Result<(), DbErr> {
    let backend = copy.get_database_backend();
    let indexed = "SELECT 1 FROM sqlite_master WHERE name = 'need_search'";
    if copy.query_one_raw(Statement::from_string(backend, indexed)).await?.is_some() {
        copy.execute_unprepared("INSERT INTO need_search (need_search) VALUES ('rebuild')").await?;
    }
    check_pages(copy).await
}

/// Whether SQLite finds its file whole.
pub(crate) async fn check_pages(database: &DatabaseConnection) -> Result<(), DbErr> {
    let question = Statement::from_string(database.get_database_backend(), "PRAGMA integrity_check");
    let row = database.query_one_raw(question).await?;
    let said: String = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    if said == "ok" { Ok(()) } else { Err(DbErr::Custom(said)) }
}

/// Tends the journal of SQLite for as long as the server runs, and says when it is too long.
pub async fn tend(database: Database) {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        match database.tend_journal().await {
            Ok(None) => return,
            Ok(Some(journal)) if journal.size > LONG_JOURNAL && !journal.whole => tracing::warn!(
                bytes = journal.size,
                "the journal of SQLite (-wal) cannot begin anew: a program reads the database without end. End it"
            ),
            Ok(Some(_)) => {}
            Err(error) => tracing::warn!(%error, "the journal of SQLite could not be tended"),
        }
    }
}

/// The URL of the SQLite file in a data folder.
pub fn sqlite_url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("terreau.sqlite").display())
}
