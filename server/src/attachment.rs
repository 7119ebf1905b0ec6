//! Files attached to applications: kept outside the database, served after the same rights as the file that they belong to.

pub mod store;

use self::store::{Store, failed, place};
use crate::{
    Context, Error,
    application::{Loaded, copy_of, query, require_written},
    audit,
};
use bytes::Bytes;
use entity::{
    application_form::FieldKind,
    attachment::{FileKind, MOST_FILES, shown_name},
    event::Event,
    id::{ApplicationId, AttachmentId},
    permission::Action,
    refusal::{FieldRefusals, Refusal},
    table::attachment,
};
use futures_util::stream::BoxStream;
use object_store::{ObjectStoreExt, PutPayload};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use sha2::{Digest, Sha256};

/// The content of a file, part by part.
pub type Content = BoxStream<'static, Result<Bytes, object_store::Error>>;

fn store(ctx: &Context) -> Result<&Store, Error> {
    ctx.platform.files.as_ref().ok_or_else(|| Error::Stored("no place for files".into()))
}

/// Whether files may be attached to an application now; asked before they are read.
///
/// Who: anybody of its collectivités. Refused: one that is not being written.
pub async fn require_may_add(ctx: &Context, id: ApplicationId) -> Result<(), Error> {
    let (loaded, viewer, _) = query::seen(ctx, id).await?;
    if !matches!(viewer, query::Viewer::Applicant { .. }) {
        return Err(Error::Forbidden);
    }
    Ok(require_written(&loaded.row, ctx.now())?)
}

/// Attaches a file to a field of a draft.
///
/// Who: anybody of its collectivités. Refused: an empty file, one too many, too large, or of another type than is taken; each told under
/// the name of the field. The content is kept whole before the row that names it, so that no row names a part of a file.
pub async fn add(ctx: &Context, id: ApplicationId, field: &str, name: &str, content: Vec<u8>) -> Result<(), Error> {
    let person = ctx.person()?;
    let file = AttachmentId(ctx.platform.new_id());
    // Nothing is kept of what somebody sends to a file that is not theirs.
    require_may_add(ctx, id).await?;
    let mut refusals = FieldRefusals::default();
    let Some(kind) = refusals.take(field, FileKind::of(name, &content)) else { return Err(refusals.into()) };
    let (size, digest) = (content.len(), Sha256::digest(&content));
    // Before the transaction, which shall not wait for twenty megabytes.
    if let Err(error) = store(ctx)?.put(&place(file), PutPayload::from(content)).await {
        tracing::error!(%error, "a file could not be kept");
        return Err(FieldRefusals(vec![(field.to_owned(), Refusal::FilesUnreachable)]).into());
    }
    let row = attachment::Model {
        id: file,
        application: id,
        field: field.to_owned(),
        name: shown_name(name),
        kind,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        person,
        at: ctx.now().into(),
    };
    let written = write(ctx, id, row).await;
    if written.is_err() {
        take_away(ctx, file).await;
    }
    written
}

async fn write(ctx: &Context, id: ApplicationId, row: attachment::Model) -> Result<(), Error> {
    let (file, field) = (row.id, row.field.clone());
    let tx = ctx.begin().await?;
    let loaded = Loaded::locked(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::WriteApplication)?;
    require_written(&loaded.row, ctx.now())?;
    let known = loaded.form()?.field(&field).is_some_and(|field| field.kind == FieldKind::File);
    let there = of_application(&tx, id).await?.len();
    let refusal = match (known, there < MOST_FILES) {
        (false, _) => Some(Refusal::NotOnTheList),
        (true, false) => Some(Refusal::TooManyFiles { most: MOST_FILES }),
        (true, true) => None,
    };
    if let Some(refusal) = refusal {
        return Err(FieldRefusals(vec![(field, refusal)]).into());
    }
    attachment::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::FileAttached { application: id, file }, Some(id.to_string())).await?;
    ctx.commit(tx).await
}

/// Takes an attached file away from a draft. Who: anybody of its collectivités. Refused once the draft was filed: the frozen copy names it.
pub async fn remove(ctx: &Context, id: ApplicationId, file: AttachmentId) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::locked(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::WriteApplication)?;
    require_written(&loaded.row, ctx.now())?;
    if loaded.row.number.is_some() {
        return Err(Refusal::AlreadyFiled.into());
    }
    let query = attachment::Entity::delete_many().filter(attachment::Column::Id.eq(file));
    let gone = query.filter(attachment::Column::Application.eq(id)).exec(&tx).await?.rows_affected;
    if gone == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&tx, ctx, Event::FileTakenAway { application: id, file }, Some(id.to_string())).await?;
    ctx.commit(tx).await?;
    take_away(ctx, file).await;
    Ok(())
}

/// Takes a file away that no row names any more. Where that fails, [`store::sweep`] does it later: what was asked is done.
async fn take_away(ctx: &Context, file: AttachmentId) {
    if let Some(store) = &ctx.platform.files
        && let Err(error) = store.delete(&place(file)).await
    {
        tracing::error!(%error, "a file that no application names could not be removed");
    }
}

/// A file with its content, part by part as it is sent on, for whoever may read the application that it belongs to.
pub async fn read(ctx: &Context, id: ApplicationId, file: AttachmentId) -> Result<(attachment::Model, Content), Error> {
    let (loaded, viewer, _) = query::seen(ctx, id).await.map_err(|error| match error {
        Error::Forbidden => Error::NotFound,
        other => other,
    })?;
    // The State's people see what was filed, not what is being written.
    let filed = copy_of(&loaded.row)?.is_some_and(|copy| copy.files.iter().any(|one| one.id == file));
    if !filed && !matches!(viewer, query::Viewer::Applicant { .. }) {
        return Err(Error::NotFound);
    }
    let query = attachment::Entity::find_by_id(file).filter(attachment::Column::Application.eq(id));
    let row = query.one(ctx.read()).await?.ok_or(Error::NotFound)?;
    Ok((row, store(ctx)?.get(&place(file)).await.map_err(failed)?.into_stream()))
}

/// The files of an application, in the order in which they were attached.
pub(crate) async fn of_application(
    database: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<attachment::Model>, Error> {
    let query = attachment::Entity::find().filter(attachment::Column::Application.eq(id));
    Ok(query.order_by_asc(attachment::Column::At).order_by_asc(attachment::Column::Id).all(database).await?)
}
