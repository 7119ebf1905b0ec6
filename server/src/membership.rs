//! Memberships: somebody asks to act for a collectivité; its referent confirms, or whoever reads its official mail, or
//! a curator on evidence; and some day it ends.

pub(crate) mod acting;
pub(crate) mod consent;

pub use self::acting::shown_member;
use self::{
    acting::{lock_people, of_collectivity},
    consent::require_consent,
};
use crate::{
    Context, Error,
    audit::{self, EventBatch},
    campaign::running::running_campaign,
    clock::SystemClock,
    door::{self, Of},
    joint_act::proposal,
    mail::{self, OutgoingMail},
    mandate::{has_mandate, withdraw_all},
    membership::acting::memberships_of,
    notice,
    person::{self, Asking, end_all_sessions, has_referent},
    secret::{draw, hashed},
    staff::of_address,
};
use chrono::Duration;
use entity::{
    address::Address,
    collectivity::Capacity,
    door::{
        Act, MOST_CONTACT_MAILS, MOST_CONTACT_MAILS_OF_A_NETWORK, MOST_DISOWNED, MOST_INVITATIONS,
        MOST_INVITATIONS_TO_ONE, MOST_REQUESTS_OF_A_NETWORK, MOST_WAITING, Reached,
    },
    email::Email,
    event::{Confirmed, Event},
    form_field::{self, FieldName, FormField},
    id::PersonId,
    joint_act::{JointAct, Reason},
    membership::{Request, RequestForm},
    name::Title,
    permission::{Action, Actor, Facts, StaffRole},
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    siren::Siren,
    table::{contact_link, door_block, membership, membership_invitation, membership_request},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, SqlErr,
};

/// How long the link lives that is sent to a collectivité's official address: town halls open a few days a week.
const CONTACT_LINK_LIFE: Duration = Duration::days(14);

/// Asks to act for a collectivité. Its referents are told; where it has none, its official address gets a link to
/// answer with, and curators see the request. Gives whom it reached.
///
/// Who: anybody who is signed in; from which network, is counted. Refused: fields; a collectivité that is not known;
/// who acts for it already ([`Refusal::AlreadyActs`]) or has asked ([`Refusal::AlreadyAsked`]); who is not known there,
/// or by several ([`Refusal::Disowned`]); too many that wait ([`Refusal::TooManyRequests`]) or came from the network
/// ([`Refusal::TooManyRequestsToday`]).
pub async fn ask(ctx: &Context, form: &RequestForm, network: &str) -> Result<Reached, Error> {
    let person = ctx.person()?;
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let request = Request::parse(form)?;
    let field = |refusal| Error::from(FieldRefusals::one(form_field::SIREN, refusal));
    let siren = request.siren;
    let name = match ctx.platform.reference().find(&siren) {
        Some(collectivity) => collectivity.name.clone(),
        None => return Err(field(Refusal::UnknownCollectivity)),
    };
    let tx = ctx.begin().await?;
    if membership::Entity::find_by_id((person, siren)).count(&tx).await? > 0 {
        return Err(field(Refusal::AlreadyActs));
    }
    require_room(&tx, person, siren, network).await.map_err(|error| match error {
        Error::Refused(refusal) => field(refusal),
        other => other,
    })?;
    let referents = referents(&tx, siren).await?;
    let reached = match referents.is_empty() {
        true => write_to_contact(ctx, &tx, person, siren, network).await?,
        false => Reached::People,
    };
    insert_request(&tx, request_row(ctx, person, request, Some(reached))).await.map_err(|error| match error {
        Error::Refused(refusal) => field(refusal),
        other => other,
    })?;
    door::note(&tx, ctx, Act::Request, network, siren.as_str()).await?;
    notice::notify(&tx, ctx, referents, notice::Kind::MembershipAsked, &name, Address::People(siren)).await?;
    audit::record(&tx, ctx, Event::MembershipAsked { siren }).await?;
    ctx.commit(tx).await?;
    Ok(reached)
}

/// Refuses who asks for more than one person, or one network, may; and who is not known there. Until the commit nobody
/// else is counted under the same person, official address and network.
async fn require_room(tx: &impl ConnectionTrait, person: PersonId, siren: Siren, network: &str) -> Result<(), Error> {
    for name in [format!("person {person}"), format!("contact {siren}"), format!("network {network}")] {
        door::turn(tx, &name).await?;
    }
    if door::is_blocked(tx, person, siren.as_str()).await? {
        return Err(Refusal::Disowned.into());
    }
    let mine = membership_request::Entity::find().filter(membership_request::Column::Person.eq(person));
    let mine = mine.all(tx).await?;
    if mine.iter().any(|request| request.siren == siren) {
        return Err(Refusal::AlreadyAsked.into());
    }
    if mine.len() as u64 >= MOST_WAITING {
        return Err(Refusal::TooManyRequests { most: MOST_WAITING }.into());
    }
    let of_network = Of { network: Some(network), ..Of::default() };
    if door::count(tx, Act::Request, of_network).await? >= MOST_REQUESTS_OF_A_NETWORK {
        return Err(Refusal::TooManyRequestsToday.into());
    }
    Ok(())
}

/// A request of this person, made now.
fn request_row(
    ctx: &Context,
    person: PersonId,
    request: Request,
    reached: Option<Reached>,
) -> membership_request::Model {
    membership_request::Model {
        person,
        siren: request.siren,
        capacity: request.capacity,
        title: request.title.into_string(),
        evidence: request.evidence.into_string(),
        asked_at: ctx.now().into(),
        reached,
    }
}

/// Those who say who else acts for a collectivité.
async fn referents(tx: &impl ConnectionTrait, siren: Siren) -> Result<Vec<PersonId>, Error> {
    let rows = memberships_of(tx, &[siren]).await?;
    Ok(rows.into_iter().filter(|row| row.referent).map(|row| row.person).collect())
}

/// Inserts a request; one that was made before, or is sent twice at once, is there already ([`Refusal::AlreadyAsked`]).
async fn insert_request(tx: &impl ConnectionTrait, row: membership_request::Model) -> Result<(), Error> {
    let inserted = membership_request::Entity::insert(row.into_active_model()).exec_without_returning(tx).await;
    match inserted.map_err(|error| (error.sql_err(), error)) {
        Ok(_) => Ok(()),
        Err((Some(SqlErr::UniqueConstraintViolation(_)), _)) => Err(Refusal::AlreadyAsked.into()),
        Err((_, error)) => Err(error.into()),
    }
}

/// Writes to the official address, which answers for the collectivité: once for each who asks while the link lives, so
/// that taking a request back and making it again costs nobody else a mail. Whom that reached.
async fn write_to_contact(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    person: PersonId,
    siren: Siren,
    network: &str,
) -> Result<Reached, Error> {
    if ctx.platform.mailer.is_none() {
        return Ok(Reached::NoMail);
    }
    let Some(contact) = mail::contacts(tx, &[siren]).await?.remove(&siren) else { return Ok(Reached::NoAddress) };
    let before = contact_link::Entity::find().filter(contact_link::Column::Person.eq(person));
    let before = before.filter(contact_link::Column::Siren.eq(siren.as_str()));
    let alive = contact_link::Column::ExpiresAt.gt(SystemClock::machine_now().timestamp_millis());
    if before.filter(alive).count(tx).await? > 0 {
        return Ok(Reached::MailBefore);
    }
    let to_it = Of { target: Some(siren.as_str()), ..Of::default() };
    let of_network = Of { network: Some(network), ..to_it };
    if door::count(tx, Act::ContactMail, to_it).await? >= MOST_CONTACT_MAILS
        || door::count(tx, Act::ContactMail, of_network).await? >= MOST_CONTACT_MAILS_OF_A_NETWORK
    {
        // The request stays, and curators see it: a town hall is not to be flooded.
        return Ok(Reached::TooMany);
    }
    door::note(tx, ctx, Act::ContactMail, network, siren.as_str()).await?;
    let token = draw(&ctx.platform.rng);
    let row = contact_link::Model {
        token_hash: hashed(&token),
        person,
        siren,
        expires_at: (SystemClock::machine_now() + CONTACT_LINK_LIFE).into(),
    };
    contact_link::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let outgoing = OutgoingMail::FirstReferent { token, person, siren };
    mail::write(tx, &ctx.platform, vec![mail::row(&ctx.platform, &contact, &outgoing)?]).await?;
    Ok(Reached::Mail)
}

/// Takes one's own request back. One that was answered meanwhile stays answered.
pub async fn cancel_request(ctx: &Context, siren: &Siren) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    if remove_request(&tx, person, siren).await?.is_some() {
        audit::record(&tx, ctx, Event::MembershipAskedBack { siren: *siren }).await?;
    }
    ctx.commit(tx).await
}

/// One's own requests that wait for an answer.
pub async fn mine(ctx: &Context) -> Result<Vec<membership_request::Model>, Error> {
    let query = membership_request::Entity::find().filter(membership_request::Column::Person.eq(ctx.person()?));
    Ok(query.order_by_asc(membership_request::Column::AskedAt).all(ctx.read()).await?)
}

/// Every request for a collectivité that has no referent, oldest first, at most a hundred. Who: curators.
pub async fn without_referent(ctx: &Context) -> Result<Vec<Asking>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let query = membership_request::Entity::find().order_by_asc(membership_request::Column::AskedAt).limit(5000);
    let requests = query.all(ctx.read()).await?;
    let sirens: Vec<Siren> = requests.iter().map(|request| request.siren).collect();
    let led: Vec<Siren> = memberships_of(ctx.read(), &sirens)
        .await?
        .into_iter()
        .filter_map(|row| row.referent.then_some(row.siren))
        .collect();
    let waiting = requests.into_iter().filter(|request| !led.contains(&request.siren)).take(100).collect();
    person::named(ctx, waiting).await
}

/// Answers a request. Where there is no referent, a curator who confirms proposes the person as the first one: that
/// takes a second curator, or the consent of the official address (`joint_act`).
///
/// Who: the collectivité's referent; a curator, on evidence, where there is none, and not for themselves. Refused: a
/// request that is no longer there ([`Refusal::RequestEnded`]); a curator without a reason of their own.
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
    settle(ctx, &tx, siren, person, settled).await?;
    ctx.commit(tx).await
}

/// How a request is answered on the collectivité's page.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answered<'a> {
    pub accept: bool,
    /// On what a curator confirms, in their own words; a referent needs none.
    pub reason: &'a str,
    /// The fingerprint of what was read.
    pub shown: &'a str,
}

/// Whether whoever asks is the collectivité's referent, now and not only when the page was asked for.
async fn is_referent(tx: &impl ConnectionTrait, ctx: &Context, siren: &Siren) -> Result<bool, Error> {
    let acts = ctx.actor.acting.as_ref().is_some_and(|acting| acting.siren == *siren && acting.referent);
    let row = membership::Entity::find_by_id((ctx.person()?, *siren)).one(tx).await?;
    Ok(acts && row.is_some_and(|row| row.referent))
}

/// A curator decides on others, never on themselves: who selects must not vote.
fn is_curator_of_another(ctx: &Context, person: PersonId) -> bool {
    ctx.actor.staff == Some(StaffRole::Curator) && ctx.actor.person != Some(person)
}

/// What whoever answers a request reads of it.
pub fn shown(asking: &Asking) -> Shown {
    let request = &asking.request;
    let (person, capacity) = (request.person.to_string(), request.capacity.code());
    Shown::of([&person, request.siren.as_str(), &asking.name, &request.title, capacity, &request.evidence])
}

/// How a request is answered.
struct Settled<'a> {
    by: Confirmed,
    accept: bool,
    /// Nobody there knows anybody of that name.
    disowned: bool,
    /// The fingerprint of what was read; None for who wrote it themselves.
    shown: Option<&'a str>,
    /// On what a curator confirms.
    reason: Option<String>,
}

impl<'a> Settled<'a> {
    fn by(by: Confirmed, accept: bool, shown: &'a str) -> Self {
        // Whoever declines, declines whatever it says by now: changing a request all the time saves nobody.
        Self { by, accept, disowned: false, shown: accept.then_some(shown), reason: None }
    }
}

async fn settle(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
    settled: Settled<'_>,
) -> Result<(), Error> {
    let Settled { by, accept, disowned, shown: sent, reason } = settled;
    let request = remove_request(tx, person, siren).await?.ok_or(Refusal::RequestEnded)?;
    if let Some(sent) = sent {
        let name = audit::names_of(tx, &[person]).await?.remove(&person).unwrap_or_default();
        shown(&Asking { request: request.clone(), name }).require(sent)?;
    }
    let name = ctx.platform.reference().name(siren);
    let mut trace = EventBatch::default();
    let mut proposed = None;
    let event = match accept {
        true => {
            notify_of_invitations(ctx, tx, siren, person).await?;
            let first = !has_referent(tx, siren).await?;
            let row = membership::Model {
                person,
                siren: *siren,
                capacity: request.capacity,
                title: request.title,
                since: ctx.now().into(),
                referent: by == Confirmed::OfficialContact && first,
                by_hand: false,
            };
            membership::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
            match by {
                // The official address has answered: to name one by hand is without object.
                Confirmed::OfficialContact if first => proposal::overtake_naming(ctx, tx, siren, &mut trace).await?,
                Confirmed::Curator if first => {
                    let (reason, said) = (reason.clone().unwrap_or_default(), request.evidence);
                    proposed = Some(JointAct::FirstReferent { siren: *siren, person, reason, said });
                }
                Confirmed::Referent | Confirmed::OfficialContact | Confirmed::Curator => {}
            }
            Event::MembershipConfirmed { person, siren: *siren, by, evidence: reason }
        }
        false if disowned => {
            door::block(tx, person, siren.as_str()).await?;
            Event::AskerDisowned { person, siren: *siren }
        }
        false => Event::MembershipDeclined { person, siren: *siren, by },
    };
    let kind = match (accept, disowned) {
        (true, _) => notice::Kind::MembershipConfirmed,
        (false, true) => notice::Kind::MembershipDisowned,
        (false, false) => notice::Kind::MembershipDeclined,
    };
    notice::notify(tx, ctx, vec![person], kind, &name, Address::Account).await?;
    trace.add(ctx, event)?;
    // The first who was confirmed is the one proposed, and whoever is confirmed beside them acts as well.
    if let Some(act) = proposed
        && !proposal::is_proposed(tx, &act).await?
    {
        proposal::propose(ctx, tx, act, &mut trace).await?;
    }
    trace.write(tx).await
}

/// Whoever is the first to act for a collectivité is told of the groups that invited it while nobody did.
async fn notify_of_invitations(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
) -> Result<(), Error> {
    use entity::{
        group::{GroupState, MemberState},
        table::{group, group_member},
    };
    if !of_collectivity(tx, siren).await?.is_empty() {
        return Ok(());
    }
    let invited = group_member::Entity::find().filter(group_member::Column::Siren.eq(siren.as_str()));
    let invited = invited.filter(group_member::Column::State.eq(MemberState::Invited)).limit(50).all(tx).await?;
    let ids: Vec<_> = invited.into_iter().map(|row| row.group_id).collect();
    let groups = group::Entity::find().filter(group::Column::Id.is_in(ids));
    let groups = groups.filter(group::Column::State.eq(GroupState::Forming)).all(tx).await?;
    for group in groups {
        let page = Address::Group(group.id);
        notice::notify(tx, ctx, vec![person], notice::Kind::GroupInvitation, &group.name, page).await?;
    }
    Ok(())
}

async fn remove_request(
    tx: &impl ConnectionTrait,
    person: PersonId,
    siren: &Siren,
) -> Result<Option<membership_request::Model>, Error> {
    let row = membership_request::Entity::find_by_id((person, *siren)).lock_exclusive().one(tx).await?;
    if row.is_some() {
        // Links that were sent for it stay, of no use, to be counted.
        membership_request::Entity::delete_by_id((person, *siren)).exec(tx).await?;
    }
    Ok(row)
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
/// the request is another one than was read (`shown`, of [`shown`]).
pub async fn answer_by_link(ctx: &Context, token: &str, answer: LinkAnswer, shown: &str) -> Result<Siren, Error> {
    // It is the official address that answers, whoever else this browser is signed in as.
    let ctx = &Context::new(std::sync::Arc::clone(&ctx.platform), Actor::default(), ctx.request.clone());
    let tx = ctx.begin().await?;
    let link = live_link(&tx, token).await?;
    lock_people(&tx, &link.siren).await?;
    if has_referent(&tx, &link.siren).await? {
        return Err(Refusal::LinkEnded.into());
    }
    let settled = Settled::by(Confirmed::OfficialContact, answer == LinkAnswer::Confirm, shown);
    let settled = Settled { disowned: answer == LinkAnswer::Unknown, ..settled };
    settle(ctx, &tx, &link.siren, link.person, settled).await.map_err(|error| match error {
        Error::Refused(Refusal::RequestEnded) => Refusal::LinkEnded.into(),
        other => other,
    })?;
    ctx.commit(tx).await?;
    Ok(link.siren)
}

/// What is typed to invite somebody.
#[derive(Debug, Clone, Default)]
pub struct InvitationForm {
    pub email: String,
    pub capacity: String,
    pub title: String,
}

/// Invites somebody by mail to act for the collectivité; the link lives fourteen days, and whoever opens it signed in
/// acts for it.
///
/// Who: a referent of the collectivité; from which network, is kept. Refused: fields; an address that was invited and
/// has not answered ([`Refusal::ColleagueInvited`]), or wants none from them ([`Refusal::InvitationsRefused`]); too
/// many in a day, by person or to one address ([`Refusal::TooManyInvitations`]); [`Error::NotFound`] where no mail is
/// sent.
pub async fn invite(ctx: &Context, siren: &Siren, form: &InvitationForm, network: &str) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    if ctx.platform.mailer.is_none() {
        return Err(Error::NotFound);
    }
    let mut refusals = FieldRefusals::default();
    let email = refusals.take(form_field::EMAIL, Email::parse(&form.email));
    let capacity =
        refusals.take(form_field::CAPACITY, Capacity::from_code(&form.capacity).ok_or(Refusal::NotOnTheList));
    let title = refusals.take(form_field::TITLE, Title::line(&form.title));
    let (Some(email), Some(capacity), Some(title)) = (email, capacity, title) else { return Err(refusals.into()) };
    let tx = ctx.begin().await?;
    require_invitable(&tx, ctx, siren, &email).await.map_err(|error| match error {
        Error::Refused(refusal) => FieldRefusals::one(form_field::EMAIL, refusal).into(),
        other => other,
    })?;
    door::note(&tx, ctx, Act::Invitation, network, &door::target(&email)).await?;
    let token = draw(&ctx.platform.rng);
    let row = membership_invitation::Model {
        token_hash: hashed(&token),
        email: email.to_string(),
        siren: *siren,
        capacity,
        title: title.into_string(),
        expires_at: (SystemClock::machine_now() + CONTACT_LINK_LIFE).into(),
        invited_by: Some(ctx.person()?),
        invited_at: SystemClock::machine_now().into(),
    };
    membership_invitation::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    let outgoing = OutgoingMail::Colleague { token, person: ctx.person()?, siren: *siren };
    mail::write(&tx, &ctx.platform, vec![mail::row(&ctx.platform, &email, &outgoing)?]).await?;
    audit::record(&tx, ctx, Event::MembershipInvited { siren: *siren }).await?;
    ctx.commit(tx).await
}

async fn require_invitable(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    siren: &Siren,
    email: &Email,
) -> Result<(), Error> {
    let (person, target) = (ctx.person()?, door::target(email));
    door::turn(tx, &format!("person {person}")).await?;
    door::turn(tx, &target).await?;
    if door::is_blocked(tx, person, &target).await? {
        return Err(Refusal::InvitationsRefused.into());
    }
    let waiting = membership_invitation::Entity::find().filter(membership_invitation::Column::Email.eq(email.as_str()));
    let waiting = waiting.filter(membership_invitation::Column::Siren.eq(siren.as_str()));
    let alive = membership_invitation::Column::ExpiresAt.gt(SystemClock::machine_now().timestamp_millis());
    if waiting.filter(alive).count(tx).await? > 0 {
        return Err(Refusal::ColleagueInvited.into());
    }
    let mine = door::count(tx, Act::Invitation, Of { person: Some(person), ..Of::default() }).await?;
    let to_it = door::count(tx, Act::Invitation, Of { target: Some(&target), ..Of::default() }).await?;
    match mine >= MOST_INVITATIONS || to_it >= MOST_INVITATIONS_TO_ONE {
        true => Err(Refusal::TooManyInvitations.into()),
        false => Ok(()),
    }
}

/// An invitation that waits for its answer.
#[derive(Debug, Clone)]
pub struct Invited {
    pub row: membership_invitation::Model,
    /// Who invited; None when that is not known.
    pub by: Option<String>,
}

/// The invitations of a collectivité that wait for an answer, oldest first, at most a hundred. Who: its own people, and
/// curators.
pub async fn invited(ctx: &Context, siren: &Siren) -> Result<Vec<Invited>, Error> {
    ctx.authorise(Action::SeePeople, &Facts::of(siren, true))?;
    let query = membership_invitation::Entity::find().filter(membership_invitation::Column::Siren.eq(siren.as_str()));
    let alive = membership_invitation::Column::ExpiresAt.gt(SystemClock::machine_now().timestamp_millis());
    let query = query.filter(alive).order_by_asc(membership_invitation::Column::InvitedAt).limit(100);
    let rows = query.all(ctx.read()).await?;
    let people: Vec<PersonId> = rows.iter().filter_map(|row| row.invited_by).collect();
    let names = if people.is_empty() { Default::default() } else { audit::names_of(ctx.read(), &people).await? };
    let named = |row: membership_invitation::Model| Invited {
        by: row.invited_by.and_then(|person| names.get(&person).cloned()),
        row,
    };
    Ok(rows.into_iter().map(named).collect())
}

/// Takes an invitation back, named by the hash of its link: the link is of no use from here on, and whoever was invited
/// is told. Taking back one that was answered or taken back does nothing.
///
/// Who: a referent of the collectivité.
pub async fn take_back(ctx: &Context, siren: &Siren, hash: &str) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    let row = membership_invitation::Entity::find_by_id(hash).lock_exclusive().one(&tx).await?;
    if let Some(row) = row.filter(|row| row.siren == *siren) {
        membership_invitation::Entity::delete_by_id(&row.token_hash).exec(&tx).await?;
        if let Ok(email) = Email::parse(&row.email) {
            let outgoing = OutgoingMail::InvitationTakenBack { siren: *siren };
            mail::write(&tx, &ctx.platform, vec![mail::row(&ctx.platform, &email, &outgoing)?]).await?;
        }
        audit::record(&tx, ctx, Event::InvitationTakenBack { siren: *siren }).await?;
    }
    ctx.commit(tx).await
}

/// Whoever was invited says that it is not for them: the invitation ends, and whoever sent it cannot write to this
/// address again. Who: whoever holds the link, signed in or not. [`Refusal::LinkEnded`].
pub async fn decline_invitation(ctx: &Context, token: &str) -> Result<(), Error> {
    // It is the address that answers, whoever this browser is signed in as.
    let ctx = &Context::new(std::sync::Arc::clone(&ctx.platform), Actor::default(), ctx.request.clone());
    let tx = ctx.begin().await?;
    let row = membership_invitation::Entity::find_by_id(hashed(token)).lock_exclusive().one(&tx).await?;
    let row = alive(row)?;
    membership_invitation::Entity::delete_by_id(&row.token_hash).exec(&tx).await?;
    if let (Some(by), Ok(email)) = (row.invited_by, Email::parse(&row.email)) {
        door::block(&tx, by, &door::target(&email)).await?;
        let name = ctx.platform.reference().name(&row.siren);
        let page = Address::People(row.siren);
        notice::notify(&tx, ctx, vec![by], notice::Kind::InvitationDeclined, &name, page).await?;
    }
    let event = Event::InvitationDeclined { person: row.invited_by, siren: row.siren };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
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

/// What an invitation offers, before it is accepted. Looking changes nothing. [`Refusal::LinkEnded`].
pub async fn look_at_invitation(ctx: &Context, token: &str) -> Result<membership_invitation::Model, Error> {
    let row = membership_invitation::Entity::find_by_id(hashed(token)).one(ctx.read()).await?;
    alive(row)
}

fn alive(row: Option<membership_invitation::Model>) -> Result<membership_invitation::Model, Error> {
    row.filter(|row| row.expires_at.utc() > SystemClock::machine_now()).ok_or_else(|| Refusal::LinkEnded.into())
}

/// Accepts an invitation: the person signed in acts for the collectivité, as its referent wrote.
///
/// Refused: [`Refusal::LinkEnded`]; who acts for it already ([`Refusal::AlreadyActs`]).
pub async fn accept_invitation(ctx: &Context, token: &str) -> Result<Siren, Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let row = membership_invitation::Entity::find_by_id(hashed(token)).lock_exclusive().one(&tx).await?;
    let row = alive(row)?;
    let siren = row.siren;
    lock_people(&tx, &siren).await?;
    if membership::Entity::find_by_id((person, siren)).count(&tx).await? > 0 {
        return Err(Refusal::AlreadyActs.into());
    }
    membership_invitation::Entity::delete_by_id(&row.token_hash).exec(&tx).await?;
    remove_request(&tx, person, &siren).await?;
    notify_of_invitations(ctx, &tx, &siren, person).await?;
    let joined = membership::Model {
        person,
        siren,
        capacity: row.capacity,
        title: row.title,
        since: ctx.now().into(),
        referent: false,
        by_hand: false,
    };
    membership::Entity::insert(joined.into_active_model()).exec_without_returning(&tx).await?;
    let event = Event::MembershipConfirmed { person, siren, by: Confirmed::Referent, evidence: None };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await?;
    Ok(siren)
}

/// Attaches somebody who has signed in before to a collectivité, by hand: bodies that no SIRET tells (CCAS, syndicats,
/// bodies of a métropole), on evidence that the trace keeps.
///
/// Who: curators. Refused as [`ask`], and for an address that nobody has ([`Refusal::UnknownPerson`]).
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
    let settled = Settled { by: Confirmed::Curator, accept: true, disowned: false, shown: None, reason: Some(reason) };
    settle(ctx, &tx, &siren, person, settled).await?;
    ctx.commit(tx).await
}

async fn require_read(ctx: &Context, tx: &impl ConnectionTrait, row: &membership::Model) -> Result<(), Error> {
    require_read_of(ctx, tx, row, "").await
}

/// As [`require_read`], of one among several that the form shows.
async fn require_read_of(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &membership::Model,
    of: &str,
) -> Result<(), Error> {
    let name = audit::names_of(tx, &[row.person]).await?.remove(&row.person).unwrap_or_default();
    Ok(ctx.require_shown(of, &shown_member(row.person, &name, &row.title, row.capacity, row.referent))?)
}

/// Makes somebody who acts for a collectivité one of its referents, or no longer one; they are told. Where the State
/// named the referent who does so, it counts as having named the new one too.
///
/// Who: a referent of the collectivité. Refused: the last referent ([`Refusal::LastReferent`]).
pub async fn set_referent(ctx: &Context, siren: &Siren, person: PersonId, referent: bool) -> Result<(), Error> {
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
    notice::notify(&tx, ctx, vec![person], kind, &ctx.platform.reference().name(siren), Address::People(*siren))
        .await?;
    let event = match referent {
        true => Event::ReferentNamed { person, siren: *siren },
        false => Event::ReferentEnded { person, siren: *siren },
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

/// The reason that a curator typed in a field.
fn reason_of(field: impl Into<FieldName>, typed: &str) -> Result<String, Error> {
    let mut refusals = FieldRefusals::default();
    let reason = refusals.take(field, Reason::parse(typed));
    reason.map(Reason::into_string).ok_or_else(|| refusals.into())
}

/// Ends a membership: the person has left. Its mandates and sessions end; what was written stays the collectivité's,
/// and the trace stays.
///
/// Who: a referent of the collectivité, or the person. Refused: the last referent, while others act for it; one who
/// holds the mandate, by a referent whom the State named ([`Refusal::ConsentNeeded`]).
pub async fn end(ctx: &Context, siren: &Siren, person: PersonId) -> Result<(), Error> {
    let mine = ctx.actor.person == Some(person);
    if !mine {
        ctx.authorise(Action::ManagePeople, &Facts::of(siren, true))?;
    }
    let tx = ctx.begin().await?;
    lock_people(&tx, siren).await?;
    if !mine {
        if !is_referent(&tx, ctx, siren).await? {
            return Err(Error::Forbidden);
        }
        let rows = of_collectivity(&tx, siren).await?;
        let row = rows.iter().find(|row| row.person == person).ok_or(Error::NotFound)?;
        require_read(ctx, &tx, row).await?;
        if has_mandate(&tx, siren, person).await? {
            require_consent(ctx, &tx, &rows).await?;
        }
    }
    let mut trace = EventBatch::default();
    end_membership(ctx, &tx, siren, person, false, &mut trace).await?;
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
    if row.referent || watched || has_mandate(&tx, siren, person).await? {
        let act = JointAct::EndOfMembership { siren: *siren, person, reason };
        proposal::propose(ctx, &tx, act, &mut trace).await?;
    } else {
        let others = rows.iter().map(|row| row.person).filter(|one| *one != person).collect();
        let (name, kind) = (ctx.platform.reference().name(siren), notice::Kind::MembershipDetached);
        notice::notify(&tx, ctx, others, kind, &name, Address::People(*siren)).await?;
        trace.add(ctx, Event::MembershipDetached { person, siren: *siren, reason })?;
        end_membership(ctx, &tx, siren, person, false, &mut trace).await?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// As [`end`], in a transaction; `force` ends also that of the last referent.
pub(crate) async fn end_membership(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
    force: bool,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let rows = of_collectivity(tx, siren).await?;
    let row = rows.iter().find(|row| row.person == person).ok_or(Error::NotFound)?;
    let last = row.referent && rows.len() > 1 && rows.iter().filter(|row| row.referent).count() == 1;
    if last && !force {
        return Err(Refusal::LastReferent.into());
    }
    membership::Entity::delete_by_id((person, *siren)).exec(tx).await?;
    end_invitations(tx, siren, person).await?;
    let campaign = running_campaign(tx).await.ok();
    withdraw_all(ctx, tx, campaign.as_ref(), siren, person, trace).await?;
    end_all_sessions(tx, person).await?;
    let name = ctx.platform.reference().name(siren);
    notice::notify(tx, ctx, vec![person], notice::Kind::MembershipEnded, &name, Address::Account).await?;
    trace.add(ctx, Event::MembershipEnded { person, siren: *siren })
}

/// Whoever says no longer who acts for a collectivité brings nobody in any more by invitations sent before.
async fn end_invitations(tx: &impl ConnectionTrait, siren: &Siren, person: PersonId) -> Result<(), Error> {
    membership_invitation::Entity::delete_many()
        .filter(membership_invitation::Column::Siren.eq(siren.as_str()))
        .filter(membership_invitation::Column::InvitedBy.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// The collectivités to which a mail domain belongs: those whose official address is of it, at most five. Domains that
/// anybody gets an address of name none.
pub async fn of_domain(ctx: &Context, email: &str) -> Result<Vec<Siren>, Error> {
    use entity::table::contact;
    const ANYBODY: [&str; 12] = [
        "gmail.com",
        "orange.fr",
        "wanadoo.fr",
        "laposte.net",
        "free.fr",
        "sfr.fr",
        "hotmail.fr",
        "hotmail.com",
        "outlook.fr",
        "outlook.com",
        "yahoo.fr",
        "bbox.fr",
    ];
    let Some((_, domain)) = email.rsplit_once('@').filter(|(_, domain)| !ANYBODY.contains(domain)) else {
        return Ok(Vec::new());
    };
    let query = contact::Entity::find().filter(contact::Column::Email.ends_with(format!("@{domain}")));
    let rows = query.order_by_asc(contact::Column::Siren).limit(6).all(ctx.read()).await?;
    // A domain that many share (a provider of sites for town halls) says nothing.
    Ok(if rows.len() > 5 { Vec::new() } else { rows.into_iter().map(|row| row.siren).collect() })
}
