//! The addresses of what is public, for those who gather them: needs, groups and projects, a part at a time.

use crate::{Context, Error, need::query::is_public};
use entity::{
    address::Address,
    group::GroupState,
    id::{GroupId, NeedId, ProjectId},
    project::ProjectState,
    table::{group, need, project},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::sync::Arc;

/// The most addresses of one part: what a sitemap may hold is 50,000, with the pages that always are.
pub const MOST: u64 = 49_900;

fn needs() -> Select<need::Entity> {
    need::Entity::find().filter(is_public()).order_by_asc(need::Column::Id)
}

fn groups() -> Select<group::Entity> {
    let formed = group::Entity::find().filter(group::Column::State.ne(GroupState::Dissolved));
    formed.order_by_asc(group::Column::Id)
}

fn projects() -> Select<project::Entity> {
    let public: Vec<ProjectState> = ProjectState::ALL.iter().copied().filter(|state| state.is_public()).collect();
    project::Entity::find().filter(project::Column::State.is_in(public)).order_by_asc(project::Column::Id)
}

/// How many parts there are, one at least.
pub async fn parts(ctx: &Context) -> Result<u64, Error> {
    let [needs, groups, projects] = counts(ctx).await?;
    Ok((needs + groups + projects).div_ceil(MOST).max(1))
}

/// How many needs, groups and projects are public.
async fn counts(ctx: &Context) -> Result<[u64; 3], Error> {
    let count = |ctx: Context| async move {
        let (needs, groups) = (needs().count(ctx.read()).await?, groups().count(ctx.read()).await?);
        Ok([needs, groups, projects().count(ctx.read()).await?])
    };
    ctx.platform.sitemap_counts.get(ctx, (), count).await
}

/// The addresses of one part, from 0 on. [`Error::NotFound`] beyond the last.
pub async fn part(ctx: &Context, part: u64) -> Result<Arc<Vec<Address>>, Error> {
    if part >= parts(ctx).await? {
        return Err(Error::NotFound);
    }
    let counts = counts(ctx).await?;
    let gather = move |ctx: Context| async move { Ok(Arc::new(addresses(&ctx, counts, part * MOST).await?)) };
    ctx.platform.sitemaps.get(ctx, part, gather).await
}

/// The addresses from a place on, of needs, then groups, then projects.
async fn addresses(ctx: &Context, counts: [u64; 3], from: u64) -> Result<Vec<Address>, Error> {
    let (mut before, mut found) = (0, Vec::new());
    for (kind, count) in counts.into_iter().enumerate() {
        let offset = from.saturating_sub(before);
        before += count;
        let left = MOST - found.len() as u64;
        if offset >= count || left == 0 {
            continue;
        }
        let database = ctx.read();
        match kind {
            0 => {
                let query = needs().select_only().column(need::Column::Id).offset(offset).limit(left);
                let ids: Vec<NeedId> = query.into_tuple().all(database).await?;
                found.extend(ids.into_iter().map(Address::Need));
            }
            1 => {
                let query = groups().select_only().column(group::Column::Id).offset(offset).limit(left);
                let ids: Vec<GroupId> = query.into_tuple().all(database).await?;
                found.extend(ids.into_iter().map(Address::Group));
            }
            _ => {
                let query = projects().select_only().column(project::Column::Id).offset(offset).limit(left);
                let ids: Vec<ProjectId> = query.into_tuple().all(database).await?;
                found.extend(ids.into_iter().map(Address::Project));
            }
        }
    }
    Ok(found)
}
