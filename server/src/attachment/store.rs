//! Where attached files are kept: a folder, or a bucket of an S3-compatible storage.

use crate::{Error, Platform, bulk};
use chrono::{DateTime, Utc};
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
    std::fs::create_dir_all(path).map_err(|error| error.to_string())?;
    LocalFileSystem::new_with_prefix(path).map(|store| Arc::new(store) as Store).map_err(|error| error.to_string())
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

/// A bucket as the place where files are kept. Several servers share one.
pub fn bucket(bucket: &Bucket) -> Result<Store, String> {
    static CRYPTOGRAPHY: Once = Once::new();
    // The one of mails and ProConnect; a second call is refused, and changes nothing.
    CRYPTOGRAPHY.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    // Somebody waits for the answer: a storage that does not come back within seconds is told as a failure.
    let seconds = time::Duration::from_secs;
    let retry = RetryConfig { max_retries: 2, retry_timeout: seconds(20), ..RetryConfig::default() };
    let options = ClientOptions::new()
        .with_allow_http(bucket.endpoint.starts_with("http://"))
        .with_connect_timeout(seconds(5))
        .with_timeout(seconds(30));
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

/// Takes away the files kept before an instant that no row names, and says how many: the server ended, or the sender hung up, between the
/// file and its row. What is not named like a file of ours is left alone.
pub async fn sweep(platform: &Platform, before: DateTime<Utc>) -> Result<usize, Error> {
    const AT_ONCE: usize = 500;
    let Some(store) = &platform.files else { return Ok(0) };
    let listed = store.list(None).try_filter_map(|file| async move {
        let id = file.location.as_ref().parse::<AttachmentId>().ok();
        Ok(id.filter(|_| file.last_modified < before))
    });
    let old: Vec<AttachmentId> = listed.try_collect().await.map_err(failed)?;
    let database = platform.database.read();
    let mut taken = 0;
    for ids in old.chunks(AT_ONCE) {
        let among = bulk::one_of(database, attachment::Column::Id, ids.iter().map(|id| id.0));
        let named = attachment::Entity::find().select_only().column(attachment::Column::Id).filter(among);
        let named: HashSet<AttachmentId> = named.into_tuple().all(database).await?.into_iter().collect();
        for id in ids.iter().filter(|id| !named.contains(id)) {
            store.delete(&place(*id)).await.map_err(failed)?;
            taken += 1;
        }
    }
    Ok(taken)
}
