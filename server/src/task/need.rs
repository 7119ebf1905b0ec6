//! Needs, while the census is open: drafts, and the need that one may publish.

use super::{Task, TaskKind};
use crate::{Context, Error, bulk::one_of, campaign::loaded::StoredCampaign, person::Membership};
use entity::{need::NeedState, siren::Siren, table::need};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The drafts of one person's collectivités that are told: those begun last.
const MOST_DRAFTS: u64 = 20;

pub(super) async fn tasks(
    ctx: &Context,
    campaign: &StoredCampaign,
    memberships: &[&Membership],
) -> Result<Vec<Task>, Error> {
    let census = campaign.spec.calendar.census;
    if !census.is_open(ctx.now()) {
        return Ok(Vec::new());
    }
    let until = Some(census.close());
    let sirens: Vec<Siren> = memberships.iter().map(|one| one.siren).collect();
    let drafts = need::Entity::find()
        .filter(need::Column::Campaign.eq(campaign.id))
        .filter(need::Column::State.eq(NeedState::Draft))
        .filter(one_of(ctx.read(), need::Column::Siren, sirens.iter().map(Siren::as_str)))
        .order_by_desc(need::Column::CreatedAt)
        .order_by_asc(need::Column::Id)
        .limit(MOST_DRAFTS)
        .all(ctx.read())
        .await?;
    let draft = |row: need::Model| Task {
        kind: TaskKind::FinishNeed { need: row.id, title: row.title },
        campaign: Some(campaign.id),
        siren: Some(row.siren),
        until,
    };
    let mut tasks: Vec<Task> = drafts.into_iter().map(draft).collect();
    let acting = ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let publish = |siren| Task { kind: TaskKind::PublishNeed, campaign: Some(campaign.id), siren: Some(siren), until };
    tasks.extend(acting.map(publish));
    Ok(tasks)
}
