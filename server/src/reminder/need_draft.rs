//! Needs that are drafts while the census nears its close.

use super::occasion::Occasion;
use crate::{
    Context, Error,
    bulk::one_of,
    campaign::loaded::StoredCampaign,
    membership::acting::memberships_of,
    notice::{self, Kind},
};
use chrono::{DateTime, Duration, Utc};
use entity::{address::Address, need::NeedState, table::need};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

/// So long before the close, drafts are recalled.
const BEFORE_CLOSE: [Duration; 2] = [Duration::days(7), Duration::days(2)];

/// The drafts of a campaign that were begun by an instant.
fn drafts(campaign: &StoredCampaign, by: DateTime<Utc>) -> Select<need::Entity> {
    need::Entity::find()
        .filter(need::Column::Campaign.eq(campaign.id))
        .filter(need::Column::State.eq(NeedState::Draft))
        .filter(need::Column::CreatedAt.lte(by.timestamp_millis()))
}

/// Tells those who act for a collectivité of each of its drafts, seven days and two days before the census closes.
/// Gives how many notices were written.
pub(super) async fn remind(ctx: &Context, campaign: &StoredCampaign) -> Result<usize, Error> {
    let (census, now) = (campaign.spec.calendar.census, ctx.now());
    if !census.is_open(now) {
        return Ok(0);
    }
    let due = |before: &Duration| {
        let name = format!("drafts {} {} days", campaign.id, before.num_days());
        Occasion::due(name, census.close() - *before, now)
    };
    // The latest one alone: who is late to be told is told once.
    let Some(occasion) = BEFORE_CLOSE.iter().rev().find_map(due) else { return Ok(0) };
    let mut sent = 0;
    loop {
        let drafts = || drafts(campaign, occasion.moment);
        let sirens = occasion.not_notified(ctx, drafts(), need::Column::Siren).await?;
        if sirens.is_empty() {
            return Ok(sent);
        }
        let tx = ctx.begin().await?;
        let sirens = occasion.claim(ctx, &tx, sirens).await?;
        let among = one_of(&tx, need::Column::Siren, sirens.iter().map(|siren| siren.as_str()));
        let memberships = memberships_of(&tx, &sirens).await?;
        let mut rows = Vec::new();
        for draft in drafts().filter(among).all(&tx).await? {
            let people = memberships.iter().filter(|row| row.siren == draft.siren).map(|row| row.person).collect();
            let (kind, link) = (Kind::NeedDraftReminder, Address::NeedEdit(draft.id));
            rows.extend(notice::rows_until(ctx, people, kind, &draft.title, link, Some(census.close())));
        }
        sent += rows.len();
        notice::write(&tx, rows).await?;
        ctx.commit(tx).await?;
    }
}
