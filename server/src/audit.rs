//! Writes the trace, in the transaction of the act it speaks of.

use crate::{Context, Error};
use entity::{event::Event, id::EventId, table::audit_event};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

/// The row of an event.
pub(crate) fn row(ctx: &Context, event: Event, subject: Option<String>) -> Result<audit_event::Model, Error> {
    let payload = serde_json::to_value(&event)?;
    let kind = payload.get("event").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    Ok(audit_event::Model {
        id: EventId(ctx.platform.new_id()),
        at: ctx.now().into(),
        person: ctx.actor.person,
        acting_for: ctx.actor.acting.as_ref().map(|acting| acting.siren),
        kind,
        payload: payload.to_string(),
        subject,
        request: ctx.request.clone(),
    })
}

/// Records one event: who, for whom, what, on what, when, by which request.
pub async fn record(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    event: Event,
    subject: Option<String>,
) -> Result<(), Error> {
    let row = row(ctx, event, subject)?;
    audit_event::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
