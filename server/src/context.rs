//! What a use case works with: the platform that lasts as long as the server, and the context of one request.

use crate::{
    Error,
    ballot::casting::Queue,
    bulk::one_of,
    chance::Chance,
    clock::Clock,
    collectivity::CampaignFigures,
    database::Database,
    frozen_rule::Documents,
    kept::Kept,
    log::{Signer, Trees},
    mail::Office,
    need::query::Filter,
    proconnect::ProConnect,
    reference::Reference,
    tally::Counts,
};
use chrono::{DateTime, Utc};
use entity::{
    application_form::ApplicationForm,
    campaign::{Envelope, Intake, wave_of},
    id::{CampaignId, PersonId, ProjectId},
    ledger::Pot,
    permission::{Action, Actor, Facts, may},
    refusal::Refusal,
    shown::Shown,
    siren::Siren,
    table,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use std::sync::{
    Arc, RwLock,
    atomic::{AtomicU64, Ordering},
};
use uuid::{NoContext, Timestamp, Uuid};

/// What lasts as long as the server: database, clock, chance, reference data.
pub struct Platform {
    pub database: Database,
    pub clock: Arc<dyn Clock>,
    pub chance: Chance,
    reference: RwLock<Arc<Reference>>,
    /// Whether this is a demonstration (`--demo`).
    pub demo: bool,
    /// Grows with every act committed, so that what is kept in memory knows when it is old.
    pub(crate) acts: AtomicU64,
    pub(crate) running: Kept<(), Option<Arc<RunningCampaign>>>,
    pub(crate) figures: Kept<CampaignId, CampaignFigures>,
    pub(crate) need_counts: Kept<(CampaignId, Filter), u64>,
    pub(crate) counts: Counts,
    pub(crate) last_packed: crate::archive::LastPacked,
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
    pub office: Option<Office>,
    /// Where attached files are kept; None for commands, which touch none.
    pub files: Option<crate::attachment::store::Store>,
    /// What signs the heads of the vote's public log.
    pub(crate) signer: Signer,
}

impl Platform {
    /// Puts a platform together and loads the reference data that was imported.
    pub async fn new(
        database: Database,
        clock: Arc<dyn Clock>,
        chance: Chance,
        signer: Signer,
        demo: bool,
    ) -> Result<Self, Error> {
        let reference = Arc::new(Reference::load(database.read()).await?);
        Self::with_reference(database, clock, chance, signer, demo, reference).await
    }

    /// As [`Self::new`], with reference data that was loaded before, from this database or a copy of it.
    pub async fn with_reference(
        database: Database,
        clock: Arc<dyn Clock>,
        chance: Chance,
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
            chance,
            reference: RwLock::new(reference),
            demo,
            acts: AtomicU64::new(0),
            running: Kept::default(),
            figures: Kept::default(),
            need_counts: Kept::default(),
            counts: Counts::default(),
            last_packed: Default::default(),
            documents: Documents::default(),
            trees: Trees::default(),
            queue: Queue::default(),
            second_factor: false,
            proconnect: None,
            office: None,
            files: None,
            signer,
        })
    }

    /// With mail.
    pub fn with_office(mut self, office: Office) -> Self {
        self.office = Some(office);
        self
    }

    /// With a place for attached files.
    pub fn with_files(mut self, files: crate::attachment::store::Store) -> Self {
        self.files = Some(files);
        self
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
        if let Some(office) = &self.office {
            office.written.notify_one();
            office.acted.notify_one();
        }
    }

    /// Now, by the platform's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new identifier (UUID version 7): from the clock, so that identifiers sort by time, and from chance.
    pub fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        let timestamp =
            Timestamp::from_unix(NoContext, millis / 1000, u32::try_from(millis % 1000).unwrap_or(0) * 1_000_000);
        let (seconds, nanos) = timestamp.to_unix();
        uuid::Builder::from_unix_timestamp_millis(seconds * 1000 + u64::from(nanos / 1_000_000), &self.chance.bytes())
            .into_uuid()
    }
}

/// One request: who asks, under which request identifier.
#[derive(Clone)]
pub struct Context {
    pub platform: Arc<Platform>,
    pub actor: Actor,
    /// The request's identifier, which logs and error pages show too.
    pub request: String,
    /// What the form that is confirmed showed: fingerprints, each under the name of its field; None where no form was
    /// read (commands).
    pub shown: Option<Arc<Vec<(String, String)>>>,
}

impl Context {
    /// The context of a visitor, of a command, or of the person that [`Context::acting`] then puts in.
    pub fn new(platform: Arc<Platform>, actor: Actor, request: impl Into<String>) -> Self {
        Self { platform, actor, request: request.into(), shown: None }
    }

    /// Now, by the platform's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.platform.now()
    }

    /// Begins the transaction of a use case.
    pub async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        Ok(self.platform.database.begin().await?)
    }

    /// Commits the transaction of a use case; what was kept in memory is old from here on.
    pub async fn commit(&self, tx: DatabaseTransaction) -> Result<(), Error> {
        tx.commit().await?;
        self.platform.committed();
        Ok(())
    }

    /// The pool for queries.
    pub fn read(&self) -> &sea_orm::DatabaseConnection {
        self.platform.database.read()
    }

    /// What a form says that it showed, of one thing (`shown.{of}`) or of the only one (`of` is empty); empty when it
    /// says nothing, None where no form was read.
    pub fn shown_of(&self, of: &str) -> Option<&str> {
        let name = if of.is_empty() { "shown".to_owned() } else { format!("shown.{of}") };
        let fields = self.shown.as_ref()?;
        Some(fields.iter().find(|(field, _)| *field == name).map_or("", |(_, sent)| sent.as_str()))
    }

    /// Refuses ([`Refusal::ShownChanged`]) to confirm what was read as something else. Asked in the transaction of the
    /// act, of rows that are locked.
    pub fn require_shown(&self, of: &str, shown: &Shown) -> Result<(), Refusal> {
        self.shown_of(of).map_or(Ok(()), |sent| shown.require(sent))
    }

    /// As [`Self::require_shown`], of the version that was read; 0 for none.
    pub fn require_version(&self, version: i32) -> Result<(), Refusal> {
        match self.shown_of("") {
            Some(sent) if sent != version.to_string() => Err(Refusal::ShownChanged),
            _ => Ok(()),
        }
    }

    /// The person who is signed in, or [`Error::SignInNeeded`].
    pub fn person(&self) -> Result<PersonId, Error> {
        self.actor.person.ok_or(Error::SignInNeeded)
    }

    /// The collectivité acted for, or the error that says what is missing.
    pub fn acting_for(&self) -> Result<Siren, Error> {
        self.person()?;
        self.actor.acting.as_ref().map(|acting| acting.siren).ok_or(Error::Forbidden)
    }

    /// Lets the action through, or answers what the actor may know: nothing (404) of what is hidden, "forbidden" of
    /// what is not.
    pub fn authorise(&self, action: Action, facts: &Facts) -> Result<(), Error> {
        if may(&self.actor, action, facts) {
            return Ok(());
        }
        if self.actor.person.is_none() && action != Action::Read {
            return Err(Error::SignInNeeded);
        }
        // That the State's people have pages of their own is no secret.
        let known = matches!(
            action,
            Action::Curate | Action::Administer | Action::Second | Action::SeeDesk | Action::MoveMoney
        );
        match known || facts.public || may(&self.actor, Action::Read, facts) {
            true => Err(Error::Forbidden),
            false => Err(Error::NotFound),
        }
    }
}

/// The campaign in force: its row's identifier and version, and what its file says.
#[derive(Debug, Clone)]
pub struct RunningCampaign {
    pub id: CampaignId,
    /// Grows with each change applied; decisions store the version that they were taken under.
    pub version: i32,
    pub spec: entity::campaign::Campaign,
}

impl RunningCampaign {
    /// The envelope that a stored file names.
    pub fn envelope(&self, code: &str) -> Result<&Envelope, Error> {
        self.spec.envelope(code).ok_or_else(|| Error::Stored(format!("enveloppe {code}")))
    }

    /// The form in which a file of this envelope is written.
    pub fn form_of(&self, code: &str) -> Result<&ApplicationForm, Error> {
        let form = self.spec.form_of(self.envelope(code)?);
        form.ok_or_else(|| Error::Stored(format!("formulaire de {code}")))
    }

    /// The intake in which a stored file is.
    pub fn intake_of(&self, row: &table::application::Model) -> Result<Option<Intake>, Error> {
        Ok(self.envelope(&row.envelope)?.intake(&self.spec.calendar, wave_of(row.wave)))
    }

    /// Where the money of a stored file lies.
    pub fn pot(
        &self,
        envelope: &str,
        wave: Option<i32>,
        departement: &str,
        project: Option<ProjectId>,
    ) -> Result<Pot, Error> {
        Ok(self.spec.pot(self.envelope(envelope)?, wave_of(wave), departement, project))
    }

    pub(crate) fn of(row: table::campaign::Model) -> Result<Self, Error> {
        Ok(Self { id: row.id, version: row.version, spec: serde_json::from_str(&row.spec)? })
    }
}

/// The campaign in force: the one opened last. [`Error::NotFound`] when none was.
pub async fn running_campaign(database: &impl ConnectionTrait) -> Result<RunningCampaign, Error> {
    let newest = table::campaign::Entity::find()
        .filter(table::campaign::Column::OpenedAt.is_not_null())
        .order_by_desc(table::campaign::Column::OpenedAt)
        .order_by_desc(table::campaign::Column::Id);
    RunningCampaign::of(newest.one(database).await?.ok_or(Error::NotFound)?)
}

/// The campaign that a need, group, project or ballot belongs to: its calendar and rules decide, also after a newer
/// campaign came.
pub(crate) async fn campaign_of(database: &impl ConnectionTrait, id: CampaignId) -> Result<RunningCampaign, Error> {
    RunningCampaign::of(table::campaign::Entity::find_by_id(id).one(database).await?.ok_or(Error::NotFound)?)
}

/// A campaign as its rules stood in one version: a file is judged by the one in force when it was filed.
pub(crate) async fn campaign_at(
    database: &impl ConnectionTrait,
    id: CampaignId,
    version: i32,
) -> Result<RunningCampaign, Error> {
    let row = table::campaign_version::Entity::find_by_id((id, version)).one(database).await?.ok_or(Error::NotFound)?;
    Ok(RunningCampaign { id, version, spec: serde_json::from_str(&row.spec)? })
}

/// The people who act for these collectivités, to tell them something.
pub(crate) async fn people_of(database: &impl ConnectionTrait, sirens: Vec<Siren>) -> Result<Vec<PersonId>, Error> {
    Ok(memberships_of(database, &sirens).await?.into_iter().map(|row| row.person).collect())
}

/// Who acts for these collectivités.
pub(crate) async fn memberships_of(
    database: &impl ConnectionTrait,
    sirens: &[Siren],
) -> Result<Vec<table::membership::Model>, Error> {
    let among = one_of(database, table::membership::Column::Siren, sirens.iter().map(Siren::as_str));
    Ok(table::membership::Entity::find().filter(among).all(database).await?)
}
