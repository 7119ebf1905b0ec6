//! Counts who asks, invites and has others written to, in the transaction of the act, so that it holds over several
//! servers.

use crate::{Context, Error, clock::SystemClock, secret::hashed};
use chrono::Duration;
use entity::{
    door::{Act, DAY, MOST_DISOWNED},
    email::Email,
    id::PersonId,
    refusal::Refusal,
    table::{door_act, door_block},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::OnConflict,
};

/// A mail address as it is counted: its hash.
pub(crate) fn target(email: &Email) -> String {
    hashed(&format!("mail {email}"))
}

/// Whoever is counted under this name is counted alone, until the commit: many at once do not pass a limit together.
/// Take the names of one act in the same order everywhere: person, address, network.
pub(crate) async fn turn(tx: &impl ConnectionTrait, name: &str) -> Result<(), Error> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        // The first number stands for these locks alone: "door" in ASCII. SQLite has one writer at a time.
        let hash = hashed(name);
        let digits = hash.get(..7).unwrap_or("0");
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock(x'646f6f72'::int, x'{digits}'::int)")).await?;
    }
    Ok(())
}

/// What is counted of the acts of one kind in the last day, by the machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Of<'a> {
    pub person: Option<PersonId>,
    pub network: Option<&'a str>,
    pub target: Option<&'a str>,
    /// What the target begins with.
    pub beginning: Option<&'a str>,
}

pub(crate) async fn count(tx: &impl ConnectionTrait, kind: Act, of: Of<'_>) -> Result<u64, Error> {
    count_in(tx, kind, of, DAY).await
}

/// As [`count`], in a shorter time.
pub(crate) async fn count_in(tx: &impl ConnectionTrait, kind: Act, of: Of<'_>, time: Duration) -> Result<u64, Error> {
    let since = (SystemClock::machine_now() - time).timestamp_millis();
    let mut query = door_act::Entity::find().filter(door_act::Column::Kind.eq(kind));
    query = query.filter(door_act::Column::At.gt(since));
    if let Some(person) = of.person {
        query = query.filter(door_act::Column::Person.eq(person));
    }
    if let Some(network) = of.network {
        query = query.filter(door_act::Column::Network.eq(network));
    }
    if let Some(target) = of.target {
        query = query.filter(door_act::Column::Target.eq(target));
    }
    if let Some(beginning) = of.beginning {
        query = query.filter(door_act::Column::Target.starts_with(beginning));
    }
    Ok(query.count(tx).await?)
}

/// How often one person may do something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub kind: Act,
    /// In a short while, and how long that is.
    pub short: (u64, Duration),
    pub day: u64,
}

/// Counts an act of the person signed in, or refuses it when there were too many.
pub(crate) async fn keep_pace(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    pace: Pace,
    too_many: Refusal,
) -> Result<(), Error> {
    let person = ctx.person()?;
    turn(tx, &format!("person {person}")).await?;
    let of = Of { person: Some(person), ..Of::default() };
    let (most, time) = pace.short;
    if count_in(tx, pace.kind, of, time).await? >= most || count(tx, pace.kind, of).await? >= pace.day {
        return Err(too_many.into());
    }
    note(tx, ctx, pace.kind, "", "").await
}

/// Counts an act of the person signed in.
pub(crate) async fn note(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    kind: Act,
    network: &str,
    target: &str,
) -> Result<(), Error> {
    let row = door_act::Model {
        id: ctx.platform.new_id(),
        kind,
        person: ctx.person()?,
        network: network.to_owned(),
        target: target.to_owned(),
        at: SystemClock::machine_now().into(),
    };
    door_act::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether somebody was said not to be known: by this target, or by so many that they ask nobody any more.
pub(crate) async fn is_blocked(tx: &impl ConnectionTrait, person: PersonId, target: &str) -> Result<bool, Error> {
    let all = door_block::Entity::find().filter(door_block::Column::Person.eq(person)).count(tx).await?;
    Ok(all >= MOST_DISOWNED || door_block::Entity::find_by_id((person, target.to_owned())).count(tx).await? > 0)
}

/// Keeps that somebody is not known there. Saying it twice is saying it once.
pub(crate) async fn block(tx: &impl ConnectionTrait, person: PersonId, target: &str) -> Result<(), Error> {
    let at = SystemClock::machine_now().into();
    let row = door_block::Model { person, target: target.to_owned(), at };
    use door_block::Column::{At, Person, Target};
    door_block::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns([Person, Target]).update_column(At).to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Somebody is known there after all.
pub(crate) async fn unblock(tx: &impl ConnectionTrait, person: PersonId, target: &str) -> Result<(), Error> {
    door_block::Entity::delete_by_id((person, target.to_owned())).exec(tx).await?;
    Ok(())
}
