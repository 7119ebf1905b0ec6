//! The key that signs the heads of this server's logs.

use crate::disk;
use entity::{
    address::Address,
    log::{LogKey, LogName},
};
use std::path::Path;

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
    disk::key_in(file, fresh).map(|secret| LogKey::new(&secret))
}

/// The key in a file; None where there is no file, or an empty one.
pub fn read_key(file: &Path) -> std::io::Result<Option<LogKey>> {
    Ok(disk::read_key(file)?.map(|secret| LogKey::new(&secret)))
}
