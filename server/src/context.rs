//! What a use case works with: one request, and the platform that answers it.

use crate::{
    Error,
    cache::Ages,
    campaign::loaded::{StoredCampaign, named_or_current},
    platform::Platform,
};
use chrono::{DateTime, Utc};
use entity::{
    form_field::{FieldName, SHOWN},
    id::{CampaignId, PersonId},
    permission::{Action, Actor, Facts, may},
    refusal::Refusal,
    shown::Shown,
    siren::Siren,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::sync::{Arc, atomic::Ordering};

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
    /// The campaign that the address or the form names; None for the current one.
    pub campaign: Option<CampaignId>,
}

impl Context {
    /// The context of what `actor` asks: a visitor, a command, or a person.
    pub fn new(platform: Arc<Platform>, actor: Actor, request: impl Into<String>) -> Self {
        Self { platform, actor, request: request.into(), shown: None, campaign: None }
    }

    /// Now, by the platform's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.platform.now()
    }

    /// Begins the transaction of a use case; [`Error::Viewing`] for who only looks.
    pub async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        if self.actor.viewing.is_some() {
            return Err(Error::Viewing);
        }
        Ok(self.platform.database.begin().await?)
    }

    /// Commits the transaction of a use case; what was kept in memory is old from here on.
    pub async fn commit(&self, tx: DatabaseTransaction) -> Result<(), Error> {
        tx.commit().await?;
        self.platform.committed();
        Ok(())
    }

    /// The campaign in which is acted: the one named, or the current one. [`Error::NotFound`] when there is none.
    pub async fn campaign(&self, database: &impl ConnectionTrait) -> Result<StoredCampaign, Error> {
        named_or_current(database, self.campaign).await
    }

    /// The pool for queries.
    pub fn read(&self) -> &sea_orm::DatabaseConnection {
        self.platform.database.read()
    }

    /// What a form says that it showed, of one thing (`shown.{of}`) or of the only one (`of` is empty); empty when it
    /// says nothing, None where no form was read.
    pub fn shown_of(&self, of: &str) -> Option<&str> {
        let name: FieldName = if of.is_empty() { SHOWN.into() } else { SHOWN.of(of) };
        let fields = self.shown.as_ref()?;
        Some(fields.iter().find(|(field, _)| name == *field.as_str()).map_or("", |(_, sent)| sent.as_str()))
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
        // That the State's people have pages of their own, and groups their room, is no secret.
        let known = matches!(
            action,
            Action::Curate
                | Action::SitInCommittee
                | Action::Administer
                | Action::Second
                | Action::SeeDesk
                | Action::MoveMoney
                | Action::PrepareCampaign
                | Action::Announce
                | Action::AnswerEnquiries
                | Action::EditTexts
                | Action::ViewAs
                | Action::SeeStaffFigures
                | Action::Discuss
        );
        match known || facts.public || may(&self.actor, Action::Read, facts) {
            true => Err(Error::Forbidden),
            false => Err(Error::NotFound),
        }
    }
}

impl Ages for Context {
    fn acts(&self) -> u64 {
        self.platform.acts.load(Ordering::SeqCst)
    }

    fn now(&self) -> DateTime<Utc> {
        self.platform.now()
    }
}
