//! What somebody may know of decisions at an instant: those who decide, all of them; everybody else, what is published.
//! Every reader of an application's state goes through here, so that before its hour a decision shows nowhere.

use crate::Error;
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    id::{ApplicationId, CampaignId},
    table::{application, decision},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// The decisions on an application that are not published at an instant, the earliest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hidden(Vec<decision::Model>);

impl Hidden {
    /// Those among the decisions on one application.
    pub(crate) fn among(decisions: &[decision::Model], now: DateTime<Utc>) -> Self {
        let mut hidden: Vec<_> = decisions.iter().filter(|one| one.publish_at.utc() > now).cloned().collect();
        hidden.sort_by_key(|one| one.at);
        Self(hidden)
    }

    /// The state in which everybody but those who decide sees the application. What its own people did since, taking it
    /// back, shows.
    pub(crate) fn state(&self, stored: ApplicationState) -> ApplicationState {
        match self.0.first() {
            Some(first) if stored != ApplicationState::Withdrawn => first.state_before,
            _ => stored,
        }
    }

    /// Whether anything is hidden.
    pub(crate) fn is_some(&self) -> bool {
        !self.0.is_empty()
    }

    /// The decision that stands, and is hidden.
    pub(crate) fn latest(&self) -> Option<&decision::Model> {
        self.0.last()
    }
}

/// What is hidden at an instant, by application, of a campaign; one statement, or two where anything is.
pub(crate) async fn of_campaign(
    database: &impl ConnectionTrait,
    campaign: CampaignId,
    now: DateTime<Utc>,
) -> Result<HashMap<ApplicationId, Hidden>, Error> {
    let later = decision::Column::PublishAt.gt(now.timestamp_millis());
    let rows = decision::Entity::find().filter(later).order_by_asc(decision::Column::At).all(database).await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let of: Vec<ApplicationId> = application::Entity::find()
        .filter(application::Column::Campaign.eq(campaign))
        .filter(application::Column::Id.is_in(rows.iter().map(|row| row.application.0)))
        .all(database)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let mut hidden: HashMap<ApplicationId, Hidden> = HashMap::new();
    for row in rows.into_iter().filter(|row| of.contains(&row.application)) {
        hidden.entry(row.application).or_default().0.push(row);
    }
    Ok(hidden)
}

/// What is hidden at an instant of these applications. One statement.
pub(crate) async fn of_applications(
    database: &impl ConnectionTrait,
    ids: &[ApplicationId],
    now: DateTime<Utc>,
) -> Result<HashMap<ApplicationId, Hidden>, Error> {
    let rows = decision::Entity::find()
        .filter(decision::Column::Application.is_in(ids.iter().map(|id| id.0)))
        .filter(decision::Column::PublishAt.gt(now.timestamp_millis()))
        .order_by_asc(decision::Column::At)
        .all(database)
        .await?;
    let mut hidden: HashMap<ApplicationId, Hidden> = HashMap::new();
    for row in rows {
        hidden.entry(row.application).or_default().0.push(row);
    }
    Ok(hidden)
}
