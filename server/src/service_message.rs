//! Messages on top of every page: written by the State's people, for some time and some readers.

use crate::{Context, Error, audit, audit::names_of};
use chrono::{DateTime, Utc};
use entity::{
    event::Event,
    form_field,
    id::ServiceMessageId,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    service_message::{LONGEST, MOST_AT_ONCE, MessageAudience, fits},
    table::service_message,
    text::Text,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use std::sync::Arc;

/// What a message says.
pub type Content = Text<3, 300>;

/// The most messages that are listed, and looked through for those that are shown.
const MOST_LISTED: u64 = 100;

/// A message, as those who write them read it.
#[derive(Debug, Clone)]
pub struct Written {
    pub row: service_message::Model,
    pub by: String,
}

/// The messages, those that end last before the others. Who: curators and administrators.
pub async fn list(ctx: &Context) -> Result<Vec<Written>, Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    let rows = service_message::Entity::find().order_by_desc(service_message::Column::EndsAt).limit(MOST_LISTED);
    let rows = rows.all(ctx.read()).await?;
    let names = names_of(ctx.read(), &rows.iter().map(|row| row.written_by).collect::<Vec<_>>()).await?;
    let by = |row: &service_message::Model| names.get(&row.written_by).cloned().unwrap_or_default();
    Ok(rows.into_iter().map(|row| Written { by: by(&row), row }).collect())
}

/// What is typed of a message; the instants were read from their fields.
#[derive(Debug, Clone)]
pub struct Typed {
    pub content: String,
    pub audience: MessageAudience,
    pub begins_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

/// Writes a message. The identifier comes with the form: sending it twice makes one.
///
/// Who: as [`list`]. Refused, beside their fields: a text that is none; an end before the beginning, in the past, or
/// more than ninety days after the beginning; one that would make four at once ([`Refusal::TooManyServiceMessages`]).
pub async fn write(ctx: &Context, id: ServiceMessageId, typed: Typed) -> Result<(), Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    let Typed { content, audience, begins_at, ends_at } = typed;
    let mut refusals = FieldRefusals::default();
    let content = refusals.take(form_field::BODY, Content::line(&content));
    if ends_at <= begins_at {
        refusals.add(form_field::UNTIL, Refusal::EndsBeforeItBegins);
    } else if ends_at <= ctx.now() {
        refusals.add(form_field::UNTIL, Refusal::EndsInThePast);
    } else if ends_at - begins_at > LONGEST {
        refusals.add(form_field::UNTIL, Refusal::ShownTooLong { days: LONGEST.num_days() });
    }
    let Some(content) = content.filter(|_| refusals.is_empty()) else { return Err(refusals.into()) };
    let tx = ctx.begin().await?;
    // Two that are written at once do not pass the bound together.
    crate::door::turn(&tx, "service message").await?;
    if service_message::Entity::find_by_id(id).one(&tx).await?.is_some() {
        return Ok(());
    }
    let there =
        service_message::Entity::find().filter(service_message::Column::EndsAt.gt(begins_at.timestamp_millis()));
    let there = there.all(&tx).await?;
    let there: Vec<_> = there.iter().map(|row| (row.begins_at.utc(), row.ends_at.utc())).collect();
    if !fits(&there, begins_at, ends_at) {
        return Err(Refusal::TooManyServiceMessages { most: MOST_AT_ONCE }.into());
    }
    let row = service_message::Model {
        id,
        content: content.into_string(),
        audience,
        begins_at: begins_at.into(),
        ends_at: ends_at.into(),
        written_by: ctx.person()?,
        written_at: ctx.now().into(),
    };
    service_message::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::ServiceMessageWritten { message: id, begins_at, ends_at }).await?;
    ctx.commit(tx).await
}

/// Ends a message now. Who: as [`list`]. Refused: one that has ended ([`Refusal::WrongState`]).
pub async fn end(ctx: &Context, id: ServiceMessageId) -> Result<(), Error> {
    ctx.authorise(Action::Announce, &Facts::default())?;
    let tx = ctx.begin().await?;
    let row = service_message::Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if row.ends_at.utc() <= ctx.now() {
        return Err(Refusal::WrongState.into());
    }
    let change = service_message::ActiveModel { id: Set(id), ends_at: Set(ctx.now().into()), ..Default::default() };
    change.update(&tx).await?;
    audit::record(&tx, ctx, Event::ServiceMessageEnded { message: id }).await?;
    ctx.commit(tx).await
}

/// What is shown now to whoever asks, the latest first. Kept in memory: another server shows a message within ten
/// seconds.
pub async fn shown(ctx: &Context) -> Result<Vec<String>, Error> {
    let all = ctx.platform.service_messages.get(ctx, (), lasting).await?;
    let now = ctx.now();
    let is_shown = |row: &&service_message::Model| {
        row.begins_at.utc() <= now && now < row.ends_at.utc() && row.audience.holds(&ctx.actor)
    };
    Ok(all.iter().filter(is_shown).take(MOST_AT_ONCE).map(|row| row.content.clone()).collect())
}

/// Those that have not ended.
async fn lasting(ctx: Context) -> Result<Arc<[service_message::Model]>, Error> {
    let lasting = service_message::Entity::find();
    let lasting = lasting.filter(service_message::Column::EndsAt.gt(ctx.now().timestamp_millis()));
    let rows = lasting.order_by_desc(service_message::Column::BeginsAt).limit(MOST_LISTED).all(ctx.read()).await?;
    Ok(rows.into())
}
