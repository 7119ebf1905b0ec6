//! What pages read of acts that take two.

use super::proposal::{LINK_LIFE, open_acts, read};
use crate::{Context, Error, audit, clock::SystemClock, mail, membership::acting::memberships_of, secret::hashed};
use chrono::{DateTime, Duration, Utc};
use entity::{
    id::{JointActId, PersonId},
    joint_act::{JointAct, JointActKind, JointActState},
    permission::{Action, Facts, StaffRole},
    refusal::Refusal,
    shown::Shown,
    sign_in::Organisation,
    siren::Siren,
    table::{identity, joint_act, joint_act_link, mail_address, membership as membership_table, person},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use std::collections::HashMap;

/// How many open acts are listed at most.
pub(super) const MOST_LISTED: u64 = 200;

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

/// Rows with the names that they speak of.
pub(super) async fn listed(database: &impl ConnectionTrait, rows: Vec<joint_act::Model>) -> Result<Vec<Listed>, Error> {
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
                JointAct::CampaignOpening { slug, .. } | JointAct::CampaignChange { slug, .. } => slug.clone(),
                JointAct::MailingSending { subject, .. } => subject.clone(),
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
pub(super) async fn known_as(
    database: &impl ConnectionTrait,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Vec<String>>, Error> {
    let mut known: HashMap<PersonId, Vec<String>> = HashMap::new();
    let ids = || people.iter().map(|one| one.0);
    let proved = mail_address::Entity::find().filter(mail_address::Column::Person.is_in(ids()));
    for row in proved.order_by_asc(mail_address::Column::Email).all(database).await? {
        known.entry(row.person).or_default().push(row.email);
    }
    let provided = identity::Entity::find().filter(identity::Column::Person.is_in(ids()));
    for row in provided.order_by_asc(identity::Column::Subject).all(database).await? {
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
    let mine = seconded_by(ctx);
    let mut rows = Vec::new();
    for state in [JointActState::Waiting, JointActState::Announced] {
        let some = mine.clone().filter(joint_act::Column::State.eq(state)).limit(MOST_LISTED);
        rows.extend(some.all(ctx.read()).await?);
    }
    listed(ctx.read(), rows).await
}

/// The open acts that the role of whoever asks may second.
fn seconded_by(ctx: &Context) -> Select<joint_act::Entity> {
    match ctx.actor.staff {
        Some(StaffRole::Curator) => open_acts(),
        _ => open_acts().filter(joint_act::Column::Siren.is_null()),
    }
}

/// How many acts that somebody else proposed wait for whoever asks to second them. Who: curators and administrators.
pub async fn waiting(ctx: &Context) -> Result<u64, Error> {
    ctx.authorise(Action::Second, &Facts::default())?;
    let query = seconded_by(ctx).filter(joint_act::Column::State.eq(JointActState::Waiting));
    let query = query.filter(joint_act::Column::ProposedBy.ne(ctx.person()?));
    // One that is about the reader is not theirs to second.
    let others =
        Condition::any().add(joint_act::Column::Person.is_null()).add(joint_act::Column::Person.ne(ctx.person()?));
    Ok(query.filter(others).count(ctx.read()).await?)
}

/// The open acts on the people of a collectivité. Who: its own people, and curators.
pub async fn of_siren(ctx: &Context, siren: &Siren) -> Result<Vec<Listed>, Error> {
    ctx.authorise(Action::SeePeople, &Facts::of(siren, true))?;
    let query = open_acts().filter(joint_act::Column::Siren.eq(siren.as_str()));
    listed(ctx.read(), query.limit(MOST_LISTED).all(ctx.read()).await?).await
}

/// The act that a link of the official mail answers. Looking changes nothing. [`Refusal::LinkEnded`].
pub async fn look(ctx: &Context, token: &str) -> Result<Listed, Error> {
    let row = of_link(ctx.read(), token).await?;
    let one = listed(ctx.read(), vec![row]).await?.pop().ok_or(Refusal::LinkEnded)?;
    let answers = one.row.state.is_open() || consents_late(ctx.read(), &one.row).await?;
    if answers { Ok(one) } else { Err(Refusal::LinkEnded.into()) }
}

pub(super) async fn of_link(database: &impl ConnectionTrait, token: &str) -> Result<joint_act::Model, Error> {
    let link = joint_act_link::Entity::find_by_id(hashed(token)).one(database).await?;
    let link = link.filter(|link| link.expires_at.utc() > SystemClock::machine_now()).ok_or(Refusal::LinkEnded)?;
    let row = joint_act::Entity::find_by_id(link.joint_act).one(database).await?;
    row.ok_or_else(|| Refusal::LinkEnded.into())
}

/// How many referents of a collectivité the State named, without its consent since.
pub(super) async fn by_hand(database: &impl ConnectionTrait, siren: &Siren) -> Result<u64, Error> {
    let query = membership_table::Entity::find().filter(membership_table::Column::Siren.eq(siren.as_str()));
    Ok(query.filter(membership_table::Column::ByHand.eq(true)).count(database).await?)
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
    let reaches = known && ctx.platform.mailer.is_some();
    Ok(Some(Consent { reaches, asked_at, asked_today: is_today(asked_at) }))
}

/// The act by which the State named the referent of a collectivité.
pub(super) async fn naming(database: &impl ConnectionTrait, siren: &Siren) -> Result<Option<joint_act::Model>, Error> {
    let query = joint_act::Entity::find().filter(joint_act::Column::Siren.eq(siren.as_str()));
    let query = query.filter(joint_act::Column::Kind.eq(JointActKind::FirstReferent));
    let query = query.filter(joint_act::Column::State.eq(JointActState::Done));
    Ok(query.order_by_desc(joint_act::Column::EndedAt).limit(1).one(database).await?)
}

pub(super) async fn asked_at(database: &impl ConnectionTrait, act: JointActId) -> Result<Option<DateTime<Utc>>, Error> {
    let query = joint_act_link::Entity::find().filter(joint_act_link::Column::JointAct.eq(act));
    let last = query.order_by_desc(joint_act_link::Column::ExpiresAt).limit(1).one(database).await?;
    Ok(last.map(|link| link.expires_at.utc() - LINK_LIFE))
}

/// Whether an instant, if any, was in the last day, by the machine's clock.
pub(super) fn is_today(at: Option<DateTime<Utc>>) -> bool {
    at.is_some_and(|at| SystemClock::machine_now() - at <= Duration::days(1))
}

/// Whether the official address may still consent, after an act that is done, to the referents whom the State named.
pub(super) async fn consents_late(database: &impl ConnectionTrait, row: &joint_act::Model) -> Result<bool, Error> {
    match row.siren.filter(|_| row.has_named()) {
        Some(siren) => Ok(by_hand(database, &siren).await? > 0),
        None => Ok(false),
    }
}
