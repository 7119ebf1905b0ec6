//! Conventions as they are stored.

use crate::{Error, bulk::one_of};
use entity::{id::ApplicationId, table::convention};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// The convention of an application; None while none was drawn up.
pub(crate) async fn find(
    database: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Option<convention::Model>, Error> {
    Ok(convention::Entity::find_by_id(id).one(database).await?)
}

/// Those of these applications. One statement, or none where there are none.
pub(crate) async fn of_applications(
    database: &impl ConnectionTrait,
    ids: &[ApplicationId],
) -> Result<HashMap<ApplicationId, convention::Model>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let among = one_of(database, convention::Column::Application, ids.iter().map(|id| id.0));
    let rows = convention::Entity::find().filter(among).all(database).await?;
    Ok(rows.into_iter().map(|row| (row.application, row)).collect())
}
