//! Who acts for collectivités.

use crate::{Context, Error, audit, bulk::one_of};
use entity::{
    collectivity::Capacity, form_field::FieldName, id::PersonId, permission::StaffRole, reason::TypedReason,
    shown::Shown, siren::Siren, table,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;

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

/// Those of these collectivités that somebody acts for here; who it is, is not told. Who: anybody who is signed in.
pub async fn acted_for(ctx: &Context, sirens: &[Siren]) -> Result<HashSet<Siren>, Error> {
    ctx.person()?;
    Ok(memberships_of(ctx.read(), sirens).await?.into_iter().map(|row| row.siren).collect())
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

/// Those who say who else acts for a collectivité.
pub(super) async fn referents(tx: &impl ConnectionTrait, siren: Siren) -> Result<Vec<PersonId>, Error> {
    let rows = memberships_of(tx, &[siren]).await?;
    Ok(rows.into_iter().filter(|row| row.referent).map(|row| row.person).collect())
}

/// Whether whoever asks is the collectivité's referent, now and not only when the page was asked for.
pub(super) async fn is_referent(tx: &impl ConnectionTrait, ctx: &Context, siren: &Siren) -> Result<bool, Error> {
    let acts = ctx.actor.acting.as_ref().is_some_and(|acting| acting.siren == *siren && acting.referent);
    let row = table::membership::Entity::find_by_id((ctx.person()?, *siren)).one(tx).await?;
    Ok(acts && row.is_some_and(|row| row.referent))
}

/// A curator decides on others, never on themselves: who selects must not vote.
pub(super) fn is_curator_of_another(ctx: &Context, person: PersonId) -> bool {
    ctx.actor.staff == Some(StaffRole::Curator) && ctx.actor.person != Some(person)
}

pub(super) async fn require_read(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &table::membership::Model,
) -> Result<(), Error> {
    require_read_of(ctx, tx, row, "").await
}

/// As [`require_read`], of one among several that the form shows.
pub(super) async fn require_read_of(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    row: &table::membership::Model,
    of: &str,
) -> Result<(), Error> {
    let name = audit::names_of(tx, &[row.person]).await?.remove(&row.person).unwrap_or_default();
    Ok(ctx.require_shown(of, &shown_member(row.person, &name, &row.title, row.capacity, row.referent))?)
}

/// The reason that a curator typed in a field.
pub(super) fn reason_of(field: impl Into<FieldName>, typed: &str) -> Result<String, Error> {
    Ok(TypedReason::new(field, typed).require()?)
}
