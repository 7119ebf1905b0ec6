//! People: their sessions, and for which collectivité they act.

use crate::{
    Context, Error,
    audit::{self, EventBatch},
    campaign::loaded::StoredCampaign,
    clock::SystemClock,
    secret::{draw, hashed},
};
use chrono::{DateTime, Duration, Utc};
use entity::{
    calendar::in_paris,
    collectivity::Capacity,
    event::{Event, MailPreference},
    id::PersonId,
    mandate::Rank,
    permission::{Acting, Action, Actor, Facts, StaffRole},
    sign_in::Method,
    siren::Siren,
    table::{mandate, membership, membership_request, person, session},
    viewing::{ViewRole, Viewing},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, Statement,
};

/// Sessions end after this long, whatever happens,
const SESSION: Duration = Duration::hours(12);
/// and when they were not used for so long.
const IDLE: Duration = Duration::minutes(60);
/// The use of a session is written down once in so long.
const SEEN: Duration = Duration::seconds(60);

/// Who is signed in, for the header of every page.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub name: String,
    pub staff: Option<StaffRole>,
    pub memberships: Vec<Membership>,
    pub method: Method,
    /// When the use of the session was last written down.
    pub seen_at: DateTime<Utc>,
    /// How many notices they have not read.
    pub unread: u64,
    /// When they were here before this session, by the platform's clock; None at the first visit.
    pub previous_visit: Option<DateTime<Utc>>,
    /// Whether the time is over for which they saw the site as somebody else would: that is to be traced.
    pub view_is_over: bool,
}

/// One of the collectivités that a person acts for.
#[derive(Debug, Clone)]
pub struct Membership {
    pub siren: Siren,
    pub capacity: Capacity,
    /// Function on screen.
    pub title: String,
    pub referent: bool,
}

/// A session with its person and one of its memberships, in one row.
#[derive(FromQueryResult)]
struct SessionRow {
    acting_for: Option<Siren>,
    method: Method,
    seen_at: i64,
    previous_visit: Option<i64>,
    person: PersonId,
    name: String,
    staff: Option<StaffRole>,
    departement: Option<String>,
    siren: Option<Siren>,
    capacity: Option<Capacity>,
    title: Option<String>,
    referent: Option<bool>,
    mandate: bool,
    unread: i64,
    view_role: Option<ViewRole>,
    view_siren: Option<Siren>,
    view_departement: Option<String>,
    view_until: Option<i64>,
}

/// One statement, because every page begins with it. Sessions last by the machine's clock, mandates by the platform's.
const SESSION_SQL: &str = "SELECT session.acting_for, session.method, session.seen_at, session.previous_visit, \
    session.view_role, session.view_siren, session.view_departement, session.view_until, \
    person.id AS person, person.name, person.staff, person.departement,
  membership.siren, membership.capacity, membership.title, membership.referent,
  EXISTS (SELECT 1 FROM mandate WHERE mandate.person = person.id AND mandate.siren = membership.siren
    AND mandate.campaign = (SELECT id FROM campaign WHERE opened_at IS NOT NULL \
      AND ($5 = '' OR slug = $5) ORDER BY opened_at DESC, id DESC LIMIT 1)
    AND (mandate.from_day IS NULL OR mandate.from_day <= $4) \
    AND (mandate.until_day IS NULL OR mandate.until_day >= $4)) AS mandate,
  (SELECT COUNT(*) FROM notice WHERE notice.person = person.id AND notice.read_at IS NULL) AS unread
FROM session JOIN person ON person.id = session.person LEFT JOIN membership ON membership.person = person.id
WHERE session.token_hash = $1 AND session.expires_at > $2 AND session.seen_at > $3 ORDER BY membership.siren";

/// The actor behind a session token, and who that is; a visitor when there is none, or when it has ended. Whether they
/// hold the mandate to vote is asked of the campaign of this name, or of the current one where it is empty.
pub async fn actor_of(
    database: &impl ConnectionTrait,
    machine_now: DateTime<Utc>,
    now: DateTime<Utc>,
    token: &str,
    campaign: &str,
) -> Result<(Actor, Option<SignedIn>), Error> {
    let today = in_paris(now).format("%Y-%m-%d").to_string();
    let values = [
        hashed(token).into(),
        machine_now.timestamp_millis().into(),
        (machine_now - IDLE).timestamp_millis().into(),
        today.into(),
        campaign.into(),
    ];
    let statement = Statement::from_sql_and_values(database.get_database_backend(), SESSION_SQL, values);
    let rows = SessionRow::find_by_statement(statement).all(database).await?;
    let Some(first) = rows.first() else {
        return Ok((Actor::default(), None));
    };
    let (person, staff, name, chosen) = (first.person, first.staff, first.name.clone(), first.acting_for);
    let departement = first.departement.clone();
    let view = View::of(first, machine_now);
    let (method, seen_at) = (first.method, DateTime::from_timestamp_millis(first.seen_at).unwrap_or_default());
    let unread = u64::try_from(first.unread).unwrap_or(0);
    let previous_visit = first.previous_visit.and_then(DateTime::from_timestamp_millis);
    let mut memberships = Vec::new();
    let mut acting: Option<Acting> = None;
    for row in rows {
        let (Some(siren), Some(capacity), Some(title)) = (row.siren, row.capacity, row.title) else {
            continue;
        };
        let referent = row.referent == Some(true);
        if acting.is_none() || chosen.as_ref() == Some(&siren) {
            acting = Some(Acting { siren, capacity, mandate: row.mandate && capacity == Capacity::Elu, referent });
        }
        memberships.push(Membership { siren, capacity, title, referent });
    }
    let signed_in =
        SignedIn { name, staff, memberships, method, seen_at, unread, previous_visit, view_is_over: view.is_over };
    if let Some((viewing, siren, departement)) = view.on {
        return Ok(seen_as(viewing, siren, departement, signed_in));
    }
    let memberships = signed_in.memberships.iter().map(|membership| membership.siren).collect();
    let actor = Actor { person: Some(person), staff, departement, acting, memberships, viewing: None };
    Ok((actor, Some(signed_in)))
}

/// The view of a session, where it has one.
struct View {
    on: Option<(Viewing, Option<Siren>, Option<String>)>,
    is_over: bool,
}

impl View {
    /// An administrator alone has one: whoever loses the role loses the view.
    fn of(row: &SessionRow, machine_now: DateTime<Utc>) -> Self {
        let Some(role) = row.view_role else { return Self { on: None, is_over: false } };
        let until = row.view_until.and_then(DateTime::from_timestamp_millis).unwrap_or_default();
        if until <= machine_now || row.staff != Some(StaffRole::Administrator) {
            return Self { on: None, is_over: true };
        }
        let viewing = Viewing { by: row.person, role, until };
        Self { on: Some((viewing, row.view_siren, row.view_departement.clone())), is_over: false }
    }
}

/// Who the pages take an administrator for who sees the site as somebody else would: with that one's role, and nothing
/// of their own but the name.
fn seen_as(
    viewing: Viewing,
    siren: Option<Siren>,
    departement: Option<String>,
    own: SignedIn,
) -> (Actor, Option<SignedIn>) {
    let actor = Actor::seen_as(viewing, siren, departement);
    let membership = |acting: &Acting| Membership {
        siren: acting.siren,
        capacity: acting.capacity,
        title: String::new(),
        referent: acting.referent,
    };
    let who = SignedIn {
        staff: actor.staff,
        memberships: actor.acting.iter().map(membership).collect(),
        unread: 0,
        previous_visit: None,
        ..own
    };
    let who = actor.person.is_some().then_some(who);
    (actor, who)
}

/// Writes down that a session is in use, at most once a minute.
pub async fn touch(ctx: &Context, token: &str, seen_at: DateTime<Utc>) -> Result<(), Error> {
    let now = SystemClock::machine_now();
    if now - seen_at < SEEN {
        return Ok(());
    }
    // Whoever only looks uses the session too.
    let tx = ctx.platform.database.begin().await?;
    session::Entity::update_many()
        .set(session::ActiveModel { seen_at: Set(now.into()), ..Default::default() })
        .filter(session::Column::TokenHash.eq(hashed(token)))
        .exec(&tx)
        .await?;
    if ctx.actor.viewing.is_none() {
        visited(&tx, ctx, ctx.person()?).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Keeps that a person is here now.
async fn visited(tx: &impl ConnectionTrait, ctx: &Context, person: PersonId) -> Result<(), Error> {
    person::Entity::update_many()
        .set(person::ActiveModel { visited_at: Set(Some(ctx.now().into())), ..Default::default() })
        .filter(person::Column::Id.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// How a session is opened.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    pub method: Method,
    /// What the browser says it is.
    pub browser: String,
    pub second_factor: bool,
    pub id_token: Option<String>,
}

/// Opens a session for a person, in the transaction that decided that it is this person, and gives the token for the
/// browser. Writes what was gathered before it to the trace, and itself.
pub(crate) async fn open_session(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    person: PersonId,
    opening: Opening,
    mut trace: EventBatch,
) -> Result<String, Error> {
    let token = draw(&ctx.platform.rng);
    let now = SystemClock::machine_now();
    // The first of their collectivités, and not whichever comes first later on.
    let memberships = membership::Entity::find().filter(membership::Column::Person.eq(person));
    let first = memberships.order_by_asc(membership::Column::Siren).one(tx).await?;
    let before = person::Entity::find_by_id(person).one(tx).await?.and_then(|row| row.visited_at);
    visited(tx, ctx, person).await?;
    let row = session::Model {
        token_hash: hashed(&token),
        person,
        acting_for: first.map(|membership| membership.siren),
        created_at: now.into(),
        expires_at: (now + SESSION).into(),
        seen_at: now.into(),
        method: opening.method,
        browser: opening.browser.chars().filter(|c| !c.is_control()).take(200).collect(),
        second_factor: opening.second_factor,
        id_token: opening.id_token,
        previous_visit: before,
        view_role: None,
        view_siren: None,
        view_departement: None,
        view_until: None,
    };
    session::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let mut signed = ctx.clone();
    signed.actor = Actor { person: Some(person), ..Actor::default() };
    trace.add(&signed, Event::SignedIn { method: opening.method })?;
    trace.write(tx).await?;
    Ok(token)
}

/// Ends a session; gives what the identity provider's logout asks for, when it was opened there. Ending one that has
/// ended already does nothing.
pub async fn sign_out(ctx: &Context, token: &str) -> Result<Option<String>, Error> {
    let tx = ctx.begin().await?;
    let ended = session::Entity::find_by_id(hashed(token)).one(&tx).await?;
    session::Entity::delete_by_id(hashed(token)).exec(&tx).await?;
    if ctx.actor.person.is_some() {
        audit::record(&tx, ctx, Event::SignedOut).await?;
    }
    ctx.commit(tx).await?;
    Ok(ended.and_then(|session| session.id_token))
}

/// The sessions of the person signed in, the latest first, and which of them this one is.
pub async fn sessions(ctx: &Context, token: &str) -> Result<Vec<(session::Model, bool)>, Error> {
    let now = SystemClock::machine_now();
    let query = session::Entity::find().filter(session::Column::Person.eq(ctx.person()?));
    let query = query.filter(session::Column::ExpiresAt.gt(now.timestamp_millis()));
    let query = query.filter(session::Column::SeenAt.gt((now - IDLE).timestamp_millis()));
    let rows = query.order_by_desc(session::Column::SeenAt).all(ctx.read()).await?;
    let this = hashed(token);
    Ok(rows.into_iter().map(|row| (row.token_hash == this, row)).map(|(current, row)| (row, current)).collect())
}

/// Ends one of one's own sessions, named by its hash, or (None) all but this one.
pub async fn end_sessions(ctx: &Context, token: &str, one: Option<&str>) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let mine = session::Entity::delete_many().filter(session::Column::Person.eq(person));
    let ended = match one {
        Some(hash) => mine.filter(session::Column::TokenHash.eq(hash)),
        None => mine.filter(session::Column::TokenHash.ne(hashed(token))),
    };
    let sessions = ended.exec(&tx).await?.rows_affected;
    if sessions > 0 {
        audit::record(&tx, ctx, Event::SessionsEnded { sessions }).await?;
    }
    ctx.commit(tx).await
}

/// Ends every session of somebody whose rights were taken away.
pub(crate) async fn end_all_sessions(tx: &impl ConnectionTrait, person: PersonId) -> Result<(), Error> {
    session::Entity::delete_many().filter(session::Column::Person.eq(person)).exec(tx).await?;
    Ok(())
}

/// Chooses for which of one's collectivités one acts from now on, in this session.
pub async fn act_for(ctx: &Context, token: &str, siren: &Siren) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    membership::Entity::find_by_id((person, *siren)).one(&tx).await?.ok_or(Error::Forbidden)?;
    session::Entity::update_many()
        .set(session::ActiveModel { acting_for: Set(Some(*siren)), ..Default::default() })
        .filter(session::Column::TokenHash.eq(hashed(token)))
        .exec(&tx)
        .await?;
    audit::record(&tx, ctx, Event::ActingForChosen { siren: *siren }).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// A new person's row.
pub(crate) fn new_person(ctx: &Context, name: String) -> person::Model {
    person::Model {
        id: PersonId(ctx.platform.new_id()),
        name,
        staff: None,
        created_at: ctx.now().into(),
        demo_key: None,
        demo_blurb: None,
        departement: None,
        residence: None,
        mail_preference: MailPreference::Each,
        deleted_at: None,
        visited_at: None,
    }
}

/// Somebody who acts for a collectivité.
#[derive(Debug, Clone)]
pub struct Colleague {
    pub person: PersonId,
    pub name: String,
    pub capacity: Capacity,
    pub title: String,
    pub referent: bool,
    /// The mandate to vote in the campaign that the person has, now or on other days.
    pub mandate: Option<mandate::Model>,
}

/// Somebody who asks to act for a collectivité.
#[derive(Debug, Clone)]
pub struct Asking {
    pub request: membership_request::Model,
    pub name: String,
}

/// Who acts for a collectivité, referents first; visible to its own people and to curators.
pub async fn colleagues(ctx: &Context, siren: &Siren, campaign: &StoredCampaign) -> Result<Vec<Colleague>, Error> {
    ctx.authorise(Action::SeePeople, &Facts::of(siren, true))?;
    let rows = membership::Entity::find().filter(membership::Column::Siren.eq(siren.as_str())).all(ctx.read()).await?;
    let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let names = audit::names_of(ctx.read(), &people).await?;
    let query = mandate::Entity::find().filter(mandate::Column::Campaign.eq(campaign.id));
    let mandates = query.filter(mandate::Column::Siren.eq(siren.as_str())).all(ctx.read()).await?;
    let colleague = |row: membership::Model| Colleague {
        person: row.person,
        name: names.get(&row.person).cloned().unwrap_or_default(),
        capacity: row.capacity,
        title: row.title,
        referent: row.referent,
        mandate: mandates.iter().find(|mandate| mandate.person == row.person).cloned(),
    };
    let mut colleagues: Vec<Colleague> = rows.into_iter().map(colleague).collect();
    colleagues.sort_by(|a, b| (!a.referent, a.capacity, &a.name).cmp(&(!b.referent, b.capacity, &b.name)));
    Ok(colleagues)
}

/// Who asks to act for a collectivité, oldest first; visible as [`colleagues`].
pub async fn asking(ctx: &Context, siren: &Siren) -> Result<Vec<Asking>, Error> {
    ctx.authorise(Action::SeePeople, &Facts::of(siren, true))?;
    let query = membership_request::Entity::find().filter(membership_request::Column::Siren.eq(siren.as_str()));
    named(ctx, query.order_by_asc(membership_request::Column::AskedAt).all(ctx.read()).await?).await
}

pub(crate) async fn named(ctx: &Context, requests: Vec<membership_request::Model>) -> Result<Vec<Asking>, Error> {
    let people: Vec<PersonId> = requests.iter().map(|request| request.person).collect();
    let names = audit::names_of(ctx.read(), &people).await?;
    let asking = |request: membership_request::Model| Asking {
        name: names.get(&request.person).cloned().unwrap_or_default(),
        request,
    };
    Ok(requests.into_iter().map(asking).collect())
}

/// Whether a collectivité has somebody who says who acts for it.
pub async fn has_referent(database: &impl ConnectionTrait, siren: &Siren) -> Result<bool, Error> {
    let query = membership::Entity::find().filter(membership::Column::Siren.eq(siren.as_str()));
    Ok(query.filter(membership::Column::Referent.eq(true)).count(database).await? > 0)
}

/// A mandate of the demonstration or of a test, for the whole campaign.
pub fn whole_mandate(
    campaign: entity::id::CampaignId,
    siren: Siren,
    person: PersonId,
    since: entity::table::Millis,
) -> mandate::Model {
    mandate::Model {
        campaign,
        siren,
        rank: Rank::Holder,
        person,
        since,
        from_day: None,
        until_day: None,
        note: String::new(),
    }
}

/// The people who hold a role of the State; with a département, those of its prefecture alone. Whoever deleted their
/// account holds none.
pub(crate) async fn with_role(
    database: &impl ConnectionTrait,
    role: StaffRole,
    departement: Option<&str>,
) -> Result<Vec<PersonId>, Error> {
    let mut query = person::Entity::find().filter(person::Column::Staff.eq(role));
    if let Some(departement) = departement {
        query = query.filter(person::Column::Departement.eq(departement));
    }
    let rows = query.order_by_asc(person::Column::Id).all(database).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
