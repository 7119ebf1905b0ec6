//! Members of imported lists: those who are waited for, and what the list says of them once they act.

use super::{
    acting::{lock_people, of_collectivity},
    invitation::notify_of_invitations,
    request::remove_request,
};
use crate::{
    Context, Error,
    audit::{self, EventBatch},
    joint_act::proposal,
    notice,
};
use entity::{
    address::Address,
    email::Email,
    event::{Confirmed, Event},
    form_field,
    id::PersonId,
    joint_act::JointAct,
    permission::{Action, Actor, Facts, StaffRole},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{imported_member, membership, person},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::sync::Arc;

/// The most that are listed.
const MOST_LISTED: u64 = 100;

/// Those who are waited for.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// The latest first, at most a hundred.
    pub rows: Vec<imported_member::Model>,
    pub total: u64,
}

/// Those of imported lists who have not signed in yet. Who: curators.
pub async fn awaited(ctx: &Context) -> Result<Awaited, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let query = imported_member::Entity::find()
        .order_by_desc(imported_member::Column::ImportedAt)
        .order_by_asc(imported_member::Column::Siren)
        .order_by_asc(imported_member::Column::Email);
    let total = imported_member::Entity::find().count(ctx.read()).await?;
    Ok(Awaited { rows: query.limit(MOST_LISTED).all(ctx.read()).await?, total })
}

/// Somebody of an imported list is waited for no longer; removing one who has signed in or was removed does nothing.
///
/// Who: curators. Refused: an address or a SIREN that is none.
pub async fn remove_awaited(ctx: &Context, email: &str, siren: &str) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let mut refusals = FieldRefusals::default();
    let email = refusals.take(form_field::EMAIL, Email::parse(email));
    let siren = refusals.take(form_field::SIREN, Siren::parse(siren).map_err(|_| Refusal::UnknownCollectivity));
    let (Some(email), Some(siren)) = (email, siren) else { return Err(refusals.into()) };
    let tx = ctx.begin().await?;
    if stop_awaiting(&tx, email.as_str(), siren).await? {
        audit::record(&tx, ctx, Event::ImportedMemberRemoved { siren }).await?;
    }
    ctx.commit(tx).await
}

/// Whether somebody was waited for, and is no longer.
async fn stop_awaiting(tx: &impl ConnectionTrait, email: &str, siren: Siren) -> Result<bool, Error> {
    let removed = imported_member::Entity::delete_by_id((email.to_owned(), siren)).exec(tx).await?;
    Ok(removed.rows_affected > 0)
}

/// What the lists call whoever has this address and has not signed in yet.
pub(crate) async fn name_of(tx: &impl ConnectionTrait, email: &str) -> Result<Option<String>, Error> {
    let query = imported_member::Entity::find().filter(imported_member::Column::Email.eq(email));
    Ok(query.order_by_asc(imported_member::Column::Siren).one(tx).await?.map(|row| row.name))
}

/// Whoever signs in with an address of imported lists acts for the collectivités that these say, in the transaction of
/// the sign-in.
pub(crate) async fn take_effect(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    person: PersonId,
    email: &str,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let query = imported_member::Entity::find().filter(imported_member::Column::Email.eq(email));
    let query = query.order_by_asc(imported_member::Column::Siren);
    // One order for all who change who acts for a collectivité; what is waited for is read again behind the lock.
    for row in query.clone().all(tx).await? {
        lock_people(tx, &row.siren).await?;
    }
    // Nobody brings themselves in.
    let of_others = |row: &imported_member::Model| row.imported_by != Some(person);
    for row in query.lock_exclusive().all(tx).await?.into_iter().filter(of_others) {
        stop_awaiting(tx, &row.email, row.siren).await?;
        let actor = Actor { person: row.imported_by, ..Actor::default() };
        let importer = Context::new(Arc::clone(&ctx.platform), actor, ctx.request.clone());
        join(&importer, tx, person, &row, trace).await?;
    }
    Ok(())
}

/// Somebody acts for a collectivité as a list says. `ctx` is the importer's, and the collectivité's people are locked.
pub(super) async fn join(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    person: PersonId,
    row: &imported_member::Model,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let siren = row.siren;
    let others = of_collectivity(tx, &siren).await?;
    if others.iter().any(|other| other.person == person) {
        return Ok(());
    }
    let referents: Vec<PersonId> = others.iter().filter(|one| one.referent).map(|one| one.person).collect();
    remove_request(tx, person, &siren).await?;
    notify_of_invitations(ctx, tx, &siren, person).await?;
    let joined = membership::Model {
        person,
        siren,
        capacity: row.capacity,
        title: row.title.clone(),
        since: ctx.now().into(),
        referent: false,
        by_hand: false,
    };
    membership::Entity::insert(joined.into_active_model()).exec_without_returning(tx).await?;
    let (name, page) = (ctx.platform.reference().name(&siren), Address::People(siren));
    notice::notify(tx, ctx, vec![person], notice::Kind::MembershipConfirmed, &name, Address::Account).await?;
    // Those who say who acts for it are told that somebody else said so.
    notice::notify(tx, ctx, referents.clone(), notice::Kind::MembershipAttached, &name, page).await?;
    let evidence = Some(row.reason.clone()).filter(|reason| !reason.is_empty());
    trace.add(ctx, Event::MembershipConfirmed { person, siren, by: Confirmed::Import, evidence })?;
    match row.referent && referents.is_empty() {
        true => add_referent(ctx, tx, person, row, trace).await,
        false => Ok(()),
    }
}

/// Somebody who acts for a collectivité without referent is its first one, by a list of the operator's; by a curator's,
/// they are proposed, which takes a second curator, unless the curator's role or the place was taken meanwhile.
pub(super) async fn add_referent(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    person: PersonId,
    row: &imported_member::Model,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let siren = row.siren;
    if let Some(curator) = row.imported_by {
        let act = JointAct::FirstReferent { siren, person, reason: row.reason.clone(), said: String::new() };
        let role = person::Entity::find_by_id(curator).one(tx).await?.and_then(|row| row.staff);
        if role == Some(StaffRole::Curator) && !proposal::is_proposed(tx, &act).await? {
            proposal::propose(ctx, tx, act, trace).await?;
        }
        return Ok(());
    }
    proposal::overtake_naming(ctx, tx, &siren, trace).await?;
    membership::Entity::update_many()
        .set(membership::ActiveModel { referent: Set(true), ..Default::default() })
        .filter(membership::Column::Person.eq(person))
        .filter(membership::Column::Siren.eq(siren.as_str()))
        .exec(tx)
        .await?;
    let name = ctx.platform.reference().name(&siren);
    notice::notify(tx, ctx, vec![person], notice::Kind::ReferentNamed, &name, Address::People(siren)).await?;
    trace.add(ctx, Event::ReferentNamed { person, siren })
}
