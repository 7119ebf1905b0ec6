//! What is told of applications because its hour has come: drafts before the close, decisions at their publication.

use crate::{
    Context, Error,
    campaign::loaded::{StoredCampaign, campaign_of},
    decision,
    membership::acting::people_of,
    notice,
};
use chrono::Duration;
use entity::{
    address::Address,
    application::ApplicationState,
    id::CampaignId,
    table::{application, decision as decision_table},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{HashMap, hash_map::Entry};

/// A draft is reminded of this long before the close.
const REMINDERS: [Duration; 2] = [Duration::days(2), Duration::days(1)];

/// Tells what is due by now, each thing once, whichever server does it: two days and one day before the close to those
/// who have a draft, and the decisions that are published. Gives how many things were notified.
pub async fn send_due_notices(ctx: &Context) -> Result<usize, Error> {
    let decisions = notify_decisions(ctx).await;
    Ok(remind_of_drafts(ctx).await? + decisions?)
}

async fn remind_of_drafts(ctx: &Context) -> Result<usize, Error> {
    let now = ctx.now();
    let drafts = application::Entity::find()
        .filter(application::Column::State.eq(ApplicationState::Draft))
        .filter(application::Column::Reminded.lt(REMINDERS.len() as i32));
    let mut sent = 0;
    let mut campaigns: HashMap<CampaignId, StoredCampaign> = HashMap::new();
    for draft in drafts.order_by_asc(application::Column::Id).all(ctx.read()).await? {
        let campaign = match campaigns.entry(draft.campaign) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(campaign_of(ctx.read(), draft.campaign).await?),
        };
        let Ok(Some(intake)) = campaign.intake_of(&draft) else { continue };
        let close = intake.period.close();
        let due = REMINDERS.iter().filter(|before| now >= close - **before).count();
        let due = i32::try_from(due).unwrap_or(0);
        if now >= close || due <= draft.reminded {
            continue;
        }
        let tx = ctx.begin().await?;
        let row = application::Entity::find_by_id(draft.id).lock_exclusive().one(&tx).await?;
        let Some(row) = row.filter(|row| row.state == ApplicationState::Draft && row.reminded < due) else {
            continue;
        };
        let (title, id) = (row.title.clone(), row.id);
        let members = super::loaded::members_of(&tx, row.group_id, row.siren).await?;
        let mut changed = row.into_active_model();
        changed.reminded = Set(due);
        changed.update(&tx).await?;
        let people = people_of(&tx, members).await?;
        notice::notify(&tx, ctx, people, notice::Kind::DraftReminder, &title, Address::Application(id)).await?;
        ctx.commit(tx).await?;
        sent += 1;
    }
    Ok(sent)
}

async fn notify_decisions(ctx: &Context) -> Result<usize, Error> {
    let due = decision_table::Entity::find()
        .filter(decision_table::Column::Notified.eq(false))
        .filter(decision_table::Column::PublishAt.lte(ctx.now().timestamp_millis()));
    let mut sent = 0;
    for decided in due.order_by_asc(decision_table::Column::Application).all(ctx.read()).await? {
        let tx = ctx.begin().await?;
        let query = decision_table::Entity::find_by_id((decided.application, decided.at));
        let locked = query.lock_exclusive().one(&tx).await?;
        // Another server may have told it.
        let still_due = |row: &decision_table::Model| !row.notified && row.publish_at.utc() <= ctx.now();
        if let Some(row) = locked.filter(still_due) {
            decision::notify(ctx, &tx, row).await?;
            ctx.commit(tx).await?;
            sent += 1;
        }
    }
    Ok(sent)
}
