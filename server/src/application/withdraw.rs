//! Taking an application back, and deleting a draft.

use super::{
    answers::answers_of,
    loaded::{Loaded, handlers},
};
use crate::attachment;
use crate::{
    Context, Error, audit, bank_account,
    ledger::{self, Move},
    notice,
};
use entity::{
    address::Address,
    application::ApplicationState,
    application_form::Answers,
    event::Event,
    id::ApplicationId,
    ledger::Entry,
    money::Euros,
    permission::Action,
    reason::TypedReason,
    refusal::Refusal,
    shown::Shown,
    table::{
        application_answer, application_confirmation, application_message, attachment as attachment_table, instalment,
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter};

/// Takes an application back; what was promised to it is free again, and the account to pay to is erased. The other
/// collectivités of its group, and those who handle it, are told why.
///
/// Who: the lead. Refused once something is paid, or refused; without a reason.
pub async fn withdraw(ctx: &Context, id: ApplicationId, reason: &TypedReason) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::SubmitApplication)?;
    if loaded.row.state == ApplicationState::Withdrawn {
        return Ok(());
    }
    let decided = crate::decision::stored::of_application(&tx, id).await?;
    let hidden = decided.first().filter(|decision| decision.publish_at.utc() > ctx.now());
    // Until a decision is published, taking an application back tells nothing of it.
    let shown = hidden.map_or(loaded.row.state, |decision| decision.state_before);
    let state = shown.withdraw()?;
    let reason = reason.require()?;
    let people = [loaded.people(&tx).await?, handlers(&tx, &loaded).await?].concat();
    let kind = notice::Kind::ApplicationWithdrawn;
    let message = notice::Message { kind, about: &loaded.row.title, reason: Some(&reason) };
    notice::notify_with_reason(&tx, ctx, people, message, Address::Application(id)).await?;
    release(ctx, &tx, &loaded, Euros::ZERO).await?;
    loaded.put(&tx, |row| row.state = Set(state)).await?;
    let mut trace = audit::EventBatch::default();
    trace.add(ctx, Event::ApplicationWithdrawn { application: id, reason: Some(reason) })?;
    if bank_account::stored::erase(&tx, id).await? {
        trace.add(ctx, Event::BankAccountErased { application: id })?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// What a draft is known by to whoever deletes it: its answers.
pub fn shown_draft(answers: &Answers) -> Shown {
    Shown::of(answers.iter().flat_map(|(field, answer)| [field.as_str(), answer.as_str()]))
}

/// Deletes a draft: nothing of it stays, nor of its attachments.
///
/// Who: the lead. Refused: [`Refusal::AlreadySubmitted`] for what was submitted once; [`Refusal::ShownChanged`] when
/// somebody wrote in it since it was read.
pub async fn delete_draft(ctx: &Context, id: ApplicationId) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::SubmitApplication)?;
    if loaded.row.state != ApplicationState::Draft || loaded.row.number.is_some() {
        return Err(Refusal::AlreadySubmitted.into());
    }
    ctx.require_shown("", &shown_draft(&answers_of(&tx, id).await?))?;
    let attachments = crate::attachment::stored::of_application(&tx, id).await?;
    attachment_table::Entity::delete_many().filter(attachment_table::Column::Application.eq(id)).exec(&tx).await?;
    application_answer::Entity::delete_many().filter(application_answer::Column::Application.eq(id)).exec(&tx).await?;
    application_confirmation::Entity::delete_many()
        .filter(application_confirmation::Column::Application.eq(id))
        .exec(&tx)
        .await?;
    application_message::Entity::delete_many()
        .filter(application_message::Column::Application.eq(id))
        .exec(&tx)
        .await?;
    loaded.row.delete(&tx).await?;
    audit::record(&tx, ctx, Event::ApplicationDraftDeleted { application: id }).await?;
    ctx.commit(tx).await?;
    for attachment in attachments {
        attachment::take_away(ctx, attachment.id).await;
    }
    Ok(())
}

/// Releases what is promised to an application and not paid; gives the amount.
pub(crate) async fn release(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    loaded: &Loaded,
    paid: Euros,
) -> Result<Euros, Error> {
    let rest = if loaded.row.state.is_funded() { loaded.row.granted.less(paid) } else { Euros::ZERO };
    if rest > Euros::ZERO {
        let (application, note) = (Some(loaded.row.id), loaded.row.number.clone().unwrap_or_default());
        let entry = Entry::release(&loaded.fund()?, rest);
        ledger::post(ctx, tx, loaded.row.campaign, vec![Move { id: None, entry, application, note }]).await?;
    }
    Ok(rest)
}

/// What was paid to an application so far.
pub(crate) async fn paid(database: &impl ConnectionTrait, id: ApplicationId) -> Result<Euros, Error> {
    let query = instalment::Entity::find().filter(instalment::Column::Application.eq(id));
    let rows = query.filter(instalment::Column::PaidAt.is_not_null()).all(database).await?;
    Ok(rows.into_iter().map(|row| row.amount).sum())
}
