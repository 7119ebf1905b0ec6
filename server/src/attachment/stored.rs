//! Attached files as their rows name them.

use crate::Error;
use entity::{
    id::{ApplicationId, AttachmentId, NeedId},
    table::{attachment, need_attachment},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The files of an application, in the order in which they were attached.
pub(crate) async fn of_application(
    database: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<attachment::Model>, Error> {
    let query = attachment::Entity::find().filter(attachment::Column::Application.eq(id));
    Ok(query.order_by_asc(attachment::Column::At).order_by_asc(attachment::Column::Id).all(database).await?)
}

/// The files of a need, in the order in which they were attached. One statement.
pub(crate) async fn of_need(database: &impl ConnectionTrait, id: NeedId) -> Result<Vec<need_attachment::Model>, Error> {
    let query = need_attachment::Entity::find().filter(need_attachment::Column::Need.eq(id));
    let query = query.order_by_asc(need_attachment::Column::At).order_by_asc(need_attachment::Column::Id);
    Ok(query.all(database).await?)
}

/// Forgets the files of a need that is deleted; gives those to take away once that is committed.
pub(crate) async fn forget_of_need(tx: &impl ConnectionTrait, id: NeedId) -> Result<Vec<AttachmentId>, Error> {
    let files = of_need(tx, id).await?;
    need_attachment::Entity::delete_many().filter(need_attachment::Column::Need.eq(id)).exec(tx).await?;
    Ok(files.into_iter().map(|file| file.id).collect())
}
