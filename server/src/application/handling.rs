//! What those who handle applications do before they are assessed: complete or to be corrected, late, or moved to the
//! next wave.

pub use super::shown::{shown, shown_row};
use super::{loaded::Loaded, shown::in_order};
use crate::{
    Context, Error,
    audit::{self, EventBatch},
    notice,
};
use chrono::{DateTime, Duration, Utc};
use entity::{
    address::Address,
    application::ApplicationState,
    calendar::{in_paris, paris_midnight},
    campaign::wave_of,
    event::Event,
    form_field,
    id::ApplicationId,
    money::number_typed,
    refusal::{FieldRefusals, Refusal},
    text::Text,
};
use sea_orm::ActiveValue::Set;

/// What is to be corrected, or why an exception is granted.
pub type Note = Text<10, 2000>;

/// The end, in Paris, of the day that comes in so many days.
fn end_of_day_in(days: i64, now: DateTime<Utc>) -> DateTime<Utc> {
    paris_midnight(in_paris(now + Duration::days(days + 1)).date_naive())
}

/// Gives an application back to be corrected, for as many days as the envelope says; the applicant is told.
///
/// Who: who handles it. Refused once it is assessed.
pub async fn ask_correction(ctx: &Context, id: ApplicationId, note: &str) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::to_handle(&tx, ctx, id).await?;
    let mut refusals = FieldRefusals::default();
    let Some(note) = refusals.take(form_field::CORRECTION, Note::parse(note)) else { return Err(refusals.into()) };
    let state = loaded.row.state.ask_correction()?;
    let until = end_of_day_in(i64::from(loaded.envelope()?.correction_days), ctx.now());
    let people = loaded.people(&tx).await?;
    let row = loaded
        .put(&tx, |row| {
            row.state = Set(state);
            row.correction_until = Set(Some(until.into()));
            row.correction_note = Set(note.into_string());
        })
        .await?;
    notice::notify(&tx, ctx, people, notice::Kind::CorrectionAsked, &row.title, Address::Application(id)).await?;
    audit::record(&tx, ctx, Event::CorrectionAsked { application: id }).await?;
    ctx.commit(tx).await
}

/// Says of applications that they are complete; all or none. Saying it of one that is complete already changes nothing.
///
/// Who: who handles them.
pub async fn find_complete(ctx: &Context, ids: &[ApplicationId]) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    for id in in_order(ids) {
        let loaded = Loaded::to_handle(&tx, ctx, id).await?;
        if loaded.row.state == ApplicationState::Complete {
            continue;
        }
        let state = loaded.row.state.find_complete()?;
        loaded.require_shown(ctx)?;
        loaded.put(&tx, |row| row.state = Set(state)).await?;
        trace.add(ctx, Event::ApplicationComplete { application: id })?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Lets a draft be submitted after the close, for some days from now on, with a reason that the trace keeps.
///
/// Who: who handles it. Refused: no reason, no whole number of days up to thirty, an application that is not a draft.
pub async fn grant_exception(ctx: &Context, id: ApplicationId, days: &str, reason: &str) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::to_handle(&tx, ctx, id).await?;
    let mut refusals = FieldRefusals::default();
    let range = Refusal::OutOfRange { least: 1, most: 30 };
    let days = number_typed(days).ok().and_then(|days| i64::try_from(days).ok());
    let days = days.filter(|days| (1..=30).contains(days)).ok_or(range);
    let days = refusals.take(form_field::DAYS, days);
    let reason = refusals.take(form_field::REASON, Note::parse(reason));
    let (Some(days), Some(reason)) = (days, reason) else { return Err(refusals.into()) };
    if loaded.row.state != ApplicationState::Draft {
        return Err(Refusal::WrongState.into());
    }
    let until = end_of_day_in(days, ctx.now());
    let people = loaded.people(&tx).await?;
    let row = loaded.put(&tx, |row| row.exception_until = Set(Some(until.into()))).await?;
    notice::notify(&tx, ctx, people, notice::Kind::ExceptionGranted, &row.title, Address::Application(id)).await?;
    let event = Event::ExceptionGranted { application: id, until, reason: reason.into_string() };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// Moves applications that a closed wave left incomplete to the next one; all or none.
///
/// Who: who handles them. Refused: a wave that is not closed, the last one, an application that is complete or further.
pub async fn move_to_next_wave(ctx: &Context, ids: &[ApplicationId]) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    for id in in_order(ids) {
        let loaded = Loaded::to_handle(&tx, ctx, id).await?;
        let incomplete = [ApplicationState::Draft, ApplicationState::Submitted, ApplicationState::CorrectionAsked];
        let envelope = loaded.envelope()?;
        let wave = wave_of(loaded.row.wave).ok_or(Refusal::WrongState)?;
        let calendar = &loaded.campaign.spec.calendar;
        let closed = envelope.intake(calendar, Some(wave)).is_some_and(|intake| ctx.now() >= intake.period.close());
        let next = wave.checked_add(1).filter(|next| envelope.intake(calendar, Some(*next)).is_some());
        let next = next.filter(|_| closed && incomplete.contains(&loaded.row.state)).ok_or(Refusal::WrongState)?;
        loaded.require_shown(ctx)?;
        let (row, people) = (&loaded.row, loaded.people(&tx).await?);
        let subject = super::open::subject(&row.envelope, Some(next), row.group_id, row.siren, row.project);
        if super::open::is_taken(&tx, row.campaign, &subject, ctx.now()).await? {
            return Err(Refusal::AlreadyApplied.into());
        }
        let row = loaded
            .put(&tx, |row| {
                row.wave = Set(Some(i32::from(next)));
                row.subject = Set(subject);
                row.reminded = Set(0);
            })
            .await?;
        notice::notify(&tx, ctx, people, notice::Kind::MovedToWave, &row.title, Address::Application(id)).await?;
        let event = Event::MovedToWave { application: id, wave: i32::from(next) };
        trace.add(ctx, event)?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}
