//! The end of a membership.

use super::{
    acting::{
        is_curator_of_another, is_referent, lock_people, of_collectivity, reason_of, require_read, require_read_of,
    },
    consent::require_consent,
    invitation::end_invitations,
};
use crate::{
    Context, Error,
    audit::EventBatch,
    joint_act::proposal,
    mandate::{has_mandate, withdraw_all},
    notice,
    person::end_all_sessions,
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
use sea_orm::{ConnectionTrait, EntityTrait};

/// Ends a membership: the person has left. Its mandates and sessions end; what was written stays the collectivité's,
/// and the trace stays.
///
/// Who: a referent of the collectivité, who says why, or the person. Refused: without a reason; the last referent,
/// while others act for it; one who holds the mandate, by a referent whom the State named ([`Refusal::ConsentNeeded`]).
pub async fn end(ctx: &Context, siren: &Siren, person: PersonId, reason: &TypedReason) -> Result<(), Error> {
    let mine = ctx.actor.person == Some(person);
    if !mine {
        ctx.authorise(Action::ManagePeople, &Facts::of(siren, true))?;
    }
    let tx = ctx.begin().await?;
    lock_people(&tx, siren).await?;
    let mut said = None;
    if !mine {
        if !is_referent(&tx, ctx, siren).await? {
            return Err(Error::Forbidden);
        }
        let rows = of_collectivity(&tx, siren).await?;
        let row = rows.iter().find(|row| row.person == person).ok_or(Error::NotFound)?;
        require_read(ctx, &tx, row).await?;
        if has_mandate(ctx, &tx, siren, person).await? {
            require_consent(ctx, &tx, &rows).await?;
        }
        said = Some(reason.require()?);
    }
    let mut trace = EventBatch::default();
    end_membership(ctx, &tx, siren, Ending { person, force: false, reason: said }, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// A curator ends a membership. That of a referent, of who holds the mandate to vote, and of anybody who may be needed
/// to object (where there is no referent, or an act on the collectivité's people is open) takes a second curator, or
/// the consent of the official address (`joint_act`); any other ends at once, and the collectivité's people are told.
///
/// Who: curators, not for themselves. Refused: without a reason; while the same is proposed ([`Refusal::ActProposed`]).
pub async fn end_by_hand(ctx: &Context, siren: &Siren, person: PersonId, reason: &str) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    if !is_curator_of_another(ctx, person) {
        return Err(Error::Forbidden);
    }
    let reason = reason_of(form_field::REASON, reason)?;
    let tx = ctx.begin().await?;
    lock_people(&tx, siren).await?;
    let rows = of_collectivity(&tx, siren).await?;
    let row = rows.iter().find(|row| row.person == person).ok_or(Error::NotFound)?;
    require_read_of(ctx, &tx, row, &person.to_string()).await?;
    let mut trace = EventBatch::default();
    let watched = !rows.iter().any(|row| row.referent) || proposal::is_open_on(&tx, siren).await?;
    if row.referent || watched || has_mandate(ctx, &tx, siren, person).await? {
        let act = JointAct::EndOfMembership { siren: *siren, person, reason };
        proposal::propose(ctx, &tx, act, &mut trace).await?;
    } else {
        let others = rows.iter().map(|row| row.person).filter(|one| *one != person).collect();
        let (name, kind) = (ctx.platform.reference().name(siren), notice::Kind::MembershipDetached);
        notice::notify(&tx, ctx, others, kind, &name, Address::People(*siren)).await?;
        let ending = Ending { person, force: false, reason: Some(reason.clone()) };
        trace.add(ctx, Event::MembershipDetached { person, siren: *siren, reason })?;
        end_membership(ctx, &tx, siren, ending, &mut trace).await?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Whose membership ends, and how.
pub(crate) struct Ending {
    pub person: PersonId,
    /// Whether that of the last referent ends, too.
    pub force: bool,
    /// Why, for the person; None where they end it themselves.
    pub reason: Option<String>,
}

/// As [`end`], in a transaction.
pub(crate) async fn end_membership(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    ending: Ending,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let Ending { person, force, reason } = ending;
    let rows = of_collectivity(tx, siren).await?;
    let row = rows.iter().find(|row| row.person == person).ok_or(Error::NotFound)?;
    let last = row.referent && rows.len() > 1 && rows.iter().filter(|row| row.referent).count() == 1;
    if last && !force {
        return Err(Refusal::LastReferent.into());
    }
    membership::Entity::delete_by_id((person, *siren)).exec(tx).await?;
    end_invitations(tx, siren, person).await?;
    withdraw_all(ctx, tx, siren, person, trace).await?;
    end_all_sessions(tx, person).await?;
    let name = ctx.platform.reference().name(siren);
    let message = notice::Message { kind: notice::Kind::MembershipEnded, about: &name, reason: reason.as_deref() };
    notice::notify_with_reason(tx, ctx, vec![person], message, Address::Account).await?;
    trace.add(ctx, Event::MembershipEnded { person, siren: *siren, reason })
}
