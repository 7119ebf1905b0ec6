//! Answering an act: a second person of the State agrees or refuses, a collectivité's people object.

use super::{
    carry_out::{carry_out, stand_behind},
    proposal::{ActEnding, about, end, for_update, members, subject, write_official},
    query::{listed, shown},
};
use crate::{
    Context, Error,
    audit::EventBatch,
    membership::acting::of_collectivity,
    notice::{self, Kind},
};
use entity::{
    address::Address,
    event::Event,
    id::{JointActId, PersonId},
    joint_act::{JointAct, JointActKind, JointActState, OBJECTION},
    permission::{Action, Facts},
    reason::TypedReason,
    refusal::Refusal,
    siren::Siren,
    table::{identity, joint_act, mail_address},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// How one of the State's people answers an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Agrees: the act is announced, or done where it concerns no collectivité.
    Second,
    /// Does not agree, or no longer: also once it is announced.
    Decline,
    /// Takes back one's own.
    TakeBack,
}

/// Answers an open act. Seconded, one on a collectivité's people is announced to them and its official address, and
/// takes effect seven days later; one on the State's roles at once.
///
/// Who: of those who may propose such an act, another than who proposed it and whom it is about; who proposed it takes
/// it back. Refused: one that was settled ([`Refusal::ActEnded`]); another one than was read
/// ([`Refusal::ShownChanged`]); ending without a reason one that others know of, who are told it. One whose first
/// person may not propose it any more ends there ([`Refusal::ProposerGone`]).
pub async fn answer(
    ctx: &Context,
    id: JointActId,
    answer: Answer,
    sent: &str,
    reason: &TypedReason,
) -> Result<(), Error> {
    ctx.authorise(Action::Second, &Facts::default())?;
    let me = ctx.person()?;
    let tx = ctx.begin().await?;
    let (row, act) = for_update(&tx, id).await?;
    let first = row.proposed_by == me;
    let entitled = ctx.actor.staff.is_some_and(|role| act.is_for(role));
    let mine = if answer == Answer::TakeBack { first } else { !first && !is_about(&tx, &act, me).await? };
    if !entitled || !mine {
        return Err(Error::Forbidden);
    }
    if !(row.state == JointActState::Waiting || answer != Answer::Second && row.state.is_open()) {
        return Err(Refusal::ActEnded.into());
    }
    let mut trace = EventBatch::default();
    match answer {
        Answer::Decline => {
            let ending = ActEnding { state: JointActState::Declined, reason: Some(&reason.require()?) };
            end(ctx, &tx, &row, &act, ending, &mut trace).await?;
        }
        Answer::TakeBack => {
            // While it waits, nobody else has agreed on it, and nobody else is told.
            let reason = if row.state == JointActState::Waiting { None } else { Some(reason.require()?) };
            let ending = ActEnding { state: JointActState::TakenBack, reason: reason.as_deref() };
            end(ctx, &tx, &row, &act, ending, &mut trace).await?;
        }
        Answer::Second => {
            let read = listed(&tx, vec![row.clone()]).await?.pop().ok_or(Error::NotFound)?;
            shown(&read).require(sent)?;
            if !stand_behind(&tx, &row, &act).await? {
                end(ctx, &tx, &row, &act, JointActState::Overtaken, &mut trace).await?;
                trace.write(&tx).await?;
                ctx.commit(tx).await?;
                return Err(Refusal::ProposerGone.into());
            }
            second(ctx, &tx, row, &act, &mut trace).await?;
        }
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Whether an act is about somebody: by who they are, or by one of their addresses.
pub(super) async fn is_about(tx: &impl ConnectionTrait, act: &JointAct, person: PersonId) -> Result<bool, Error> {
    let JointAct::StaffInvitation { email, .. } = act else { return Ok(act.person() == Some(person)) };
    let proved = mail_address::Entity::find_by_id(email.as_str()).one(tx).await?;
    let provided = identity::Entity::find().filter(identity::Column::Person.eq(person));
    let provided = provided.filter(identity::Column::Email.eq(email.as_str())).count(tx).await?;
    Ok(provided > 0 || proved.is_some_and(|row| row.person == person))
}

pub(super) async fn second(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: joint_act::Model,
    act: &JointAct,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let seconded = Event::JointActSeconded { act: row.id, kind: row.kind, proposed_by: row.proposed_by };
    trace.add_about(ctx, seconded, subject(&row))?;
    let announced = act.siren().map(|siren| (siren, ctx.now() + OBJECTION));
    let update = joint_act::ActiveModel {
        seconded_by: Set(Some(ctx.person()?)),
        state: Set(if announced.is_some() { JointActState::Announced } else { row.state }),
        due_at: Set(announced.map(|(_, due)| due.into())),
        ..Default::default()
    };
    joint_act::Entity::update_many().set(update).filter(joint_act::Column::Id.eq(row.id)).exec(tx).await?;
    match announced {
        Some((siren, _)) => {
            let people = members(tx, siren).await?.into_iter().chain(act.person()).collect();
            let page = Address::People(siren);
            notice::notify(tx, ctx, people, Kind::JointActAnnounced, &about(ctx, act), page).await?;
            write_official(ctx, tx, &row).await
        }
        None => carry_out(ctx, tx, &row, act, false, trace).await.map(drop),
    }
}

/// Somebody of the collectivité objects to an open act on its people: it ends there.
///
/// Who: its own people, whichever collectivité they act for now. But a referent whom the State named, and whom the
/// official address never consented to, does not keep themselves there alone. Refused: [`Refusal::ActEnded`]; without
/// a reason, which those who agreed on it read.
pub async fn object(ctx: &Context, siren: &Siren, id: JointActId, reason: &TypedReason) -> Result<(), Error> {
    let me = ctx.person()?;
    if !ctx.actor.memberships.contains(siren) {
        return Err(Error::Forbidden);
    }
    let tx = ctx.begin().await?;
    let (row, act) = for_update(&tx, id).await?;
    if row.siren != Some(*siren) {
        return Err(Error::NotFound);
    }
    if !row.state.is_open() {
        return Err(Refusal::ActEnded.into());
    }
    let mine = of_collectivity(&tx, siren).await?.into_iter().find(|row| row.person == me).ok_or(Error::Forbidden)?;
    if mine.by_hand && act.person() == Some(me) && row.kind == JointActKind::EndOfMembership {
        return Err(Error::Forbidden);
    }
    let ending = ActEnding { state: JointActState::Objected, reason: Some(&reason.require()?) };
    let mut trace = EventBatch::default();
    end(ctx, &tx, &row, &act, ending, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}
