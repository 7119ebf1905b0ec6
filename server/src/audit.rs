//! The trace: one typed event an act, written in the act's transaction and chained to the one before.

use crate::{Context, Error, Platform, bulk, decision::disclosure};
use entity::{
    event::Event,
    id::{ApplicationId, EventId, PersonId},
    permission::{Action, Facts},
    refusal::Refusal,
    siren::Siren,
    table::{audit_event, person},
    trace::{BEGINNING, Follower},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;
use wording::operator::database::NOTED_HEAD_IS_GONE;

/// The row of an event, not chained yet.
pub(crate) fn row(ctx: &Context, event: Event) -> Result<audit_event::Model, Error> {
    let subject = event.subject(ctx.actor.person);
    row_about(ctx, event, subject)
}

fn row_about(ctx: &Context, event: Event, subject: Option<String>) -> Result<audit_event::Model, Error> {
    let payload = serde_json::to_value(&event)?;
    let kind = payload.get("event").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    Ok(audit_event::Model {
        id: EventId(ctx.platform.new_id()),
        at: ctx.now().into(),
        person: ctx.actor.person,
        // What somebody does for themselves is not done in the name of the collectivité that they act for.
        acting_for: ctx.actor.acting.as_ref().filter(|_| !event.is_personal()).map(|acting| acting.siren),
        kind,
        payload: payload.to_string(),
        subject,
        request: ctx.request.clone(),
        position: None,
        hash: None,
    })
}

/// Records one event: who, for whom, what, on what, when, by which request. The last thing that a use case writes: from
/// here to the commit no other act is traced, so that the chain has one order over all servers.
pub async fn record(tx: &impl ConnectionTrait, ctx: &Context, event: Event) -> Result<(), Error> {
    write(tx, vec![row(ctx, event)?]).await
}

/// Events of a use case of several steps, gathered so that they are written last.
#[derive(Default)]
pub(crate) struct EventBatch(Vec<audit_event::Model>);

impl EventBatch {
    /// Adds an event.
    pub(crate) fn add(&mut self, ctx: &Context, event: Event) -> Result<(), Error> {
        self.0.push(row(ctx, event)?);
        Ok(())
    }

    /// Adds an event whose subject it does not say itself: an act that takes two people is about what was proposed.
    pub(crate) fn add_about(&mut self, ctx: &Context, event: Event, subject: Option<String>) -> Result<(), Error> {
        self.0.push(row_about(ctx, event, subject)?);
        Ok(())
    }

    /// Chains and writes all of them, in their order.
    pub(crate) async fn write(self, tx: &impl ConnectionTrait) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { write(tx, self.0).await }
    }
}

/// Chains events and writes them.
pub(crate) async fn write(tx: &impl ConnectionTrait, mut rows: Vec<audit_event::Model>) -> Result<(), Error> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        // Any number that nothing else locks; this is "trace" in ASCII. SQLite has one writer at a time.
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(x'7472616365'::bigint)").await?;
    }
    let (mut position, mut hash) = head(tx).await?;
    for row in &mut rows {
        position += 1;
        row.position = Some(position);
        hash = row.line().hash(&hash)?;
        row.hash = Some(hash.clone());
    }
    bulk::insert::<audit_event::Entity, audit_event::ActiveModel>(tx, rows, None).await
}

/// How many events the chain has, and the hash of the last.
pub async fn head(database: &impl ConnectionTrait) -> Result<(i64, String), Error> {
    let last: Option<(i64, String)> = audit_event::Entity::find()
        .select_only()
        .columns([audit_event::Column::Position, audit_event::Column::Hash])
        .filter(audit_event::Column::Position.gt(0))
        .order_by_desc(audit_event::Column::Position)
        .limit(1)
        .into_tuple()
        .one(database)
        .await?;
    Ok(last.unwrap_or((0, BEGINNING.to_owned())))
}

/// What following the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Events in the chain, and the hash of the last.
    pub events: i64,
    pub head: String,
    /// Events written before there was a chain.
    pub before: u64,
    /// The first fault, if any.
    pub broken: Option<String>,
}

/// Follows the chain from its beginning. With a head that was noted earlier, also checks that it is still there:
/// whoever cuts the end off, or makes the whole chain anew, cannot make it so.
pub async fn verify(platform: &Platform, noted: Option<(i64, &str)>) -> Result<Verified, Error> {
    follow(platform.database.read(), noted).await
}

/// As [`verify`], on a database that no platform stands on.
pub async fn follow(database: &impl ConnectionTrait, noted: Option<(i64, &str)>) -> Result<Verified, Error> {
    const AT_ONCE: u64 = 10_000;
    let before = audit_event::Entity::find().filter(audit_event::Column::Position.is_null()).count(database).await?;
    let mut follower = Follower::default();
    let mut broken = None;
    let mut seen_noted = noted.is_none_or(|(position, hash)| (position, hash) == follower.head());
    'chain: loop {
        let query = audit_event::Entity::find().filter(audit_event::Column::Position.gt(follower.head().0));
        let rows = query.order_by_asc(audit_event::Column::Position).limit(AT_ONCE).all(database).await?;
        for row in &rows {
            if let Err(fault) = follower.take(&row.line(), row.hash.as_deref().unwrap_or_default()) {
                broken = Some(fault.to_string());
                break 'chain;
            }
            seen_noted |= noted == Some(follower.head());
        }
        if rows.is_empty() {
            break;
        }
    }
    if broken.is_none() && !seen_noted {
        broken = Some(NOTED_HEAD_IS_GONE.to_owned());
    }
    let (events, head) = follower.head();
    Ok(Verified { events, head: head.to_owned(), before, broken })
}

/// Which events are asked for; what is empty does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    pub kind: String,
    /// A SIREN acted for.
    pub siren: Option<Siren>,
    pub person: Option<PersonId>,
    /// An identifier or SIREN acted on.
    pub subject: String,
    pub request: String,
    /// Only what comes before this position.
    pub before: Option<i64>,
}

/// An event, with the name of who did it.
#[derive(Debug, Clone)]
pub struct Traced {
    pub event: audit_event::Model,
    /// None for a command, a visitor, or somebody who took their data away.
    pub name: Option<String>,
}

impl Traced {
    /// Why it was done, where whoever reads may know: administrators, who did it, and the people of the collectivité
    /// for which it was done. What was done to a person was told to that person alone, and stays between the two.
    pub fn reason(&self, ctx: &Context, whose: Whose) -> Option<String> {
        let said: serde_json::Value = serde_json::from_str(&self.event.payload).ok()?;
        let concerned = said.get("person").map(|id| id.as_str().and_then(|id| id.parse().ok()));
        let mine = |person: Option<PersonId>| person.is_some() && person == ctx.actor.person;
        let reads = match whose {
            Whose::All | Whose::Mine => true,
            Whose::Collectivity(_) => concerned.is_none_or(mine) || mine(self.event.person),
        };
        said.get("reason").filter(|_| reads)?.as_str().filter(|reason| !reason.is_empty()).map(str::to_owned)
    }
}

/// Whose trace is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's: administrators.
    All,
    /// What was done in the name of a collectivité: its people.
    Collectivity(Siren),
    /// One's own.
    Mine,
}

/// The kind of the event that tells what was decided of an application ([`Event::ApplicationDecided`]).
const DECIDED: &str = "application_decided";

/// Takes out of the events what was decided where the decision is not published yet: that somebody decided is known,
/// not what.
async fn without_hidden_decisions(ctx: &Context, events: &mut [audit_event::Model]) -> Result<(), Error> {
    let subject = |event: &audit_event::Model| event.subject.as_deref().and_then(|id| id.parse().ok());
    let decided: Vec<ApplicationId> = events.iter().filter(|event| event.kind == DECIDED).filter_map(subject).collect();
    if decided.is_empty() {
        return Ok(());
    }
    let hidden = disclosure::of_applications(ctx.read(), &decided, ctx.now()).await?;
    for event in events.iter_mut().filter(|event| event.kind == DECIDED) {
        // An earlier decision on the same application is hidden with the later one: both are there once it is
        // published.
        if subject(event).is_some_and(|id| hidden.contains_key(&id)) {
            event.payload = r#"{"event":"application_decided","hidden":"until its publication"}"#.to_owned();
        }
    }
    Ok(())
}

/// Events of the trace, newest first, at most `most`. Of a decision before its hour, that it was taken alone.
pub async fn list(ctx: &Context, whose: Whose, search: &Search, most: u64) -> Result<Vec<Traced>, Error> {
    use audit_event::Column;
    let mut query = audit_event::Entity::find().filter(Column::Position.gt(0));
    match whose {
        Whose::All => ctx.authorise(Action::Administer, &Facts::default())?,
        Whose::Collectivity(siren) => {
            ctx.authorise(Action::SeeTrace, &Facts::of(&siren, true))?;
            query = query.filter(Column::ActingFor.eq(siren.as_str()));
        }
        Whose::Mine => query = query.filter(Column::Person.eq(ctx.person()?)),
    }
    let text = |query: sea_orm::Select<audit_event::Entity>, column: Column, text: &str| match text {
        "" => query,
        text => query.filter(column.eq(text)),
    };
    query = text(query, Column::Kind, &search.kind);
    query = text(query, Column::Subject, &search.subject);
    query = text(query, Column::Request, &search.request);
    if let Some(siren) = search.siren {
        query = query.filter(Column::ActingFor.eq(siren.as_str()));
    }
    if let Some(person) = search.person {
        query = query.filter(Column::Person.eq(person));
    }
    if let Some(before) = search.before {
        query = query.filter(Column::Position.lt(before));
    }
    let mut events = query.order_by_desc(Column::Position).limit(most).all(ctx.read()).await?;
    without_hidden_decisions(ctx, &mut events).await?;
    let mut people: Vec<PersonId> = events.iter().filter_map(|event| event.person).collect();
    people.sort_unstable();
    people.dedup();
    let names: HashMap<PersonId, String> = names_of(ctx.read(), &people).await?;
    Ok(events
        .into_iter()
        .map(|event| Traced { name: event.person.and_then(|person| names.get(&person).cloned()), event })
        .collect())
}

/// Refuses to put text in place of what somebody else wrote since a form was rendered: the form's fingerprint is not
/// that of what is stored, and the last who acted on it is another person. One's own earlier text, as after going back
/// in the browser, is replaced.
pub(crate) async fn require_not_overwritten(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    subject: &str,
    rendered: &str,
    stored: &str,
) -> Result<(), Error> {
    if rendered == stored {
        return Ok(());
    }
    let acts = audit_event::Entity::find()
        .filter(audit_event::Column::Subject.eq(subject))
        .order_by_desc(audit_event::Column::Position);
    let last = acts.limit(1).one(tx).await?;
    match rendered.is_empty() && last.is_some_and(|event| event.person == ctx.actor.person) {
        true => Ok(()),
        false => Err(Refusal::ChangedMeanwhile.into()),
    }
}

/// The names of people, without those who took their data away.
pub(crate) async fn names_of(
    database: &impl ConnectionTrait,
    people: &[PersonId],
) -> Result<HashMap<PersonId, String>, Error> {
    let among = bulk::one_of(database, person::Column::Id, people.iter().map(|person| person.0));
    let query = person::Entity::find().filter(among).filter(person::Column::DeletedAt.is_null());
    Ok(query.all(database).await?.into_iter().map(|person| (person.id, person.name)).collect())
}
