//! Who says who else acts for a collectivité.

use super::{
    acting::{
        is_curator_of_another, is_referent, lock_people, of_collectivity, reason_of, require_read, require_read_of,
    },
    invitation::end_invitations,
};
use crate::{
    Context, Error,
    audit::{self, EventBatch},
    joint_act::proposal,
    notice,
};
use entity::{
    address::Address,
    event::Event,
    form_field,
    id::PersonId,
    joint_act::JointAct,
    permission::{Action, Facts},
    reason::TypedReason,
    refusal::Refusal,
    siren::Siren,
    table::membership,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// Makes somebody who acts for a collectivité one of its referents, or no longer one; they are told. Where the State
/// named the referent who does so, it counts as having named the new one too.
///
/// Who: a referent of the collectivité. Refused: the last referent ([`Refusal::LastReferent`]); without a reason, to
/// make somebody a referent no longer who is not oneself.
pub async fn set_referent(
    ctx: &Context,
    siren: &Siren,
    person: PersonId,
    referent: bool,
    reason: &TypedReason,
) -> Result<(), Error> {
    ctx.authorise(Action::ManagePeople, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    lock_people(&tx, siren).await?;
    let rows = of_collectivity(&tx, siren).await?;
    if !is_referent(&tx, ctx, siren).await? {
        return Err(Error::Forbidden);
    }
    let row = rows.iter().find(|row| row.person == person).ok_or(Error::NotFound)?;
    require_read(ctx, &tx, row).await?;
    if row.referent == referent {
        return Ok(());
    }
    if !referent && rows.iter().filter(|row| row.referent).count() == 1 {
        return Err(Refusal::LastReferent.into());
    }
    let others = !referent && ctx.actor.person != Some(person);
    let reason = if others { Some(reason.require()?) } else { None };
    let by_hand = referent && rows.iter().any(|row| Some(row.person) == ctx.actor.person && row.by_hand);
    membership::Entity::update_many()
        .set(membership::ActiveModel { referent: Set(referent), by_hand: Set(by_hand), ..Default::default() })
        .filter(membership::Column::Person.eq(person))
        .filter(membership::Column::Siren.eq(siren.as_str()))
        .exec(&tx)
        .await?;
    if !referent {
        end_invitations(&tx, siren, person).await?;
    }
    let kind = if referent { notice::Kind::ReferentNamed } else { notice::Kind::ReferentEnded };
    let name = ctx.platform.reference().name(siren);
    let message = notice::Message { kind, about: &name, reason: reason.as_deref() };
    notice::notify_with_reason(&tx, ctx, vec![person], message, Address::People(*siren)).await?;
    let event = match referent {
        true => Event::ReferentNamed { person, siren: *siren },
        false => Event::ReferentEnded { person, siren: *siren, reason },
    };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// A curator proposes somebody who acts for a collectivité without referent as its first one: that takes a second
/// curator, or the consent of the official address (`joint_act`).
///
/// Who: curators, not for themselves. Refused: without a reason; where there is a referent ([`Error::Forbidden`]);
/// while one is proposed ([`Refusal::ActProposed`]).
pub async fn propose_referent(ctx: &Context, siren: &Siren, person: PersonId, reason: &str) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let reason = reason_of(form_field::REASON, reason)?;
    let tx = ctx.begin().await?;
    lock_people(&tx, siren).await?;
    let rows = of_collectivity(&tx, siren).await?;
    if rows.iter().any(|row| row.referent) || !is_curator_of_another(ctx, person) {
        return Err(Error::Forbidden);
    }
    let row = rows.iter().find(|row| row.person == person).ok_or(Error::NotFound)?;
    require_read_of(ctx, &tx, row, &person.to_string()).await?;
    let mut trace = EventBatch::default();
    let act = JointAct::FirstReferent { siren: *siren, person, reason, said: String::new() };
    proposal::propose(ctx, &tx, act, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}
