//! Training copies (« bacs à sable »): a campaign tried with invented people, in a database of its own.
//!
//! A copy is a demonstration of one campaign: its own SQLite file, clock, people, trace and log, its own key of the log
//! under a name that is no site's, no mail server and no jobs. Nothing of it is in the site's database but that it was
//! made and erased, so that no list, figure, feed, search, log or archive of the site can hold anything of it.
//! It lives as long as the server that made it, which removes at its start what one that was killed left.

use crate::{
    Context, Error, Platform, audit,
    campaign::{self, loaded::StoredCampaign},
    clock::{Clock, SystemClock},
    database::{Database, sqlite_url},
    demo, disk,
    log::Signer,
    mail::Mailer,
    rng::Rng,
    vault::Vault,
};
use chrono::{DateTime, Utc};
use entity::{
    calendar::Calendar,
    event::Event,
    id::{CampaignId, TrainingId},
    log::LogKey,
    permission::{Action, Actor, Facts},
    refusal::Refusal,
    table,
};
use sea_orm::EntityTrait;
use std::{
    any::Any,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};
use tokio::sync::{Mutex, RwLock};

/// The most copies of one server: each keeps its campaign's search index and figures in memory.
pub const MOST: usize = 3;

/// The host of a copy's log: no site has it.
const HOST: &str = "bac-a-sable.invalid";

/// The sender of mails that are shown and never sent.
const SENDER: &str = "bac-a-sable@terreau.invalid";

/// A campaign's training copy.
pub struct TrainingCopy {
    pub id: TrainingId,
    /// The campaign that it is a copy of.
    pub campaign: CampaignId,
    pub title: String,
    pub made_at: DateTime<Utc>,
    /// Everything that happens in it.
    pub platform: Arc<Platform>,
    /// The clock that its visitors move.
    pub clock: Arc<SystemClock>,
    folder: PathBuf,
    /// What serves it.
    served: OnceLock<Box<dyn Any + Send + Sync>>,
    _held: Option<disk::Lock>,
}

impl TrainingCopy {
    /// What serves the copy: put together once, and dropped with it. One type alone serves it.
    pub fn served<T: Clone + Send + Sync + 'static>(&self, make: impl FnOnce() -> T) -> Option<T> {
        self.served.get_or_init(|| Box::new(make())).downcast_ref::<T>().cloned()
    }

    /// Where it keeps what it holds, and what is being sent to it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// The training copies of a server.
pub struct Trainings {
    folder: PathBuf,
    copies: RwLock<Vec<Arc<TrainingCopy>>>,
    /// Held while a copy is made or erased: two who do so wait for each other.
    turn: Mutex<()>,
}

impl Trainings {
    /// The copies of a server that keeps them in a folder. Removes what a server that was killed left there; nothing is
    /// touched of a folder that another process holds.
    pub fn new(folder: PathBuf) -> Self {
        let left = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        for left in left.map(|entry| entry.path()).filter(|path| path.is_dir()) {
            if matches!(disk::lock(&left.join(LOCK)), Ok(Some(_))) {
                remove(&left);
            }
        }
        Self { folder, copies: RwLock::default(), turn: Mutex::default() }
    }

    /// The copies, the latest first. Whoever asks must be let in by [`Action::PrepareCampaign`].
    pub async fn list(&self) -> Vec<Arc<TrainingCopy>> {
        self.copies.read().await.iter().rev().cloned().collect()
    }

    /// One copy; None once it is erased.
    pub async fn find(&self, id: TrainingId) -> Option<Arc<TrainingCopy>> {
        self.copies.read().await.iter().find(|copy| copy.id == id).cloned()
    }

    /// Makes a training copy of a campaign, prepared or opened; the one that is there where it has one already.
    ///
    /// Who: curators and administrators. Refused: [`Error::NotFound`] for a campaign that is none;
    /// [`Refusal::TooManyTrainingCopies`] beyond [`MOST`].
    pub async fn make(&self, ctx: &Context, campaign: CampaignId) -> Result<TrainingId, Error> {
        ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
        let row = table::campaign::Entity::find_by_id(campaign).one(ctx.read()).await?.ok_or(Error::NotFound)?;
        let stored = StoredCampaign::of(row)?;
        let _turn = self.turn.lock().await;
        let copies = self.list().await;
        if let Some(there) = copies.iter().find(|copy| copy.campaign == campaign) {
            return Ok(there.id);
        }
        if copies.len() >= MOST {
            return Err(Refusal::TooManyTrainingCopies { most: MOST }.into());
        }
        let id = TrainingId(ctx.platform.new_id());
        let folder = self.folder.join(id.to_string());
        let made = self.made(ctx, id, &stored, &folder).await;
        if made.is_err() {
            remove(&folder);
        }
        let copy = made?;
        self.copies.write().await.push(Arc::new(copy));
        Ok(id)
    }

    /// Fills a copy, then writes into the site's trace that it is there.
    async fn made(
        &self,
        ctx: &Context,
        id: TrainingId,
        stored: &StoredCampaign,
        folder: &Path,
    ) -> Result<TrainingCopy, Error> {
        let unwritten = |error: std::io::Error| Error::Stored(error.to_string());
        disk::folder(folder).map_err(unwritten)?;
        let held = disk::lock(&folder.join(LOCK)).map_err(unwritten)?;
        let unopened = |error: crate::database::OpenError| Error::Stored(error.to_string());
        let database = Database::open(&sqlite_url(folder)).await.map_err(unopened)?;
        let made = async {
            let filled = filled(ctx, stored, database.clone()).await?;
            let tx = ctx.begin().await?;
            audit::record(&tx, ctx, Event::TrainingCopyMade { training: id, campaign: stored.id }).await?;
            ctx.commit(tx).await?;
            Ok::<_, Error>(filled)
        };
        let made = made.await;
        if made.is_err() {
            database.close().await;
        }
        let (platform, clock) = made?;
        Ok(TrainingCopy {
            id,
            campaign: stored.id,
            title: stored.spec.title.clone(),
            made_at: ctx.now(),
            platform,
            clock,
            folder: folder.to_owned(),
            served: OnceLock::new(),
            _held: held,
        })
    }

    /// Erases a copy, with all that was done in it; whether it was there. Two who erase it at once: one does.
    ///
    /// Who: curators and administrators.
    pub async fn erase(&self, ctx: &Context, id: TrainingId) -> Result<bool, Error> {
        ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
        let _turn = self.turn.lock().await;
        let Some(copy) = self.find(id).await else { return Ok(false) };
        let tx = ctx.begin().await?;
        audit::record(&tx, ctx, Event::TrainingCopyErased { training: id, campaign: copy.campaign }).await?;
        ctx.commit(tx).await?;
        self.copies.write().await.retain(|one| one.id != id);
        copy.platform.database.clone().close().await;
        remove(&copy.folder);
        Ok(true)
    }

    /// Erases every copy, as the server ends.
    pub async fn close(&self) {
        let _turn = self.turn.lock().await;
        for copy in std::mem::take(&mut *self.copies.write().await) {
            copy.platform.database.clone().close().await;
            remove(&copy.folder);
        }
    }
}

/// Says of a folder that its server lives.
const LOCK: &str = "verrou";

fn remove(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::error!(%error, "a training copy's folder was not removed");
    }
}

/// A platform of its own with the campaign and the demonstration's people, in the middle of its census.
async fn filled(
    ctx: &Context,
    stored: &StoredCampaign,
    database: Database,
) -> Result<(Arc<Platform>, Arc<SystemClock>), Error> {
    database.migrate().await.map_err(|error| Error::Stored(error.to_string()))?;
    let clock = Arc::new(SystemClock::default());
    let begins = beginning(&stored.spec.calendar, ctx.now());
    clock.set_offset_millis((begins - SystemClock::machine_now()).num_milliseconds());
    let rng = Rng::from_system();
    let signer = Signer::new(LogKey::new(&rng.bytes()), HOST);
    let reference = ctx.platform.reference();
    let platform =
        Platform::with_reference(database, Arc::clone(&clock) as Arc<dyn Clock>, rng, signer, true, reference);
    let platform = platform.await?.with_texts(ctx.platform.origins.clone());
    let platform = platform.with_vault(Vault::new(&Rng::from_system().bytes()));
    let mut platform = platform.with_files(Arc::new(object_store::memory::InMemory::new()));
    if let Some(mailer) = &ctx.platform.mailer {
        // Without a transport: what is written is shown in the copy, and goes nowhere.
        let mailer = Mailer::new(mailer.base_url.clone(), SENDER, None).map_err(Error::Stored)?;
        platform = platform.with_mailer(mailer);
    }
    let platform = Arc::new(platform);
    let nobody = Context::new(Arc::clone(&platform), Actor::default(), "training");
    campaign::import(&nobody, &stored.spec, false).await?;
    campaign::open(&nobody, &stored.spec.slug).await?;
    demo::fill_training(&nobody).await?;
    Ok((platform, clock))
}

/// Where a copy's clock begins: now while the census runs, else in its middle.
fn beginning(calendar: &Calendar, now: DateTime<Utc>) -> DateTime<Utc> {
    let (opening, close) = (calendar.census.opening(), calendar.census.close());
    if now >= opening && now < close { now } else { opening + (close - opening) / 2 }
}
