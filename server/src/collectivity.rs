//! What pages read of collectivités, and the campaign's figures as a whole.

pub mod figures;

pub use self::figures::CampaignFigures;
use crate::{Context, Error, campaign::loaded::StoredCampaign, group, need};
use entity::{
    collectivity::Collectivity,
    group::{GroupState, MemberState},
    id::CampaignId,
    programme::Programme,
    siren::Siren,
    table::{group as group_table, need as need_table},
    territory::Figures,
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, Statement,
};
use std::sync::Arc;

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
pub async fn detail(ctx: &Context, campaign: &StoredCampaign, siren: &Siren) -> Result<Detail, Error> {
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

/// Collectivités that posted a public need or support one.
const PARTICIPANTS_SQL: &str = "SELECT siren FROM need WHERE campaign = $1 AND is_public
UNION SELECT support.siren FROM support JOIN need ON need.id = support.need \
    WHERE need.campaign = $1 AND need.is_public";

#[derive(FromQueryResult)]
struct Participant {
    siren: Siren,
}

/// The campaign's figures. Four statements, or none while they are kept.
pub async fn figures(ctx: &Context, campaign: &StoredCampaign) -> Result<Arc<CampaignFigures>, Error> {
    let add_up = |ctx: Context| {
        let id = campaign.id;
        async move { Ok(Arc::new(add_up(&ctx, id).await?)) }
    };
    ctx.platform.figures.get(ctx, campaign.id, add_up).await
}

async fn add_up(ctx: &Context, campaign: CampaignId) -> Result<CampaignFigures, Error> {
    let needs = public_needs(campaign).count(ctx.read()).await?;
    let by_departement = public_needs(campaign)
        .select_only()
        .column(need_table::Column::Departement)
        .column_as(need_table::Column::Id.count(), "needs")
        .group_by(need_table::Column::Departement);
    let by_departement: Vec<(Option<String>, i64)> = by_departement.into_tuple().all(ctx.read()).await?;
    let by_departement =
        by_departement.into_iter().filter_map(|(code, needs)| Some((code?, u64::try_from(needs).ok()?)));
    let backend = sea_orm::ConnectionTrait::get_database_backend(ctx.read());
    let statement = Statement::from_sql_and_values(backend, PARTICIPANTS_SQL, [campaign.into()]);
    let participants = Participant::find_by_statement(statement).all(ctx.read()).await?;
    let eligible_groups = group_table::Entity::find()
        .filter(group_table::Column::Campaign.eq(campaign))
        .filter(group_table::Column::State.ne(GroupState::Dissolved))
        .filter(group_table::Column::Eligible.eq(true))
        .count(ctx.read())
        .await?;
    let reference = ctx.platform.reference();
    let territory = reference.atlas.union(participants.iter().map(|row| &row.siren));
    let inhabitants = reference.atlas.figures(&territory).population;
    Ok(CampaignFigures {
        needs,
        collectivities: participants.len(),
        inhabitants,
        eligible_groups,
        needs_by_departement: by_departement.collect(),
    })
}

/// Those that lists show: one that joined another is counted with it.
fn public_needs(campaign: CampaignId) -> Select<need_table::Entity> {
    let public = need_table::Entity::find().filter(need_table::Column::Campaign.eq(campaign));
    need::query::faces(public.filter(need::query::is_public()))
}

/// The needs published last, at most `most`. One statement.
pub async fn latest_needs(
    ctx: &Context,
    campaign: &StoredCampaign,
    most: u64,
) -> Result<Vec<need_table::Model>, Error> {
    let query =
        public_needs(campaign.id).order_by_desc(need_table::Column::PublishedAt).order_by_desc(need_table::Column::Id);
    Ok(query.limit(most).all(ctx.read()).await?)
}
