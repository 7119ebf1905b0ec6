//! Backups: a folder that holds the database as it was at one instant, the attached files, the key of the log, and a
//! manifest with the hash of each. Made while servers run; looked through before anything is replaced.
//!
//! SQLite is copied with `VACUUM INTO`, in one reading transaction: the online backup API can only be called from
//! unsafe code, starts again whenever another process writes, and copies damaged or empty pages as they are, where
//! this builds a new file of what can be read. PostgreSQL is read in one REPEATABLE READ, READ ONLY transaction, each
//! table as lines of JSON.

mod manifest;
mod postgres;
mod restoring;

use self::manifest::{ATTACHMENTS, FORMAT, KEY, MANIFEST, Named, SQLITE, describe, failed, measured, sha256, shown};
pub use self::manifest::{File, Kind, Manifest};
pub use restoring::{Place, Target, check, restore};

use crate::{
    attachment::store::{Store, fetch},
    database::{Database, plain_sqlite},
    disk, log,
};
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{
    id::AttachmentId,
    table::{attachment, need_attachment},
};
use sea_orm::EntityTrait;
use std::{collections::BTreeMap, path::Path};
use wording::operator::backup as words;

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
        return Err(words::folder_not_empty(folder));
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

async fn copy_sqlite(folder: &Path, database: &Database, manifest: &mut Manifest) -> Result<Vec<Named>, String> {
    let place = folder.join(SQLITE);
    database.copy_to(&place).await?;
    let copy = plain_sqlite(&place, true).await.map_err(shown)?;
    let described = describe(&copy, manifest).await;
    copy.close().await.map_err(shown)?;
    manifest.files.push(measured(folder, SQLITE).map_err(failed(&place))?);
    described
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
        None => Err(words::key_is_gone(key)),
        Some(found) if found.public(&known.origin) != known => Err(words::other_key(key)),
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

/// Whether a row still names a file.
async fn is_named(database: &Database, id: AttachmentId) -> Result<bool, String> {
    if attachment::Entity::find_by_id(id).one(database.read()).await.map_err(shown)?.is_some() {
        return Ok(true);
    }
    let of_need = need_attachment::Entity::find_by_id(id).one(database.read()).await;
    Ok(of_need.map_err(shown)?.is_some())
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
                    manifest.faults.push(words::attachment_changed(id));
                }
                put(folder, &format!("{ATTACHMENTS}/{id}"), &bytes, manifest)?;
            }
            // Taken away since the snapshot, or lost.
            None if is_named(database, id).await? => {
                manifest.faults.push(words::attachment_is_gone(id));
            }
            None => {}
        }
    }
    Ok(())
}
