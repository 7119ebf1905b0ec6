//! An occasion on which people are told something, and whom it was told already.

use crate::{
    Context, Error,
    bulk::{self, one_of},
};
use chrono::{DateTime, Duration, Utc};
use entity::{
    id::PersonId,
    siren::Siren,
    table::{membership, reminder_sent},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use std::collections::HashSet;

/// How many collectivités one transaction tells at most.
const BATCH: u64 = 200;

/// What came due longer ago is not told any more: a server that was away for a season does not begin with old news.
const LATE: Duration = Duration::days(30);

/// An hour that has come, for each of those whom it concerns.
pub(super) struct Occasion {
    name: String,
    pub moment: DateTime<Utc>,
}

impl Occasion {
    /// An occasion whose moment has come, and not long ago; None before it and long after it.
    pub fn due(name: String, moment: DateTime<Utc>, now: DateTime<Utc>) -> Option<Self> {
        (moment <= now && now < moment + LATE).then_some(Self { name, moment })
    }

    /// The next collectivités of a query that were not told yet, at most a batch of them.
    pub async fn not_notified<E: EntityTrait>(
        &self,
        ctx: &Context,
        query: Select<E>,
        siren: E::Column,
    ) -> Result<Vec<Siren>, Error> {
        let notified = reminder_sent::Entity::find().filter(reminder_sent::Column::Occasion.eq(&self.name));
        let notified = notified.select_only().column(reminder_sent::Column::Subject).into_query();
        let query = query.select_only().column(siren).distinct().filter(siren.not_in_subquery(notified));
        Ok(query.order_by_asc(siren).limit(BATCH).into_tuple().all(ctx.read()).await?)
    }

    /// The next collectivités for which somebody acted when its moment came, and who were not told yet.
    pub async fn collectivities(&self, ctx: &Context) -> Result<Vec<Siren>, Error> {
        let since = membership::Column::Since.lte(self.moment.timestamp_millis());
        self.not_notified(ctx, membership::Entity::find().filter(since), membership::Column::Siren).await
    }

    /// Those of these people who were not told yet.
    pub async fn people(&self, ctx: &Context, mut people: Vec<PersonId>) -> Result<Vec<PersonId>, Error> {
        if people.is_empty() {
            return Ok(people);
        }
        let among = one_of(ctx.read(), reminder_sent::Column::Subject, people.iter().map(ToString::to_string));
        let told = reminder_sent::Entity::find().filter(reminder_sent::Column::Occasion.eq(&self.name)).filter(among);
        let told: HashSet<String> = told.all(ctx.read()).await?.into_iter().map(|row| row.subject).collect();
        people.retain(|person| !told.contains(&person.to_string()));
        Ok(people)
    }

    /// Those of these subjects that nobody has told yet, noted as told from this transaction on.
    pub async fn claim<S: ToString>(
        &self,
        ctx: &Context,
        tx: &impl ConnectionTrait,
        mut subjects: Vec<S>,
    ) -> Result<Vec<S>, Error> {
        if tx.get_database_backend() == DatabaseBackend::Postgres {
            // Servers tell one after the other: "remind" in ASCII. SQLite has one writer at a time.
            tx.execute_unprepared("SELECT pg_advisory_xact_lock(x'72656d696e64'::bigint)").await?;
        }
        let among = one_of(tx, reminder_sent::Column::Subject, subjects.iter().map(ToString::to_string));
        let notified =
            reminder_sent::Entity::find().filter(reminder_sent::Column::Occasion.eq(&self.name)).filter(among);
        let notified: HashSet<String> = notified.all(tx).await?.into_iter().map(|row| row.subject).collect();
        subjects.retain(|subject| !notified.contains(&subject.to_string()));
        let row = |subject: &S| reminder_sent::Model {
            occasion: self.name.clone(),
            subject: subject.to_string(),
            at: ctx.now().into(),
        };
        let rows = subjects.iter().map(row).collect();
        bulk::insert::<reminder_sent::Entity, reminder_sent::ActiveModel>(tx, rows, None).await?;
        Ok(subjects)
    }
}
