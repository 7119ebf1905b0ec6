//! Attached files as their rows name them.

use crate::Error;
use entity::{id::ApplicationId, table::attachment};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The files of an application, in the order in which they were attached.
pub(crate) async fn of_application(
    database: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<attachment::Model>, Error> {
    let query = attachment::Entity::find().filter(attachment::Column::Application.eq(id));
    Ok(query.order_by_asc(attachment::Column::At).order_by_asc(attachment::Column::Id).all(database).await?)
}
