//! Files attached to a need: the same store and checks as those of applications, fewer of them. Whoever sees the need
//! reads them.

use super::{facts, for_update, query};
use crate::{
    Context, Error,
    attachment::{Content, Received, keep_content, read_content, refused_one_by_one, stored::of_need, take_away},
    audit,
    campaign::loaded::campaign_of,
};
use entity::{
    attachment::MOST_OF_NEED,
    event::Event,
    form_field::FILE,
    id::{AttachmentId, NeedId},
    permission::Action,
    refusal::{FieldRefusals, Refusal},
    table::{need, need_attachment},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

/// The files of a need that the actor sees, in the order in which they were attached. One statement.
pub async fn files(ctx: &Context, row: &need::Model) -> Result<Vec<need_attachment::Model>, Error> {
    ctx.authorise(Action::Read, &facts(row)).map_err(|_| Error::NotFound)?;
    of_need(ctx.read(), row.id).await
}

/// Whether files may be attached to a need now; asked before they are read.
///
/// Who: an élu or agent of its collectivité. Refused outside the census, and of a need that is neither a draft nor
/// published.
pub async fn require_may_add(ctx: &Context, id: NeedId) -> Result<(), Error> {
    ctx.person()?;
    let row = query::get(ctx, id).await?;
    require_may_change(ctx, ctx.read(), &row).await
}

async fn require_may_change(ctx: &Context, database: &impl ConnectionTrait, row: &need::Model) -> Result<(), Error> {
    ctx.authorise(Action::WriteNeed, &facts(row))?;
    let campaign = campaign_of(database, row.campaign).await?;
    row.state.edit(&campaign.spec.calendar, ctx.now())?;
    Ok(())
}

/// Attaches files to a need, one after the other.
///
/// Who and when: as [`require_may_add`]. Refused, each on its own and the others attached: an empty file, one too many,
/// too large, or of another type than is taken. None at all is [`Refusal::FileMissing`].
pub async fn add_all(ctx: &Context, id: NeedId, files: Vec<Received>) -> Result<(), Error> {
    require_may_add(ctx, id).await?;
    refused_one_by_one(FILE.into(), files, |file| add(ctx, id, file)).await
}

/// Attaches a file to a need; as [`add_all`], for one.
pub async fn add(ctx: &Context, id: NeedId, received: Received) -> Result<(), Error> {
    require_may_add(ctx, id).await?;
    let kept = keep_content(ctx, FILE.into(), received).await?;
    let attachment = kept.id;
    let row = need_attachment::Model {
        id: attachment,
        need: id,
        name: kept.name,
        kind: kept.kind,
        size: kept.size,
        sha256: kept.sha256,
        person: ctx.person()?,
        at: ctx.now().into(),
    };
    let written = write(ctx, id, row).await;
    if written.is_err() {
        take_away(ctx, attachment).await;
    }
    written
}

async fn write(ctx: &Context, id: NeedId, row: need_attachment::Model) -> Result<(), Error> {
    let attachment = row.id;
    let tx = ctx.begin().await?;
    let need = for_update(&tx, ctx, id).await?;
    require_may_change(ctx, &tx, &need).await?;
    let there = need_attachment::Entity::find().filter(need_attachment::Column::Need.eq(id)).count(&tx).await?;
    if there >= MOST_OF_NEED as u64 {
        return Err(FieldRefusals::one(FILE, Refusal::TooManyFiles { most: MOST_OF_NEED }).into());
    }
    need_attachment::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::NeedFileAdded { need: id, attachment }).await?;
    ctx.commit(tx).await
}

/// Takes a file of a need away. Who and when: as [`require_may_add`].
pub async fn remove(ctx: &Context, id: NeedId, attachment: AttachmentId) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let need = for_update(&tx, ctx, id).await?;
    require_may_change(ctx, &tx, &need).await?;
    let query = need_attachment::Entity::delete_many().filter(need_attachment::Column::Id.eq(attachment));
    if query.filter(need_attachment::Column::Need.eq(id)).exec(&tx).await?.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&tx, ctx, Event::NeedFileRemoved { need: id, attachment }).await?;
    ctx.commit(tx).await?;
    take_away(ctx, attachment).await;
    Ok(())
}

/// A file with its content, part by part as it is sent on, for whoever sees the need.
pub async fn read(
    ctx: &Context,
    id: NeedId,
    attachment: AttachmentId,
) -> Result<(need_attachment::Model, Content), Error> {
    query::get(ctx, id).await?;
    let query = need_attachment::Entity::find_by_id(attachment).filter(need_attachment::Column::Need.eq(id));
    let row = query.one(ctx.read()).await?.ok_or(Error::NotFound)?;
    Ok((row, read_content(ctx, attachment).await?))
}
