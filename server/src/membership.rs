//! Memberships: somebody asks to act for a collectivité; its referent confirms, or whoever reads its official mail, or a curator on
//! evidence; and some day it ends.

use crate::{
    Context, Error,
    audit::{self, Gathered},
    clock::SystemClock,
    context::{memberships_of, running_campaign},
    mail::{self, Letter},
    mandate::withdraw_all,
    notice,
    person::{self, Asking, end_all_sessions, has_referent},
    secret::{draw, hashed},
    staff::of_address,
};
use chrono::Duration;
use entity::{
    collectivity::Capacity,
    email::Email,
    event::{Confirmed, Event},
    id::PersonId,
    membership::{Request, RequestForm, Title},
    permission::{Action, Actor, Facts, StaffRole},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{contact_link, membership, membership_invitation, membership_request},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, SqlErr,
};

/// How long the link lives that is sent to a collectivité's official address: town halls open a few days a week.
const CONTACT_LINK_LIFE: Duration = Duration::days(14);

/// How many of those mails an official address gets in a day.
const MOST_CONTACT_MAILS: u64 = 3;

/// Asks to act for a collectivité. Its referents are told; where it has none, its official address gets a link to answer with, and
/// curators see the request.
///
/// Who: anybody who is signed in. Refused: fields; a collectivité that is not known; who acts for it already
/// ([`Refusal::AlreadyActs`]) or has asked ([`Refusal::AlreadyAsked`]).
pub async fn ask(ctx: &Context, form: &RequestForm) -> Result<(), Error> {
    let person = ctx.person()?;
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let request = Request::parse(form)?;
    let field = |refusal| Error::from(FieldRefusals(vec![("siren".to_owned(), refusal)]));
    let siren = request.siren;
    let name = match ctx.platform.reference().find(&siren) {
        Some(collectivity) => collectivity.name.clone(),
        None => return Err(field(Refusal::UnknownCollectivity)),
    };
    let tx = ctx.begin().await?;
    if membership::Entity::find_by_id((person, siren)).count(&tx).await? > 0 {
        return Err(field(Refusal::AlreadyActs));
    }
    insert_request(&tx, request_row(ctx, person, request)).await.map_err(|error| match error {
        Error::Refused(refusal) => field(refusal),
        other => other,
    })?;
    let referents = referents(&tx, siren).await?;
    if referents.is_empty() {
        write_to_contact(ctx, &tx, person, siren).await?;
    } else {
        notice::tell(&tx, ctx, referents, notice::Kind::MembershipAsked, &name, &people_page(&siren)).await?;
    }
    audit::record(&tx, ctx, Event::MembershipAsked { siren }, Some(siren.to_string())).await?;
    ctx.commit(tx).await
}

/// A request of this person, made now.
fn request_row(ctx: &Context, person: PersonId, request: Request) -> membership_request::Model {
    membership_request::Model {
        person,
        siren: request.siren,
        capacity: request.capacity,
        title: request.title.into_string(),
        evidence: request.evidence.into_string(),
        asked_at: ctx.now().into(),
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

/// Whoever decides on who acts for a collectivité decides alone: two could both make the first referent. Until the commit.
async fn alone(tx: &impl ConnectionTrait, siren: &Siren) -> Result<(), Error> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        // The first number stands for these locks alone: "acts" in ASCII. SQLite has one writer at a time.
        let lock = format!("SELECT pg_advisory_xact_lock(x'61637473'::int, {siren})");
        tx.execute_unprepared(&lock).await?;
    }
    Ok(())
}

fn people_page(siren: &Siren) -> String {
    format!("/collectivites/{siren}/personnes")
}

async fn write_to_contact(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    person: PersonId,
    siren: Siren,
) -> Result<(), Error> {
    if ctx.platform.office.is_none() {
        return Ok(());
    }
    let Some(contact) = mail::contacts(tx, &[siren]).await?.remove(&siren) else { return Ok(()) };
    let yesterday = SystemClock::machine_now() + CONTACT_LINK_LIFE - Duration::days(1);
    let written = contact_link::Entity::find().filter(contact_link::Column::Siren.eq(siren.as_str()));
    let written = written.filter(contact_link::Column::ExpiresAt.gt(yesterday.timestamp_millis())).count(tx).await?;
    if written >= MOST_CONTACT_MAILS {
        // The request stays, and curators see it: a town hall is not to be flooded.
        return Ok(());
    }
    let token = draw(&ctx.platform.chance);
    let row = contact_link::Model {
        token_hash: hashed(&token),
        person,
        siren,
        expires_at: (SystemClock::machine_now() + CONTACT_LINK_LIFE).into(),
    };
    contact_link::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let letter = Letter::FirstReferent { token, person, siren };
    mail::write(tx, &ctx.platform, vec![mail::row(&ctx.platform, &contact, &letter)?]).await
}

/// Takes one's own request back. One that was answered meanwhile stays answered.
pub async fn ask_back(ctx: &Context, siren: &Siren) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    if remove_request(&tx, person, siren).await?.is_some() {
        audit::record(&tx, ctx, Event::MembershipAskedBack { siren: *siren }, Some(siren.to_string())).await?;
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

/// Answers a request. The first one to be confirmed becomes the collectivité's referent.
///
/// Who: the collectivité's referent; a curator, on evidence, where there is none, and not for themselves. Refused: a request that is
/// no longer there ([`Refusal::RequestEnded`]).
pub async fn answer(ctx: &Context, siren: &Siren, person: PersonId, accept: bool) -> Result<(), Error> {
    ctx.authorise(Action::ManagePeople, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    alone(&tx, siren).await?;
    let by = if is_referent(&tx, ctx, siren).await? { Confirmed::Referent } else { Confirmed::Curator };
    if by == Confirmed::Curator && (has_referent(&tx, siren).await? || !is_curator_of_another(ctx, person)) {
        // Who acts for a collectivité that has a referent is its own affair.
        return Err(Error::Forbidden);
    }
    settle(ctx, &tx, siren, person, accept, by).await?;
    ctx.commit(tx).await
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

async fn settle(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
    accept: bool,
    by: Confirmed,
) -> Result<(), Error> {
    let request = remove_request(tx, person, siren).await?.ok_or(Refusal::RequestEnded)?;
    let name = ctx.platform.reference().name(siren);
    let event = match accept {
        true => {
            let row = membership::Model {
                person,
                siren: *siren,
                capacity: request.capacity,
                title: request.title,
                since: ctx.now().into(),
                referent: !has_referent(tx, siren).await?,
            };
            membership::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
            let evidence = (by == Confirmed::Curator).then_some(request.evidence);
            Event::MembershipConfirmed { person, siren: *siren, by, evidence }
        }
        false => Event::MembershipDeclined { person, siren: *siren, by },
    };
    let kind = if accept { notice::Kind::MembershipConfirmed } else { notice::Kind::MembershipDeclined };
    notice::tell(tx, ctx, vec![person], kind, &name, "/compte").await?;
    audit::record(tx, ctx, event, Some(siren.to_string())).await
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

/// Answers a request by the link that was sent to the collectivité's official address: whoever reads it speaks for the collectivité.
/// [`Refusal::LinkEnded`] once it has a referent, or the request was answered.
pub async fn answer_by_link(ctx: &Context, token: &str, accept: bool) -> Result<Siren, Error> {
    // It is the official address that answers, whoever else this browser is signed in as.
    let ctx = &Context::new(std::sync::Arc::clone(&ctx.platform), Actor::default(), ctx.request.clone());
    let tx = ctx.begin().await?;
    let link = live_link(&tx, token).await?;
    alone(&tx, &link.siren).await?;
    if has_referent(&tx, &link.siren).await? {
        return Err(Refusal::LinkEnded.into());
    }
    settle(ctx, &tx, &link.siren, link.person, accept, Confirmed::OfficialContact).await.map_err(
        |error| match error {
            Error::Refused(Refusal::RequestEnded) => Refusal::LinkEnded.into(),
            other => other,
        },
    )?;
    ctx.commit(tx).await?;
    Ok(link.siren)
}

/// Invites somebody by mail to act for the collectivité; the link lives fourteen days, and whoever opens it signed in acts for it.
///
/// Who: a referent of the collectivité. Refused: fields; [`Error::NotFound`] where no mail is sent.
pub async fn invite(ctx: &Context, siren: &Siren, typed: &str, capacity: &str, title: &str) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    if ctx.platform.office.is_none() {
        return Err(Error::NotFound);
    }
    let mut refusals = FieldRefusals::default();
    let email = refusals.take("email", Email::parse(typed));
    let capacity = refusals.take("capacity", Capacity::from_code(capacity).ok_or(Refusal::NotOnTheList));
    let title = refusals.take("title", Title::name(title));
    let (Some(email), Some(capacity), Some(title)) = (email, capacity, title) else { return Err(refusals.into()) };
    let tx = ctx.begin().await?;
    let token = draw(&ctx.platform.chance);
    let row = membership_invitation::Model {
        token_hash: hashed(&token),
        email: email.to_string(),
        siren: *siren,
        capacity,
        title: title.into_string(),
        expires_at: (SystemClock::machine_now() + CONTACT_LINK_LIFE).into(),
    };
    membership_invitation::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    let letter = Letter::Colleague { token, person: ctx.person()?, siren: *siren };
    mail::write(&tx, &ctx.platform, vec![mail::row(&ctx.platform, &email, &letter)?]).await?;
    audit::record(&tx, ctx, Event::MembershipInvited { siren: *siren }, Some(siren.to_string())).await?;
    ctx.commit(tx).await
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
    alone(&tx, &siren).await?;
    if membership::Entity::find_by_id((person, siren)).count(&tx).await? > 0 {
        return Err(Refusal::AlreadyActs.into());
    }
    membership_invitation::Entity::delete_by_id(&row.token_hash).exec(&tx).await?;
    remove_request(&tx, person, &siren).await?;
    let joined = membership::Model {
        person,
        siren,
        capacity: row.capacity,
        title: row.title,
        since: ctx.now().into(),
        referent: false,
    };
    membership::Entity::insert(joined.into_active_model()).exec_without_returning(&tx).await?;
    let event = Event::MembershipConfirmed { person, siren, by: Confirmed::Referent, evidence: None };
    audit::record(&tx, ctx, event, Some(siren.to_string())).await?;
    ctx.commit(tx).await?;
    Ok(siren)
}

/// Attaches somebody who has signed in before to a collectivité, by hand: bodies that no SIRET tells (CCAS, syndicats, bodies of a
/// métropole), on evidence that the trace keeps.
///
/// Who: curators. Refused as [`ask`], and for an address that nobody has ([`Refusal::UnknownPerson`]).
pub async fn attach(ctx: &Context, typed: &str, form: &RequestForm) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let mut refusals = FieldRefusals::default();
    let email = refusals.take("email", Email::parse(typed));
    let request = match Request::parse(form) {
        Ok(request) => Some(request),
        Err(fields) => {
            refusals.0.extend(fields.0);
            None
        }
    };
    if let Some(request) = &request {
        if request.evidence.as_str().is_empty() {
            refusals.0.push(("evidence".to_owned(), Refusal::Missing));
        }
        if ctx.platform.reference().find(&request.siren).is_none() {
            refusals.0.push(("siren".to_owned(), Refusal::UnknownCollectivity));
        }
    }
    let (Some(email), Some(request), true) = (email, request, refusals.0.is_empty()) else {
        return Err(refusals.into());
    };
    let tx = ctx.begin().await?;
    let field = |name: &str, refusal| Error::from(FieldRefusals(vec![(name.to_owned(), refusal)]));
    let person = of_address(&tx, &email).await?.ok_or_else(|| field("email", Refusal::UnknownPerson))?;
    let siren = request.siren;
    if !is_curator_of_another(ctx, person) {
        return Err(Error::Forbidden);
    }
    alone(&tx, &siren).await?;
    if membership::Entity::find_by_id((person, siren)).count(&tx).await? > 0 {
        return Err(field("email", Refusal::AlreadyActs));
    }
    // Those who say who acts for it are told that somebody else said so.
    let referents = referents(&tx, siren).await?;
    let name = ctx.platform.reference().name(&siren);
    let page = people_page(&siren);
    notice::tell(&tx, ctx, referents, notice::Kind::MembershipAttached, &name, &page).await?;
    remove_request(&tx, person, &siren).await?;
    insert_request(&tx, request_row(ctx, person, request)).await?;
    settle(ctx, &tx, &siren, person, true, Confirmed::Curator).await?;
    ctx.commit(tx).await
}

/// Makes somebody who acts for a collectivité one of its referents, or no longer one.
///
/// Who: a referent of the collectivité; where there is none, a curator, and not for themselves. Refused: the last referent
/// ([`Refusal::LastReferent`]).
pub async fn set_referent(ctx: &Context, siren: &Siren, person: PersonId, referent: bool) -> Result<(), Error> {
    ctx.authorise(Action::ManagePeople, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    alone(&tx, siren).await?;
    let rows = of_collectivity(&tx, siren).await?;
    let led = rows.iter().any(|row| row.referent);
    if !is_referent(&tx, ctx, siren).await? && (led || !is_curator_of_another(ctx, person)) {
        return Err(Error::Forbidden);
    }
    let row = rows.iter().find(|row| row.person == person).ok_or(Error::NotFound)?;
    if row.referent == referent {
        return Ok(());
    }
    if !referent && rows.iter().filter(|row| row.referent).count() == 1 {
        return Err(Refusal::LastReferent.into());
    }
    membership::Entity::update_many()
        .set(membership::ActiveModel { referent: Set(referent), ..Default::default() })
        .filter(membership::Column::Person.eq(person))
        .filter(membership::Column::Siren.eq(siren.as_str()))
        .exec(&tx)
        .await?;
    let event = match referent {
        true => Event::ReferentNamed { person, siren: *siren },
        false => Event::ReferentEnded { person, siren: *siren },
    };
    audit::record(&tx, ctx, event, Some(siren.to_string())).await?;
    ctx.commit(tx).await
}

/// Who acts for a collectivité, locked.
pub(crate) async fn of_collectivity(tx: &impl ConnectionTrait, siren: &Siren) -> Result<Vec<membership::Model>, Error> {
    let query = membership::Entity::find().filter(membership::Column::Siren.eq(siren.as_str()));
    Ok(query.lock_exclusive().all(tx).await?)
}

/// Ends a membership: the person has left. Its mandates and sessions end; what was written stays the collectivité's, and the trace
/// stays.
///
/// Who: a referent of the collectivité, a curator, or the person. Refused: the last referent, while others act for it.
pub async fn end(ctx: &Context, siren: &Siren, person: PersonId) -> Result<(), Error> {
    if ctx.actor.person != Some(person) {
        ctx.authorise(Action::ManagePeople, &Facts::of(siren, true))?;
    }
    let tx = ctx.begin().await?;
    alone(&tx, siren).await?;
    let mut trace = Gathered::default();
    end_in(ctx, &tx, siren, person, false, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// As [`end`], in a transaction; `whatever` ends also that of the last referent.
pub(crate) async fn end_in(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
    whatever: bool,
    trace: &mut Gathered,
) -> Result<(), Error> {
    let rows = of_collectivity(tx, siren).await?;
    let row = rows.iter().find(|row| row.person == person).ok_or(Error::NotFound)?;
    let last = row.referent && rows.len() > 1 && rows.iter().filter(|row| row.referent).count() == 1;
    if last && !whatever {
        return Err(Refusal::LastReferent.into());
    }
    membership::Entity::delete_by_id((person, *siren)).exec(tx).await?;
    let campaign = running_campaign(tx).await.ok();
    withdraw_all(ctx, tx, campaign.as_ref(), siren, person, trace).await?;
    end_all_sessions(tx, person).await?;
    let name = ctx.platform.reference().name(siren);
    notice::tell(tx, ctx, vec![person], notice::Kind::MembershipEnded, &name, "/compte").await?;
    trace.add(ctx, Event::MembershipEnded { person, siren: *siren }, Some(siren.to_string()))
}

/// The collectivités to which a mail domain belongs: those whose official address is of it, at most five. Domains that anybody
/// gets an address of name none.
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
