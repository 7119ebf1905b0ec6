//! Campaigns: importing their files, and showing what a change would change.

pub mod file;

use crate::{
    Context, Error, audit,
    context::{RunningCampaign, running_campaign},
    frozen_rule, ledger,
};
use entity::{
    campaign::Campaign,
    event::Event,
    id::CampaignId,
    refusal::Refusal,
    table::{campaign, campaign_version},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, sea_query::LockType,
};
use std::sync::Arc;

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

/// Imports a campaign. A campaign that is there already changes only when `apply` is true.
///
/// Refused once the rule is frozen, and from the opening of the selection on: a change of its rule, dates or envelope. What the file
/// allots is written to the ledger.
pub async fn import(ctx: &Context, spec: &Campaign, apply: bool) -> Result<Import, Error> {
    if let Some(id) = changes_the_vote(ctx, spec).await?.filter(|_| apply) {
        frozen_rule::require_open(ctx, id, "modifier la campagne").await?;
    }
    let tx = ctx.begin().await?;
    let current = campaign::Entity::find()
        .filter(campaign::Column::Slug.eq(&spec.slug))
        .lock(LockType::NoKeyUpdate)
        .one(&tx)
        .await?;
    let outcome = match current {
        None => {
            let row = campaign::Model {
                id: CampaignId(ctx.platform.new_id()),
                slug: spec.slug.clone(),
                spec: serde_json::to_string(spec)?,
                version: 1,
                imported_at: ctx.now().into(),
                demo: ctx.platform.demo,
            };
            let event = Event::CampaignImported { campaign: row.id, version: 1 };
            let (id, subject) = (row.id, row.id.to_string());
            campaign::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
            keep_version(ctx, &tx, id, 1, &serde_json::to_string(spec)?).await?;
            ledger::settle(ctx, &tx, id, spec).await?;
            audit::record(&tx, ctx, event, Some(subject)).await?;
            Import::Created
        }
        Some(row) => {
            let before: serde_json::Value = serde_json::from_str(&row.spec)?;
            let after = serde_json::to_value(spec)?;
            let mut differences = Vec::new();
            compare("", &before, &after, &mut differences);
            match (differences.is_empty(), apply) {
                (true, _) => {
                    ledger::settle(ctx, &tx, row.id, spec).await?;
                    Import::Unchanged
                }
                (false, false) => Import::Differs(differences),
                (false, true) => {
                    let stored: Campaign = serde_json::from_str(&row.spec)?;
                    if ctx.now() >= stored.calendar.selection.opening() && !stored.selects_like(spec) {
                        return Err(Refusal::SelectionFrozen.into());
                    }
                    let (id, version) = (row.id, row.version + 1);
                    let mut changed = row.into_active_model();
                    changed.spec = Set(after.to_string());
                    changed.version = Set(version);
                    changed.update(&tx).await?;
                    keep_version(ctx, &tx, id, version, &after.to_string()).await?;
                    ledger::settle(ctx, &tx, id, spec).await?;
                    audit::record(&tx, ctx, Event::CampaignImported { campaign: id, version }, Some(id.to_string()))
                        .await?;
                    Import::Applied(differences)
                }
            }
        }
    };
    ctx.commit(tx).await?;
    Ok(outcome)
}

/// Keeps what the rules say in this version, for the files that are filed under it.
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
fn compare(path: &str, before: &serde_json::Value, after: &serde_json::Value, lines: &mut Vec<String>) {
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
        (before, after) if before != after => lines.push(format!("{path} : {before} → {after}")),
        _ => {}
    }
}

/// The campaign in force, for the pages; None before one is imported. One statement, or none while it is kept.
pub async fn find_running(ctx: &Context) -> Result<Option<Arc<RunningCampaign>>, Error> {
    let load = |ctx: Context| async move {
        match running_campaign(ctx.read()).await {
            Ok(campaign) => Ok(Some(Arc::new(campaign))),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    };
    ctx.platform.running.get(ctx, (), load).await
}
