//! The catalogue of services that exist: imported from lists, read once more before it changes, proposed beside needs.

pub mod catalogue;
pub(crate) mod kept;
mod list;
pub mod near;

use self::list::{Fault, read};
use crate::{
    Context, Error, audit, bulk, door,
    reference::{ImportError, add_faults},
};
use entity::{
    event::Event,
    form_field,
    id::{PersonId, ServiceId},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    service::{MOST_SERVICES, ServiceContent, Source},
    shown::Shown,
    table::{service, service_list},
    text::searchable,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, sea_query::OnConflict,
};
use std::collections::HashMap;
use wording::operator::import as words;

/// How many lines a refusal names; the others are counted.
const MOST_TOLD: usize = 50;

/// What becomes of a service of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    Added,
    /// Stands in the catalogue, otherwise.
    Changed,
    /// Was withdrawn, and comes back.
    Restored,
    Unchanged,
}

/// A service of a list, beside the one of the same name that the catalogue has.
#[derive(Debug, Clone)]
pub struct Change {
    pub becomes: Becomes,
    pub listed: ServiceContent,
    pub before: Option<service::Model>,
}

/// What a list would change.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Where the list comes from.
    pub source: String,
    pub changes: Vec<Change>,
}

impl Preview {
    /// How many services become this.
    pub fn count(&self, becomes: Becomes) -> usize {
        self.changes.iter().filter(|change| change.becomes == becomes).count()
    }

    /// The fingerprint of what is read before it is confirmed.
    pub fn shown(&self) -> Shown {
        let parts = self.changes.iter().flat_map(|change| {
            let before = change.before.as_ref().map(|row| row.changed_at.0.to_string()).unwrap_or_default();
            [format!("{:?}", change.becomes), format!("{:?}", change.listed), before]
        });
        Shown::of([self.source.clone()].into_iter().chain(parts))
    }
}

/// What an import changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
}

/// Refuses whoever may not send a list, before a byte of it is read. Who: curators.
pub fn require_may_upload(ctx: &Context) -> Result<PersonId, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    ctx.person()
}

/// Keeps a list that a curator sends until they have read what it would change ([`preview`]); one at a time.
///
/// Who: curators. Refused: without its origin; a file that is not in UTF-8 ([`Refusal::NotUtf8`]), that cannot be read
/// ([`Refusal::ListUnreadable`]); each line that is wrong ([`Refusal::ListLine`]). Nothing is then kept.
pub async fn upload(ctx: &Context, bytes: Vec<u8>, source: &str) -> Result<(), Error> {
    let person = require_may_upload(ctx)?;
    let mut refusals = FieldRefusals::default();
    let source = refusals.take(form_field::SOURCE, Source::line(source));
    let read = tokio::task::spawn_blocking(move || read("", &bytes)).await;
    let services = match read.map_err(|error| Error::Stored(error.to_string()))? {
        Ok(services) => services,
        Err(fault) => {
            add_fault(fault, &mut refusals)?;
            Vec::new()
        }
    };
    let Some(source) = source.filter(|_| refusals.is_empty()) else { return Err(refusals.into()) };
    let row = service_list::Model {
        person,
        source: source.into_string(),
        content: serde_json::to_string(&services)?,
        at: ctx.now().into(),
    };
    let tx = ctx.begin().await?;
    let again = OnConflict::column(service_list::Column::Person)
        .update_columns([service_list::Column::Source, service_list::Column::Content, service_list::Column::At])
        .to_owned();
    service_list::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(&tx).await?;
    ctx.commit(tx).await
}

/// Says what is wrong with a list beside the field that it came in.
fn add_fault(fault: Fault, refusals: &mut FieldRefusals) -> Result<(), Error> {
    let faults = match fault {
        Fault::NotUtf8 { line } => {
            refusals.add(form_field::LIST, Refusal::NotUtf8 { line });
            return Ok(());
        }
        Fault::Table(faults) => faults,
    };
    add_faults(faults, MOST_TOLD, refusals)
}

/// What the list that a curator sent last, and has not confirmed, would change; None where there is none.
///
/// Who: the curator who sent it.
pub async fn preview(ctx: &Context) -> Result<Option<Preview>, Error> {
    let person = require_may_upload(ctx)?;
    match service_list::Entity::find_by_id(person).one(ctx.read()).await? {
        Some(row) => Ok(Some(compare(ctx.read(), row).await?)),
        None => Ok(None),
    }
}

async fn compare(database: &impl ConnectionTrait, list: service_list::Model) -> Result<Preview, Error> {
    let listed: Vec<ServiceContent> = serde_json::from_str(&list.content)?;
    Ok(Preview { changes: changes(&all(database).await?, listed), source: list.source })
}

/// Every service, also those that were withdrawn.
async fn all(database: &impl ConnectionTrait) -> Result<Vec<service::Model>, Error> {
    Ok(service::Entity::find().all(database).await?)
}

fn changes(there: &[service::Model], listed: Vec<ServiceContent>) -> Vec<Change> {
    let by_name: HashMap<&str, &service::Model> = there.iter().map(|row| (row.folded.as_str(), row)).collect();
    let change = |listed: ServiceContent| {
        let before = by_name.get(searchable(&listed.name).as_str()).map(|row| (*row).clone());
        let becomes = match &before {
            None => Becomes::Added,
            Some(row) if row.withdrawn_at.is_some() => Becomes::Restored,
            Some(row) if says(row, &listed) => Becomes::Unchanged,
            Some(_) => Becomes::Changed,
        };
        Change { becomes, listed, before }
    };
    listed.into_iter().map(change).collect()
}

/// Whether a row says what a list does.
fn says(row: &service::Model, listed: &ServiceContent) -> bool {
    let ServiceContent { name, purpose, operator, licence, address } = listed;
    [(&row.name, name), (&row.purpose, purpose), (&row.operator, operator)].iter().all(|(one, other)| one == other)
        && row.licence == *licence
        && row.address == *address
}

/// Takes the list that was read once more into the catalogue. What it does not name stays.
///
/// Who: the curator who sent it. Refused when the catalogue changed since it was read ([`Refusal::ShownChanged`]).
pub async fn apply(ctx: &Context) -> Result<Applied, Error> {
    let person = require_may_upload(ctx)?;
    let tx = ctx.begin().await?;
    door::turn(&tx, "import of services").await?;
    let list =
        service_list::Entity::find_by_id(person).lock_exclusive().one(&tx).await?.ok_or(Refusal::RequestEnded)?;
    let preview = compare(&tx, list).await?;
    ctx.require_shown("", &preview.shown())?;
    let applied = write(ctx, &tx, &preview).await?;
    service_list::Entity::delete_by_id(person).exec(&tx).await?;
    trace(ctx, &tx, applied, Some(preview.source)).await?;
    ctx.commit(tx).await?;
    ctx.platform.services.forget();
    Ok(applied)
}

/// Gives the list up that a curator sent. Who: the curator who sent it.
pub async fn drop_list(ctx: &Context) -> Result<(), Error> {
    let person = require_may_upload(ctx)?;
    let tx = ctx.begin().await?;
    service_list::Entity::delete_by_id(person).exec(&tx).await?;
    ctx.commit(tx).await
}

/// Imports a list, for whoever runs the command on the server itself. Refused by line, and nothing is then imported.
pub async fn import(ctx: &Context, file: &str, bytes: &[u8]) -> Result<Applied, Vec<ImportError>> {
    let services = read(file, bytes).map_err(|fault| match fault {
        Fault::Table(faults) => faults,
        Fault::NotUtf8 { line } => {
            vec![ImportError::Line { file: file.to_owned(), line, why: words::NOT_UTF8.to_owned() }]
        }
    })?;
    put(ctx, services, &words::source_of_file(file)).await.map_err(|error| vec![ImportError::Database(error)])
}

async fn put(ctx: &Context, services: Vec<ServiceContent>, source: &str) -> Result<Applied, Error> {
    let tx = ctx.begin().await?;
    door::turn(&tx, "import of services").await?;
    let preview = Preview { changes: changes(&all(&tx).await?, services), source: source.to_owned() };
    let applied = write(ctx, &tx, &preview).await?;
    trace(ctx, &tx, applied, None).await?;
    ctx.commit(tx).await?;
    ctx.platform.services.forget();
    Ok(applied)
}

async fn trace(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    applied: Applied,
    evidence: Option<String>,
) -> Result<(), Error> {
    let Applied { added, changed, .. } = applied;
    audit::record(tx, ctx, Event::ServicesImported { added, changed, evidence }).await
}

async fn write(ctx: &Context, tx: &impl ConnectionTrait, preview: &Preview) -> Result<Applied, Error> {
    let row = |change: &Change| {
        let ServiceContent { name, purpose, operator, licence, address } = change.listed.clone();
        let before = change.before.as_ref();
        service::Model {
            id: before.map_or_else(|| ServiceId(ctx.platform.new_id()), |row| row.id),
            folded: searchable(&name),
            name,
            purpose,
            operator,
            licence,
            address,
            source: preview.source.clone(),
            created_at: before.map_or_else(|| ctx.now().into(), |row| row.created_at),
            changed_at: ctx.now().into(),
            withdrawn_at: None,
        }
    };
    let (mut fresh, mut changed) = (Vec::new(), 0);
    for change in &preview.changes {
        match change.becomes {
            Becomes::Unchanged => {}
            Becomes::Added => fresh.push(row(change)),
            Becomes::Changed | Becomes::Restored => {
                row(change).into_active_model().reset_all().update(tx).await?;
                changed += 1;
            }
        }
    }
    let added = fresh.len();
    for batch in fresh.chunks(500) {
        bulk::insert::<service::Entity, service::ActiveModel>(tx, batch.to_vec(), None).await?;
    }
    Ok(Applied { added, changed, unchanged: preview.count(Becomes::Unchanged) })
}

/// Takes a service out of the catalogue; a list that names it brings it back.
///
/// Who: curators. Nothing happens where it was taken out before.
pub async fn withdraw(ctx: &Context, id: ServiceId) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let tx = ctx.begin().await?;
    let query = service::Entity::find_by_id(id).lock_exclusive();
    let row = query.one(&tx).await?.ok_or(Error::NotFound)?;
    if row.withdrawn_at.is_some() {
        return Ok(());
    }
    let mut changed = row.into_active_model();
    changed.withdrawn_at = Set(Some(ctx.now().into()));
    changed.changed_at = Set(ctx.now().into());
    changed.update(&tx).await?;
    audit::record(&tx, ctx, Event::ServiceWithdrawn { service: id }).await?;
    ctx.commit(tx).await?;
    ctx.platform.services.forget();
    Ok(())
}

/// The services of the demonstration, which stand in the executable.
pub(crate) async fn import_embedded(ctx: &Context) -> Result<Applied, Error> {
    const LIST: &str = include_str!("../campaigns/services.csv");
    match import(ctx, "services.csv", LIST.as_bytes()).await {
        Ok(applied) => Ok(applied),
        Err(faults) => Err(Error::Stored(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))),
    }
}

/// The services that were not withdrawn, by name; at most as many as a catalogue may hold.
pub(crate) async fn current(database: &impl ConnectionTrait) -> Result<Vec<service::Model>, Error> {
    let query = service::Entity::find().filter(service::Column::WithdrawnAt.is_null());
    let mut rows = query.limit(10 * MOST_SERVICES as u64).all(database).await?;
    rows.sort_by(|one, other| one.folded.cmp(&other.folded));
    Ok(rows)
}
