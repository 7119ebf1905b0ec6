//! Acts that are open: proposed, found, told about, and ended.

use crate::{
    Context, Error,
    audit::EventBatch,
    clock::SystemClock,
    door,
    mail::{self, OutgoingMail},
    membership::acting::{lock_people, memberships_of},
    notice::{self, Kind, Message},
    secret::{draw, hashed},
};
use chrono::Duration;
use entity::{
    address::Address,
    event::Event,
    id::{CampaignDraftId, JointActId, PersonId},
    joint_act::{JointAct, JointActKind, JointActState},
    permission::StaffRole,
    refusal::Refusal,
    siren::Siren,
    table::{joint_act, joint_act_link, person},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use std::collections::HashMap;

/// How long the link lives that is sent to an official address: as long as the act may be open.
pub(super) const LINK_LIFE: Duration = Duration::days(37);

pub(super) fn read(row: &joint_act::Model) -> Result<JointAct, Error> {
    Ok(serde_json::from_str(&row.content)?)
}

pub(super) fn open_acts() -> Select<joint_act::Entity> {
    let query = joint_act::Entity::find().filter(joint_act::Column::EndedAt.is_null());
    query.order_by_asc(joint_act::Column::ProposedAt).order_by_asc(joint_act::Column::Id)
}

/// Proposes an act, in the transaction of the use case that would do it alone: who may second it is told, and the
/// official address of the collectivité is asked.
///
/// Refused: one that changes the same thing and is open ([`Refusal::ActProposed`]).
pub(crate) async fn propose(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    act: JointAct,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    turn(tx).await?;
    if is_proposed(tx, &act).await? {
        return Err(Refusal::ActProposed.into());
    }
    let row = joint_act::Model {
        id: JointActId(ctx.platform.new_id()),
        kind: act.kind(),
        content: serde_json::to_string(&act)?,
        siren: act.siren(),
        person: act.person(),
        state: JointActState::Waiting,
        proposed_by: ctx.person()?,
        proposed_at: ctx.now().into(),
        seconded_by: None,
        due_at: None,
        ended_at: None,
    };
    joint_act::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
    let roles: Vec<StaffRole> = StaffRole::ALL.iter().copied().filter(|role| act.is_for(*role)).collect();
    let seconds = person::Entity::find().filter(person::Column::Staff.is_in(roles)).all(tx).await?;
    let seconds = seconds.into_iter().map(|row| row.id).filter(|one| Some(*one) != act.person()).collect();
    notice::notify(tx, ctx, seconds, Kind::JointActWaits, &about(ctx, &act), Address::JointActs).await?;
    write_official(ctx, tx, &row).await?;
    let proposed = Event::JointActProposed { act: row.id, kind: row.kind, reason: act.reason().to_owned() };
    trace.add_about(ctx, proposed, subject(&row))
}

/// Whoever proposes does so alone, and so does whoever acts on the State's roles, until the commit. One order for all:
/// the collectivité ([`lock_people`]), this turn, administrators, acts, memberships.
pub(crate) async fn turn(tx: &impl ConnectionTrait) -> Result<(), Error> {
    door::turn(tx, "joint act").await
}

/// Whether an act on the people of a collectivité is open.
pub(crate) async fn is_open_on(tx: &impl ConnectionTrait, siren: &Siren) -> Result<bool, Error> {
    Ok(open_acts().filter(joint_act::Column::Siren.eq(siren.as_str())).count(tx).await? > 0)
}

/// The collectivité has a referent of its own: to name one by hand is without object.
pub(crate) async fn overtake_naming(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let open = open_acts().filter(joint_act::Column::Siren.eq(siren.as_str()));
    let open = open.filter(joint_act::Column::Kind.eq(JointActKind::FirstReferent));
    for row in open.lock_exclusive().all(tx).await? {
        let act = read(&row)?;
        end(ctx, tx, &row, &act, JointActState::Overtaken, trace).await?;
    }
    Ok(())
}

/// What is kept of somebody who takes their data away: that the State named them stays while it asks for consent,
/// without a word.
pub(crate) async fn forget(tx: &impl ConnectionTrait, person: PersonId) -> Result<(), Error> {
    let theirs = joint_act::Entity::find().filter(joint_act::Column::Person.eq(person));
    for row in theirs.lock_exclusive().all(tx).await? {
        let one = joint_act::Column::Id.eq(row.id);
        if row.has_named() {
            let content = serde_json::to_string(&read(&row)?.without_words())?;
            let update = joint_act::ActiveModel { content: Set(content), ..Default::default() };
            joint_act::Entity::update_many().set(update).filter(one).exec(tx).await?;
        } else {
            joint_act::Entity::delete_many().filter(one).exec(tx).await?;
        }
    }
    Ok(())
}

/// Whether an act that changes the same thing is open.
pub(crate) async fn is_proposed(tx: &impl ConnectionTrait, act: &JointAct) -> Result<bool, Error> {
    for row in open_acts().filter(joint_act::Column::Kind.eq(act.kind())).all(tx).await? {
        if read(&row)?.concerns_the_same(act) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an act is open by which a campaign becomes what this version of its draft says.
pub(crate) async fn is_version_proposed(
    tx: &impl ConnectionTrait,
    draft: CampaignDraftId,
    version: i32,
) -> Result<bool, Error> {
    for row in open_acts().filter(joint_act::Column::Kind.eq(JointActKind::CampaignChange)).all(tx).await? {
        let act = read(&row)?;
        if matches!(act, JointAct::CampaignChange { draft: of, version: at, .. } if of == draft && at == version) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whom open acts would name first referent, by collectivité.
pub(crate) async fn proposed_first(tx: &impl ConnectionTrait) -> Result<HashMap<Siren, PersonId>, Error> {
    let query = open_acts().filter(joint_act::Column::Kind.eq(JointActKind::FirstReferent));
    Ok(query.all(tx).await?.into_iter().filter_map(|row| Some((row.siren?, row.person?))).collect())
}

/// What an act is submitted under in the trace.
pub(super) fn subject(row: &joint_act::Model) -> Option<String> {
    row.siren.map(|siren| siren.to_string()).or_else(|| row.person.map(|person| person.to_string()))
}

/// The collectivité, campaign or mailing that notices say an act is about; nothing for one on the State's roles.
pub(super) fn about(ctx: &Context, act: &JointAct) -> String {
    match act {
        JointAct::CampaignOpening { slug, .. } | JointAct::CampaignChange { slug, .. } => slug.clone(),
        JointAct::MailingSending { subject, .. } => subject.clone(),
        _ => act.siren().map(|siren| ctx.platform.reference().name(&siren)).unwrap_or_default(),
    }
}

/// Those who act for a collectivité.
pub(super) async fn members(tx: &impl ConnectionTrait, siren: Siren) -> Result<Vec<PersonId>, Error> {
    Ok(memberships_of(tx, &[siren]).await?.into_iter().map(|row| row.person).collect())
}

/// Writes to the official address of the collectivité, where one is known.
pub(super) async fn write_official(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &joint_act::Model,
) -> Result<(), Error> {
    let Some(siren) = row.siren.filter(|_| ctx.platform.mailer.is_some()) else { return Ok(()) };
    let Some(contact) = mail::contacts(tx, &[siren]).await?.remove(&siren) else { return Ok(()) };
    let token = draw(&ctx.platform.rng);
    let link = joint_act_link::Model {
        token_hash: hashed(&token),
        joint_act: row.id,
        expires_at: (SystemClock::machine_now() + LINK_LIFE).into(),
    };
    joint_act_link::Entity::insert(link.into_active_model()).exec_without_returning(tx).await?;
    let outgoing = OutgoingMail::JointAct { token, act: row.id, siren };
    mail::write(tx, &ctx.platform, vec![mail::row(&ctx.platform, &contact, &outgoing)?]).await
}

/// How an act ends, and why, where somebody ended it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ActEnding<'a> {
    pub state: JointActState,
    pub reason: Option<&'a str>,
}

impl From<JointActState> for ActEnding<'_> {
    fn from(state: JointActState) -> Self {
        Self { state, reason: None }
    }
}

/// Ends an act that will not take effect, or did; those who agreed on it are told, and those to whom it was announced.
pub(super) async fn end(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &joint_act::Model,
    act: &JointAct,
    ending: impl Into<ActEnding<'_>>,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let ActEnding { state, reason } = ending.into();
    let update =
        joint_act::ActiveModel { state: Set(state), ended_at: Set(Some(ctx.now().into())), ..Default::default() };
    joint_act::Entity::update_many().set(update).filter(joint_act::Column::Id.eq(row.id)).exec(tx).await?;
    let done = state == JointActState::Done;
    let kind = if done { Kind::JointActDone } else { Kind::JointActStopped };
    let (staff, name) = (row.agreed(), about(ctx, act));
    let message = Message { kind, about: &name, reason };
    notice::notify_with_reason(tx, ctx, staff.clone(), message, Address::JointActs).await?;
    if let Some(siren) = act.siren().filter(|_| done || row.state == JointActState::Announced) {
        let members = members(tx, siren).await?;
        // Whom it is about is told by the act itself, once it is done; somebody who has left cannot open the
        // collectivité's page.
        let about_them = act.person().filter(|one| !done && !members.contains(one));
        notice::notify_with_reason(tx, ctx, about_them.into_iter().collect(), message, Address::Account).await?;
        let told_already = |one: &PersonId| staff.contains(one) || done && Some(*one) == act.person();
        let people = members.into_iter().filter(|one| !told_already(one)).collect();
        notice::notify_with_reason(tx, ctx, people, message, Address::People(siren)).await?;
    }
    let reason = reason.map(str::to_owned);
    trace.add_about(ctx, Event::JointActEnded { act: row.id, kind: row.kind, state, reason }, subject(row))
}

/// An act, locked in the order of [`turn`].
pub(super) async fn for_update(
    tx: &impl ConnectionTrait,
    id: JointActId,
) -> Result<(joint_act::Model, JointAct), Error> {
    let row = joint_act::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    match &row.siren {
        Some(siren) => lock_people(tx, siren).await?,
        None => turn(tx).await?,
    }
    let row = joint_act::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    let act = read(&row)?;
    Ok((row, act))
}
