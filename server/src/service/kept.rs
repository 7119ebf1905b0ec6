//! What was read of the catalogue last.

use crate::search::compared::Compared;
use chrono::{DateTime, Duration, Utc};
use entity::table::service;
use std::sync::{Arc, Mutex, PoisonError};

/// For how long what was read is believed: another server may have imported a list.
const LIFE: Duration = Duration::seconds(30);

/// The services that were not withdrawn, by name, and what each is about.
pub struct Catalogue {
    pub services: Vec<service::Model>,
    /// In the order of the services.
    pub(super) compared: Arc<[Compared]>,
}

/// What was read last, and when.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Option<(DateTime<Utc>, Arc<Catalogue>)>>);

impl Kept {
    /// The catalogue changed.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(super) fn keep(&self, now: DateTime<Utc>, catalogue: &Arc<Catalogue>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(catalogue)));
    }

    pub(super) fn find(&self, now: DateTime<Utc>) -> Option<Arc<Catalogue>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back makes what was read look young for ever.
        let is_young = |at: &DateTime<Utc>| *at <= now && now - *at < LIFE;
        kept.as_ref().filter(|(at, _)| is_young(at)).map(|(_, catalogue)| Arc::clone(catalogue))
    }
}
