//! The archive of a vote that is over: what anyone needs to recount it.

use crate::{Context, Error, context::campaign_of, frozen_rule, log};
use entity::{
    archive::{self, Files, Published},
    ballot::may_be_opened,
    id::CampaignId,
    table::log_leaf,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// The files of the archive, after the close; None before it, for everybody, and for a campaign without a vote.
pub async fn files(ctx: &Context, campaign: CampaignId) -> Result<Option<Files>, Error> {
    let campaign = campaign_of(ctx.read(), campaign).await?;
    if !may_be_opened(&campaign.spec.calendar, ctx.now()) {
        return Ok(None);
    }
    let Some(frozen) = frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await? else { return Ok(None) };
    let Some(checkpoint) = log::checkpoint(ctx, &campaign).await? else { return Ok(None) };
    let query = log_leaf::Entity::find().filter(log_leaf::Column::Campaign.eq(campaign.id));
    let leaves = query.order_by_asc(log_leaf::Column::Position).all(ctx.read()).await?;
    let publish = |leaf: &log_leaf::Model| -> Result<Published, Error> {
        Ok(Published::new(serde_json::from_str(&leaf.ballot)?, &log::fixed(&leaf.nonce)?))
    };
    let published = leaves.iter().map(publish).collect::<Result<Vec<_>, _>>()?;
    let made = tokio::task::spawn_blocking(move || archive::make(&frozen.rule, &published, &checkpoint));
    let files = made.await.map_err(|error| Error::Stored(format!("the archive stopped: {error}")))?;
    files.map(Some).map_err(|tampered| Error::Stored(tampered.to_string()))
}
