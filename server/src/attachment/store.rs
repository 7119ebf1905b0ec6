//! Where attached files are kept: a folder, or a bucket of an S3-compatible storage.

use crate::{Error, Platform, bulk, disk};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use entity::{id::AttachmentId, table::attachment};
use futures_util::TryStreamExt;
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem,
    path::Path,
};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};
use std::{
    collections::HashSet,
    sync::{Arc, Once},
    time,
};

/// Where files are kept.
pub type Store = Arc<dyn ObjectStore>;

/// A folder as the place where files are kept; made when it is not there. Several servers share one, mounted on each.
pub fn folder(path: &std::path::Path) -> Result<Store, String> {
    disk::folder(path).map_err(|error| error.to_string())?;
    let store = LocalFileSystem::new_with_prefix(path).map_err(|error| error.to_string())?;
    // A file is on the disk, under its name, before its row is written.
    Ok(Arc::new(store.with_fsync(true)))
}

/// A bucket of an S3-compatible storage, with what opens it.
#[derive(Clone)]
pub struct Bucket {
    /// `https://…`, without the bucket: it comes first in the path, as every such storage understands.
    pub endpoint: String,
    pub name: String,
    pub region: String,
    pub key_id: String,
    pub secret: String,
}

/// Within how long a storage answers one question.
const PATIENCE: time::Duration = time::Duration::from_secs(30);

/// A bucket as the place where files are kept. Several servers share one.
pub fn bucket(bucket: &Bucket) -> Result<Store, String> {
    bucket_within(bucket, PATIENCE)
}

/// As [`bucket`], of a storage that answers each question within `patience`, or not at all.
pub fn bucket_within(bucket: &Bucket, patience: time::Duration) -> Result<Store, String> {
    static CRYPTOGRAPHY: Once = Once::new();
    // The one of mails and ProConnect; a second call is refused, and changes nothing.
    CRYPTOGRAPHY.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    // Somebody waits for the answer: a storage that does not come back within seconds is told as a failure.
    let seconds = time::Duration::from_secs;
    let retry = RetryConfig { max_retries: 2, retry_timeout: seconds(20), ..RetryConfig::default() };
    let options = ClientOptions::new()
        .with_allow_http(bucket.endpoint.starts_with("http://"))
        .with_connect_timeout(seconds(5))
        .with_timeout(patience);
    let store = AmazonS3Builder::new()
        .with_endpoint(bucket.endpoint.trim_end_matches('/'))
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(&bucket.key_id)
        .with_secret_access_key(&bucket.secret)
        .with_virtual_hosted_style_request(false)
        // Not every storage has them, and one file is taken away at a time.
        .with_disable_bulk_delete(true)
        .with_retry(retry)
        .with_client_options(options)
        .build();
    store.map(|store| Arc::new(store) as Store).map_err(|error| error.to_string())
}

/// Keeps a file, reads it and takes it away: what a server will do, found out before it serves.
pub async fn probe(store: &Store, name: &str) -> Result<(), String> {
    let place = Path::from(format!("essai-{name}"));
    let shown = |error: object_store::Error| error.to_string();
    store.put(&place, PutPayload::from_static(b"Terreau")).await.map_err(shown)?;
    let read = store.get(&place).await.map_err(shown)?.bytes().await.map_err(shown)?;
    store.delete(&place).await.map_err(shown)?;
    if read.as_ref() == b"Terreau" { Ok(()) } else { Err("ce qui y est écrit n’y est pas relu".to_owned()) }
}

/// The place of a file.
pub(super) fn place(id: AttachmentId) -> Path {
    Path::from(id.to_string())
}

pub(super) fn failed(error: object_store::Error) -> Error {
    Error::Stored(format!("files: {error}"))
}

/// Keeps the content of a file under its identifier; on the disk when this returns.
pub(crate) async fn keep(store: &Store, id: AttachmentId, content: Vec<u8>) -> Result<(), Error> {
    store.put(&place(id), PutPayload::from(content)).await.map(drop).map_err(failed)
}

/// The content of a file; None where there is none.
pub(crate) async fn fetch(store: &Store, id: AttachmentId) -> Result<Option<Vec<u8>>, Error> {
    match store.get(&place(id)).await {
        Ok(found) => Ok(Some(found.bytes().await.map_err(failed)?.to_vec())),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// What sweeping may do.
#[derive(Debug, Clone, Copy)]
pub struct Sweeping {
    /// The machine's instant: storages tell those of their own clocks.
    pub now: DateTime<Utc>,
    /// Since when this process runs: on its first day it sweeps nothing, so that a mistake of its start costs nothing.
    pub since: DateTime<Utc>,
    /// Whether a person said that as many may be put aside as there are.
    pub unbounded: bool,
}

/// What sweeping did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Put aside: no row names them.
    pub aside: usize,
    /// Left where they are: too many at once for it to be right.
    pub too_many: usize,
    /// Taken away: put aside thirty days before.
    pub gone: usize,
    /// Put back: a row names them again.
    pub back: usize,
}

/// How long a file may stand without its row: whoever attaches one writes the row right after it.
const WITHOUT_ROW: Duration = Duration::hours(1);
/// How long a process runs before it sweeps.
const FIRST_DAY: Duration = Duration::days(1);
/// How long what was put aside is kept, in days.
const ASIDE_DAYS: i64 = 30;
/// The most files put aside at once, or one in a hundred where that is more.
const MOST_ASIDE: usize = 20;
/// Where files are put aside, each under the day on which it was.
const ASIDE: &str = "quarantaine";

/// A file that was put aside: where it is, since which day, and which one it is.
struct Aside {
    place: Path,
    day: NaiveDate,
    id: AttachmentId,
}

/// Puts the files aside that no row names (the server ended, or the sender hung up, between the file and its row),
/// takes away those that have been aside for thirty days, and puts back what a row names again. What is not named
/// like a file of ours is left alone.
pub async fn sweep(platform: &Platform, sweeping: Sweeping) -> Result<Swept, Error> {
    let mut swept = Swept::default();
    let Some(store) = &platform.files else { return Ok(swept) };
    if sweeping.now - sweeping.since < FIRST_DAY {
        return Ok(swept);
    }
    let (all, old) = kept_before(store, sweeping.now - WITHOUT_ROW).await?;
    let named = named(platform, &old).await?;
    let orphans: Vec<AttachmentId> = old.into_iter().filter(|id| !named.contains(id)).collect();
    if orphans.len() > MOST_ASIDE.max(all / 100) && !sweeping.unbounded {
        swept.too_many = orphans.len();
    } else {
        let day = sweeping.now.date_naive();
        for id in orphans {
            store.rename(&place(id), &Path::from(format!("{ASIDE}/{day}/{id}"))).await.map_err(failed)?;
            swept.aside += 1;
        }
    }
    let aside = put_aside(store).await?;
    let named = self::named(platform, &aside.iter().map(|file| file.id).collect::<Vec<_>>()).await?;
    for file in aside {
        if named.contains(&file.id) {
            store.rename(&file.place, &place(file.id)).await.map_err(failed)?;
            swept.back += 1;
        } else if (sweeping.now.date_naive() - file.day).num_days() > ASIDE_DAYS {
            store.delete(&file.place).await.map_err(failed)?;
            swept.gone += 1;
        }
    }
    Ok(swept)
}

/// How many files are kept, and those kept before an instant.
async fn kept_before(store: &Store, before: DateTime<Utc>) -> Result<(usize, Vec<AttachmentId>), Error> {
    let listed = store.list(None).try_filter_map(|file| async move {
        let id = file.location.as_ref().parse::<AttachmentId>().ok();
        Ok(id.map(|id| (id, file.last_modified < before)))
    });
    let all: Vec<(AttachmentId, bool)> = listed.try_collect().await.map_err(failed)?;
    Ok((all.len(), all.iter().filter(|(_, old)| *old).map(|(id, _)| *id).collect()))
}

async fn put_aside(store: &Store) -> Result<Vec<Aside>, Error> {
    let listed = store.list(Some(&Path::from(ASIDE))).try_filter_map(|file| async move {
        let mut parts = file.location.as_ref().rsplit('/');
        let (id, day) = (parts.next().and_then(|id| id.parse().ok()), parts.next().and_then(|day| day.parse().ok()));
        Ok(id.zip(day).map(|(id, day)| Aside { place: file.location.clone(), day, id }))
    });
    listed.try_collect().await.map_err(failed)
}

/// Those of these files that a row names.
async fn named(platform: &Platform, ids: &[AttachmentId]) -> Result<HashSet<AttachmentId>, Error> {
    const AT_ONCE: usize = 500;
    let database = platform.database.read();
    let mut found = HashSet::new();
    for ids in ids.chunks(AT_ONCE) {
        let among = bulk::one_of(database, attachment::Column::Id, ids.iter().map(|id| id.0));
        let named = attachment::Entity::find().select_only().column(attachment::Column::Id).filter(among);
        found.extend(named.into_tuple::<AttachmentId>().all(database).await?);
    }
    Ok(found)
}

/// Where a store says whose it is.
const OWNER: &str = "base-de-donnees";

/// Why a store is not this database's.
#[derive(Debug, thiserror::Error)]
pub enum Foreign {
    /// It says so: the identity that it bears.
    #[error("il contient les pièces jointes d’une autre base, d’identité {0}")]
    Other(String),
    /// It says nothing, and holds so many files of which the database knows none.
    #[error("il contient {0} pièces jointes, dont la base ne connaît aucune")]
    Unknown(usize),
    #[error("il ne se laisse pas lire : {0}")]
    Unreadable(#[from] Error),
}

/// Whose store this is; None for one that was never claimed.
pub async fn owner(store: &Store) -> Result<Option<String>, Error> {
    match store.get(&Path::from(OWNER)).await {
        Ok(found) => {
            let bytes = found.bytes().await.map_err(failed)?;
            Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
        }
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// Makes the store this database's, or refuses it as another's: a server on the wrong database would find that no row
/// names its files.
///
/// A store of before it was marked is taken when the database knows one of its files, or when there are none.
/// `adopt`: whatever it says.
pub async fn claim(platform: &Platform, identity: &str, adopt: bool) -> Result<(), Foreign> {
    let Some(store) = &platform.files else { return Ok(()) };
    match owner(store).await? {
        Some(owner) if owner == identity => return Ok(()),
        Some(other) if !adopt => return Err(Foreign::Other(other)),
        Some(_) => {}
        None if adopt => {}
        None => {
            let (count, ids) = kept_before(store, DateTime::<Utc>::MAX_UTC).await?;
            if count > 0 && named(platform, &ids).await?.is_empty() {
                return Err(Foreign::Unknown(count));
            }
        }
    }
    mark(store, identity).await.map_err(Foreign::Unreadable)
}

/// Writes on a store whose it is.
pub(crate) async fn mark(store: &Store, identity: &str) -> Result<(), Error> {
    let text = format!("{identity}\n");
    store.put(&Path::from(OWNER), PutPayload::from(text)).await.map(drop).map_err(failed)
}
