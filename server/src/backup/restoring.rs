//! A backup put back: looked through as a whole, refused where it would take something away unless one says so, then
//! put in place.

use super::{
    manifest::{
        ATTACHMENTS, FORMAT, KEY, Kind, MANIFEST, Manifest, SQLITE, count, failed, measured, sha256, shown, tables,
    },
    postgres,
};
use crate::{
    attachment::store::{self, Store, fetch},
    audit,
    database::{Database, check_pages, hold_file, known_steps, plain_sqlite},
    disk, log,
};
use chrono::{DateTime, Utc};
use entity::{id::AttachmentId, log::LogName};
use sea_orm::ConnectionTrait;
use std::path::{Path, PathBuf};
use wording::operator::{
    file::kept_as,
    restoration::{self as words, Rows},
};

/// Where a backup is put back.
pub struct Place<'a> {
    pub database: Target<'a>,
    pub store: &'a Store,
    /// The file of the log's key.
    pub key: &'a Path,
}

/// The database that a backup takes the place of.
pub enum Target<'a> {
    /// The file of a SQLite database, which may not exist.
    Sqlite(&'a Path),
    Postgresql(&'a Database),
}

/// Reads a backup's manifest and looks through what it names: every hash, and of SQLite its pages and the trace.
/// PostgreSQL's rows are looked through when they are back, before they are committed.
pub async fn check(folder: &Path) -> Result<Manifest, String> {
    let place = folder.join(MANIFEST);
    let text = std::fs::read(&place).map_err(|error| words::unfinished(folder, MANIFEST, error))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|error| words::not_a_manifest(MANIFEST, error))?;
    if manifest.format != FORMAT {
        return Err(words::other_format(&manifest.format, FORMAT));
    }
    if let Some(unknown) = manifest.schema.iter().find(|step| !known_steps().contains(step)) {
        return Err(words::newer(unknown));
    }
    for file in &manifest.files {
        if file.path.split('/').any(|part| part.is_empty() || part == "..") || file.path.starts_with('/') {
            return Err(words::file_outside(&file.path));
        }
        let place = folder.join(&file.path);
        if measured(folder, &file.path).map_err(failed(&place))? != *file {
            return Err(words::file_changed(&place));
        }
    }
    check_key(folder, &manifest)?;
    if manifest.database == Kind::Sqlite {
        let copy = plain_sqlite(&folder.join(SQLITE), true).await.map_err(shown)?;
        let found = follow(&copy, &manifest).await;
        copy.close().await.map_err(shown)?;
        found?;
    }
    Ok(manifest)
}

async fn follow(copy: &sea_orm::DatabaseConnection, manifest: &Manifest) -> Result<(), String> {
    check_pages(copy).await.map_err(|error| words::damaged(SQLITE, error))?;
    let found = audit::follow(copy, Some((manifest.events, &manifest.head))).await.map_err(shown)?;
    found.broken.map_or(Ok(()), |fault| Err(words::trace_broken(fault)))
}

fn check_key(folder: &Path, manifest: &Manifest) -> Result<(), String> {
    let Some(known) = &manifest.log_key else { return Ok(()) };
    let known = LogName::parse(known).map_err(shown)?;
    let place = folder.join(KEY);
    match log::read_key(&place).map_err(failed(&place))? {
        Some(key) if key.public(&known.origin) == known => Ok(()),
        _ => Err(words::other_key(&place)),
    }
}

/// Puts a backup in place; what was kept aside of what it replaced, one sentence each.
///
/// Looked through first ([`check`]). Refused, with what would be lost, where something else stands, but by `force`.
/// On SQLite what stood there is kept beside; PostgreSQL's is dropped and replaced in one transaction.
pub async fn restore(folder: &Path, to: &Place<'_>, force: bool, now: DateTime<Utc>) -> Result<Vec<String>, String> {
    let manifest = check(folder).await?;
    match (&to.database, manifest.database) {
        (Target::Sqlite(file), Kind::Sqlite) => {
            let _held = hold_file(file).map_err(shown)?;
            refuse_losses(file_standing(file).await?, folder, to, &manifest, force).await?;
            put_files(folder, to.store, &manifest).await?;
            let mut kept = put_sqlite(folder, file, now)?;
            kept.extend(put_key(folder, to.key, now)?);
            Ok(kept)
        }
        (Target::Postgresql(database), Kind::Postgresql) => {
            let tx = postgres::alone(database).await?;
            refuse_losses(standing(&tx).await?, folder, to, &manifest, force).await?;
            postgres::load(folder, &manifest, &tx).await?;
            put_files(folder, to.store, &manifest).await?;
            let kept = put_key(folder, to.key, now)?;
            tx.commit().await.map_err(shown)?;
            Ok(kept.into_iter().collect())
        }
        _ => Err(words::OTHER_KIND.to_owned()),
    }
}

async fn refuse_losses(
    mut lost: Vec<String>,
    folder: &Path,
    to: &Place<'_>,
    manifest: &Manifest,
    force: bool,
) -> Result<(), String> {
    let owner = store::owner(to.store).await.map_err(shown)?;
    if owner.is_some() && owner != manifest.identity {
        lost.push(words::FILES_OF_ANOTHER_DATABASE.to_owned());
    }
    let (before, after) = (std::fs::read(to.key).ok(), std::fs::read(folder.join(KEY)).ok());
    if before.as_ref().is_some_and(|before| !before.is_empty()) && after.is_some() && before != after {
        lost.push(words::key_replaced(to.key));
    }
    if lost.is_empty() || force {
        return Ok(());
    }
    Err(words::would_replace(&lost))
}

/// What stands in a database, of which something would be lost; empty for one without a campaign or a person.
async fn standing(database: &impl ConnectionTrait) -> Result<Vec<String>, String> {
    let there = tables(database).await?;
    let mut counts = Vec::new();
    for (table, what) in [
        ("campaign", Rows::Campaigns),
        ("person", Rows::People),
        ("need", Rows::Needs),
        ("application", Rows::Applications),
        ("attachment", Rows::Attachments),
        ("ballot", Rows::Ballots),
        ("audit_event", Rows::Acts),
    ] {
        if there.iter().any(|one| one == table) {
            counts.push((table, what, count(database, table).await?));
        }
    }
    let empty = !counts.iter().any(|(table, _, rows)| *rows > 0 && ["campaign", "person"].contains(table));
    let counts = counts.into_iter().filter(|(.., rows)| *rows > 0 && !empty);
    Ok(counts.map(|(_, what, rows)| words::rows_lost(what, rows)).collect())
}

async fn file_standing(file: &Path) -> Result<Vec<String>, String> {
    if !std::fs::metadata(file).is_ok_and(|known| known.len() > 0) {
        return Ok(Vec::new());
    }
    let unreadable = || vec![words::unreadable_database(file)];
    let Ok(database) = plain_sqlite(file, true).await else { return Ok(unreadable()) };
    let standing = standing(&database).await.unwrap_or_else(|_| unreadable());
    database.close().await.map_err(shown)?;
    Ok(standing)
}

/// Puts the attached files into the store, which is this database's from then on; those that are there already are
/// left.
async fn put_files(folder: &Path, store: &Store, manifest: &Manifest) -> Result<(), String> {
    for file in &manifest.files {
        let id = file.path.strip_prefix(ATTACHMENTS).and_then(|rest| rest.strip_prefix('/'));
        let Some(id) = id.and_then(|id| id.parse::<AttachmentId>().ok()) else { continue };
        let there = fetch(store, id).await.map_err(shown)?;
        if there.is_none_or(|bytes| sha256(&bytes) != file.sha256) {
            let place = folder.join(&file.path);
            store::keep(store, id, std::fs::read(&place).map_err(failed(&place))?).await.map_err(shown)?;
        }
    }
    match &manifest.identity {
        Some(identity) => store::mark(store, identity).await.map_err(shown),
        None => Ok(()),
    }
}

/// A name beside a file, for what was there before.
fn aside(file: &Path, now: DateTime<Utc>) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".avant-{}", now.format("%Y%m%dT%H%M%SZ")));
    file.with_file_name(name)
}

/// Puts the file of SQLite in place. The one before goes aside first, then its journal: a journal beside another file
/// would spoil it.
fn put_sqlite(folder: &Path, file: &Path, now: DateTime<Utc>) -> Result<Vec<String>, String> {
    let before = aside(file, now);
    let mut kept = Vec::new();
    for end in ["", "-wal", "-shm"] {
        let with = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        let (from, to) = (with(file), with(&before));
        if from.exists() {
            disk::rename(&from, &to).map_err(failed(&from))?;
            kept.push(kept_as(&from, &to));
        }
    }
    copy(&folder.join(SQLITE), file)?;
    Ok(kept)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let mut source = std::fs::File::open(from).map_err(failed(from))?;
    let mut file = disk::Whole::begin(to).map_err(failed(to))?;
    std::io::copy(&mut source, &mut file).map_err(failed(to))?;
    file.finish().map_err(failed(to))
}

fn put_key(folder: &Path, key: &Path, now: DateTime<Utc>) -> Result<Option<String>, String> {
    let from = folder.join(KEY);
    if !from.exists() || std::fs::read(&from).ok() == std::fs::read(key).ok() {
        return Ok(None);
    }
    let there = key.exists();
    let before = aside(key, now);
    if there {
        disk::rename(key, &before).map_err(failed(key))?;
    }
    copy(&from, key)?;
    Ok(there.then(|| kept_as(key, &before)))
}
