//! Decisions as they are stored.

use crate::Error;
use entity::{id::ApplicationId, table::decision};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The decisions on an application, the latest first.
pub(crate) async fn of_application(
    database: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<decision::Model>, Error> {
    let query = decision::Entity::find().filter(decision::Column::Application.eq(id));
    Ok(query.order_by_desc(decision::Column::At).all(database).await?)
}
