//! Corrections whose deadline nears.

use super::occasion::Occasion;
use crate::{
    Context, Error,
    application::loaded::members_of,
    campaign::loaded::campaign_of,
    membership::acting::people_of,
    notice::{self, Kind},
};
use chrono::Duration;
use entity::{address::Address, application::ApplicationState, id::ApplicationId, table::application};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// So long before the deadline, a correction is recalled.
const BEFORE: Duration = Duration::days(2);

/// Tells the people of an application that what they were asked to correct is awaited within two days. Gives how many
/// notices were written.
pub(super) async fn remind(ctx: &Context) -> Result<usize, Error> {
    let now = ctx.now();
    let due = application::Entity::find()
        .filter(application::Column::State.eq(ApplicationState::CorrectionAsked))
        .filter(application::Column::CorrectionUntil.gt(now.timestamp_millis()))
        .filter(application::Column::CorrectionUntil.lte((now + BEFORE).timestamp_millis()));
    let mut sent = 0;
    for row in due.order_by_asc(application::Column::Id).all(ctx.read()).await? {
        let Some(until) = row.correction_until else { continue };
        // Where all of the time is as short as that, the question itself has said so.
        let campaign = campaign_of(ctx.read(), row.campaign).await?;
        if Duration::days(campaign.envelope(&row.envelope)?.correction_days.into()) <= BEFORE {
            continue;
        }
        let name = format!("correction {}", until.0);
        let Some(occasion) = Occasion::due(name, until.utc() - BEFORE, now) else { continue };
        sent += notify(ctx, &occasion, row.id).await?;
    }
    Ok(sent)
}

async fn notify(ctx: &Context, occasion: &Occasion, id: ApplicationId) -> Result<usize, Error> {
    let tx = ctx.begin().await?;
    let row = application::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
    let Some(row) = row.filter(|row| row.state == ApplicationState::CorrectionAsked) else { return Ok(0) };
    if occasion.claim(ctx, &tx, vec![id]).await?.is_empty() {
        return Ok(0);
    }
    let people = people_of(&tx, members_of(&tx, row.group_id, row.siren).await?).await?;
    let until = row.correction_until.map(|until| until.utc());
    let rows = notice::rows_until(ctx, people, Kind::CorrectionReminder, &row.title, Address::Application(id), until);
    let sent = rows.len();
    notice::write(&tx, rows).await?;
    ctx.commit(tx).await?;
    Ok(sent)
}
