//! Files attached to applications: kept outside the database, served after the same rights as the file that they belong
//! to.

mod bundle;
pub mod claim;
pub mod kind;
pub mod quarantine;
pub mod store;
pub(crate) mod stored;

pub use self::bundle::Bundle;
use self::{
    bundle::Packed,
    store::{Store, failed, place},
};
use crate::{
    Context, Error,
    application::{
        desk::handled_by,
        detail::{Viewer, seen},
        loaded::{Loaded, copy_of},
        save::require_written,
    },
    audit,
};
use bytes::Bytes;
use entity::{
    application_form::FieldKind,
    attachment::{FileKind, MOST_BYTES, MOST_FILES, shown_name},
    event::Event,
    form_field::FieldName,
    id::{ApplicationId, AttachmentId, PersonId},
    permission::Action,
    refusal::{FieldRefusals, Refusal},
    table::attachment,
};
use futures_util::stream::BoxStream;
use object_store::{ObjectStoreExt, PutPayload};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{Cursor, Read, Seek, SeekFrom},
    mem,
    sync::Arc,
};
use tokio::sync::Semaphore;

/// The content of a file, part by part.
pub type Content = BoxStream<'static, Result<Bytes, object_store::Error>>;

fn store(ctx: &Context) -> Result<&Store, Error> {
    ctx.platform.files.as_ref().ok_or_else(|| Error::Stored("no place for files".into()))
}

/// Whether files may be attached to an application now; asked before they are read.
///
/// Who: anybody of its collectivités. Refused: one that is not being written.
pub async fn require_may_add(ctx: &Context, id: ApplicationId) -> Result<(), Error> {
    let (loaded, _) = own(ctx, id).await?;
    Ok(require_written(&loaded.row, ctx.now())?)
}

/// A file as it came with a form.
pub struct Received {
    /// As the browser calls it; never trusted.
    pub name: String,
    pub content: Arrived,
}

/// Where the content of a file is that came.
pub enum Arrived {
    Whole(Vec<u8>),
    /// In a temporary file, which is read when its turn comes; of one larger than a file may be, only the size is
    /// there.
    Waiting {
        size: u64,
        file: Arc<File>,
    },
}

/// Files that are in memory at once: each may hold twenty megabytes.
static IN_MEMORY: Semaphore = Semaphore::const_new(2);

impl Arrived {
    /// The whole content, in memory.
    async fn read(self) -> Result<Vec<u8>, Error> {
        let (size, file) = match self {
            Arrived::Whole(content) => return Ok(content),
            Arrived::Waiting { size, file } => (size, file),
        };
        if size > MOST_BYTES {
            return Err(Refusal::FileTooLarge { most: MOST_BYTES }.into());
        }
        let read = move || {
            let (mut file, mut content) = (file.as_ref(), Vec::new());
            file.seek(SeekFrom::Start(0))?;
            file.take(MOST_BYTES).read_to_end(&mut content)?;
            Ok::<_, std::io::Error>(content)
        };
        let content = tokio::task::spawn_blocking(read).await.map_err(|error| Error::Stored(error.to_string()))?;
        content.map_err(|error| Error::Stored(format!("a file that was sent: {error}")))
    }
}

/// Attaches files to a field of a draft, one after the other.
///
/// Who: anybody of its collectivités. Refused, each on its own (with its name where there are several), under the name
/// of the field: an empty file, one too many, too large, or of another type than is taken; the others are attached.
/// None at all is [`Refusal::FileMissing`].
pub async fn add_all(ctx: &Context, id: ApplicationId, field: &str, files: Vec<Received>) -> Result<(), Error> {
    // Nobody else is told that it was no file.
    let (loaded, ..) = own(ctx, id).await?;
    require_written(&loaded.row, ctx.now())?;
    refused_one_by_one(FieldName::question(field), files, |file| add(ctx, id, field, file)).await
}

/// Adds files one after the other; those that are refused are told by their names, and the others are kept.
pub(crate) async fn refused_one_by_one<F: Future<Output = Result<(), Error>>>(
    field: FieldName,
    files: Vec<Received>,
    add: impl Fn(Received) -> F,
) -> Result<(), Error> {
    if files.is_empty() {
        return Err(FieldRefusals::one(field, Refusal::FileMissing).into());
    }
    let (all, mut refused) = (files.len(), Vec::new());
    for file in files {
        let name = shown_name(&file.name);
        match add(file).await {
            Ok(()) => {}
            Err(Error::Fields(refusals)) => refused.extend(refusals.0.into_iter().map(|(_, why)| (name.clone(), why))),
            Err(other) => return Err(other),
        }
    }
    if refused.is_empty() {
        return Ok(());
    }
    if all == 1 {
        return Err(FieldRefusals(refused.into_iter().map(|(_, why)| (field.clone(), why)).collect()).into());
    }
    // How many are attached is told once.
    let mut kept = all - refused.len();
    let refusal = |(name, why): (String, Refusal)| {
        (field.clone(), Refusal::FileRefused { name, why: Box::new(why), kept: mem::take(&mut kept) })
    };
    Err(FieldRefusals(refused.into_iter().map(refusal).collect()).into())
}

/// What is noted of a file whose content is kept.
pub(crate) struct Kept {
    pub id: AttachmentId,
    /// As it is shown.
    pub name: String,
    pub kind: FileKind,
    /// In bytes.
    pub size: i64,
    pub sha256: String,
}

/// Checks the content of a file and keeps it whole; the row that names it is written after it, so that no row names a
/// part of a file. Refused under the name of the field.
pub(crate) async fn keep_content(ctx: &Context, field: FieldName, received: Received) -> Result<Kept, Error> {
    let id = AttachmentId(ctx.platform.new_id());
    let Received { name, content } = received;
    let _permit = IN_MEMORY.acquire().await.map_err(|error| Error::Stored(error.to_string()))?;
    let content = match content.read().await {
        Err(Error::Refused(refusal)) => return Err(FieldRefusals::one(field, refusal).into()),
        other => other?,
    };
    let mut refusals = FieldRefusals::default();
    let kind = refusals.take(field.clone(), kind::kind_of(&name, &mut Cursor::new(&content)));
    let Some(kind) = kind else { return Err(refusals.into()) };
    let (size, digest) = (content.len(), Sha256::digest(&content));
    // Before the transaction, which shall not wait for twenty megabytes.
    if let Err(error) = store(ctx)?.put(&place(id), PutPayload::from(content)).await {
        tracing::error!(%error, "a file could not be kept");
        return Err(FieldRefusals::one(field, Refusal::FilesUnreachable).into());
    }
    Ok(Kept {
        id,
        name: shown_name(&name),
        kind,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

/// The content of a file, part by part.
pub(crate) async fn read_content(ctx: &Context, id: AttachmentId) -> Result<Content, Error> {
    Ok(store(ctx)?.get(&place(id)).await.map_err(failed)?.into_stream())
}

/// An application that whoever asks may attach files to.
async fn own(ctx: &Context, id: ApplicationId) -> Result<(Loaded, PersonId), Error> {
    let person = ctx.person()?;
    let (loaded, viewer, _) = seen(ctx, id).await?;
    match viewer {
        Viewer::Applicant { .. } => Ok((loaded, person)),
        Viewer::Handler | Viewer::Assessor | Viewer::Reader => Err(Error::Forbidden),
    }
}

/// Attaches a file to a field of a draft; as [`add_all`], for one.
pub async fn add(ctx: &Context, id: ApplicationId, field: &str, received: Received) -> Result<(), Error> {
    // Nothing is kept of what somebody sends to a file that is not theirs.
    let (loaded, person) = own(ctx, id).await?;
    require_written(&loaded.row, ctx.now())?;
    let kept = keep_content(ctx, FieldName::question(field), received).await?;
    let attachment = kept.id;
    let row = attachment::Model {
        id: attachment,
        application: id,
        field: field.to_owned(),
        name: kept.name,
        kind: kept.kind,
        size: kept.size,
        sha256: kept.sha256,
        person,
        at: ctx.now().into(),
    };
    let written = write(ctx, id, row).await;
    if written.is_err() {
        take_away(ctx, attachment).await;
    }
    written
}

async fn write(ctx: &Context, id: ApplicationId, row: attachment::Model) -> Result<(), Error> {
    let (attachment, field) = (row.id, row.field.clone());
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::WriteApplication)?;
    require_written(&loaded.row, ctx.now())?;
    let known = loaded.form()?.field(&field).is_some_and(|field| field.kind == FieldKind::File);
    let there = stored::of_application(&tx, id).await?.len();
    let refusal = match (known, there < MOST_FILES) {
        (false, _) => Some(Refusal::NotOnTheList),
        (true, false) => Some(Refusal::TooManyFiles { most: MOST_FILES }),
        (true, true) => None,
    };
    if let Some(refusal) = refusal {
        return Err(FieldRefusals::one(FieldName::question(&field), refusal).into());
    }
    attachment::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::AttachmentAdded { application: id, attachment }).await?;
    ctx.commit(tx).await
}

/// Takes an attached file away from a draft. Who: anybody of its collectivités. Refused once the draft was submitted:
/// the frozen copy names it.
pub async fn remove(ctx: &Context, id: ApplicationId, attachment: AttachmentId) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::WriteApplication)?;
    require_written(&loaded.row, ctx.now())?;
    if loaded.row.number.is_some() {
        return Err(Refusal::AlreadySubmitted.into());
    }
    let query = attachment::Entity::delete_many().filter(attachment::Column::Id.eq(attachment));
    let gone = query.filter(attachment::Column::Application.eq(id)).exec(&tx).await?.rows_affected;
    if gone == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&tx, ctx, Event::AttachmentRemoved { application: id, attachment }).await?;
    ctx.commit(tx).await?;
    take_away(ctx, attachment).await;
    Ok(())
}

/// Takes a file away that no row names any more. Where that fails, [`quarantine::sweep`] does it later: what was asked
/// is done.
pub(crate) async fn take_away(ctx: &Context, attachment: AttachmentId) {
    if let Some(store) = &ctx.platform.files
        && let Err(error) = store.delete(&place(attachment)).await
    {
        tracing::error!(%error, "a file that no application names could not be removed");
    }
}

/// An application with its files that whoever asks may read: its own people all of them, the State's those of what was
/// submitted.
async fn readable(ctx: &Context, id: ApplicationId) -> Result<(Loaded, Vec<attachment::Model>), Error> {
    let (loaded, viewer, _) = seen(ctx, id).await.map_err(|error| match error {
        Error::Forbidden => Error::NotFound,
        other => other,
    })?;
    let mut rows = stored::of_application(ctx.read(), id).await?;
    if !matches!(viewer, Viewer::Applicant { .. }) {
        let copy = copy_of(&loaded.row)?;
        rows.retain(|row| copy.as_ref().is_some_and(|copy| copy.attachments.iter().any(|one| one.id == row.id)));
    }
    Ok((loaded, rows))
}

/// A file with its content, part by part as it is sent on, for whoever may read the application that it belongs to.
pub async fn read(
    ctx: &Context,
    id: ApplicationId,
    attachment: AttachmentId,
) -> Result<(attachment::Model, Content), Error> {
    let (_, rows) = readable(ctx, id).await?;
    let row = rows.into_iter().find(|row| row.id == attachment).ok_or(Error::NotFound)?;
    Ok((row, read_content(ctx, attachment).await?))
}

/// Every file of an application as one ZIP, and its name, for whoever may read them one by one. None at all is
/// [`Error::NotFound`].
pub async fn read_all(ctx: &Context, id: ApplicationId) -> Result<(String, Bundle), Error> {
    let (loaded, rows) = readable(ctx, id).await?;
    if rows.is_empty() {
        return Err(Error::NotFound);
    }
    let form = loaded.form()?;
    let packed = rows.into_iter().map(|row| Packed {
        id: row.id,
        folder: form.field(&row.field).map_or_else(|| row.field.clone(), |field| field.label.clone()),
        name: row.name,
        size: u32::try_from(row.size).unwrap_or(u32::MAX),
        at: row.at.utc(),
    });
    let name =
        loaded.row.number.as_ref().map_or_else(|| "pieces.zip".to_owned(), |number| format!("pieces-{number}.zip"));
    Ok((name, bundle::pack(store(ctx)?.clone(), packed.collect())))
}

/// The most applications whose files are packed into one ZIP, and the most bytes of it: what its format holds.
pub const MOST_SELECTED: usize = 50;
const MOST_PACKED: u64 = 3_500_000_000;

/// The files of a selection of applications as one ZIP, a folder for each field of each, and its name.
///
/// Who: those who handle applications, who may read each of these. Refused: nothing chosen, more than fifty, more than
/// one ZIP holds; none that has a file is [`Error::NotFound`].
pub async fn read_selection(ctx: &Context, ids: &[ApplicationId]) -> Result<(String, Bundle), Error> {
    handled_by(ctx)?;
    if ids.is_empty() {
        return Err(Refusal::NothingTicked.into());
    }
    if ids.len() > MOST_SELECTED {
        return Err(Refusal::TooManyTicked { most: MOST_SELECTED }.into());
    }
    let mut packed = Vec::new();
    for id in ids {
        let (loaded, rows) = readable(ctx, *id).await?;
        let form = loaded.form()?;
        // Before the title, so that folders stand in the order of the desk.
        let number = loaded.row.number.clone().unwrap_or_else(|| id.to_string());
        packed.extend(rows.into_iter().map(|row| {
            let label = form.field(&row.field).map_or(row.field.as_str(), |field| field.label.as_str());
            Packed {
                id: row.id,
                folder: format!("{number} – {label}"),
                name: row.name,
                size: u32::try_from(row.size).unwrap_or(u32::MAX),
                at: row.at.utc(),
            }
        }));
    }
    if packed.is_empty() {
        return Err(Error::NotFound);
    }
    if packed.iter().map(|file| u64::from(file.size)).sum::<u64>() > MOST_PACKED {
        return Err(Refusal::FileTooLarge { most: MOST_PACKED }.into());
    }
    Ok(("pieces-selection.zip".to_owned(), bundle::pack(store(ctx)?.clone(), packed)))
}
