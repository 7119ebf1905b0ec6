//! A request to act for a collectivité: made, taken back, and those that wait.

use super::acting::referents;
use crate::{
    Context, Error, audit,
    bulk::one_of,
    clock::SystemClock,
    door::{self, Of},
    mail::{self, OutgoingMail},
    notice,
    person::{self, Asking},
    secret::{draw, hashed},
};
use chrono::Duration;
use entity::{
    address::Address,
    door::{
        Act, MOST_CONTACT_MAILS, MOST_CONTACT_MAILS_OF_A_NETWORK, MOST_REQUESTS_OF_A_NETWORK, MOST_WAITING, Reached,
    },
    event::Event,
    form_field,
    id::PersonId,
    membership::{Request, RequestForm},
    permission::{Action, Facts, StaffRole},
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    siren::Siren,
    table::{contact_link, membership, membership_request},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, SqlErr,
};

/// How long the link lives that is sent to a collectivité's official address: town halls open a few days a week.
pub(super) const CONTACT_LINK_LIFE: Duration = Duration::days(14);

/// Asks to act for a collectivité. Its referents are told; where it has none, its official address gets a link to
/// answer with, and curators see the request. They see it in any case where it names a body that takes part with the
/// collectivité. Gives whom it reached.
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
    let is_of_body = !request.body.as_str().is_empty();
    insert_request(&tx, request_row(ctx, person, request, Some(reached))).await.map_err(|error| match error {
        Error::Refused(refusal) => field(refusal),
        other => other,
    })?;
    door::note(&tx, ctx, Act::Request, network, siren.as_str()).await?;
    notice::notify(&tx, ctx, referents, notice::Kind::MembershipAsked, &name, Address::People(siren)).await?;
    if is_of_body || matches!(reached, Reached::NoAddress | Reached::NoMail | Reached::TooMany) {
        // Nobody of the collectivité was told, or may know the body: the curators are.
        let people = person::with_role(&tx, StaffRole::Curator, None).await?;
        notice::notify(&tx, ctx, people, notice::Kind::RequestForCurators, &name, Address::CurationMemberships).await?;
    }
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
pub(super) fn request_row(
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
        body: request.body.into_string(),
        asked_at: ctx.now().into(),
        reached,
    }
}

/// Inserts a request; one that was made before, or is sent twice at once, is there already ([`Refusal::AlreadyAsked`]).
pub(super) async fn insert_request(tx: &impl ConnectionTrait, row: membership_request::Model) -> Result<(), Error> {
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

/// Corrects one's own request while it waits: capacity, title and what shows it. Whoever read it before has to read it
/// again: their answer carries the fingerprint of what they read ([`shown`]).
///
/// Who: the person. Refused: fields; a request that was answered or taken back ([`Refusal::RequestEnded`]).
pub async fn correct_request(ctx: &Context, form: &RequestForm) -> Result<(), Error> {
    let person = ctx.person()?;
    let request = Request::parse(form)?;
    let siren = request.siren;
    let tx = ctx.begin().await?;
    let row = membership_request::Entity::find_by_id((person, siren)).lock_exclusive().one(&tx).await?;
    let row = row.ok_or(Refusal::RequestEnded)?;
    let corrected =
        membership_request::Model { asked_at: row.asked_at, ..request_row(ctx, person, request, row.reached) };
    if corrected == row {
        return Ok(());
    }
    let update = corrected.into_active_model().reset_all();
    membership_request::Entity::update(update).exec(&tx).await?;
    audit::record(&tx, ctx, Event::MembershipRequestCorrected { siren }).await?;
    ctx.commit(tx).await
}

/// Who will answer a request to act for a collectivité.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// Its referents.
    Referents,
    /// Whoever reads its official mail.
    OfficialAddress,
    /// Nobody of it can be reached: the curators, on evidence.
    Curators,
}

/// Who would answer a request that were made now. Who: anybody who is signed in.
pub async fn who_answers(ctx: &Context, siren: Siren) -> Result<Answers, Error> {
    ctx.person()?;
    if !referents(ctx.read(), siren).await?.is_empty() {
        return Ok(Answers::Referents);
    }
    let is_known = mail::contacts(ctx.read(), &[siren]).await?.contains_key(&siren);
    let reaches = is_known && ctx.platform.mailer.is_some();
    Ok(if reaches { Answers::OfficialAddress } else { Answers::Curators })
}

pub(super) async fn remove_request(
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

/// One's own requests that wait for an answer.
pub async fn mine(ctx: &Context) -> Result<Vec<membership_request::Model>, Error> {
    let query = membership_request::Entity::find().filter(membership_request::Column::Person.eq(ctx.person()?));
    Ok(query.order_by_asc(membership_request::Column::AskedAt).all(ctx.read()).await?)
}

/// The requests that curators answer: for collectivités that have no referent, and of the people of bodies that take
/// part with one, which a referent answers as well.
fn for_curators() -> Select<membership_request::Entity> {
    let led = membership::Entity::find().filter(membership::Column::Referent.eq(true));
    let led = led.select_only().column(membership::Column::Siren).into_query();
    let of_bodies = membership_request::Column::Body.ne("");
    let not_led = membership_request::Column::Siren.not_in_subquery(led);
    membership_request::Entity::find().filter(Condition::any().add(of_bodies).add(not_led))
}

/// How many requests wait for the curators; for the menu. Who: curators.
pub async fn waiting(ctx: &Context) -> Result<u64, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    Ok(for_curators().count(ctx.read()).await?)
}

/// How many requests wait for the answer of each of these collectivités; none where nobody asks. Who: their referents.
pub(crate) async fn waiting_for(ctx: &Context, sirens: &[Siren]) -> Result<Vec<(Siren, u64)>, Error> {
    use membership_request::Column;
    if sirens.is_empty() {
        return Ok(Vec::new());
    }
    let query = membership_request::Entity::find()
        .filter(one_of(ctx.read(), Column::Siren, sirens.iter().map(Siren::as_str)))
        .select_only()
        .column(Column::Siren)
        .column_as(Column::Person.count(), "waiting")
        .group_by(Column::Siren);
    let counts: Vec<(Siren, i64)> = query.into_tuple().all(ctx.read()).await?;
    Ok(counts.into_iter().map(|(siren, waiting)| (siren, u64::try_from(waiting).unwrap_or(0))).collect())
}

/// The requests that wait for the curators, oldest first, at most a hundred. Who: curators.
pub(super) async fn waiting_for_curators(ctx: &Context) -> Result<Vec<Asking>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let oldest = for_curators().order_by_asc(membership_request::Column::AskedAt).limit(100);
    person::named(ctx, oldest.all(ctx.read()).await?).await
}

/// The function that a request gives, with the body for which it is held where there is one.
pub(crate) fn title_of(request: &membership_request::Model) -> String {
    match request.body.as_str() {
        "" => request.title.clone(),
        body => format!("{}, {body}", request.title),
    }
}

/// What whoever answers a request reads of it.
pub fn shown(asking: &Asking) -> Shown {
    let request = &asking.request;
    let (person, capacity) = (request.person.to_string(), request.capacity.code());
    Shown::of([
        &person,
        request.siren.as_str(),
        &asking.name,
        &request.title,
        capacity,
        &request.evidence,
        &request.body,
    ])
}
