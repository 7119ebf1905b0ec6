//! Needs of a campaign that look alike, all of them compared: what curators are shown side by side.

use super::{
    similar::{Vector, Worth, likeness},
    thesaurus::Feature,
    up_to_date,
};
use crate::{Context, Error, campaign::loaded::StoredCampaign, need::query::faces};
use entity::{
    id::NeedId,
    merge::{Cluster, clusters},
    need::NeedState,
    table::need,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

/// The most needs that are compared: the most supported ones.
const COMPARED: u64 = 2_000;

/// The least likeness, on average, of needs that are proposed together. Of the pairs of
/// `server/tests/search/pairs.toml` it finds 19 of 50 that say the same in other words, and 36 of 50 that were written
/// to share words and say something else: it proposes, and a curator reads.
const LEAST: f64 = 0.3;

/// A feature of more needs than this share of all says too little to compare two by it alone.
const COMMON: usize = 10;

/// The published needs of a campaign that joined no other.
fn compared(campaign: &StoredCampaign) -> Select<need::Entity> {
    let published = need::Entity::find()
        .filter(need::Column::Campaign.eq(campaign.id))
        .filter(need::Column::State.eq(NeedState::Published));
    faces(published).order_by_desc(need::Column::Supports).order_by_asc(need::Column::Id).limit(COMPARED)
}

/// Needs of a campaign that look alike, those most alike first. Compared once for the same texts, beside the requests.
/// Two statements at most, beside those that follow the trace.
pub async fn of_campaign(ctx: &Context, campaign: &StoredCampaign) -> Result<Arc<[Cluster]>, Error> {
    let versions = compared(campaign).select_only().columns([need::Column::Id, need::Column::Version]);
    let mut versions: Vec<(NeedId, i32)> = versions.into_tuple().all(ctx.read()).await?;
    versions.sort_unstable();
    let mut hasher = DefaultHasher::new();
    versions.hash(&mut hasher);
    let key = hasher.finish();
    // Held while they are compared: who asks meanwhile waits for the same answer.
    let mut kept = ctx.platform.search.clusters.lock().await;
    if let Some((of, found)) = kept.get(&campaign.id)
        && *of == key
    {
        return Ok(Arc::clone(found));
    }
    let current = up_to_date(ctx).await?;
    let texts =
        compared(campaign).select_only().columns([need::Column::Id, need::Column::Title, need::Column::Problem]);
    let texts: Vec<(NeedId, String, String)> = texts.into_tuple().all(ctx.read()).await?;
    let found = tokio::task::spawn_blocking(move || {
        let mut worth = Worth::new(current);
        let vectors = texts.iter().map(|(_, title, problem)| worth.vector(title, problem));
        let vectors = vectors.collect::<tantivy::Result<Vec<Vector>>>()?;
        let mut found: Vec<Cluster> = clusters(&alike(&vectors), LEAST)
            .into_iter()
            .map(|(group, likeness)| Cluster { needs: group.into_iter().map(|at| texts[at].0).collect(), likeness })
            .collect();
        found.sort_by(|one, other| other.likeness.total_cmp(&one.likeness));
        Ok::<Arc<[Cluster]>, tantivy::TantivyError>(found.into())
    });
    let found = found.await.map_err(|error| Error::Stored(format!("a search: {error}")))??;
    kept.insert(campaign.id, (key, Arc::clone(&found)));
    Ok(found)
}

/// The pairs that share something rare, with how much they look alike where that is enough to be told.
fn alike(vectors: &[Vector]) -> Vec<(usize, usize, f64)> {
    let mut having: HashMap<&Feature, Vec<usize>> = HashMap::new();
    for (at, vector) in vectors.iter().enumerate() {
        for feature in vector.keys() {
            having.entry(feature).or_default().push(at);
        }
    }
    let most = (vectors.len() / COMMON).max(COMMON);
    let mut shared: Vec<(usize, usize)> = Vec::new();
    for places in having.values().filter(|places| places.len() <= most) {
        let pairs = places.iter().enumerate().flat_map(|(at, one)| places[at + 1..].iter().map(|other| (*one, *other)));
        shared.extend(pairs);
        // Bounds the memory: pairs come again and again.
        if shared.len() > 2_000_000 {
            shared.sort_unstable();
            shared.dedup();
        }
    }
    shared.sort_unstable();
    shared.dedup();
    let compared = shared.into_iter().map(|(one, other)| (one, other, likeness(&vectors[one], &vectors[other])));
    compared.filter(|(.., likeness)| *likeness >= LEAST / 2.0).collect()
}
