//! What curators decide on texts that were reported: to keep them, to hide them, to show them again.

use super::subject::{self, Subject};
use crate::{
    Context, Error, audit,
    notice::{self, Kind},
};
use entity::{
    event::Event,
    moderation::{ReportOutcome, TextId},
    permission::{Action, Facts},
    reason::TypedReason,
    refusal::Refusal,
    table::{hidden_text, text_report},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QuerySelect, Select, sea_query::OnConflict,
};

/// The reports of a text that wait.
fn open(text: TextId) -> Select<text_report::Entity> {
    text_report::Entity::find()
        .filter(text_report::Column::Kind.eq(text.kind))
        .filter(text_report::Column::Subject.eq(text.id))
        .filter(text_report::Column::SettledAt.is_null())
}

/// Settles the reports of a text; whoever reported it is told.
async fn settle(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    subject: &Subject,
    outcome: ReportOutcome,
) -> Result<(), Error> {
    let rows = open(subject.text).lock_exclusive().all(tx).await?;
    let people = rows.iter().filter_map(|row| row.person).collect();
    let kind = match outcome {
        ReportOutcome::Hidden => Kind::ReportHidden,
        ReportOutcome::Kept => Kind::ReportKept,
    };
    notice::notify(tx, ctx, people, kind, &subject.about, subject.link.clone()).await?;
    text_report::Entity::update_many()
        .set(text_report::ActiveModel {
            settled_at: Set(Some(ctx.now().into())),
            settled_by: Set(Some(ctx.person()?)),
            outcome: Set(Some(outcome)),
            ..Default::default()
        })
        .filter(text_report::Column::Kind.eq(subject.text.kind))
        .filter(text_report::Column::Subject.eq(subject.text.id))
        .filter(text_report::Column::SettledAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// A text for a decision of the curator who asks, who has no part in it.
async fn to_decide(tx: &impl ConnectionTrait, ctx: &Context, text: TextId) -> Result<Subject, Error> {
    let subject = Subject::for_update(tx, text).await?;
    if subject.is_own(ctx) {
        return Err(Error::Forbidden);
    }
    Ok(subject)
}

/// A text that is hidden, locked.
async fn hidden(tx: &impl ConnectionTrait, text: TextId) -> Result<Option<hidden_text::Model>, Error> {
    Ok(crate::hidden_text::of(text).lock_exclusive().one(tx).await?)
}

/// Hides a text: its place stays, with who hid it and why. Its author is told, and may answer once; whoever reported it
/// is told too. Hiding what is hidden does nothing.
///
/// Who: curators, on texts of others. Refused: without a reason, what its author took back, and when the text is no
/// longer the one that was read ([`Refusal::ShownChanged`]).
pub async fn hide(ctx: &Context, text: TextId, reason: &TypedReason) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    let subject = to_decide(&tx, ctx, text).await?;
    if hidden(&tx, text).await?.is_some() {
        return Ok(());
    }
    let reason = reason.require()?;
    if subject.is_taken_back() {
        return Err(Refusal::TakenBack.into());
    }
    ctx.require_shown(&text.to_string(), &subject::shown(&subject.content))?;
    let content = subject.take_away(&tx, ctx).await?;
    let row = hidden_text::Model {
        kind: text.kind,
        subject: text.id,
        content,
        person: ctx.person()?,
        reason: reason.clone(),
        hidden_at: ctx.now().into(),
        answer: None,
        answered_at: None,
        upheld_at: None,
    };
    let once = OnConflict::columns([hidden_text::Column::Kind, hidden_text::Column::Subject]).do_nothing().to_owned();
    hidden_text::Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(&tx).await?;
    settle(&tx, ctx, &subject, ReportOutcome::Hidden).await?;
    let message = notice::Message { kind: Kind::TextHidden, about: &subject.about, reason: Some(&reason) };
    let authors = subject.authors(&tx).await?;
    notice::notify_with_reason(&tx, ctx, authors, message, subject.link.clone()).await?;
    audit::record(&tx, ctx, Event::TextHidden { text, reason }).await?;
    ctx.commit(tx).await
}

/// Leaves a text as it is; whoever reported it is told. Doing it twice does it once.
///
/// Who: curators, on texts of others. Refused: when the text is no longer the one that was read.
pub async fn keep(ctx: &Context, text: TextId) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    let subject = to_decide(&tx, ctx, text).await?;
    ctx.require_shown(&text.to_string(), &subject::shown(&subject.content))?;
    if open(text).one(&tx).await?.is_none() {
        return Ok(());
    }
    settle(&tx, ctx, &subject, ReportOutcome::Kept).await?;
    audit::record(&tx, ctx, Event::TextKept { text }).await?;
    ctx.commit(tx).await
}

/// Shows a hidden text again; its author is told. Doing it twice does it once.
///
/// Who: curators, on texts of others.
pub async fn show(ctx: &Context, text: TextId) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    let subject = to_decide(&tx, ctx, text).await?;
    let Some(row) = hidden(&tx, text).await? else { return Ok(()) };
    let (authors, link) = (subject.authors(&tx).await?, subject.link.clone());
    subject.put_back(&tx, &row.content).await?;
    // By what it is called again.
    let about = Subject::for_update(&tx, text).await?.about;
    row.delete(&tx).await?;
    notice::notify(&tx, ctx, authors, Kind::TextShown, &about, link).await?;
    audit::record(&tx, ctx, Event::TextShown { text }).await?;
    ctx.commit(tx).await
}

/// Leaves a text hidden after its author answered; they are told. Doing it twice does it once.
///
/// Who: curators, on texts of others. Refused: before its author answered.
pub async fn uphold(ctx: &Context, text: TextId) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    let subject = to_decide(&tx, ctx, text).await?;
    let row = hidden(&tx, text).await?.ok_or(Error::NotFound)?;
    if row.upheld_at.is_some() {
        return Ok(());
    }
    if row.answer.is_none() {
        return Err(Refusal::WrongState.into());
    }
    let mut changed = row.into_active_model();
    changed.upheld_at = Set(Some(ctx.now().into()));
    changed.update(&tx).await?;
    let authors = subject.authors(&tx).await?;
    notice::notify(&tx, ctx, authors, Kind::TextHiddenUpheld, &subject.about, subject.link).await?;
    audit::record(&tx, ctx, Event::TextHiddenUpheld { text }).await?;
    ctx.commit(tx).await
}
