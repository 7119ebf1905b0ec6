//! Acts that take two people of the State, or the consent of a collectivité's official address: proposed by one,
//! seconded by another, announced to those concerned, who may object, and carried out.

use crate::{
    Context, Error, Platform,
    audit::{self, Gathered},
    clock::SystemClock,
    door,
    mail::{self, Letter},
    membership::acting::memberships_of,
    membership::{self, end_in, of_collectivity},
    notice::{self, Kind},
    secret::{draw, hashed},
    sign_in, staff,
};
use chrono::{DateTime, Duration, Utc};
use entity::{
    email::Email,
    event::Event,
    id::{JointActId, PersonId},
    joint_act::{JointAct, JointActKind, JointActState, OBJECTION, WAIT},
    permission::{Action, Actor, Facts, StaffRole},
    refusal::Refusal,
    shown::Shown,
    sign_in::Organisation,
    siren::Siren,
    table::{identity, joint_act, joint_act_link, mail_address, membership as membership_table, person},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, sea_query::ExprTrait,
};
use std::{collections::HashMap, sync::Arc};

/// How long the link lives that is sent to an official address: as long as the act may be open.
const LINK_LIFE: Duration = Duration::days(37);

/// How many open acts are listed at most.
const MOST_LISTED: u64 = 200;

/// A joint act, as those read it who answer it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub row: joint_act::Model,
    pub act: JointAct,
    /// Whom it is about; an address for an invitation.
    pub name: String,
    /// Their proved addresses, and the organisation that the identity service names: a name is what somebody says of
    /// themselves.
    pub known_as: Vec<String>,
    /// The State's role that they have now.
    pub role: Option<StaffRole>,
    /// As what they act for the collectivité; empty where it concerns none, or they act for it no longer.
    pub title: String,
    /// The referents of the collectivité whom the State named, and to whom its official address has not consented:
    /// names and functions.
    pub by_hand: Vec<(PersonId, String)>,
    pub proposed_by: String,
    pub seconded_by: Option<String>,
}

/// What whoever answers an act reads of it.
pub fn shown(listed: &Listed) -> Shown {
    let id = listed.row.id.to_string();
    let role = listed.role.map_or("", StaffRole::code);
    let parts = [id.as_str(), listed.row.state.code(), &listed.row.content, &listed.name, &listed.title, role];
    let by_hand = listed.by_hand.iter().map(|(_, name)| name.as_str());
    Shown::of(parts.into_iter().chain(listed.known_as.iter().map(String::as_str)).chain(by_hand))
}

fn read(row: &joint_act::Model) -> Result<JointAct, Error> {
    Ok(serde_json::from_str(&row.content)?)
}

fn open_acts() -> Select<joint_act::Entity> {
    let query = joint_act::Entity::find().filter(joint_act::Column::EndedAt.is_null());
    query.order_by_asc(joint_act::Column::ProposedAt).order_by_asc(joint_act::Column::Id)
}

/// Rows with the names that they speak of.
async fn listed(database: &impl ConnectionTrait, rows: Vec<joint_act::Model>) -> Result<Vec<Listed>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sirens: Vec<Siren> = rows.iter().filter_map(|row| row.siren).collect();
    let members = memberships_of(database, &sirens).await?;
    let people = rows.iter().flat_map(|row| [row.person, Some(row.proposed_by), row.seconded_by]).flatten();
    let people = people.chain(members.iter().filter(|row| row.by_hand).map(|row| row.person));
    let names = audit::names_of(database, &people.collect::<Vec<_>>()).await?;
    let about: Vec<PersonId> = rows.iter().filter_map(|row| row.person).collect();
    let known = known_as(database, &about).await?;
    let roles = person::Entity::find().filter(person::Column::Id.is_in(about.iter().map(|one| one.0)));
    let roles = roles.all(database).await?;
    let name = |person: PersonId| names.get(&person).cloned().unwrap_or_default();
    let one = |row: joint_act::Model| {
        let act = read(&row)?;
        let member = members.iter().find(|one| Some(one.siren) == row.siren && Some(one.person) == row.person);
        Ok(Listed {
            name: match &act {
                JointAct::StaffInvitation { email, .. } => email.clone(),
                _ => row.person.map(name).unwrap_or_default(),
            },
            title: member.map(|one| one.title.clone()).unwrap_or_default(),
            known_as: row.person.and_then(|person| known.get(&person).cloned()).unwrap_or_default(),
            role: roles.iter().find(|one| Some(one.id) == row.person).and_then(|one| one.staff),
            by_hand: members
                .iter()
                .filter(|one| one.by_hand && Some(one.siren) == row.siren)
                .map(|one| (one.person, format!("{} ({})", name(one.person), one.title)))
                .collect(),
            proposed_by: name(row.proposed_by),
            seconded_by: row.seconded_by.map(name),
            act,
            row,
        })
    };
    rows.into_iter().map(one).collect()
}

/// The addresses that people proved, and those that the identity service tells, with the collectivité that it names.
async fn known_as(
    database: &impl ConnectionTrait,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Vec<String>>, Error> {
    let mut known: HashMap<PersonId, Vec<String>> = HashMap::new();
    let ids = || people.iter().map(|one| one.0);
    let proved = mail_address::Entity::find().filter(mail_address::Column::Person.is_in(ids()));
    for row in proved.order_by_asc(mail_address::Column::Email).all(database).await? {
        known.entry(row.person).or_default().push(row.email);
    }
    let told = identity::Entity::find().filter(identity::Column::Person.is_in(ids()));
    for row in told.order_by_asc(identity::Column::Subject).all(database).await? {
        let siren = serde_json::from_str::<Organisation>(&row.organisation)?.siren();
        let of = siren.map(|siren| format!(", SIREN {siren}")).unwrap_or_default();
        known.entry(row.person).or_default().push(format!("{} (ProConnect{of})", row.email));
    }
    Ok(known)
}

/// The open acts that whoever asks may second, those that wait first, oldest first, at most two hundred of each state.
/// Who: curators and administrators.
pub async fn list(ctx: &Context) -> Result<Vec<Listed>, Error> {
    ctx.authorise(Action::Second, &Facts::default())?;
    let mine = match ctx.actor.staff {
        Some(StaffRole::Curator) => open_acts(),
        _ => open_acts().filter(joint_act::Column::Siren.is_null()),
    };
    let mut rows = Vec::new();
    for state in [JointActState::Waiting, JointActState::Announced] {
        let some = mine.clone().filter(joint_act::Column::State.eq(state)).limit(MOST_LISTED);
        rows.extend(some.all(ctx.read()).await?);
    }
    listed(ctx.read(), rows).await
}

/// The open acts on the people of a collectivité. Who: its own people, and curators.
pub async fn of_siren(ctx: &Context, siren: &Siren) -> Result<Vec<Listed>, Error> {
    ctx.authorise(Action::SeePeople, &Facts::of(siren, true))?;
    let query = open_acts().filter(joint_act::Column::Siren.eq(siren.as_str()));
    listed(ctx.read(), query.limit(MOST_LISTED).all(ctx.read()).await?).await
}

/// Proposes an act, in the transaction of the use case that would do it alone: who may second it is told, and the
/// official address of the collectivité is asked.
///
/// Refused: one that changes the same thing and is open ([`Refusal::ActProposed`]).
pub(crate) async fn propose(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    act: JointAct,
    trace: &mut Gathered,
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
    notice::tell(tx, ctx, seconds, Kind::JointActWaits, &about(ctx, &act), "/actes-a-deux").await?;
    write_official(ctx, tx, &row).await?;
    let proposed = Event::JointActProposed { act: row.id, kind: row.kind, reason: act.reason().to_owned() };
    trace.add(ctx, proposed, subject(&row))
}

/// Whoever proposes does so alone, and so does whoever acts on the State's roles, until the commit. One order for all:
/// the collectivité ([`membership::alone`]), this turn, administrators, acts, memberships.
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
    trace: &mut Gathered,
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

/// What an act is filed under in the trace.
fn subject(row: &joint_act::Model) -> Option<String> {
    row.siren.map(|siren| siren.to_string()).or_else(|| row.person.map(|person| person.to_string()))
}

/// The collectivité that notices say an act is about; nothing for one on the State's roles.
fn about(ctx: &Context, act: &JointAct) -> String {
    act.siren().map(|siren| ctx.platform.reference().name(&siren)).unwrap_or_default()
}

/// Those who act for a collectivité.
async fn members(tx: &impl ConnectionTrait, siren: Siren) -> Result<Vec<PersonId>, Error> {
    Ok(memberships_of(tx, &[siren]).await?.into_iter().map(|row| row.person).collect())
}

/// Writes to the official address of the collectivité, where one is known.
async fn write_official(ctx: &Context, tx: &impl ConnectionTrait, row: &joint_act::Model) -> Result<(), Error> {
    let Some(siren) = row.siren.filter(|_| ctx.platform.office.is_some()) else { return Ok(()) };
    let Some(contact) = mail::contacts(tx, &[siren]).await?.remove(&siren) else { return Ok(()) };
    let token = draw(&ctx.platform.chance);
    let link = joint_act_link::Model {
        token_hash: hashed(&token),
        joint_act: row.id,
        expires_at: (SystemClock::machine_now() + LINK_LIFE).into(),
    };
    joint_act_link::Entity::insert(link.into_active_model()).exec_without_returning(tx).await?;
    let letter = Letter::JointAct { token, act: row.id, siren };
    mail::write(tx, &ctx.platform, vec![mail::row(&ctx.platform, &contact, &letter)?]).await
}

/// An act, locked in the order of [`turn`].
async fn locked(tx: &impl ConnectionTrait, id: JointActId) -> Result<(joint_act::Model, JointAct), Error> {
    let row = joint_act::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    match &row.siren {
        Some(siren) => membership::alone(tx, siren).await?,
        None => turn(tx).await?,
    }
    let row = joint_act::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    let act = read(&row)?;
    Ok((row, act))
}

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
/// ([`Refusal::ShownChanged`]). One whose first person may not propose it any more ends there
/// ([`Refusal::ProposerGone`]).
pub async fn answer(ctx: &Context, id: JointActId, answer: Answer, sent: &str) -> Result<(), Error> {
    ctx.authorise(Action::Second, &Facts::default())?;
    let me = ctx.person()?;
    let tx = ctx.begin().await?;
    let (row, act) = locked(&tx, id).await?;
    let first = row.proposed_by == me;
    let entitled = ctx.actor.staff.is_some_and(|role| act.is_for(role));
    let mine = if answer == Answer::TakeBack { first } else { !first && !is_about(&tx, &act, me).await? };
    if !entitled || !mine {
        return Err(Error::Forbidden);
    }
    if !(row.state == JointActState::Waiting || answer != Answer::Second && row.state.is_open()) {
        return Err(Refusal::ActEnded.into());
    }
    let mut trace = Gathered::default();
    match answer {
        Answer::Decline => end(ctx, &tx, &row, &act, JointActState::Declined, &mut trace).await?,
        Answer::TakeBack => end(ctx, &tx, &row, &act, JointActState::TakenBack, &mut trace).await?,
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

/// Whether those who agreed on an act still have the roles that it takes.
async fn stand_behind(tx: &impl ConnectionTrait, row: &joint_act::Model, act: &JointAct) -> Result<bool, Error> {
    for agreed in row.agreed() {
        let staff = person::Entity::find_by_id(agreed).one(tx).await?.and_then(|row| row.staff);
        if !staff.is_some_and(|role| act.is_for(role)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an act is about somebody: by who they are, or by one of their addresses.
async fn is_about(tx: &impl ConnectionTrait, act: &JointAct, person: PersonId) -> Result<bool, Error> {
    let JointAct::StaffInvitation { email, .. } = act else { return Ok(act.person() == Some(person)) };
    let proved = mail_address::Entity::find_by_id(email.as_str()).one(tx).await?;
    let told = identity::Entity::find().filter(identity::Column::Person.eq(person));
    let told = told.filter(identity::Column::Email.eq(email.as_str())).count(tx).await?;
    Ok(told > 0 || proved.is_some_and(|row| row.person == person))
}

async fn second(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: joint_act::Model,
    act: &JointAct,
    trace: &mut Gathered,
) -> Result<(), Error> {
    let seconded = Event::JointActSeconded { act: row.id, kind: row.kind, proposed_by: row.proposed_by };
    trace.add(ctx, seconded, subject(&row))?;
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
            let page = membership::people_page(&siren);
            notice::tell(tx, ctx, people, Kind::JointActAnnounced, &about(ctx, act), &page).await?;
            write_official(ctx, tx, &row).await
        }
        None => carry_out(ctx, tx, &row, act, false, trace).await.map(drop),
    }
}

/// Ends an act that will not take effect, or did; those who agreed on it are told, and those to whom it was announced.
async fn end(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &joint_act::Model,
    act: &JointAct,
    state: JointActState,
    trace: &mut Gathered,
) -> Result<(), Error> {
    let update =
        joint_act::ActiveModel { state: Set(state), ended_at: Set(Some(ctx.now().into())), ..Default::default() };
    joint_act::Entity::update_many().set(update).filter(joint_act::Column::Id.eq(row.id)).exec(tx).await?;
    let done = state == JointActState::Done;
    let kind = if done { Kind::JointActDone } else { Kind::JointActStopped };
    let staff = row.agreed();
    notice::tell(tx, ctx, staff.clone(), kind, &about(ctx, act), "/actes-a-deux").await?;
    if let Some(siren) = act.siren().filter(|_| done || row.state == JointActState::Announced) {
        let members = members(tx, siren).await?;
        // Whom it is about is told by the act itself, once it is done; somebody who has left cannot open the
        // collectivité's page.
        let about_them = act.person().filter(|one| !done && !members.contains(one));
        notice::tell(tx, ctx, about_them.into_iter().collect(), kind, &about(ctx, act), "/compte").await?;
        let told_already = |one: &PersonId| staff.contains(one) || done && Some(*one) == act.person();
        let people = members.into_iter().filter(|one| !told_already(one)).collect();
        notice::tell(tx, ctx, people, kind, &about(ctx, act), &membership::people_page(&siren)).await?;
    }
    trace.add(ctx, Event::JointActEnded { act: row.id, kind: row.kind, state }, subject(row))
}

/// Does what two agreed on, or the official address consented to; where it was settled otherwise meanwhile, it ends
/// without effect. Whether it was done.
async fn carry_out(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &joint_act::Model,
    act: &JointAct,
    consented: bool,
    trace: &mut Gathered,
) -> Result<bool, Error> {
    let done = match act {
        JointAct::FirstReferent { siren, person, .. } => name_first(ctx, tx, siren, *person, consented, trace).await?,
        JointAct::EndOfMembership { siren, person, .. } => end_all(ctx, tx, siren, &[*person], trace).await? > 0,
        JointAct::StaffRole { person, staff, departement } => {
            staff::put(ctx, tx, *person, *staff, departement.clone(), trace).await?;
            notice::tell(tx, ctx, vec![*person], Kind::StaffRoleChanged, "", "/compte").await?;
            true
        }
        JointAct::StaffInvitation { email, staff } => {
            sign_in::send_invitation(ctx, tx, &Email::parse(email)?, *staff, trace).await?;
            true
        }
    };
    let state = if done { JointActState::Done } else { JointActState::Overtaken };
    end(ctx, tx, row, act, state, trace).await?;
    Ok(done)
}

async fn name_first(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
    consented: bool,
    trace: &mut Gathered,
) -> Result<bool, Error> {
    let rows = of_collectivity(tx, siren).await?;
    if rows.iter().any(|row| row.referent) || !rows.iter().any(|row| row.person == person) {
        return Ok(false);
    }
    let update = membership_table::ActiveModel { referent: Set(true), by_hand: Set(!consented), ..Default::default() };
    let one = membership_table::Entity::update_many().filter(membership_table::Column::Siren.eq(siren.as_str()));
    one.set(update).filter(membership_table::Column::Person.eq(person)).exec(tx).await?;
    let (name, page) = (ctx.platform.reference().name(siren), membership::people_page(siren));
    notice::tell(tx, ctx, vec![person], Kind::ReferentNamed, &name, &page).await?;
    trace.add(ctx, Event::ReferentNamed { person, siren: *siren }, Some(siren.to_string()))?;
    Ok(true)
}

/// Somebody of the collectivité objects to an open act on its people: it ends there.
///
/// Who: its own people, whichever collectivité they act for now. But a referent whom the State named, and whom the
/// official address never consented to, does not keep themselves there alone. Refused: [`Refusal::ActEnded`].
pub async fn object(ctx: &Context, siren: &Siren, id: JointActId) -> Result<(), Error> {
    let me = ctx.person()?;
    if !ctx.actor.memberships.contains(siren) {
        return Err(Error::Forbidden);
    }
    let tx = ctx.begin().await?;
    let (row, act) = locked(&tx, id).await?;
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
    let mut trace = Gathered::default();
    end(ctx, &tx, &row, &act, JointActState::Objected, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// The act that a link of the official mail answers. Looking changes nothing. [`Refusal::LinkEnded`].
pub async fn look(ctx: &Context, token: &str) -> Result<Listed, Error> {
    let row = of_link(ctx.read(), token).await?;
    let one = listed(ctx.read(), vec![row]).await?.pop().ok_or(Refusal::LinkEnded)?;
    let answers = one.row.state.is_open() || consents_late(ctx.read(), &one.row).await?;
    if answers { Ok(one) } else { Err(Refusal::LinkEnded.into()) }
}

async fn of_link(database: &impl ConnectionTrait, token: &str) -> Result<joint_act::Model, Error> {
    let link = joint_act_link::Entity::find_by_id(hashed(token)).one(database).await?;
    let link = link.filter(|link| link.expires_at.utc() > SystemClock::machine_now()).ok_or(Refusal::LinkEnded)?;
    let row = joint_act::Entity::find_by_id(link.joint_act).one(database).await?;
    row.ok_or_else(|| Refusal::LinkEnded.into())
}

/// Whether the official address may still consent, after an act that is done, to the referents whom the State named.
async fn consents_late(database: &impl ConnectionTrait, row: &joint_act::Model) -> Result<bool, Error> {
    match row.siren.filter(|_| row.has_named()) {
        Some(siren) => Ok(by_hand(database, &siren).await? > 0),
        None => Ok(false),
    }
}

/// How many referents of a collectivité the State named, without its consent since.
async fn by_hand(database: &impl ConnectionTrait, siren: &Siren) -> Result<u64, Error> {
    let query = membership_table::Entity::find().filter(membership_table::Column::Siren.eq(siren.as_str()));
    Ok(query.filter(membership_table::Column::ByHand.eq(true)).count(database).await?)
}

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
/// Refused: [`Refusal::LinkEnded`]; another act, or other people, than were read ([`Refusal::ShownChanged`]).
pub async fn answer_by_link(ctx: &Context, token: &str, consents: bool, sent: &str) -> Result<Outcome, Error> {
    // It is the official address that answers, whoever this browser is signed in as.
    let ctx = &Context::new(Arc::clone(&ctx.platform), Actor::default(), ctx.request.clone());
    let tx = ctx.begin().await?;
    let id = of_link(&tx, token).await?.id;
    let (row, act) = locked(&tx, id).await?;
    let siren = act.siren().ok_or(Refusal::LinkEnded)?;
    let read = listed(&tx, vec![row.clone()]).await?.pop().ok_or(Refusal::LinkEnded)?;
    let mut trace = Gathered::default();
    let outcome = match (row.state.is_open(), consents) {
        (true, true) => {
            shown(&read).require(sent)?;
            match carry_out(ctx, &tx, &row, &act, true, &mut trace).await? {
                true => Outcome::Consented,
                false => Outcome::Overtaken,
            }
        }
        (true, false) => {
            if let JointAct::FirstReferent { person, .. } = act {
                end_all(ctx, &tx, &siren, &[person], &mut trace).await?;
            }
            end(ctx, &tx, &row, &act, JointActState::Objected, &mut trace).await?;
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
            let named: Vec<PersonId> = read.by_hand.iter().map(|(person, _)| *person).collect();
            end_all(ctx, &tx, &siren, &named, &mut trace).await?;
            notice::tell(&tx, ctx, row.agreed(), Kind::JointActStopped, &about(ctx, &act), "/actes-a-deux").await?;
            Outcome::Objected
        }
    };
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(outcome)
}

/// Ends that these people act for a collectivité, of those who do; how many did.
async fn end_all(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    people: &[PersonId],
    trace: &mut Gathered,
) -> Result<usize, Error> {
    let mut rows = of_collectivity(tx, siren).await?;
    rows.retain(|row| people.contains(&row.person));
    for row in &rows {
        end_in(ctx, tx, siren, row.person, true, trace).await?;
    }
    Ok(rows.len())
}

/// The official address stands behind the referents whom the State named.
async fn consent(ctx: &Context, tx: &impl ConnectionTrait, siren: &Siren, trace: &mut Gathered) -> Result<(), Error> {
    let named: Vec<PersonId> =
        of_collectivity(tx, siren).await?.into_iter().filter(|row| row.by_hand).map(|row| row.person).collect();
    let update = membership_table::ActiveModel { by_hand: Set(false), ..Default::default() };
    let all = membership_table::Entity::update_many().filter(membership_table::Column::Siren.eq(siren.as_str()));
    all.set(update).exec(tx).await?;
    let (name, page) = (ctx.platform.reference().name(siren), membership::people_page(siren));
    notice::tell(tx, ctx, named, Kind::ConsentGiven, &name, &page).await?;
    trace.add(ctx, Event::ConsentGiven { siren: *siren }, Some(siren.to_string()))
}

/// How a collectivité whose referent the State named stands to its official address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Whether an official address is known, and mail is sent.
    pub reaches: bool,
    /// When it was asked last.
    pub asked_at: Option<DateTime<Utc>>,
    /// Whether that was in the last day: it is not asked again.
    pub asked_today: bool,
}

/// How it stands; None where no consent is missing. Who: the collectivité's own people, and curators.
pub async fn missing_consent(ctx: &Context, siren: &Siren) -> Result<Option<Consent>, Error> {
    ctx.authorise(Action::SeePeople, &Facts::of(siren, true))?;
    if by_hand(ctx.read(), siren).await? == 0 {
        return Ok(None);
    }
    let known = mail::contacts(ctx.read(), &[*siren]).await?.contains_key(siren);
    let asked_at = match naming(ctx.read(), siren).await? {
        Some(act) => asked_at(ctx.read(), act.id).await?,
        None => None,
    };
    let reaches = known && ctx.platform.office.is_some();
    Ok(Some(Consent { reaches, asked_at, asked_today: is_today(asked_at) }))
}

/// The act by which the State named the referent of a collectivité.
async fn naming(database: &impl ConnectionTrait, siren: &Siren) -> Result<Option<joint_act::Model>, Error> {
    let query = joint_act::Entity::find().filter(joint_act::Column::Siren.eq(siren.as_str()));
    let query = query.filter(joint_act::Column::Kind.eq(JointActKind::FirstReferent));
    let query = query.filter(joint_act::Column::State.eq(JointActState::Done));
    Ok(query.order_by_desc(joint_act::Column::EndedAt).limit(1).one(database).await?)
}

async fn asked_at(database: &impl ConnectionTrait, act: JointActId) -> Result<Option<DateTime<Utc>>, Error> {
    let query = joint_act_link::Entity::find().filter(joint_act_link::Column::JointAct.eq(act));
    let last = query.order_by_desc(joint_act_link::Column::ExpiresAt).limit(1).one(database).await?;
    Ok(last.map(|link| link.expires_at.utc() - LINK_LIFE))
}

/// Whether an instant, if any, was in the last day, by the machine's clock.
fn is_today(at: Option<DateTime<Utc>>) -> bool {
    at.is_some_and(|at| SystemClock::machine_now() - at <= Duration::days(1))
}

/// Asks the official address to consent to the referent whom the State named, once a day at most: asking again does
/// nothing.
///
/// Who: a referent of the collectivité. [`Error::NotFound`] where no consent is missing.
pub async fn ask_consent(ctx: &Context, siren: &Siren) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    membership::alone(&tx, siren).await?;
    let act = naming(&tx, siren).await?.ok_or(Error::NotFound)?;
    if by_hand(&tx, siren).await? == 0 {
        return Err(Error::NotFound);
    }
    if !is_today(asked_at(&tx, act.id).await?) {
        write_official(ctx, &tx, &act).await?;
        audit::record(&tx, ctx, Event::ConsentAsked { siren: *siren }, Some(siren.to_string())).await?;
    }
    ctx.commit(tx).await
}

/// How often acts whose days are over are carried out.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(600);

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

async fn carry_out_one(ctx: &Context, id: JointActId) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    let (row, act) = locked(&tx, id).await?;
    let mut trace = Gathered::default();
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
fn due(row: &joint_act::Model, now: DateTime<Utc>) -> Option<JointActState> {
    match row.state {
        JointActState::Announced if row.due_at.is_some_and(|due| due.utc() <= now) => Some(JointActState::Done),
        JointActState::Waiting if row.proposed_at.utc() + WAIT <= now => Some(JointActState::Expired),
        _ => None,
    }
}
