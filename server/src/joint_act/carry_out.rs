//! Doing what two agreed on, or the official address consented to.

use super::proposal::{end, for_update, open_acts};
use crate::{
    Context, Error, Platform,
    audit::EventBatch,
    campaign, mailing,
    membership::acting::of_collectivity,
    notice::{self, Kind, Message},
};
use crate::{
    membership::{Ending, end_membership},
    sign_in,
    staff::{self, Change},
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    email::Email,
    event::Event,
    id::{JointActId, PersonId},
    joint_act::{JointAct, JointActState, WAIT},
    permission::Actor,
    siren::Siren,
    table::{joint_act, membership as membership_table, person},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::ExprTrait,
};
use std::sync::Arc;

/// Does what two agreed on, or the official address consented to; where it was settled otherwise meanwhile, it ends
/// without effect. Whether it was done.
pub(super) async fn carry_out(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &joint_act::Model,
    act: &JointAct,
    consented: bool,
    trace: &mut EventBatch,
) -> Result<bool, Error> {
    let done = match act {
        JointAct::FirstReferent { siren, person, .. } => name_first(ctx, tx, siren, *person, consented, trace).await?,
        JointAct::EndOfMembership { siren, person, reason } => {
            end_all(ctx, tx, siren, &[*person], Some(reason), trace).await? > 0
        }
        JointAct::StaffRole { person, staff, departement, reason } => {
            let reason = Some(reason).filter(|reason| !reason.is_empty());
            let change = Change { staff: *staff, departement: departement.clone(), reason: reason.cloned() };
            staff::put(ctx, tx, *person, change, trace).await?;
            let reason = reason.map(String::as_str);
            let message = Message { kind: Kind::StaffRoleChanged, about: "", reason };
            notice::notify_with_reason(tx, ctx, vec![*person], message, Address::Account).await?;
            true
        }
        JointAct::StaffInvitation { email, staff } => {
            sign_in::send_invitation(ctx, tx, &Email::parse(email)?, *staff, trace).await?;
            true
        }
        JointAct::CampaignOpening { campaign, version, .. } => {
            campaign::draft::open_agreed(ctx, tx, (*campaign, *version), trace).await?
        }
        JointAct::CampaignChange { draft, version, .. } => {
            campaign::draft::change_agreed(ctx, tx, (*draft, *version), trace).await?
        }
        JointAct::MailingSending { mailing, version, .. } => {
            mailing::send_agreed(ctx, tx, (*mailing, *version), trace).await?
        }
    };
    let state = if done { JointActState::Done } else { JointActState::Overtaken };
    end(ctx, tx, row, act, state, trace).await?;
    Ok(done)
}

pub(super) async fn name_first(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
    consented: bool,
    trace: &mut EventBatch,
) -> Result<bool, Error> {
    let rows = of_collectivity(tx, siren).await?;
    if rows.iter().any(|row| row.referent) || !rows.iter().any(|row| row.person == person) {
        return Ok(false);
    }
    let update = membership_table::ActiveModel { referent: Set(true), by_hand: Set(!consented), ..Default::default() };
    let one = membership_table::Entity::update_many().filter(membership_table::Column::Siren.eq(siren.as_str()));
    one.set(update).filter(membership_table::Column::Person.eq(person)).exec(tx).await?;
    let (name, page) = (ctx.platform.reference().name(siren), Address::People(*siren));
    notice::notify(tx, ctx, vec![person], Kind::ReferentNamed, &name, page).await?;
    trace.add(ctx, Event::ReferentNamed { person, siren: *siren })?;
    Ok(true)
}

/// Ends that these people act for a collectivité, of those who do; how many did.
pub(super) async fn end_all(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    people: &[PersonId],
    reason: Option<&str>,
    trace: &mut EventBatch,
) -> Result<usize, Error> {
    let mut rows = of_collectivity(tx, siren).await?;
    rows.retain(|row| people.contains(&row.person));
    for row in &rows {
        let ending = Ending { person: row.person, force: true, reason: reason.map(str::to_owned) };
        end_membership(ctx, tx, siren, ending, trace).await?;
    }
    Ok(rows.len())
}

/// Whether those who agreed on an act still have the roles that it takes.
pub(super) async fn stand_behind(
    tx: &impl ConnectionTrait,
    row: &joint_act::Model,
    act: &JointAct,
) -> Result<bool, Error> {
    for agreed in row.agreed() {
        let staff = person::Entity::find_by_id(agreed).one(tx).await?.and_then(|row| row.staff);
        if !staff.is_some_and(|role| act.is_for(role)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How often acts whose days are over are carried out.
pub(super) const PAUSE: std::time::Duration = std::time::Duration::from_secs(600);

/// Carries out what is due, every ten minutes, for as long as the server runs.
pub async fn run(platform: Arc<Platform>) {
    loop {
        if let Err(error) = carry_out_due(&platform).await {
            tracing::error!(%error, "acts that are due could not be carried out");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Carries out the acts that nobody objected to in time, and ends those that nobody seconded. On several servers each
/// is done once.
pub async fn carry_out_due(platform: &Arc<Platform>) -> Result<(), Error> {
    let ctx = Context::new(Arc::clone(platform), Actor::default(), "joint acts");
    use joint_act::Column::{DueAt, ProposedAt, State};
    let announced = State.eq(JointActState::Announced).and(DueAt.lte(ctx.now().timestamp_millis()));
    let waiting = State.eq(JointActState::Waiting).and(ProposedAt.lte((ctx.now() - WAIT).timestamp_millis()));
    let rows = open_acts().filter(announced.or(waiting)).limit(1000).all(ctx.read()).await?;
    for row in rows {
        if let Err(error) = carry_out_one(&ctx, row.id).await {
            tracing::error!(%error, act = %row.id, "an act that is due could not be carried out");
        }
    }
    Ok(())
}

pub(super) async fn carry_out_one(ctx: &Context, id: JointActId) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    let (row, act) = for_update(&tx, id).await?;
    let mut trace = EventBatch::default();
    match due(&row, ctx.now()) {
        Some(JointActState::Expired) => end(ctx, &tx, &row, &act, JointActState::Expired, &mut trace).await?,
        // Whoever agreed and lost their role since has agreed on nothing.
        Some(_) if !stand_behind(&tx, &row, &act).await? => {
            end(ctx, &tx, &row, &act, JointActState::Overtaken, &mut trace).await?;
        }
        Some(_) => drop(carry_out(ctx, &tx, &row, &act, false, &mut trace).await?),
        None => return Ok(()),
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// What becomes of an open act now: done, or expired; None while it waits.
pub(super) fn due(row: &joint_act::Model, now: DateTime<Utc>) -> Option<JointActState> {
    match row.state {
        JointActState::Announced if row.due_at.is_some_and(|due| due.utc() <= now) => Some(JointActState::Done),
        JointActState::Waiting if row.proposed_at.utc() + WAIT <= now => Some(JointActState::Expired),
        _ => None,
    }
}
