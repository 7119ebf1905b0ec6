//! Answering an act by the link that its collectivité's official address was sent.

use super::{
    carry_out::{carry_out, end_all},
    proposal::{ActEnding, about, end, for_update, write_official},
    query::{asked_at, by_hand, consents_late, is_today, listed, naming, of_link, shown},
};
use crate::{
    Context, Error,
    audit::{self, EventBatch},
    membership::acting::{lock_people, of_collectivity},
    notice::{self, Kind, Message},
};
use entity::{
    address::Address,
    event::Event,
    id::PersonId,
    joint_act::{JointAct, JointActState},
    permission::{Action, Actor, Facts},
    reason::TypedReason,
    refusal::Refusal,
    siren::Siren,
    table::membership as membership_table,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::sync::Arc;

/// What an answer from the official mail did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Consented,
    Objected,
    /// It was settled otherwise meanwhile.
    Overtaken,
}

/// Answers from the official mail: consent makes an open act take effect at once, and gives referents whom the State
/// named every right; an objection ends it, and with it that the person acts for the collectivité where they were to be
/// its first referent, or that those act for it whom the State named.
///
/// Refused: [`Refusal::LinkEnded`]; another act, or other people, than were read ([`Refusal::ShownChanged`]); an
/// objection without a reason, which those concerned read.
pub async fn answer_by_link(
    ctx: &Context,
    token: &str,
    consents: bool,
    sent: &str,
    reason: &TypedReason,
) -> Result<Outcome, Error> {
    // It is the official address that answers, whoever this browser is signed in as.
    let ctx = &Context::new(Arc::clone(&ctx.platform), Actor::default(), ctx.request.clone());
    let tx = ctx.begin().await?;
    let id = of_link(&tx, token).await?.id;
    let (row, act) = for_update(&tx, id).await?;
    let siren = act.siren().ok_or(Refusal::LinkEnded)?;
    let read = listed(&tx, vec![row.clone()]).await?.pop().ok_or(Refusal::LinkEnded)?;
    let mut trace = EventBatch::default();
    let outcome = match (row.state.is_open(), consents) {
        (true, true) => {
            shown(&read).require(sent)?;
            match carry_out(ctx, &tx, &row, &act, true, &mut trace).await? {
                true => Outcome::Consented,
                false => Outcome::Overtaken,
            }
        }
        (true, false) => {
            let reason = reason.require()?;
            if let JointAct::FirstReferent { person, .. } = act {
                end_all(ctx, &tx, &siren, &[person], Some(&reason), &mut trace).await?;
            }
            let ending = ActEnding { state: JointActState::Objected, reason: Some(&reason) };
            end(ctx, &tx, &row, &act, ending, &mut trace).await?;
            Outcome::Objected
        }
        (false, _) if !consents_late(&tx, &row).await? => return Err(Refusal::LinkEnded.into()),
        (false, true) => {
            shown(&read).require(sent)?;
            consent(ctx, &tx, &siren, &mut trace).await?;
            Outcome::Consented
        }
        (false, false) => {
            shown(&read).require(sent)?;
            let reason = reason.require()?;
            let named: Vec<PersonId> = read.by_hand.iter().map(|(person, _)| *person).collect();
            end_all(ctx, &tx, &siren, &named, Some(&reason), &mut trace).await?;
            let (kind, name) = (Kind::JointActStopped, about(ctx, &act));
            let message = Message { kind, about: &name, reason: Some(&reason) };
            notice::notify_with_reason(&tx, ctx, row.agreed(), message, Address::JointActs).await?;
            Outcome::Objected
        }
    };
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(outcome)
}

/// The official address stands behind the referents whom the State named.
pub(super) async fn consent(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let named: Vec<PersonId> =
        of_collectivity(tx, siren).await?.into_iter().filter(|row| row.by_hand).map(|row| row.person).collect();
    let update = membership_table::ActiveModel { by_hand: Set(false), ..Default::default() };
    let all = membership_table::Entity::update_many().filter(membership_table::Column::Siren.eq(siren.as_str()));
    all.set(update).exec(tx).await?;
    let (name, page) = (ctx.platform.reference().name(siren), Address::People(*siren));
    notice::notify(tx, ctx, named, Kind::ConsentGiven, &name, page).await?;
    trace.add(ctx, Event::ConsentGiven { siren: *siren })
}

/// Asks the official address to consent to the referent whom the State named, once a day at most: asking again does
/// nothing.
///
/// Who: a referent of the collectivité. [`Error::NotFound`] where no consent is missing.
pub async fn ask_consent(ctx: &Context, siren: &Siren) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    lock_people(&tx, siren).await?;
    let act = naming(&tx, siren).await?.ok_or(Error::NotFound)?;
    if by_hand(&tx, siren).await? == 0 {
        return Err(Error::NotFound);
    }
    if !is_today(asked_at(&tx, act.id).await?) {
        write_official(ctx, &tx, &act).await?;
        audit::record(&tx, ctx, Event::ConsentAsked { siren: *siren }).await?;
    }
    ctx.commit(tx).await
}
