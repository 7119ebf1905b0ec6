//! The index of one server, as it lasts: what is searched, and up to where of the trace it is right.

use super::{
    document::Fields,
    typed::{Synonyms, synonyms},
};
use crate::{campaign::loaded::StoredCampaign, reference::Reference};
use chrono::{DateTime, Utc};
use entity::{id::CampaignId, merge::Cluster, site_text::SiteText};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};
use tantivy::{IndexReader, IndexWriter, Searcher};
use tokio::sync::Mutex;

/// A page of the help that can be found.
#[derive(Debug, Clone)]
pub struct HelpPage {
    /// Its address.
    pub address: String,
    pub title: String,
    /// The texts that stand on it.
    pub texts: Vec<SiteText>,
}

/// Needs that look alike, by campaign, and of which texts.
pub(super) type Clusters = HashMap<CampaignId, (u64, Arc<[Cluster]>)>;

/// The index of one server.
#[derive(Default)]
pub struct Search {
    pub(super) help: Vec<HelpPage>,
    pub(super) live: Mutex<Option<Live>>,
    current: RwLock<Option<Current>>,
    /// Those of the campaign that was searched last, in the version that was.
    synonyms: RwLock<Option<(CampaignId, i32, Arc<Synonyms>)>>,
    pub(super) clusters: Mutex<Clusters>,
}

/// What searches look through now, and as of when it is right.
#[derive(Clone)]
pub(super) struct Current {
    pub searcher: Searcher,
    pub fields: Fields,
    /// How many acts this server had committed.
    pub acts: u64,
    pub at: DateTime<Utc>,
}

impl Search {
    /// An index that also finds these pages.
    pub fn with_help(help: Vec<HelpPage>) -> Self {
        Self { help, ..Self::default() }
    }

    /// The synonyms of a campaign as they are compared: made once for each of its versions.
    pub(super) fn synonyms(&self, campaign: &StoredCampaign) -> Arc<Synonyms> {
        let kept = self.synonyms.read().unwrap_or_else(PoisonError::into_inner).clone();
        match kept {
            Some((id, version, synonyms)) if (id, version) == (campaign.id, campaign.version) => synonyms,
            _ => {
                let made = Arc::new(synonyms(&campaign.spec.synonyms));
                let kept = (campaign.id, campaign.version, Arc::clone(&made));
                *self.synonyms.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
                made
            }
        }
    }

    /// What searches look through now.
    pub(super) fn current(&self) -> Option<Current> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What searches look through from now on.
    pub(super) fn show(&self, current: Current) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(current);
    }
}

/// An index, and up to which event of the trace it is right.
pub(super) struct Live {
    pub writer: IndexWriter,
    pub reader: IndexReader,
    pub fields: Fields,
    pub position: i64,
    /// What the places of documents were read from.
    pub reference: Arc<Reference>,
}
