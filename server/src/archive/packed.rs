//! Archives that are packed, and the last one of them.

use std::sync::{Arc, Mutex};

/// The archive that was packed last, with the signed head of the log that it holds: a log that is not the same has
/// another head.
#[derive(Default)]
pub(crate) struct LastPacked(pub(super) Mutex<Option<(String, Packed)>>);

/// A packed archive.
#[derive(Debug, Clone)]
pub struct Packed(pub(super) Arc<Vec<u8>>);

impl AsRef<[u8]> for Packed {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
