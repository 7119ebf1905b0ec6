//! Backups: a folder that holds the database as it was at one instant, the attached files, the key of the log, and a
//! manifest with the hash of each. Made while servers run; looked through before anything is replaced.
//!
//! SQLite is copied with `VACUUM INTO`, in one reading transaction: the online backup API can only be called from
//! unsafe code, starts again whenever another process writes, and copies damaged or empty pages as they are, where
//! this builds a new file of what can be read. PostgreSQL is read in one REPEATABLE READ, READ ONLY transaction, each
//! table as lines of JSON.

mod postgres;
mod restoring;

pub use restoring::{Place, Target, check, restore};

use crate::{
    attachment::store::{Store, fetch},
    audit,
    database::{Database, plain_sqlite},
    disk, keeping, log,
};
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{id::AttachmentId, table::attachment};
use sea_orm::{ConnectionTrait, DatabaseBackend, EntityTrait, QuerySelect, Statement};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, io, path::Path};

/// The files of a backup.
const MANIFEST: &str = "manifeste.json";
const SQLITE: &str = "base.sqlite";
const TABLES: &str = "base";
const ATTACHMENTS: &str = "pieces";
const KEY: &str = "journal.key";
/// The shape of the folder; another one is refused.
const FORMAT: &str = "terreau-sauvegarde-1";

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
    fn of(database: &Database) -> Self {
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

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The size and hash of a file, without holding it.
fn measured(folder: &Path, path: &str) -> io::Result<File> {
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
fn failed(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("« {} » : {error}", path.display())
}

fn shown(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Writes a backup of a database, its attached files and the key of its log into a new folder, whatever its schema.
///
/// The rows come first: each file was on the disk before its row, so that those that the copy names are all there,
/// but for what was taken away meanwhile. The manifest comes last: a folder without one is no backup.
pub async fn make(
    folder: &Path,
    database: &Database,
    store: &Store,
    key: &Path,
    now: DateTime<Utc>,
) -> Result<Manifest, String> {
    disk::folder(folder).map_err(failed(folder))?;
    if std::fs::read_dir(folder).map_err(failed(folder))?.next().is_some() {
        return Err(format!("« {} » n’est pas vide : indiquez un dossier neuf", folder.display()));
    }
    disk::close_alone(folder).map_err(failed(folder))?;
    let mut manifest = Manifest {
        format: FORMAT.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now.to_rfc3339_opts(SecondsFormat::Secs, true),
        database: Kind::of(database),
        schema: Vec::new(),
        identity: None,
        log_key: None,
        events: 0,
        head: String::new(),
        tables: BTreeMap::new(),
        files: Vec::new(),
        faults: Vec::new(),
    };
    let named = match manifest.database {
        Kind::Sqlite => copy_sqlite(folder, database, &mut manifest).await?,
        Kind::Postgresql => postgres::dump(folder, database, &mut manifest).await?,
    };
    keep_key(folder, key, &mut manifest)?;
    keep_attachments(folder, database, store, named, &mut manifest).await?;
    let text = serde_json::to_vec_pretty(&manifest).map_err(shown)?;
    let place = folder.join(MANIFEST);
    disk::write(&place, &text).map_err(failed(&place))?;
    Ok(manifest)
}

/// An attached file that a row names: which, and its hash.
type Named = (AttachmentId, String);

async fn copy_sqlite(folder: &Path, database: &Database, manifest: &mut Manifest) -> Result<Vec<Named>, String> {
    let place = folder.join(SQLITE);
    database.copy_to(&place).await?;
    let copy = plain_sqlite(&place, true).await.map_err(shown)?;
    let told = describe(&copy, manifest).await;
    copy.close().await.map_err(shown)?;
    manifest.files.push(measured(folder, SQLITE).map_err(failed(&place))?);
    told
}

/// What a snapshot says of itself goes into the manifest; the files that its rows name.
async fn describe(snapshot: &impl ConnectionTrait, manifest: &mut Manifest) -> Result<Vec<Named>, String> {
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
    if !has("attachment") {
        return Ok(Vec::new());
    }
    let query = attachment::Entity::find().select_only();
    let query = query.columns([attachment::Column::Id, attachment::Column::Sha256]);
    query.into_tuple().all(snapshot).await.map_err(shown)
}

/// The tables of a database, without what SQLite keeps for itself and the parts of its full-text index.
async fn tables(database: &impl ConnectionTrait) -> Result<Vec<String>, String> {
    let question = match database.get_database_backend() {
        DatabaseBackend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        _ => {
            "SELECT name FROM sqlite_master
             WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'need_search%' ORDER BY 1"
        }
    };
    texts(database, question).await
}

async fn count(database: &impl ConnectionTrait, table: &str) -> Result<u64, String> {
    let question = format!("SELECT CAST(count(*) AS BIGINT) FROM \"{table}\"");
    let row = database.query_one_raw(Statement::from_string(database.get_database_backend(), question)).await;
    let row = row.map_err(shown)?;
    let count: i64 = row.map(|row| row.try_get_by_index(0)).transpose().map_err(shown)?.unwrap_or(0);
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The first column of what a question finds.
async fn texts(database: &impl ConnectionTrait, question: &str) -> Result<Vec<String>, String> {
    let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), question)).await;
    rows.map_err(shown)?.iter().map(|row| row.try_get_by_index(0).map_err(shown)).collect()
}

/// The key of the log, which must be the one that the database knows.
fn keep_key(folder: &Path, key: &Path, manifest: &mut Manifest) -> Result<(), String> {
    let found = log::read_key(key).map_err(failed(key))?;
    let Some(known) = &manifest.log_key else {
        return match found {
            Some(_) => copy_key(folder, key, manifest),
            None => Ok(()),
        };
    };
    let known = entity::log::LogName::parse(known).map_err(shown)?;
    match found {
        None => Err(format!(
            "la clé du journal, « {} », n’est pas là : une sauvegarde sans elle ne vaudrait rien",
            key.display()
        )),
        Some(found) if found.public(&known.origin) != known => {
            Err(format!("la clé du journal, « {} », n’est pas celle que la base connaît", key.display()))
        }
        Some(_) => copy_key(folder, key, manifest),
    }
}

fn copy_key(folder: &Path, key: &Path, manifest: &mut Manifest) -> Result<(), String> {
    let bytes = std::fs::read(key).map_err(failed(key))?;
    put(folder, KEY, &bytes, manifest)
}

/// Writes a file of the backup, and notes it.
fn put(folder: &Path, path: &str, bytes: &[u8], manifest: &mut Manifest) -> Result<(), String> {
    let place = folder.join(path);
    disk::write(&place, bytes).map_err(failed(&place))?;
    manifest.files.push(File { path: path.to_owned(), size: bytes.len() as u64, sha256: sha256(bytes) });
    Ok(())
}

async fn keep_attachments(
    folder: &Path,
    database: &Database,
    store: &Store,
    named: Vec<Named>,
    manifest: &mut Manifest,
) -> Result<(), String> {
    let place = folder.join(ATTACHMENTS);
    disk::folder(&place).map_err(failed(&place))?;
    for (id, hash) in named {
        match fetch(store, id).await.map_err(shown)? {
            Some(bytes) => {
                if sha256(&bytes) != hash {
                    manifest.faults.push(format!("la pièce jointe {id} n’est plus celle qui a été jointe"));
                }
                put(folder, &format!("{ATTACHMENTS}/{id}"), &bytes, manifest)?;
            }
            // Taken away since the snapshot, or lost.
            None if attachment::Entity::find_by_id(id).one(database.read()).await.map_err(shown)?.is_some() => {
                manifest.faults.push(format!("la pièce jointe {id} manque"));
            }
            None => {}
        }
    }
    Ok(())
}
