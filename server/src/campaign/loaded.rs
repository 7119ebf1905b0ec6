//! The current campaign, and any other as it is stored: what its file says, and what follows from it.

use crate::Error;
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application_form::ApplicationForm,
    ballot::may_be_opened,
    campaign::{Envelope, Intake, wave_of},
    id::{CampaignId, ProjectId},
    ledger::Fund,
    table,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select};
use wording::operator::campaign::{no_envelope, no_form};

/// A campaign as it is stored: its row's identifier and version, and what its file says (`spec`). It was opened, but
/// for those that [`super::all`] lists.
#[derive(Debug, Clone)]
pub struct StoredCampaign {
    pub id: CampaignId,
    /// Grows with each change applied; decisions store the version that they were taken under.
    pub version: i32,
    pub spec: entity::campaign::Campaign,
}

impl StoredCampaign {
    /// The envelope that a stored application names.
    pub fn envelope(&self, code: &str) -> Result<&Envelope, Error> {
        self.spec.envelope(code).ok_or_else(|| Error::Stored(no_envelope(code)))
    }

    /// The form in which an application to this envelope is written.
    pub fn form_of(&self, code: &str) -> Result<&ApplicationForm, Error> {
        let form = self.spec.form_of(self.envelope(code)?);
        form.ok_or_else(|| Error::Stored(no_form(code)))
    }

    /// The intake in which a stored application is.
    pub fn intake_of(&self, row: &table::application::Model) -> Result<Option<Intake>, Error> {
        Ok(self.envelope(&row.envelope)?.intake(&self.spec.calendar, wave_of(row.wave)))
    }

    /// Where the money of a stored application lies.
    pub fn fund(
        &self,
        envelope: &str,
        wave: Option<i32>,
        departement: &str,
        project: Option<ProjectId>,
    ) -> Result<Fund, Error> {
        Ok(self.spec.fund(self.envelope(envelope)?, wave_of(wave), departement, project))
    }

    /// The lasting address of a page of this campaign, which stays when another one becomes the current one.
    pub fn address(&self, page: &Address) -> String {
        Address::of_campaign(&self.spec.slug, page)
    }

    /// Whether the first of its intakes has opened: corrections and exceptions come also after the last.
    pub(crate) fn takes_applications(&self, now: DateTime<Utc>) -> bool {
        let intakes = self.spec.envelopes.iter().flat_map(|envelope| envelope.intakes(&self.spec.calendar));
        intakes.map(|intake| intake.period.opening()).min().is_some_and(|opening| opening <= now)
    }

    /// Whether its vote has begun to stand still and is not over: from the freeze of its rule to the close.
    pub(crate) async fn is_voting(&self, database: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool, Error> {
        let frozen = table::frozen_rule::Entity::find_by_id(self.id).count(database).await? > 0;
        Ok(frozen && !may_be_opened(&self.spec.calendar, now))
    }

    pub(crate) fn of(row: table::campaign::Model) -> Result<Self, Error> {
        Ok(Self { id: row.id, version: row.version, spec: serde_json::from_str(&row.spec)? })
    }
}

/// The campaigns that were opened, the one opened last before the others.
pub(super) fn opened() -> Select<table::campaign::Entity> {
    table::campaign::Entity::find()
        .filter(table::campaign::Column::OpenedAt.is_not_null())
        .order_by_desc(table::campaign::Column::OpenedAt)
        .order_by_desc(table::campaign::Column::Id)
}

/// The current campaign: the one opened last, to which addresses lead that name none. [`Error::NotFound`] when none
/// was.
pub async fn current_campaign(database: &impl ConnectionTrait) -> Result<StoredCampaign, Error> {
    StoredCampaign::of(opened().one(database).await?.ok_or(Error::NotFound)?)
}

/// The campaign that is named, or the current one. [`Error::NotFound`] when there is none.
pub(crate) async fn named_or_current(
    database: &impl ConnectionTrait,
    named: Option<CampaignId>,
) -> Result<StoredCampaign, Error> {
    match named {
        Some(named) => campaign_of(database, named).await,
        None => current_campaign(database).await,
    }
}

/// Every campaign that was opened, the current one first.
pub(crate) async fn opened_campaigns(database: &impl ConnectionTrait) -> Result<Vec<StoredCampaign>, Error> {
    opened().all(database).await?.into_iter().map(StoredCampaign::of).collect()
}

/// The campaign that a need, group, project or ballot belongs to: its calendar and rules decide, also after a newer
/// campaign came.
pub(crate) async fn campaign_of(database: &impl ConnectionTrait, id: CampaignId) -> Result<StoredCampaign, Error> {
    StoredCampaign::of(table::campaign::Entity::find_by_id(id).one(database).await?.ok_or(Error::NotFound)?)
}

/// A campaign as its rules stood in one version: an application is judged by the one in force when it was submitted.
pub(crate) async fn campaign_at(
    database: &impl ConnectionTrait,
    id: CampaignId,
    version: i32,
) -> Result<StoredCampaign, Error> {
    let row = table::campaign_version::Entity::find_by_id((id, version)).one(database).await?.ok_or(Error::NotFound)?;
    Ok(StoredCampaign { id, version, spec: serde_json::from_str(&row.spec)? })
}
