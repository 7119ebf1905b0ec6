//! The trees of the logs in memory.

use entity::{id::CampaignId, log::Tree};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::Mutex;

/// The trees of the logs, as far as they were read. What was read never changes, so that only what is new is asked for.
#[derive(Default)]
pub(crate) struct Trees(pub(super) Mutex<HashMap<CampaignId, Arc<Tree>>>);

impl Trees {
    /// Forgets all; the demonstration's clock takes ballots back, which no real vote does.
    pub(crate) async fn forget(&self) {
        self.0.lock().await.clear();
    }
}
