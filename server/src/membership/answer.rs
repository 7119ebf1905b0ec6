//! Requests answered: by a referent, by whoever reads the official mail, or by a curator on evidence.

use super::{
    acting::{is_curator_of_another, is_referent, lock_people, reason_of, referents},
    invitation::notify_of_invitations,
    request::{insert_request, remove_request, request_row, shown, title_of},
};
use crate::{
    Context, Error,
    audit::{self, EventBatch},
    clock::SystemClock,
    door,
    joint_act::proposal,
    notice,
    person::{self, Asking, has_referent},
    secret::hashed,
    staff::of_address,
};
use entity::{
    address::Address,
    door::MOST_DISOWNED,
    email::Email,
    event::{Confirmed, Event},
    form_field::{self, FieldName, FormField},
    id::PersonId,
    joint_act::JointAct,
    membership::{Request, RequestForm},
    permission::{Action, Actor, Facts},
    reason::TypedReason,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{contact_link, door_block, membership, membership_request},
};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryOrder, QuerySelect};

/// Answers a request. Where there is no referent, a curator who confirms proposes the person as the first one: that
/// takes a second curator, or the consent of the official address (`joint_act`).
///
/// Who: the collectivité's referent; a curator, on evidence, where there is none, and not for themselves. Refused: a
/// request that is no longer there ([`Refusal::RequestEnded`]); a curator without a reason of their own, and whoever
/// declines without one: it is told to who asked.
///
/// To confirm is to confirm what was read: `shown` is the fingerprint that the page carried ([`shown`]).
pub async fn answer(ctx: &Context, siren: &Siren, person: PersonId, answered: Answered<'_>) -> Result<(), Error> {
    ctx.authorise(Action::ManagePeople, &Facts::of(siren, true))?;
    let Answered { accept, reason, shown } = answered;
    let tx = ctx.begin().await?;
    lock_people(&tx, siren).await?;
    let by = if is_referent(&tx, ctx, siren).await? { Confirmed::Referent } else { Confirmed::Curator };
    if by == Confirmed::Curator && (has_referent(&tx, siren).await? || !is_curator_of_another(ctx, person)) {
        // Who acts for a collectivité that has a referent is its own affair.
        return Err(Error::Forbidden);
    }
    let mut settled = Settled::by(by, accept, shown);
    if by == Confirmed::Curator && accept {
        settled.reason = Some(reason_of(form_field::REASON.of(person), reason)?);
    }
    if !accept {
        settled.reason = Some(reason_of(declined_field(person), reason)?);
    }
    let mut trace = EventBatch::default();
    settle(ctx, &tx, siren, person, settled, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Where the reason of a request that is declined is typed.
pub fn declined_field(person: PersonId) -> FieldName {
    form_field::REASON.of(format!("non-{person}"))
}

/// How a request is answered on the collectivité's page.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answered<'a> {
    pub accept: bool,
    /// On what a curator confirms, in their own words, where a referent needs none; why it is declined.
    pub reason: &'a str,
    /// The fingerprint of what was read.
    pub shown: &'a str,
}

/// How a request is answered.
pub(super) struct Settled<'a> {
    by: Confirmed,
    accept: bool,
    /// Nobody there knows anybody of that name.
    disowned: bool,
    /// The fingerprint of what was read; None for who wrote it themselves.
    shown: Option<&'a str>,
    /// On what a curator confirms, or why it is declined.
    reason: Option<String>,
}

impl Settled<'static> {
    /// Confirmed by a curator, who has read it.
    pub(super) fn on_evidence(reason: String) -> Self {
        Self { by: Confirmed::Curator, accept: true, disowned: false, shown: None, reason: Some(reason) }
    }
}

impl<'a> Settled<'a> {
    fn by(by: Confirmed, accept: bool, shown: &'a str) -> Self {
        // Whoever declines, declines whatever it says by now: changing a request all the time saves nobody.
        Self { by, accept, disowned: false, shown: accept.then_some(shown), reason: None }
    }
}

/// Settles a request in a transaction that holds the lock of the collectivité's people. What is to be traced is added
/// to `trace`, which its caller writes last.
pub(super) async fn settle(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
    settled: Settled<'_>,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let Settled { by, accept, disowned, shown: sent, reason } = settled;
    let request = remove_request(tx, person, siren).await?.ok_or(Refusal::RequestEnded)?;
    if let Some(sent) = sent {
        let name = audit::names_of(tx, &[person]).await?.remove(&person).unwrap_or_default();
        shown(&Asking { request: request.clone(), name }).require(sent)?;
    }
    let name = ctx.platform.reference().name(siren);
    let mut proposed = None;
    let declined = reason.clone().filter(|_| !accept);
    let event = match accept {
        true => {
            notify_of_invitations(ctx, tx, siren, person).await?;
            let first = !has_referent(tx, siren).await?;
            let row = membership::Model {
                person,
                siren: *siren,
                capacity: request.capacity,
                title: title_of(&request),
                since: ctx.now().into(),
                referent: by == Confirmed::OfficialContact && first,
                by_hand: false,
            };
            membership::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
            match by {
                // The official address has answered: to name one by hand is without object.
                Confirmed::OfficialContact if first => proposal::overtake_naming(ctx, tx, siren, trace).await?,
                Confirmed::Curator if first => {
                    let (reason, said) = (reason.clone().unwrap_or_default(), request.evidence);
                    proposed = Some(JointAct::FirstReferent { siren: *siren, person, reason, said });
                }
                Confirmed::Referent | Confirmed::OfficialContact | Confirmed::Curator | Confirmed::Import => {}
            }
            Event::MembershipConfirmed { person, siren: *siren, by, evidence: reason }
        }
        false if disowned => {
            door::block(tx, person, siren.as_str()).await?;
            Event::AskerDisowned { person, siren: *siren }
        }
        false => Event::MembershipDeclined { person, siren: *siren, by, reason },
    };
    let kind = match (accept, disowned) {
        (true, _) => notice::Kind::MembershipConfirmed,
        (false, true) => notice::Kind::MembershipDisowned,
        (false, false) => notice::Kind::MembershipDeclined,
    };
    let message = notice::Message { kind, about: &name, reason: declined.as_deref() };
    notice::notify_with_reason(tx, ctx, vec![person], message, Address::Account).await?;
    trace.add(ctx, event)?;
    // The first who was confirmed is the one proposed, and whoever is confirmed beside them acts as well.
    if let Some(act) = proposed
        && !proposal::is_proposed(tx, &act).await?
    {
        proposal::propose(ctx, tx, act, trace).await?;
    }
    Ok(())
}

/// The request that a link of the official mail answers. Looking changes nothing. [`Refusal::LinkEnded`].
pub async fn look(ctx: &Context, token: &str) -> Result<Asking, Error> {
    let link = live_link(ctx.read(), token).await?;
    let request = membership_request::Entity::find_by_id((link.person, link.siren)).one(ctx.read()).await?;
    let request = request.ok_or(Refusal::LinkEnded)?;
    person::named(ctx, vec![request]).await?.pop().ok_or_else(|| Refusal::LinkEnded.into())
}

async fn live_link(database: &impl ConnectionTrait, token: &str) -> Result<contact_link::Model, Error> {
    let link = contact_link::Entity::find_by_id(hashed(token)).one(database).await?;
    let alive = |link: &contact_link::Model| link.expires_at.utc() > SystemClock::machine_now();
    link.filter(alive).ok_or_else(|| Refusal::LinkEnded.into())
}

/// What whoever reads a collectivité's official mail answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkAnswer {
    Confirm,
    Decline,
    /// Nobody there knows anybody of that name.
    Unknown,
}

/// Answers a request by the link that was sent to the collectivité's official address: whoever reads it speaks for the
/// collectivité. Whoever is not known there cannot ask again, and curators see it; they are told.
///
/// Refused: [`Refusal::LinkEnded`] once it has a referent, or the request was answered; [`Refusal::ShownChanged`] when
/// the request is another one than was read (`shown`, of [`shown`]); declining without a reason, which who asked reads.
pub async fn answer_by_link(
    ctx: &Context,
    token: &str,
    answer: LinkAnswer,
    shown: &str,
    reason: &TypedReason,
) -> Result<Siren, Error> {
    // It is the official address that answers, whoever else this browser is signed in as.
    let ctx = &Context::new(std::sync::Arc::clone(&ctx.platform), Actor::default(), ctx.request.clone());
    let tx = ctx.begin().await?;
    let link = live_link(&tx, token).await?;
    lock_people(&tx, &link.siren).await?;
    if has_referent(&tx, &link.siren).await? {
        return Err(Refusal::LinkEnded.into());
    }
    let settled = Settled::by(Confirmed::OfficialContact, answer == LinkAnswer::Confirm, shown);
    let reason = if answer == LinkAnswer::Decline { Some(reason.require()?) } else { None };
    let settled = Settled { disowned: answer == LinkAnswer::Unknown, reason, ..settled };
    let mut trace = EventBatch::default();
    let settled = settle(ctx, &tx, &link.siren, link.person, settled, &mut trace).await;
    settled.map_err(|error| match error {
        Error::Refused(Refusal::RequestEnded) => Refusal::LinkEnded.into(),
        other => other,
    })?;
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(link.siren)
}

/// Somebody whom a collectivité, or an invited address, said not to know.
#[derive(Debug, Clone)]
pub struct Unknown {
    pub person: PersonId,
    pub name: String,
    /// The collectivité; None for an address.
    pub siren: Option<Siren>,
    pub at: entity::table::Millis,
    /// How many said so of this person.
    pub times: usize,
    /// Whether they can ask nobody any more.
    pub stopped: bool,
}

/// Who was said not to be known, the latest first, at most a hundred. Who: curators.
pub async fn unknown(ctx: &Context) -> Result<Vec<Unknown>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let query = door_block::Entity::find().order_by_desc(door_block::Column::At).limit(100);
    let rows = query.all(ctx.read()).await?;
    let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let names = audit::names_of(ctx.read(), &people).await?;
    let times = |person: PersonId| rows.iter().filter(|row| row.person == person).count();
    let unknown = |row: &door_block::Model| Unknown {
        person: row.person,
        name: names.get(&row.person).cloned().unwrap_or_default(),
        siren: Siren::parse(&row.target).ok(),
        at: row.at,
        times: times(row.person),
        stopped: times(row.person) as u64 >= MOST_DISOWNED,
    };
    Ok(rows.iter().map(unknown).collect())
}

/// Attaches somebody who has signed in before to a collectivité, by hand: bodies that no SIRET tells (CCAS, syndicats,
/// bodies of a métropole), on evidence that the trace keeps.
///
/// Who: curators. Refused as [`super::ask`], and for an address that nobody has ([`Refusal::UnknownPerson`]).
pub async fn attach(ctx: &Context, typed: &str, form: &RequestForm) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let mut refusals = FieldRefusals::default();
    let email = refusals.take(form_field::EMAIL, Email::parse(typed));
    let request = match Request::parse(form) {
        Ok(request) => Some(request),
        Err(fields) => {
            refusals.extend(fields);
            None
        }
    };
    if let Some(request) = &request {
        if request.evidence.as_str().is_empty() {
            refusals.add(form_field::EVIDENCE, Refusal::Missing);
        }
        if ctx.platform.reference().find(&request.siren).is_none() {
            refusals.add(form_field::SIREN, Refusal::UnknownCollectivity);
        }
    }
    let (Some(email), Some(request), true) = (email, request, refusals.is_empty()) else {
        return Err(refusals.into());
    };
    let tx = ctx.begin().await?;
    let field = |name: FormField, refusal| Error::from(FieldRefusals::one(name, refusal));
    let person = of_address(&tx, &email).await?.ok_or_else(|| field(form_field::EMAIL, Refusal::UnknownPerson))?;
    let siren = request.siren;
    if !is_curator_of_another(ctx, person) {
        return Err(Error::Forbidden);
    }
    lock_people(&tx, &siren).await?;
    if membership::Entity::find_by_id((person, siren)).count(&tx).await? > 0 {
        return Err(field(form_field::EMAIL, Refusal::AlreadyActs));
    }
    // Those who say who acts for it are told that somebody else said so.
    let referents = referents(&tx, siren).await?;
    let name = ctx.platform.reference().name(&siren);
    let page = Address::People(siren);
    notice::notify(&tx, ctx, referents, notice::Kind::MembershipAttached, &name, page).await?;
    remove_request(&tx, person, &siren).await?;
    // What a curator types as evidence is their own reason: the person wrote nothing.
    let mut row = request_row(ctx, person, request, None);
    let reason = std::mem::take(&mut row.evidence);
    insert_request(&tx, row).await?;
    // On evidence, a curator knows better than an answer that was given by mistake.
    door::unblock(&tx, person, siren.as_str()).await?;
    let mut trace = EventBatch::default();
    settle(ctx, &tx, &siren, person, Settled::on_evidence(reason), &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}
