//! After a decision: the agreement, instalments asked and paid, and what is released at the end.

pub mod file;

use crate::{
    Context, Error,
    application::{
        loaded::{Loaded, handlers},
        withdraw::{paid, release},
    },
    audit, convention,
    ledger::{self, Move},
    notice,
};
use chrono::NaiveDate;
use entity::{
    address::Address,
    application::ApplicationState,
    event::Event,
    form_field,
    id::{ApplicationId, InstalmentId},
    ledger::Entry,
    money::{Euros, amount_typed},
    permission::Action,
    reason::TypedReason,
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    table::instalment,
    text::Text,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect,
};

/// Notes that an agreement drawn up elsewhere was signed, on a day.
///
/// Who: who handles the application. Refused: where the campaign wants the convention that is drawn up here.
pub async fn sign(ctx: &Context, id: ApplicationId, day: &str) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::to_handle(&tx, ctx, id).await?;
    let mut refusals = FieldRefusals::default();
    let day = refusals.take(form_field::DAY, day.trim().parse::<NaiveDate>().map_err(|_| Refusal::NotADay));
    let Some(day) = day else { return Err(refusals.into()) };
    let state = loaded.row.state.sign()?;
    convention::require_signed(&tx, &loaded).await?;
    loaded.require_shown(ctx)?;
    let decided = crate::decision::stored::of_application(&tx, id).await?;
    if decided.first().is_some_and(|decision| decision.publish_at.utc() > ctx.now()) {
        // The applicant does not know yet.
        return Err(Refusal::NotPublished.into());
    }
    let people = loaded.people(&tx).await?;
    let row = loaded
        .put(&tx, |row| {
            row.state = Set(state);
            row.agreement_day = Set(Some(day.to_string()));
        })
        .await?;
    notice::notify(&tx, ctx, people, notice::Kind::AgreementSigned, &row.title, Address::Application(id)).await?;
    audit::record(&tx, ctx, Event::AgreementSigned { application: id }).await?;
    ctx.commit(tx).await
}

/// What an instalment pays for, or why it is not paid.
type Sentence = Text<5, 500>;

/// Asks for a payment, under the identifier that the form carries.
///
/// Who: the lead. Refused: before the agreement, and more than was granted and is neither paid nor asked for yet.
pub async fn ask(
    ctx: &Context,
    id: ApplicationId,
    instalment: InstalmentId,
    amount: &str,
    sentence: &str,
) -> Result<(), Error> {
    let asked_by = ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::SubmitApplication)?;
    let mut refusals = FieldRefusals::default();
    let amount = refusals.take(form_field::AMOUNT, amount_typed(amount));
    let sentence = refusals.take(form_field::SENTENCE, Sentence::parse(sentence));
    let (Some(amount), Some(sentence)) = (amount, sentence) else { return Err(refusals.into()) };
    // The same transition as a payment: what could not be paid is not asked for.
    loaded.row.state.pay_in_part()?;
    if instalment::Entity::find_by_id(instalment).count(&tx).await? > 0 {
        return Ok(());
    }
    let asked = instalment::Entity::find().filter(instalment::Column::Application.eq(id)).all(&tx).await?;
    let so_far: Euros = asked.into_iter().filter(|row| row.refused_at.is_none()).map(|row| row.amount).sum();
    let left = loaded.row.granted.less(so_far);
    if amount > left {
        return Err(FieldRefusals::one(form_field::AMOUNT, Refusal::OverGranted { left: left.cents() }).into());
    }
    let row = instalment::Model {
        id: instalment,
        application: id,
        amount,
        sentence: sentence.into_string(),
        asked_by,
        asked_at: ctx.now().into(),
        paid_by: None,
        paid_at: None,
        refused_by: None,
        refused_at: None,
        reason: String::new(),
    };
    instalment::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    let people = handlers(&tx, &loaded).await?;
    notice::notify(&tx, ctx, people, notice::Kind::InstalmentAsked, &loaded.row.title, Address::Application(id))
        .await?;
    let event = Event::InstalmentAsked { application: id, cents: amount.cents() };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// What whoever pays or refuses an instalment reads of it.
pub fn shown(row: &instalment::Model) -> Shown {
    Shown::of([&row.id.to_string(), &row.amount.cents().to_string(), &row.sentence])
}

/// What whoever closes an application reads: what is promised, and what of it is paid.
pub fn shown_rest(id: ApplicationId, granted: Euros, paid: Euros) -> Shown {
    Shown::of([id.to_string(), granted.cents().to_string(), paid.cents().to_string()])
}

/// Pays an instalment that was asked for; the last one closes the application. Paying twice is paying once.
///
/// Who: who handles the application. Refused: one that was refused; before both have signed the convention, where the
/// campaign wants that.
pub async fn pay(ctx: &Context, id: ApplicationId, instalment: InstalmentId) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::to_handle(&tx, ctx, id).await?;
    let query = instalment::Entity::find_by_id(instalment).filter(instalment::Column::Application.eq(id));
    let row = query.lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if row.paid_at.is_some() {
        return Ok(());
    }
    if row.refused_at.is_some() {
        return Err(Refusal::WrongState.into());
    }
    ctx.require_shown(&instalment.to_string(), &shown(&row))?;
    convention::require_signed(&tx, &loaded).await?;
    let amount = row.amount;
    let after: Euros = [paid(&tx, id).await?, amount].into_iter().sum();
    let state = match after >= loaded.row.granted {
        true => loaded.row.state.close()?,
        false => loaded.row.state.pay_in_part()?,
    };
    let (application, note) = (Some(id), loaded.row.number.clone().unwrap_or_default());
    let entry = Entry::pay(&loaded.fund()?, amount);
    ledger::post(ctx, &tx, loaded.row.campaign, vec![Move { id: None, entry, application, note }]).await?;
    let mut changed = row.into_active_model();
    changed.paid_by = Set(Some(person));
    changed.paid_at = Set(Some(ctx.now().into()));
    changed.update(&tx).await?;
    let people = loaded.people(&tx).await?;
    let application = loaded.put(&tx, |row| row.state = Set(state)).await?;
    notice::notify(&tx, ctx, people, notice::Kind::InstalmentPaid, &application.title, Address::Application(id))
        .await?;
    let event = Event::InstalmentPaid { application: id, cents: amount.cents() };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// Refuses an instalment that was asked for, with a reason that the applicant reads: its amount may be asked for again.
/// Refusing twice is refusing once.
///
/// Who: who handles the application. Refused: one that is paid, no reason.
pub async fn refuse(ctx: &Context, id: ApplicationId, instalment: InstalmentId, reason: &str) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::to_handle(&tx, ctx, id).await?;
    let query = instalment::Entity::find_by_id(instalment).filter(instalment::Column::Application.eq(id));
    let row = query.lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if row.refused_at.is_some() {
        return Ok(());
    }
    if row.paid_at.is_some() {
        return Err(Refusal::WrongState.into());
    }
    ctx.require_shown(&instalment.to_string(), &shown(&row))?;
    let mut refusals = FieldRefusals::default();
    let Some(reason) = refusals.take(form_field::REFUSE.of(instalment), Sentence::parse(reason)) else {
        return Err(refusals.into());
    };
    let cents = row.amount.cents();
    let mut changed = row.into_active_model();
    changed.refused_by = Set(Some(person));
    changed.refused_at = Set(Some(ctx.now().into()));
    changed.reason = Set(reason.into_string());
    changed.update(&tx).await?;
    let people = loaded.people(&tx).await?;
    notice::notify(&tx, ctx, people, notice::Kind::InstalmentRefused, &loaded.row.title, Address::Application(id))
        .await?;
    let event = Event::InstalmentRefused { application: id, cents };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// Closes an application before all is paid: what is left of the promise is free again, and instalments that wait are
/// not paid.
///
/// Who: who handles the application, who says why to its collectivités. Refused: without a reason.
pub async fn close(ctx: &Context, id: ApplicationId, reason: &TypedReason) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::to_handle(&tx, ctx, id).await?;
    if loaded.row.state == ApplicationState::Closed {
        return Ok(());
    }
    let state = loaded.row.state.close()?;
    ctx.require_shown("", &shown_rest(id, loaded.row.granted, paid(&tx, id).await?))?;
    let reason = reason.require()?;
    let kind = notice::Kind::ApplicationClosed;
    let message = notice::Message { kind, about: &loaded.row.title, reason: Some(&reason) };
    notice::notify_with_reason(&tx, ctx, loaded.people(&tx).await?, message, Address::Application(id)).await?;
    let unpaid = instalment::Entity::delete_many().filter(instalment::Column::Application.eq(id));
    let unpaid = unpaid.filter(instalment::Column::PaidAt.is_null());
    unpaid.filter(instalment::Column::RefusedAt.is_null()).exec(&tx).await?;
    let released = release(ctx, &tx, &loaded, paid(&tx, id).await?).await?.cents();
    loaded.put(&tx, |row| row.state = Set(state)).await?;
    let event = Event::ApplicationClosed { application: id, released, reason: Some(reason) };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}
