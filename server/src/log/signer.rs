//! The key that signs the heads of this server's logs.

use crate::disk;
use entity::{
    address::Address,
    log::{LogKey, LogName},
};
use std::path::Path;
use wording::operator::file::KEY_OF_ANOTHER_LENGTH;

/// What signs the heads of this server's logs, and the name under which it does.
pub struct Signer {
    pub(super) key: LogKey,
    /// The site's host, with which the names of its logs begin.
    host: String,
}

impl Signer {
    /// A signer with this key, for the logs of this host.
    pub fn new(key: LogKey, host: impl Into<String>) -> Self {
        Self { key, host: host.into() }
    }

    /// Whether this is the key of a log of that name.
    pub fn holds(&self, log: &LogName) -> bool {
        self.key.public(&log.origin) == *log
    }

    /// The public key, under a name that is no campaign's: as a database keeps it.
    pub fn public(&self) -> LogName {
        self.key.public("journal")
    }

    /// The name and public key of a campaign's log.
    pub fn name(&self, slug: &str) -> LogName {
        self.key.public(&format!("{}{}/{slug}", self.host, Address::Log))
    }
}

/// The key in a file, made at first with 32 random bytes; readable by its owner alone.
pub fn key_in(file: &Path, fresh: [u8; 32]) -> std::io::Result<LogKey> {
    if let Some(key) = read_key(file)? {
        return Ok(key);
    }
    // An empty file holds no key: a full disk left it.
    if std::fs::metadata(file).is_ok_and(|known| known.len() == 0) {
        disk::write(file, &fresh)?;
    } else {
        // Where another process was quicker, its key is the one.
        disk::write_new(file, &fresh)?;
    }
    read_key(file)?.ok_or_else(|| std::io::ErrorKind::NotFound.into())
}

/// The key in a file; None where there is no file, or an empty one.
pub fn read_key(file: &Path) -> std::io::Result<Option<LogKey>> {
    let secret = match std::fs::read(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        secret => secret?,
    };
    if secret.is_empty() {
        return Ok(None);
    }
    let secret: [u8; 32] =
        secret.try_into().map_err(|_| std::io::Error::new(std::io::ErrorKind::InvalidData, KEY_OF_ANOTHER_LENGTH))?;
    Ok(Some(LogKey::new(&secret)))
}
