//! What pages read of acts on many needs.

use super::stored::{act_of, items, shown};
use crate::{
    Context, Error, audit,
    campaign::loaded::StoredCampaign,
    curation::seen::{self, SeenNeed},
    frozen_rule,
};
use entity::{
    curation::{BatchAct, BatchState, Seen, UNDO},
    id::{BatchId, NeedId, PersonId, ProjectId},
    permission::{Action, Facts},
    project::ProjectState,
    shown::Shown,
    table::{need_batch, project},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// Acts on the list of them: the latest.
const MOST: u64 = 50;

/// A batch with its needs as they are now.
#[derive(Debug, Clone)]
pub struct Batch {
    pub row: need_batch::Model,
    /// None while nothing is done.
    pub act: Option<BatchAct>,
    /// Who chose; None for somebody who took their data away.
    pub by: Option<String>,
    /// Each as it is now, with how it was when it was chosen, or right before the act.
    pub needs: Vec<(SeenNeed, Seen)>,
    /// What a form that acts on them shows.
    pub shown: Shown,
}

/// A batch on the list.
#[derive(Debug, Clone)]
pub struct BatchLine {
    pub row: need_batch::Model,
    pub act: Option<BatchAct>,
    pub by: Option<String>,
}

/// A batch with its needs. Who: curators; a choice with which nothing is done, whoever made it. Four statements.
pub async fn get(ctx: &Context, id: BatchId) -> Result<Batch, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let row = need_batch::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    if row.state == BatchState::Prepared && Some(row.person) != ctx.actor.person {
        return Err(Error::NotFound);
    }
    let before = items(ctx.read(), id).await?;
    let needs = seen::of(ctx.read(), &before.keys().copied().collect::<Vec<NeedId>>()).await?;
    let by = audit::names_of(ctx.read(), &[row.person]).await?.remove(&row.person);
    let shown = shown(&needs);
    let needs = needs.into_iter().filter_map(|need| before.get(&need.id).map(|before| (need, *before))).collect();
    Ok(Batch { act: act_of(&row).ok(), row, by, needs, shown })
}

/// The latest acts of a campaign, newest first. Two statements. Who: curators.
pub async fn list(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<BatchLine>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let done = need_batch::Entity::find()
        .filter(need_batch::Column::Campaign.eq(campaign.id))
        .filter(need_batch::Column::DoneAt.is_not_null());
    let rows = done.order_by_desc(need_batch::Column::DoneAt).limit(MOST).all(ctx.read()).await?;
    lines(ctx.read(), rows).await
}

/// The acts of whoever reads that can still be undone, newest first. One statement. Who: curators.
pub async fn can_be_undone(ctx: &Context) -> Result<Vec<BatchLine>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    use need_batch::Column::{DoneAt, Person, State};
    let since = (ctx.now() - UNDO).timestamp_millis();
    let query = need_batch::Entity::find().filter(State.eq(BatchState::Done)).filter(DoneAt.gt(since));
    let query = query.filter(Person.eq(ctx.person()?)).order_by_desc(DoneAt).limit(5);
    let line = |row: need_batch::Model| BatchLine { act: act_of(&row).ok(), row, by: None };
    Ok(query.all(ctx.read()).await?.into_iter().map(line).collect())
}

async fn lines(database: &impl ConnectionTrait, rows: Vec<need_batch::Model>) -> Result<Vec<BatchLine>, Error> {
    let mut people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    people.sort_unstable();
    people.dedup();
    let names: HashMap<PersonId, String> = audit::names_of(database, &people).await?;
    let line = |row: need_batch::Model| BatchLine { act: act_of(&row).ok(), by: names.get(&row.person).cloned(), row };
    Ok(rows.into_iter().map(line).collect())
}

/// The projects that may take needs, in the order of their titles; None once the rule of the vote is frozen or the
/// vote open. Two statements. Who: curators.
pub async fn projects(ctx: &Context, campaign: &StoredCampaign) -> Result<Option<Vec<(ProjectId, String)>>, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let rule = frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await?;
    if rule.is_some() || ctx.now() >= campaign.spec.calendar.selection.opening() {
        return Ok(None);
    }
    let query = project::Entity::find().filter(project::Column::Campaign.eq(campaign.id));
    let query = query.filter(project::Column::State.ne(ProjectState::Dropped)).select_only();
    let query = query.columns([project::Column::Id, project::Column::Title]);
    let query = query.order_by_asc(project::Column::Title).order_by_asc(project::Column::Id);
    Ok(Some(query.into_tuple().all(ctx.read()).await?))
}
