//! What lasts as long as the server.

use crate::{
    Error,
    archive::packed::LastPacked,
    attachment::store::Store,
    ballot::queue::Queue,
    cache::Cache,
    campaign::loaded::StoredCampaign,
    clock::Clock,
    collectivity::figures::CampaignFigures,
    database::Database,
    frozen_rule::documents::Documents,
    log::{signer::Signer, trees::Trees},
    mail::mailer::Mailer,
    nearby::place::Wanted,
    need::filter::Filter,
    proconnect::provider::ProConnect,
    project::parts::ProjectParts,
    reference::Reference,
    rng::Rng,
    search::index::{HelpPage, Search},
    service::kept::Kept,
    simulation::kept::Simulations,
    site_text::origin::{Latest, Origins},
    statistics::figures::Statistics,
    tally::counts::Counts,
    vault::Vault,
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    id::{CampaignId, ProjectId},
    lineage::{LineageFacts, Subject, Verdict},
    table::service_message,
};
use std::{
    collections::HashMap,
    sync::{
        Arc, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};
use uuid::{NoContext, Timestamp, Uuid};

/// What the vote of a campaign decided, by project.
pub type Verdicts = Arc<HashMap<ProjectId, Verdict>>;

/// What lasts as long as the server: database, clock, rng, reference data.
pub struct Platform {
    pub database: Database,
    pub clock: Arc<dyn Clock>,
    pub rng: Rng,
    reference: RwLock<Arc<Reference>>,
    /// Whether this is a demonstration (`--demo`).
    pub demo: bool,
    /// Grows with every act committed, so that what is kept in memory knows when it is old.
    pub(crate) acts: AtomicU64,
    pub(crate) opened: Cache<(), Arc<[Arc<StoredCampaign>]>>,
    pub(crate) figures: Cache<CampaignId, Arc<CampaignFigures>>,
    pub(crate) statistics: Cache<CampaignId, Arc<Statistics>>,
    pub(crate) need_counts: Cache<(CampaignId, Filter), u64>,
    /// What may be supported, by campaign.
    pub(crate) wanted: Cache<CampaignId, Arc<Vec<Wanted>>>,
    pub(crate) lineages: Cache<Subject, Option<Arc<LineageFacts>>>,
    pub(crate) verdicts: Cache<CampaignId, Option<Verdicts>>,
    pub(crate) sitemap_counts: Cache<(), [u64; 3]>,
    pub(crate) sitemaps: Cache<u64, Arc<Vec<Address>>>,
    pub(crate) search: Search,
    /// The texts of the site as they come, and as the staff wrote them.
    pub(crate) origins: Origins,
    pub(crate) site_texts: Cache<(), Latest>,
    pub(crate) services: Kept,
    pub(crate) service_messages: Cache<(), Arc<[service_message::Model]>>,
    pub(crate) project_parts: Cache<ProjectId, Arc<ProjectParts>>,
    pub(crate) counts: Counts,
    pub(crate) simulations: Simulations,
    pub(crate) last_packed: LastPacked,
    pub(crate) documents: Documents,
    pub(crate) trees: Trees,
    pub(crate) queue: Queue,
    /// Whether what is committed survives a power cut: no ballot is taken otherwise.
    pub(crate) durable: bool,
    /// Whether the State's people can sign in with a second factor here, and so must.
    pub second_factor: bool,
    /// The State's identity service; None where it is not configured.
    pub proconnect: Option<ProConnect>,
    /// What sends mail; None when none is sent.
    pub mailer: Option<Mailer>,
    /// Where attached files are kept; None for commands, which touch none.
    pub files: Option<Store>,
    /// What signs the heads of the vote's public log.
    pub(crate) signer: Signer,
    /// Under which bank accounts are sealed; None where the settings name no key.
    pub(crate) vault: Option<Vault>,
}

impl Platform {
    /// Puts a platform together and loads the reference data that was imported.
    pub async fn new(
        database: Database,
        clock: Arc<dyn Clock>,
        rng: Rng,
        signer: Signer,
        demo: bool,
    ) -> Result<Self, Error> {
        let reference = Arc::new(Reference::load(database.read()).await?);
        Self::with_reference(database, clock, rng, signer, demo, reference).await
    }

    /// As [`Self::new`], with reference data that was loaded before, from this database or a copy of it.
    pub async fn with_reference(
        database: Database,
        clock: Arc<dyn Clock>,
        rng: Rng,
        signer: Signer,
        demo: bool,
        reference: Arc<Reference>,
    ) -> Result<Self, Error> {
        let wrong = database.what_may_lose_commits().await?;
        if !wrong.is_empty() {
            tracing::error!(
                settings = wrong.join(", "),
                "the database may lose what it committed: no ballot will be taken"
            );
        }
        Ok(Self {
            durable: wrong.is_empty(),
            database,
            clock,
            rng,
            reference: RwLock::new(reference),
            demo,
            acts: AtomicU64::new(0),
            opened: Cache::default(),
            figures: Cache::default(),
            statistics: Cache::default(),
            need_counts: Cache::default(),
            wanted: Cache::default(),
            lineages: Cache::default(),
            verdicts: Cache::default(),
            sitemap_counts: Cache::default(),
            sitemaps: Cache::default(),
            search: Search::default(),
            origins: Origins::default(),
            site_texts: Cache::default(),
            services: Kept::default(),
            service_messages: Cache::default(),
            project_parts: Cache::default(),
            counts: Counts::default(),
            simulations: Simulations::default(),
            last_packed: Default::default(),
            documents: Documents::default(),
            trees: Trees::default(),
            queue: Queue::default(),
            second_factor: false,
            proconnect: None,
            mailer: None,
            files: None,
            signer,
            vault: None,
        })
    }

    /// With mail.
    pub fn with_mailer(mut self, mailer: Mailer) -> Self {
        self.mailer = Some(mailer);
        self
    }

    /// With the texts of the site.
    pub fn with_texts(mut self, origins: Origins) -> Self {
        self.origins = origins;
        self
    }

    /// With pages of the help, which the search finds by their texts.
    pub fn with_help(mut self, pages: Vec<HelpPage>) -> Self {
        self.search = Search::with_help(pages);
        self
    }

    /// With a place for attached files.
    pub fn with_files(mut self, files: Store) -> Self {
        self.files = Some(files);
        self
    }

    /// With a key under which bank accounts are sealed.
    pub fn with_vault(mut self, vault: Option<Vault>) -> Self {
        self.vault = vault;
        self
    }

    /// Whether bank accounts can be kept.
    pub fn has_vault(&self) -> bool {
        self.vault.is_some()
    }

    /// With the State's identity service, where people sign in with a second factor.
    pub fn with_proconnect(mut self, proconnect: ProConnect) -> Self {
        self.proconnect = Some(proconnect);
        self.second_factor = true;
        self
    }

    /// The reference data: territories and directory of collectivités.
    pub fn reference(&self) -> Arc<Reference> {
        Arc::clone(&self.reference.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Loads the reference data again, after an import.
    pub async fn reload_reference(&self) -> Result<(), Error> {
        let fresh = Arc::new(Reference::load(self.database.read()).await?);
        *self.reference.write().unwrap_or_else(std::sync::PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Whether what is committed survives a power cut.
    pub fn is_durable(&self) -> bool {
        self.durable
    }

    /// Something was committed: what is kept in memory is old, and mails may wait to be sent.
    pub(crate) fn committed(&self) {
        self.acts.fetch_add(1, Ordering::SeqCst);
        if let Some(mailer) = &self.mailer {
            mailer.written.notify_one();
            mailer.acted.notify_one();
            mailer.announced.notify_one();
        }
    }

    /// Now, by the platform's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new identifier (UUID version 7): from the clock, so that identifiers sort by time, and from rng.
    pub fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        let timestamp =
            Timestamp::from_unix(NoContext, millis / 1000, u32::try_from(millis % 1000).unwrap_or(0) * 1_000_000);
        let (seconds, nanos) = timestamp.to_unix();
        uuid::Builder::from_unix_timestamp_millis(seconds * 1000 + u64::from(nanos / 1_000_000), &self.rng.bytes())
            .into_uuid()
    }
}
