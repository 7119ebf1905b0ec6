//! Needs that look alike, as curators go through them: which are proposed together, and which are left apart.

use crate::{Context, Error, audit, bulk::one_of, campaign::loaded::StoredCampaign, search::clusters::of_campaign};
use entity::{
    event::Event,
    id::{ClusterId, NeedId},
    merge::MOST_OF_CLUSTER,
    need::NeedState,
    page_number::{Listed, PageNumber},
    permission::{Action, Facts},
    refusal::Refusal,
    table::{ignored_cluster, need},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};

/// Clusters on one page.
const PAGE: u64 = 10;

/// The most that were left apart and are looked at: the latest.
const MOST_IGNORED: u64 = 2_000;

/// Needs that look alike, the most supported first.
#[derive(Debug, Clone)]
pub struct Proposed {
    pub needs: Vec<need::Model>,
    /// Between 0 and 1.
    pub likeness: f64,
}

/// Sets of needs that curators left apart. One statement.
async fn ignored(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<BTreeSet<NeedId>>, Error> {
    let query = ignored_cluster::Entity::find().filter(ignored_cluster::Column::Campaign.eq(campaign.id));
    let rows = query.order_by_desc(ignored_cluster::Column::At).limit(MOST_IGNORED).all(ctx.read()).await?;
    Ok(rows.iter().map(|row| serde_json::from_str(&row.needs)).collect::<Result<_, _>>()?)
}

/// The needs that look alike and wait for a curator, those most alike first, one page. What was left apart comes back
/// with a need that is new among them, and not before. Who: curators.
pub async fn proposed(ctx: &Context, campaign: &StoredCampaign, page: PageNumber) -> Result<Listed<Proposed>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let found = of_campaign(ctx, campaign).await?;
    let ignored = ignored(ctx, campaign).await?;
    let is_left = |needs: &[NeedId]| ignored.iter().any(|set| needs.iter().all(|need| set.contains(need)));
    let waiting = found.iter().filter(|cluster| !is_left(&cluster.needs)).cloned().collect();
    let Listed { rows, total, page, pages } = Listed::of(waiting, page, PAGE);
    let ids = rows.iter().flat_map(|cluster| cluster.needs.iter().map(|need| need.0));
    let needs = need::Entity::find().filter(one_of(ctx.read(), need::Column::Id, ids)).all(ctx.read()).await?;
    let needs: HashMap<NeedId, need::Model> = needs.into_iter().map(|row| (row.id, row)).collect();
    let rows = rows.into_iter().map(|cluster| {
        let mut rows: Vec<need::Model> = cluster.needs.iter().filter_map(|id| needs.get(id).cloned()).collect();
        rows.sort_by_key(|need| (std::cmp::Reverse((need.supports, need.inhabitants)), need.id));
        Proposed { needs: rows, likeness: cluster.likeness }
    });
    Ok(Listed { rows: rows.collect(), total, page, pages })
}

/// Leaves needs apart that look alike: they are not proposed together again, unless a new one is among them. Doing it
/// twice does it once.
///
/// Who: a curator. Refused: fewer than two needs, more than a cluster has, one that is not of the campaign or not
/// published.
pub async fn ignore(ctx: &Context, campaign: &StoredCampaign, ids: &[NeedId]) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let needs: BTreeSet<NeedId> = ids.iter().copied().collect();
    match needs.len() {
        0 | 1 => return Err(Refusal::NothingToMerge.into()),
        some if some > MOST_OF_CLUSTER => return Err(Refusal::TooManyNeeds { most: MOST_OF_CLUSTER }.into()),
        _ => {}
    }
    if ignored(ctx, campaign).await?.iter().any(|set| needs.is_subset(set)) {
        return Ok(());
    }
    let tx = ctx.begin().await?;
    let among = one_of(&tx, need::Column::Id, needs.iter().map(|need| need.0));
    let rows = need::Entity::find().filter(among).filter(need::Column::Campaign.eq(campaign.id)).all(&tx).await?;
    if rows.len() < needs.len() || rows.iter().any(|row| row.state != NeedState::Published) {
        return Err(Refusal::NeedNotPublished.into());
    }
    let needs: Vec<NeedId> = needs.into_iter().collect();
    let row = ignored_cluster::Model {
        id: ClusterId(ctx.platform.new_id()),
        campaign: campaign.id,
        needs: serde_json::to_string(&needs)?,
        person: ctx.person()?,
        at: ctx.now().into(),
    };
    ignored_cluster::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::ClusterIgnored { campaign: campaign.id, needs }).await?;
    ctx.commit(tx).await
}
