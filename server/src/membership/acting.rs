//! Who acts for collectivités.

use crate::{Error, bulk::one_of};
use entity::{id::PersonId, siren::Siren, table};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};

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
