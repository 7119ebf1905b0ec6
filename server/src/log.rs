//! The public log of a vote: its key, its tree in memory, what proves that a ballot is in it.

pub mod signer;
pub(crate) mod trees;

pub use self::signer::{Signer, key_in, read_key};
use crate::{
    Context, Error, Platform,
    campaign::loaded::StoredCampaign,
    frozen_rule::{self, Frozen, written},
};
use chrono::{DateTime, Utc};
use entity::{
    campaign::Publication,
    id::{CampaignId, CastId, PersonId},
    log::{Checkpoint, Hash, LoggedBallot, Nonce, Receipt, Tree, Voter},
    permission::{Action, Facts},
    siren::Siren,
    table::log_leaf,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::sync::Arc;

/// The tree of a campaign's log, with everything that is committed.
pub async fn tree(platform: &Platform, campaign: CampaignId) -> Result<Arc<Tree>, Error> {
    let mut trees = platform.trees.0.lock().await;
    let known = trees.entry(campaign).or_default();
    let size = i64::try_from(known.size()).unwrap_or(i64::MAX);
    let query = log_leaf::Entity::find().filter(log_leaf::Column::Campaign.eq(campaign));
    let query = query.filter(log_leaf::Column::Position.gte(size)).order_by_asc(log_leaf::Column::Position);
    let query = query.select_only().column(log_leaf::Column::Entry);
    let fresh: Vec<Vec<u8>> = query.into_tuple().all(platform.database.read()).await?;
    if !fresh.is_empty() {
        let tree = Arc::make_mut(known);
        for entry in fresh {
            tree.push(fixed(&entry)?);
        }
    }
    Ok(Arc::clone(known))
}

/// 32 stored bytes.
pub(crate) fn fixed(stored: &[u8]) -> Result<Hash, Error> {
    stored.try_into().map_err(|_| Error::Stored("a hash that has not 32 bytes".into()))
}

/// Whose ballot an entry is, as it is written: under its name, or under what was drawn at its first ballot (`before`)
/// or is now.
pub(crate) fn voter(platform: &Platform, publication: Publication, before: Option<&Voter>, cast: &Cast) -> Voter {
    match (publication, before) {
        (Publication::Named, _) => Voter::Named { siren: cast.siren, cast_at: written(cast.at) },
        (Publication::Unnamed, Some(before)) => before.clone(),
        (Publication::Unnamed, None) => Voter::unnamed(&platform.rng.bytes()),
    }
}

/// How many entries a log has, in a transaction that adds to it.
pub(crate) async fn next_position(tx: &impl ConnectionTrait, campaign: CampaignId) -> Result<i64, Error> {
    let query = log_leaf::Entity::find().filter(log_leaf::Column::Campaign.eq(campaign));
    let last = query.order_by_desc(log_leaf::Column::Position).one(tx).await?;
    Ok(last.map_or(0, |leaf| leaf.position + 1))
}

/// The signed head of a campaign's log; None while no rule is frozen.
pub async fn checkpoint(ctx: &Context, campaign: &StoredCampaign) -> Result<Option<String>, Error> {
    let Some(frozen) = frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await? else { return Ok(None) };
    let tree = tree(&ctx.platform, campaign.id).await?;
    Ok(Some(sign(&ctx.platform, &frozen, &tree)?))
}

/// Signs the head of a tree, under the name that the frozen rule gives to the log.
fn sign(platform: &Platform, frozen: &Frozen, tree: &Tree) -> Result<String, Error> {
    if !platform.signer.holds(&frozen.log) {
        return Err(Error::Stored(
            "the frozen rule names another key than this server's (TERREAU_LOG_KEY_FILE)".into(),
        ));
    }
    Ok(Checkpoint::of(&frozen.log.origin, tree).sign(&platform.signer.key))
}

/// Whether this server holds the key of the log.
pub(crate) fn holds_key(platform: &Platform, frozen: &Frozen) -> bool {
    platform.signer.holds(&frozen.log)
}

/// What proves that a log grew from an earlier size; None for a size that it never had.
pub async fn growth(ctx: &Context, campaign: &StoredCampaign, from: u64) -> Result<Option<Vec<Hash>>, Error> {
    Ok(tree(&ctx.platform, campaign.id).await?.prove_growth(from))
}

/// The commitments of a log, from one position on, at most so many.
pub async fn entries(ctx: &Context, campaign: CampaignId, from: u64, most: u64) -> Result<Vec<Hash>, Error> {
    let query = log_leaf::Entity::find().filter(log_leaf::Column::Campaign.eq(campaign));
    let query = query.filter(log_leaf::Column::Position.gte(i64::try_from(from).unwrap_or(i64::MAX)));
    let query = query.order_by_asc(log_leaf::Column::Position).limit(most);
    let rows: Vec<Vec<u8>> = query.select_only().column(log_leaf::Column::Entry).into_tuple().all(ctx.read()).await?;
    rows.iter().map(|entry| fixed(entry)).collect()
}

/// The receipt of the latest ballot of the collectivité acted for; None before it has voted. Shown to its own people
/// only.
pub async fn receipt(ctx: &Context, campaign: &StoredCampaign) -> Result<Option<Receipt>, Error> {
    let siren = ctx.acting_for()?;
    ctx.authorise(Action::PrepareBallot, &Facts::of(&siren, true))?;
    let Some(frozen) = frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await? else { return Ok(None) };
    let query = log_leaf::Entity::find().filter(log_leaf::Column::Campaign.eq(campaign.id));
    let query = query.filter(log_leaf::Column::Siren.eq(siren.as_str())).order_by_desc(log_leaf::Column::Version);
    let Some(leaf) = query.one(ctx.read()).await? else { return Ok(None) };
    Ok(Some(receipt_of(&ctx.platform, &frozen, &leaf).await?))
}

async fn receipt_of(platform: &Platform, frozen: &Frozen, leaf: &log_leaf::Model) -> Result<Receipt, Error> {
    let tree = tree(platform, leaf.campaign).await?;
    let index = u64::try_from(leaf.position).unwrap_or(u64::MAX);
    let proof = tree.prove(index).ok_or_else(|| Error::Stored("a leaf beyond the log".into()))?;
    Ok(Receipt {
        ballot: serde_json::from_str(&leaf.ballot)?,
        nonce: fixed(&leaf.nonce)?,
        index,
        proof,
        checkpoint: sign(platform, frozen, &tree)?,
    })
}

/// The receipt of a ballot, for the mail that takes it to the collectivité, and when it was cast. A collectivité's
/// ballots are numbered from 1 on; [`Error::NotFound`] for one that is not in the log (the demonstration's clock takes
/// ballots back).
pub(crate) async fn receipt_of_version(
    platform: &Platform,
    campaign: CampaignId,
    siren: &Siren,
    version: i32,
) -> Result<(Receipt, DateTime<Utc>), Error> {
    let database = platform.database.read();
    let frozen = frozen_rule::find(platform, database, campaign).await?.ok_or(Error::NotFound)?;
    let query = log_leaf::Entity::find().filter(log_leaf::Column::Campaign.eq(campaign));
    let query = query.filter(log_leaf::Column::Siren.eq(siren.as_str())).filter(log_leaf::Column::Version.eq(version));
    let leaf = query.one(database).await?.ok_or(Error::NotFound)?;
    Ok((receipt_of(platform, &frozen, &leaf).await?, leaf.cast_at.utc()))
}

/// Who cast a ballot, when, in which order: what the platform keeps beside it, and does not publish where ballots bear
/// no names.
pub(crate) struct Cast {
    pub campaign: CampaignId,
    pub position: i64,
    pub id: CastId,
    pub siren: Siren,
    pub person: PersonId,
    pub at: DateTime<Utc>,
}

/// A ballot that becomes an entry of the log.
pub(crate) fn leaf(platform: &Platform, cast: Cast, ballot: &LoggedBallot) -> log_leaf::Model {
    let nonce: Nonce = platform.rng.bytes();
    let text = ballot.canonical();
    log_leaf::Model {
        campaign: cast.campaign,
        position: cast.position,
        cast_id: cast.id,
        siren: cast.siren,
        version: ballot.version,
        person: cast.person,
        cast_at: cast.at.into(),
        entry: entity::log::commitment(&nonce, &text).to_vec(),
        nonce: nonce.to_vec(),
        ballot: text,
    }
}
