//! Who acts for collectivités.

use crate::{Error, bulk::one_of};
use entity::{collectivity::Capacity, id::PersonId, shown::Shown, siren::Siren, table};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QuerySelect};

/// The people who act for these collectivités, to tell them something.
pub(crate) async fn people_of(database: &impl ConnectionTrait, sirens: Vec<Siren>) -> Result<Vec<PersonId>, Error> {
    Ok(memberships_of(database, &sirens).await?.into_iter().map(|row| row.person).collect())
}

/// Who acts for these collectivités.
pub(crate) async fn memberships_of(
    database: &impl ConnectionTrait,
    sirens: &[Siren],
) -> Result<Vec<table::membership::Model>, Error> {
    let among = one_of(database, table::membership::Column::Siren, sirens.iter().map(Siren::as_str));
    Ok(table::membership::Entity::find().filter(among).all(database).await?)
}

/// Who acts for a collectivité, locked.
pub(crate) async fn of_collectivity(
    tx: &impl ConnectionTrait,
    siren: &Siren,
) -> Result<Vec<table::membership::Model>, Error> {
    let query = table::membership::Entity::find().filter(table::membership::Column::Siren.eq(siren.as_str()));
    Ok(query.lock_exclusive().all(tx).await?)
}

/// What whoever names a referent or ends a membership reads of the person.
pub fn shown_member(person: PersonId, name: &str, title: &str, capacity: Capacity, referent: bool) -> Shown {
    let referent = if referent { "referent" } else { "" };
    Shown::of([person.to_string().as_str(), name, title, capacity.code(), referent])
}

/// Whoever decides on who acts for a collectivité decides alone: two could both make the first referent. Until the
/// commit.
pub(crate) async fn lock_people(tx: &impl ConnectionTrait, siren: &Siren) -> Result<(), Error> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        // The first number stands for these locks alone: "acts" in ASCII. SQLite has one writer at a time.
        let lock = format!("SELECT pg_advisory_xact_lock(x'61637473'::int, {siren})");
        tx.execute_unprepared(&lock).await?;
    }
    Ok(())
}
