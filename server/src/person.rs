//! People: their sessions, for which collectivité they act, and what they may sign in as.

use crate::{Context, Error, audit, context::RunningCampaign};
use chrono::Duration;
use entity::{
    collectivity::Capacity,
    event::Event,
    id::PersonId,
    permission::{Acting, Action, Actor, Facts, StaffRole},
    siren::Siren,
    table::{mandate, membership, person, session},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    Statement,
};
use sha2::{Digest, Sha256};

/// Sessions end after this long, whatever happens.
const SESSION: Duration = Duration::hours(12);

/// Who is signed in, for the header of every page.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub name: String,
    pub staff: Option<StaffRole>,
    pub memberships: Vec<Membership>,
}

/// One of the collectivités that a person acts for.
#[derive(Debug, Clone)]
pub struct Membership {
    pub siren: Siren,
    pub capacity: Capacity,
    /// Function on screen.
    pub title: String,
}

/// A token as it is stored: the hexadecimal SHA-256 of what the browser holds.
fn hashed(token: &str) -> String {
    Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A session with its person and one of its memberships, in one row.
#[derive(FromQueryResult)]
struct SessionRow {
    acting_for: Option<Siren>,
    person: PersonId,
    name: String,
    staff: Option<StaffRole>,
    siren: Option<Siren>,
    capacity: Option<Capacity>,
    title: Option<String>,
    mandate: bool,
}

/// One statement, because every page begins with it.
const SESSION_SQL: &str = "SELECT session.acting_for, person.id AS person, person.name, person.staff,
  membership.siren, membership.capacity, membership.title,
  EXISTS (SELECT 1 FROM mandate WHERE mandate.person = person.id AND mandate.siren = membership.siren
    AND mandate.campaign = (SELECT id FROM campaign ORDER BY imported_at DESC, id DESC LIMIT 1)) AS mandate
FROM session JOIN person ON person.id = session.person LEFT JOIN membership ON membership.person = person.id
WHERE session.token_hash = $1 AND session.expires_at > $2 ORDER BY membership.siren";

/// The actor behind a session token, and who that is; a visitor when there is none, or when it has ended.
pub async fn actor_of(
    database: &impl ConnectionTrait,
    now: chrono::DateTime<chrono::Utc>,
    token: &str,
) -> Result<(Actor, Option<SignedIn>), Error> {
    let values = [hashed(token).into(), now.timestamp_millis().into()];
    let statement = Statement::from_sql_and_values(database.get_database_backend(), SESSION_SQL, values);
    let rows = SessionRow::find_by_statement(statement).all(database).await?;
    let Some(first) = rows.first() else {
        return Ok((Actor::default(), None));
    };
    let (person, staff, name, chosen) = (first.person, first.staff, first.name.clone(), first.acting_for);
    let mut memberships = Vec::new();
    let mut acting: Option<Acting> = None;
    for row in rows {
        let (Some(siren), Some(capacity), Some(title)) = (row.siren, row.capacity, row.title) else {
            continue;
        };
        if acting.is_none() || chosen.as_ref() == Some(&siren) {
            acting = Some(Acting { siren, capacity, mandate: row.mandate && capacity == Capacity::Elu });
        }
        memberships.push(Membership { siren, capacity, title });
    }
    Ok((Actor { person: Some(person), staff, acting }, Some(SignedIn { name, staff, memberships })))
}

/// Opens a session for a person and gives the token for the browser. Who decides that it is this person stands with the caller.
pub(crate) async fn open_session(ctx: &Context, person: PersonId) -> Result<String, Error> {
    let token: String = ctx.platform.chance.bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
    let now = crate::clock::SystemClock::machine_now().max(ctx.now());
    let tx = ctx.begin().await?;
    let row = session::Model {
        token_hash: hashed(&token),
        person,
        acting_for: None,
        created_at: now.into(),
        expires_at: (now + SESSION).into(),
    };
    session::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    let mut signed = ctx.clone();
    signed.actor.person = Some(person);
    audit::record(&tx, &signed, Event::SignedIn, Some(person.to_string())).await?;
    ctx.commit(tx).await?;
    Ok(token)
}

/// Ends a session. Ending one that has ended already does nothing.
pub async fn sign_out(ctx: &Context, token: &str) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    session::Entity::delete_by_id(hashed(token)).exec(&tx).await?;
    if ctx.actor.person.is_some() {
        audit::record(&tx, ctx, Event::SignedOut, None).await?;
    }
    ctx.commit(tx).await?;
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
    audit::record(&tx, ctx, Event::ActingForChosen { siren: *siren }, Some(siren.to_string())).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Somebody who acts for a collectivité.
#[derive(Debug, Clone)]
pub struct Colleague {
    pub name: String,
    pub capacity: Capacity,
    pub title: String,
    /// Whether this person holds the mandate to vote in the campaign.
    pub mandate: bool,
}

/// Who acts for a collectivité; visible to its own people only.
pub async fn colleagues(ctx: &Context, siren: &Siren, campaign: &RunningCampaign) -> Result<Vec<Colleague>, Error> {
    ctx.authorise(Action::SeePeople, &Facts::of(siren, true))?;
    let rows = membership::Entity::find().filter(membership::Column::Siren.eq(siren.as_str())).all(ctx.read()).await?;
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(rows.iter().map(|row| row.person.0)))
        .all(ctx.read())
        .await?;
    let holder =
        mandate::Entity::find_by_id((campaign.id, *siren)).one(ctx.read()).await?.map(|mandate| mandate.person);
    let mut colleagues: Vec<Colleague> = rows
        .into_iter()
        .filter_map(|row| {
            let name = people.iter().find(|person| person.id == row.person)?.name.clone();
            Some(Colleague { name, capacity: row.capacity, title: row.title, mandate: holder == Some(row.person) })
        })
        .collect();
    colleagues.sort_by(|a, b| (a.capacity, &a.name).cmp(&(b.capacity, &b.name)));
    Ok(colleagues)
}
