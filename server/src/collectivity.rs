//! What pages read of collectivités, and the campaign's figures as a whole.

use crate::{Context, Error, context::RunningCampaign, group, need};
use entity::{
    collectivity::Collectivity,
    group::{GroupState, MemberState},
    need::NeedState,
    programme::Programme,
    siren::Siren,
    table::{group as group_table, need as need_table, support},
    territory::Figures,
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// Everything that the public page of a collectivité shows.
#[derive(Debug, Clone)]
pub struct Detail {
    pub collectivity: Collectivity,
    pub figures: Figures,
    pub programmes: Vec<Programme>,
    pub needs: Vec<need_table::Model>,
    pub supported: Vec<need_table::Model>,
    pub groups: Vec<(group_table::Model, MemberState)>,
}

/// The page of a collectivité, or [`Error::NotFound`] for an unknown SIREN.
pub async fn detail(ctx: &Context, campaign: &RunningCampaign, siren: &Siren) -> Result<Detail, Error> {
    let reference = ctx.platform.reference();
    let collectivity = reference.find(siren).cloned().ok_or(Error::NotFound)?;
    let programmes = programmes_of(ctx, &collectivity).await?;
    Ok(Detail {
        figures: reference.figures(siren),
        programmes,
        needs: need::query::of_collectivity(ctx, campaign, siren).await?,
        supported: need::query::supported_by(ctx, siren).await?,
        groups: group::query::of_collectivity(ctx, siren).await?,
        collectivity,
    })
}

/// The programme labels of a collectivité: a commune's own; other bodies have none.
pub async fn programmes_of(ctx: &Context, collectivity: &Collectivity) -> Result<Vec<Programme>, Error> {
    match &collectivity.insee {
        Some(insee) => crate::reference::programmes::labels_of(ctx, insee).await,
        None => Ok(Vec::new()),
    }
}

/// The campaign so far.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    pub needs: u64,
    /// Collectivités that posted or supported a need.
    pub collectivities: usize,
    /// Inhabitants of all of them, each counted once.
    pub inhabitants: u64,
    pub groups: u64,
    pub eligible_groups: u64,
    pub latest: Vec<need_table::Model>,
}

#[derive(FromQueryResult)]
struct OneSiren {
    siren: Siren,
}

#[derive(FromQueryResult)]
struct GroupCount {
    eligible: bool,
    count: i64,
}

/// Figures and latest needs for the home page. Five statements.
pub async fn summary(ctx: &Context, campaign: &RunningCampaign) -> Result<Summary, Error> {
    let public = [NeedState::Published, NeedState::Declined];
    let needs = need_table::Entity::find().filter(need_table::Column::Campaign.eq(campaign.id)).filter(need_table::Column::State.is_in(public));
    let count = needs.clone().count(ctx.read()).await?;
    let latest = needs
        .clone()
        .order_by_desc(need_table::Column::PublishedAt)
        .order_by_desc(need_table::Column::Id)
        .limit(4)
        .all(ctx.read())
        .await?;
    let authors = needs.select_only().column(need_table::Column::Siren).distinct().into_model::<OneSiren>().all(ctx.read()).await?;
    let supporters =
        support::Entity::find().select_only().column(support::Column::Siren).distinct().into_model::<OneSiren>().all(ctx.read()).await?;
    let mut sirens: Vec<Siren> = authors.into_iter().chain(supporters).map(|row| row.siren).collect();
    sirens.sort_unstable();
    sirens.dedup();
    let groups = group_table::Entity::find()
        .filter(group_table::Column::Campaign.eq(campaign.id))
        .filter(group_table::Column::State.ne(GroupState::Dissolved))
        .select_only()
        .column(group_table::Column::Eligible)
        .column_as(group_table::Column::Id.count(), "count")
        .group_by(group_table::Column::Eligible)
        .into_model::<GroupCount>()
        .all(ctx.read())
        .await?;
    let counted = |eligible: bool| groups.iter().filter(|row| row.eligible == eligible).map(|row| row.count).sum::<i64>();
    let reference = ctx.platform.reference();
    Ok(Summary {
        needs: count,
        collectivities: sirens.len(),
        inhabitants: reference.atlas.figures(&reference.atlas.union(&sirens)).population,
        groups: u64::try_from(counted(true) + counted(false)).unwrap_or(0),
        eligible_groups: u64::try_from(counted(true)).unwrap_or(0),
        latest,
    })
}
