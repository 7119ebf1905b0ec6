//! Campaigns: importing their files, and showing what a change would change.

pub mod affected;
pub mod draft;
pub mod file;
pub mod loaded;
pub mod trial;

use crate::{
    Context, Error,
    audit::EventBatch,
    campaign::loaded::{StoredCampaign, campaign_of},
    frozen_rule, ledger,
};
use chrono::{DateTime, Utc};
use entity::{
    campaign::Campaign,
    event::Event,
    id::{ApplicationId, CampaignId, EntryId, GroupId, NeedId, ProjectId},
    refusal::Refusal,
    table::{Millis, application, campaign, campaign_version, group, ledger_entry, need, project},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Select, sea_query::LockType,
};
use std::sync::Arc;
use wording::{Attempt, operator::campaign::difference};

/// What importing a campaign file did or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Import {
    /// A campaign of this name did not exist: it does now.
    Created,
    /// The file says what is in force.
    Unchanged,
    /// The file says something else; nothing was changed. One line a difference.
    Differs(Vec<String>),
    /// The differences were applied; the rules have a new version.
    Applied(Vec<String>),
}

/// Imports a campaign. A new one is prepared: nothing of it is there until [`open`], and no other campaign changes. A
/// campaign that is there already changes only when `apply` is true.
///
/// Refused once the rule is frozen, and from the opening of the selection on: a change of its rule, dates or envelope.
/// What the file of an opened campaign allots is written to the ledger.
pub async fn import(ctx: &Context, spec: &Campaign, apply: bool) -> Result<Import, Error> {
    if apply {
        require_vote_open(ctx, spec).await?;
    }
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    let outcome = import_within(ctx, &tx, spec, apply, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(outcome)
}

/// Refuses a change of how a campaign selects once its rule is frozen.
async fn require_vote_open(ctx: &Context, spec: &Campaign) -> Result<(), Error> {
    match changes_the_vote(ctx, spec).await? {
        Some(id) => frozen_rule::require_open(ctx, id, Attempt::ChangeCampaign).await,
        None => Ok(()),
    }
}

/// As [`import`], in a transaction of somebody else's.
async fn import_within(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    spec: &Campaign,
    apply: bool,
    trace: &mut EventBatch,
) -> Result<Import, Error> {
    let current = campaign::Entity::find()
        .filter(campaign::Column::Slug.eq(&spec.slug))
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?;
    Ok(match current {
        None => {
            let row = campaign::Model {
                id: CampaignId(ctx.platform.new_id()),
                slug: spec.slug.clone(),
                spec: serde_json::to_string(spec)?,
                version: 1,
                imported_at: ctx.now().into(),
                opened_at: None,
                demo: ctx.platform.demo,
            };
            let event = Event::CampaignImported { campaign: row.id, version: 1 };
            let id = row.id;
            campaign::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
            keep_version(ctx, tx, id, 1, &serde_json::to_string(spec)?).await?;
            trace.add(ctx, event)?;
            Import::Created
        }
        Some(row) => {
            let before: serde_json::Value = serde_json::from_str(&row.spec)?;
            let after = serde_json::to_value(spec)?;
            let mut differences = Vec::new();
            compare("", &before, &after, &mut differences);
            match (differences.is_empty(), apply) {
                (true, _) => {
                    if row.opened_at.is_some() {
                        ledger::settle(ctx, tx, row.id, spec).await?;
                    }
                    Import::Unchanged
                }
                (false, false) => Import::Differs(differences),
                (false, true) => {
                    let stored: Campaign = serde_json::from_str(&row.spec)?;
                    if ctx.now() >= stored.calendar.selection.opening() && !stored.selects_like(spec) {
                        return Err(Refusal::SelectionFrozen.into());
                    }
                    let (id, version, opened) = (row.id, row.version + 1, row.opened_at.is_some());
                    if opened {
                        require_key(ctx, spec)?;
                        affected::notify(ctx, tx, &StoredCampaign::of(row.clone())?, spec).await?;
                    }
                    let mut changed = row.into_active_model();
                    changed.spec = Set(after.to_string());
                    changed.version = Set(version);
                    changed.update(tx).await?;
                    keep_version(ctx, tx, id, version, &after.to_string()).await?;
                    if opened {
                        ledger::settle(ctx, tx, id, spec).await?;
                    }
                    trace.add(ctx, Event::CampaignImported { campaign: id, version })?;
                    Import::Applied(differences)
                }
            }
        }
    })
}

/// Refuses to open a campaign that asks for bank accounts where there is no key under which they are sealed.
fn require_key(ctx: &Context, spec: &Campaign) -> Result<(), Refusal> {
    match spec.iban && !ctx.platform.has_vault() {
        true => Err(Refusal::IbanKeyMissing),
        false => Ok(()),
    }
}

/// What opening a campaign did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It is the current one from now on.
    Opened,
    /// It was opened before: nothing changed.
    OpenedBefore,
}

/// Opens a prepared campaign: it is the current one from now on. Those opened before go on beside it, each by its own
/// calendar and below its own address.
///
/// Refused: [`Error::NotFound`] for a name that was not imported; [`Refusal::VoteUnderWay`] while the current campaign
/// stands between the freeze of its rule and the close of its vote, so that the addresses of a vote lead to it as long
/// as it lasts; [`Refusal::IbanKeyMissing`] where it asks for bank accounts, and the settings name no key.
pub async fn open(ctx: &Context, slug: &str) -> Result<Opening, Error> {
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    let opening = open_within(ctx, &tx, slug, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(opening)
}

/// As [`open`], in a transaction of somebody else's.
async fn open_within(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    slug: &str,
    trace: &mut EventBatch,
) -> Result<Opening, Error> {
    // All of them, in one order: two who open, or one who opens and one who freezes, wait for each other.
    let rows = campaign::Entity::find().order_by_asc(campaign::Column::Id).lock(LockType::NoKeyUpdate).all(tx).await?;
    // The one opened last is the current one, also where the clock stands still between two openings.
    let latest = rows.iter().filter_map(|row| row.opened_at).map(|at| at.0).max();
    let opened_at = latest.map_or(0, |latest| latest + 1).max(ctx.now().timestamp_millis());
    let row = rows.iter().find(|row| row.slug == slug).cloned().ok_or(Error::NotFound)?;
    if row.opened_at.is_some() {
        return Ok(Opening::OpenedBefore);
    }
    let current = rows.into_iter().filter(|row| row.opened_at.is_some()).max_by_key(|row| (row.opened_at, row.id));
    if let Some(current) = current.map(StoredCampaign::of).transpose()?
        && current.is_voting(tx, ctx.now()).await?
    {
        return Err(Refusal::VoteUnderWay { campaign: current.spec.slug }.into());
    }
    let (id, spec): (_, Campaign) = (row.id, serde_json::from_str(&row.spec)?);
    require_key(ctx, &spec)?;
    let mut opened = row.into_active_model();
    opened.opened_at = Set(Some(Millis(opened_at)));
    opened.update(tx).await?;
    ledger::settle(ctx, tx, id, &spec).await?;
    trace.add(ctx, Event::CampaignOpened { campaign: id })?;
    Ok(Opening::Opened)
}

/// Every campaign that was imported: those opened first, the current one at their head, then the prepared ones.
pub async fn all(ctx: &Context) -> Result<Vec<ImportedCampaign>, Error> {
    let rows = campaign::Entity::find().order_by_desc(campaign::Column::ImportedAt).all(ctx.read()).await?;
    let mut imported = rows
        .into_iter()
        .map(|row| {
            Ok(ImportedCampaign { opened_at: row.opened_at.map(|at| at.utc()), campaign: StoredCampaign::of(row)? })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    imported.sort_by_key(|one| std::cmp::Reverse(one.opened_at));
    Ok(imported)
}

/// A campaign that was imported.
#[derive(Debug, Clone)]
pub struct ImportedCampaign {
    pub campaign: StoredCampaign,
    /// None: it is prepared.
    pub opened_at: Option<DateTime<Utc>>,
}

/// Keeps what the rules say in this version, for the applications that are submitted under it.
async fn keep_version(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    campaign: CampaignId,
    version: i32,
    spec: &str,
) -> Result<(), Error> {
    let row = campaign_version::Model { campaign, version, spec: spec.to_owned(), imported_at: ctx.now().into() };
    campaign_version::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// The campaign of this name that is there, when the file would select in another way.
async fn changes_the_vote(ctx: &Context, spec: &Campaign) -> Result<Option<CampaignId>, Error> {
    let row = campaign::Entity::find().filter(campaign::Column::Slug.eq(&spec.slug)).one(ctx.read()).await?;
    let Some(row) = row else { return Ok(None) };
    let stored: Campaign = serde_json::from_str(&row.spec)?;
    Ok((!stored.selects_like(spec)).then_some(row.id))
}

/// One line for each value that differs, with its dotted path.
pub(crate) fn compare(path: &str, before: &serde_json::Value, after: &serde_json::Value, lines: &mut Vec<String>) {
    use serde_json::Value::{Array, Object};
    let below = |key: &str| {
        if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
    };
    match (before, after) {
        (Object(before), Object(after)) => {
            let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                let null = serde_json::Value::Null;
                compare(&below(key), before.get(key).unwrap_or(&null), after.get(key).unwrap_or(&null), lines);
            }
        }
        (Array(before), Array(after)) if before.len() == after.len() => {
            for (at, (before, after)) in before.iter().zip(after).enumerate() {
                compare(&below(&at.to_string()), before, after, lines);
            }
        }
        (before, after) if before != after => lines.push(difference(path, before, after)),
        _ => {}
    }
}

/// The campaigns that were opened, the current one first, for the pages. One statement, or none while they are kept;
/// what their files say is read again only of those that changed.
pub async fn opened(ctx: &Context) -> Result<Arc<[Arc<StoredCampaign>]>, Error> {
    let load = |ctx: Context| async move {
        let known = ctx.platform.opened.last(&());
        let versions = loaded::opened().select_only().columns([campaign::Column::Id, campaign::Column::Version]);
        let versions: Vec<(CampaignId, i32)> = versions.into_tuple().all(ctx.read()).await?;
        let mut campaigns = Vec::with_capacity(versions.len());
        for (id, version) in versions {
            let same = |one: &&Arc<StoredCampaign>| one.id == id && one.version == version;
            campaigns.push(match known.iter().flat_map(|known| known.iter()).find(same) {
                Some(same) => Arc::clone(same),
                None => Arc::new(campaign_of(ctx.read(), id).await?),
            });
        }
        Ok(campaigns.into())
    };
    ctx.platform.opened.get(ctx, (), load).await
}

/// The current campaign, for the pages; None before one was opened. As [`opened`].
pub async fn find_current(ctx: &Context) -> Result<Option<Arc<StoredCampaign>>, Error> {
    Ok(opened(ctx).await?.first().cloned())
}

/// The opened campaign of this name, current or not; None for a prepared one. As [`opened`].
pub async fn find_opened(ctx: &Context, slug: &str) -> Result<Option<Arc<StoredCampaign>>, Error> {
    Ok(opened(ctx).await?.iter().find(|campaign| campaign.spec.slug == slug).cloned())
}

/// The campaign of an object, for the pages. As [`opened`], and one statement more for one that another server opened a
/// moment ago.
pub async fn find(ctx: &Context, id: CampaignId) -> Result<Arc<StoredCampaign>, Error> {
    match opened(ctx).await?.iter().find(|campaign| campaign.id == id) {
        Some(known) => Ok(Arc::clone(known)),
        None => Ok(Arc::new(campaign_of(ctx.read(), id).await?)),
    }
}

/// What belongs to one campaign for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    Need(NeedId),
    Group(GroupId),
    Project(ProjectId),
    Application(ApplicationId),
    /// An entry of the ledger.
    Payment(EntryId),
}

/// The campaign of an object; None where there is no such object. One statement. Whoever asks may not be allowed to see
/// the object: its page decides on that.
pub async fn of_object(database: &impl ConnectionTrait, object: Object) -> Result<Option<CampaignId>, Error> {
    async fn campaign_in<E: EntityTrait>(
        database: &impl ConnectionTrait,
        row: Select<E>,
        column: E::Column,
    ) -> Result<Option<CampaignId>, Error> {
        Ok(row.select_only().column(column).into_tuple().one(database).await?)
    }
    match object {
        Object::Need(id) => campaign_in(database, need::Entity::find_by_id(id), need::Column::Campaign).await,
        Object::Group(id) => campaign_in(database, group::Entity::find_by_id(id), group::Column::Campaign).await,
        Object::Project(id) => campaign_in(database, project::Entity::find_by_id(id), project::Column::Campaign).await,
        Object::Application(id) => {
            campaign_in(database, application::Entity::find_by_id(id), application::Column::Campaign).await
        }
        Object::Payment(id) => {
            campaign_in(database, ledger_entry::Entity::find_by_id(id), ledger_entry::Column::Campaign).await
        }
    }
}

/// Writes what the opened campaigns allot and the ledger does not have yet: campaigns that were imported before there
/// was one.
pub async fn settle_opened(ctx: &Context) -> Result<(), Error> {
    for campaign in opened(ctx).await?.iter() {
        let tx = ctx.begin().await?;
        ledger::lock_campaign(&tx, campaign.id).await?;
        ledger::settle(ctx, &tx, campaign.id, &campaign.spec).await?;
        ctx.commit(tx).await?;
    }
    Ok(())
}
