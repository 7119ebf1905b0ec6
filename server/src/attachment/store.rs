//! Where attached files are kept: a folder, or a bucket of an S3-compatible storage.

use crate::{Error, disk};
use entity::id::AttachmentId;
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem,
    path::Path,
};
use std::{
    sync::{Arc, Once},
    time,
};
use wording::operator::store::READS_OTHERWISE;

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
    if read.as_ref() == b"Terreau" { Ok(()) } else { Err(READS_OTHERWISE.to_owned()) }
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

/// Where a store says whose it is.
const OWNER: &str = "base-de-donnees";

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

/// Writes on a store whose it is.
pub(crate) async fn mark(store: &Store, identity: &str) -> Result<(), Error> {
    let text = format!("{identity}\n");
    store.put(&Path::from(OWNER), PutPayload::from(text)).await.map(drop).map_err(failed)
}
