//! What a backup holds: its files, each with its hash, and what the database says of itself.

use crate::{audit, database::Database, keeping};
use entity::{
    id::AttachmentId,
    table::{attachment, need_attachment},
};
use sea_orm::{ConnectionTrait, DatabaseBackend, EntityTrait, QuerySelect, Statement};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, io, path::Path};

/// The files of a backup.
pub(super) const MANIFEST: &str = "manifeste.json";

pub(super) const SQLITE: &str = "base.sqlite";

pub(super) const TABLES: &str = "base";

pub(super) const ATTACHMENTS: &str = "pieces";

pub(super) const KEY: &str = "journal.key";

/// The shape of the folder; another one is refused.
pub(super) const FORMAT: &str = "terreau-sauvegarde-1";

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: String,
    /// The version of Terreau that made it.
    pub version: String,
    pub made_at: String,
    pub database: Kind,
    /// The steps of the schema, in their order.
    pub schema: Vec<String>,
    /// The database's identity, and the public key of its log, as far as it has them.
    pub identity: Option<String>,
    pub log_key: Option<String>,
    /// How many events the trace has, and the hash of the last.
    pub events: i64,
    pub head: String,
    /// How many rows each table has.
    pub tables: BTreeMap<String, u64>,
    pub files: Vec<File>,
    /// What could not be kept, or is not what it should be: one sentence each.
    pub faults: Vec<String>,
}

/// Of which kind the database is: each is restored into its own kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Sqlite,
    Postgresql,
}

impl Kind {
    pub(super) fn of(database: &Database) -> Self {
        if database.is_sqlite() { Self::Sqlite } else { Self::Postgresql }
    }
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Below the folder.
    pub path: String,
    pub size: u64,
    pub sha256: String,
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The size and hash of a file, without holding it.
pub(super) fn measured(folder: &Path, path: &str) -> io::Result<File> {
    let mut file = std::fs::File::open(folder.join(path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut size = 0;
    loop {
        let read = io::Read::read(&mut file, &mut buffer)?;
        if read == 0 {
            return Ok(File { path: path.to_owned(), size, sha256: hex(&hasher.finalize()) });
        }
        hasher.update(&buffer[..read]);
        size += read as u64;
    }
}

/// What is told of a file that cannot be written or read.
pub(super) fn failed(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| wording::operator::file::failed(path, error)
}

pub(super) fn shown(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// An attached file that a row names: which, and its hash.
pub(super) type Named = (AttachmentId, String);

/// What a snapshot says of itself goes into the manifest; the files that its rows name.
pub(super) async fn describe(snapshot: &impl ConnectionTrait, manifest: &mut Manifest) -> Result<Vec<Named>, String> {
    for table in tables(snapshot).await? {
        manifest.tables.insert(table.clone(), count(snapshot, &table).await?);
    }
    let has = |table: &str| manifest.tables.contains_key(table);
    if has("seaql_migrations") {
        manifest.schema = texts(snapshot, "SELECT version FROM seaql_migrations ORDER BY version").await?;
    }
    if has("keeping") {
        let identity = "SELECT value FROM keeping WHERE name = 'database'";
        manifest.identity = texts(snapshot, identity).await?.pop();
        manifest.log_key = keeping::log_key(snapshot).await.map_err(shown)?.map(|known| known.key.to_string());
    }
    if has("audit_event") {
        (manifest.events, manifest.head) = audit::head(snapshot).await.map_err(shown)?;
    }
    let mut named = Vec::new();
    if has("attachment") {
        let query = attachment::Entity::find().select_only();
        let query = query.columns([attachment::Column::Id, attachment::Column::Sha256]);
        named = query.into_tuple().all(snapshot).await.map_err(shown)?;
    }
    if has("need_attachment") {
        let query = need_attachment::Entity::find().select_only();
        let query = query.columns([need_attachment::Column::Id, need_attachment::Column::Sha256]);
        named.extend(query.into_tuple::<Named>().all(snapshot).await.map_err(shown)?);
    }
    Ok(named)
}

/// The tables of a database, without what SQLite keeps for itself and the parts of its full-text index.
pub(super) async fn tables(database: &impl ConnectionTrait) -> Result<Vec<String>, String> {
    let question = match database.get_database_backend() {
        DatabaseBackend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        _ => {
            "SELECT name FROM sqlite_master
             WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'need_search%' ORDER BY 1"
        }
    };
    texts(database, question).await
}

pub(super) async fn count(database: &impl ConnectionTrait, table: &str) -> Result<u64, String> {
    let question = format!("SELECT CAST(count(*) AS BIGINT) FROM \"{table}\"");
    let row = database.query_one_raw(Statement::from_string(database.get_database_backend(), question)).await;
    let row = row.map_err(shown)?;
    let count: i64 = row.map(|row| row.try_get_by_index(0)).transpose().map_err(shown)?.unwrap_or(0);
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The first column of what a question finds.
pub(super) async fn texts(database: &impl ConnectionTrait, question: &str) -> Result<Vec<String>, String> {
    let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), question)).await;
    rows.map_err(shown)?.iter().map(|row| row.try_get_by_index(0).map_err(shown)).collect()
}
