//! The archive of a vote that is over: what anyone needs to recount it.

pub(crate) mod packed;

use self::packed::Packed;
use crate::{
    Context, Error,
    campaign::loaded::{StoredCampaign, campaign_of},
    frozen_rule::{self, Frozen},
    log,
};
use entity::{
    archive::{self, Files, Published},
    ballot::may_be_opened,
    id::CampaignId,
    siren::Siren,
    table::log_leaf,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::{
    collections::BTreeSet,
    sync::{Arc, PoisonError},
};

/// What an archive is made from, when there is one.
async fn sources(
    ctx: &Context,
    campaign: CampaignId,
) -> Result<Option<(Arc<StoredCampaign>, Arc<Frozen>, String)>, Error> {
    let campaign = campaign_of(ctx.read(), campaign).await?;
    if !may_be_opened(&campaign.spec.calendar, ctx.now()) {
        return Ok(None);
    }
    let Some(frozen) = frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await? else { return Ok(None) };
    let Some(checkpoint) = log::checkpoint(ctx, &campaign).await? else { return Ok(None) };
    Ok(Some((Arc::new(campaign), frozen, checkpoint)))
}

/// The files of the archive, after the close; None before it, for everybody, and for a campaign without a vote.
pub async fn files(ctx: &Context, campaign: CampaignId) -> Result<Option<Files>, Error> {
    match sources(ctx, campaign).await? {
        Some((campaign, frozen, checkpoint)) => make(ctx, &campaign, frozen, checkpoint).await.map(Some),
        None => Ok(None),
    }
}

async fn make(
    ctx: &Context,
    campaign: &StoredCampaign,
    frozen: Arc<Frozen>,
    checkpoint: String,
) -> Result<Files, Error> {
    let query = log_leaf::Entity::find().filter(log_leaf::Column::Campaign.eq(campaign.id));
    let leaves = query.order_by_asc(log_leaf::Column::Position).all(ctx.read()).await?;
    let publish = |leaf: &log_leaf::Model| -> Result<Published, Error> {
        Ok(Published::new(serde_json::from_str(&leaf.ballot)?, &log::fixed(&leaf.nonce)?))
    };
    let published = leaves.iter().map(publish).collect::<Result<Vec<_>, _>>()?;
    let voters: Vec<Siren> = leaves.iter().map(|leaf| leaf.siren).collect::<BTreeSet<_>>().into_iter().collect();
    let made = tokio::task::spawn_blocking(move || archive::make(&frozen.rule, &published, &voters, &checkpoint));
    let files = made.await.map_err(|error| Error::Stored(format!("the archive stopped: {error}")))?;
    files.map_err(|tampered| Error::Stored(tampered.to_string()))
}

/// As [`files`], packed into one by `pack`, and kept: the votes that are over do not change.
pub async fn packed<E: ToString + Send + 'static>(
    ctx: &Context,
    campaign: CampaignId,
    pack: fn(&Files) -> Result<Vec<u8>, E>,
) -> Result<Option<Packed>, Error> {
    let Some((campaign, frozen, checkpoint)) = sources(ctx, campaign).await? else { return Ok(None) };
    let last = || ctx.platform.last_packed.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((head, packed)) = &*last()
        && *head == checkpoint
    {
        return Ok(Some(packed.clone()));
    }
    let files = make(ctx, &campaign, frozen, checkpoint.clone()).await?;
    let made = tokio::task::spawn_blocking(move || pack(&files).map_err(|error| Error::Stored(error.to_string())));
    let packed = Packed(Arc::new(made.await.map_err(|error| Error::Stored(error.to_string()))??));
    *last() = Some((checkpoint, packed.clone()));
    Ok(Some(packed))
}
