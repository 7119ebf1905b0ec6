//! What was granted and paid, entry by entry of the ledger.

use crate::{Context, Error};
use chrono::{DateTime, Utc};
use entity::{
    decision::Outcome,
    id::{ApplicationId, CampaignId},
    ledger::EntryKind,
    statistics::Flow,
    table::{application, decision, ledger_entry},
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// Each promise and each payment, in cents: a promise counts from the hour at which its decision is published, and
/// never where the application was taken back before. What was given back later stays granted in its week. Two
/// statements.
pub(super) async fn flows(ctx: &Context, campaign: CampaignId) -> Result<Vec<(Flow, DateTime<Utc>, u64)>, Error> {
    let kinds = [EntryKind::Engagement, EntryKind::Release, EntryKind::Payment];
    let entries = ledger_entry::Entity::find()
        .filter(ledger_entry::Column::Campaign.eq(campaign))
        .filter(ledger_entry::Column::Kind.is_in(kinds))
        .order_by_asc(ledger_entry::Column::At)
        .all(ctx.read())
        .await?;
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let hours = hours(ctx, campaign).await?;
    let mut released: HashMap<ApplicationId, DateTime<Utc>> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.kind == EntryKind::Release) {
        if let Some(application) = entry.application {
            released.entry(application).or_insert(entry.at.utc());
        }
    }
    let mut flows = Vec::new();
    for entry in &entries {
        let cents = u64::try_from(entry.amount.cents()).unwrap_or(0);
        match (entry.kind, entry.application) {
            (EntryKind::Payment, _) => flows.push((Flow::Paid, entry.at.utc(), cents)),
            (EntryKind::Engagement, Some(application)) => {
                let at = hours.get(&application).map_or(entry.at.utc(), |hour| entry.at.utc().max(*hour));
                let gone = released.get(&application).is_some_and(|released| *released < at);
                if at <= ctx.now() && !gone {
                    flows.push((Flow::Granted, at, cents));
                }
            }
            _ => {}
        }
    }
    Ok(flows)
}

/// When the acceptance of each application is published.
async fn hours(ctx: &Context, campaign: CampaignId) -> Result<HashMap<ApplicationId, DateTime<Utc>>, Error> {
    let of = decision::Entity::belongs_to(application::Entity)
        .from(decision::Column::Application)
        .to(application::Column::Id)
        .into();
    let accepted = decision::Entity::find()
        .join(JoinType::InnerJoin, of)
        .filter(application::Column::Campaign.eq(campaign))
        .filter(decision::Column::Outcome.eq(Outcome::Accepted))
        .order_by_asc(decision::Column::At)
        .all(ctx.read())
        .await?;
    Ok(accepted.into_iter().map(|row| (row.application, row.publish_at.utc())).collect())
}
