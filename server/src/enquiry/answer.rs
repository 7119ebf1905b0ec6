//! What becomes of a message: somebody takes it, answers it by mail, or puts it away.

use crate::{
    Context, Error, audit,
    mail::{self, OutgoingMail},
};
use entity::{
    email::Email,
    enquiry::{AnswerText, EnquiryState},
    event::Event,
    form_field,
    id::EnquiryId,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    table::enquiry,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QuerySelect};

/// A message that waits for an answer, locked. [`Refusal::WrongState`] for one that was answered or put away.
async fn for_update(tx: &impl ConnectionTrait, id: EnquiryId) -> Result<enquiry::Model, Error> {
    let row = enquiry::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    match row.state.waits() {
        true => Ok(row),
        false => Err(Refusal::WrongState.into()),
    }
}

/// Takes a message, so that nobody else prepares an answer; also from a colleague. Taking it twice is taking it once.
///
/// Who: curators and administrators. Refused: [`Refusal::WrongState`].
pub async fn take(ctx: &Context, id: EnquiryId) -> Result<(), Error> {
    ctx.authorise(Action::AnswerEnquiries, &Facts::default())?;
    let tx = ctx.begin().await?;
    let row = for_update(&tx, id).await?;
    let me = ctx.person()?;
    if row.taken_by == Some(me) {
        return Ok(());
    }
    let mut changed = row.into_active_model();
    changed.state = Set(EnquiryState::Taken);
    changed.taken_by = Set(Some(me));
    changed.changed_at = Set(ctx.now().into());
    changed.update(&tx).await?;
    audit::record(&tx, ctx, Event::EnquiryTaken { enquiry: id }).await?;
    ctx.commit(tx).await
}

/// Answers a message by mail, once.
///
/// Who: as [`take`]. Refused: an empty answer; [`Refusal::WrongState`]; [`Error::NotFound`] where no mail is sent.
pub async fn answer(ctx: &Context, id: EnquiryId, typed: &str) -> Result<(), Error> {
    ctx.authorise(Action::AnswerEnquiries, &Facts::default())?;
    if ctx.platform.mailer.is_none() {
        return Err(Error::NotFound);
    }
    let tx = ctx.begin().await?;
    let row = for_update(&tx, id).await?;
    let mut refusals = FieldRefusals::default();
    let Some(answer) = refusals.take(form_field::ANSWER, AnswerText::parse(typed)) else { return Err(refusals.into()) };
    let to = Email::parse(&row.email).map_err(|_| Error::Stored(format!("the address of enquiry {id}")))?;
    let outgoing = OutgoingMail::EnquiryAnswer { enquiry: id, person: row.person };
    let mut changed = row.into_active_model();
    changed.state = Set(EnquiryState::Answered);
    changed.changed_at = Set(ctx.now().into());
    changed.answer = Set(Some(answer.into_string()));
    changed.answered_by = Set(Some(ctx.person()?));
    changed.answered_at = Set(Some(ctx.now().into()));
    changed.update(&tx).await?;
    mail::write(&tx, &ctx.platform, vec![mail::row(&ctx.platform, &to, &outgoing)?]).await?;
    audit::record(&tx, ctx, Event::EnquiryAnswered { enquiry: id }).await?;
    ctx.commit(tx).await
}

/// Puts a message away without an answer. Who: as [`take`]. Refused: [`Refusal::WrongState`].
pub async fn close(ctx: &Context, id: EnquiryId) -> Result<(), Error> {
    ctx.authorise(Action::AnswerEnquiries, &Facts::default())?;
    let tx = ctx.begin().await?;
    let mut changed = for_update(&tx, id).await?.into_active_model();
    changed.state = Set(EnquiryState::Closed);
    changed.changed_at = Set(ctx.now().into());
    changed.update(&tx).await?;
    audit::record(&tx, ctx, Event::EnquiryClosed { enquiry: id }).await?;
    ctx.commit(tx).await
}
