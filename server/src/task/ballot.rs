//! The vote: the ballot that is missing, and the mandate without which none can be cast.

use super::{FREEZE_DUE, Task, TaskKind};
use crate::{Context, Error, bulk::one_of, campaign::loaded::StoredCampaign, frozen_rule, mandate, person::Membership};
use entity::{
    collectivity::Capacity,
    siren::Siren,
    table::{ballot, ballot_draft},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;

/// Once the rule is frozen, two weeks before the opening at the earliest, where nobody holds the mandate; while the
/// vote is open, where the ballot is missing.
pub(super) async fn tasks(
    ctx: &Context,
    campaign: &StoredCampaign,
    memberships: &[&Membership],
) -> Result<Vec<Task>, Error> {
    let (selection, now) = (campaign.spec.calendar.selection, ctx.now());
    if now < selection.opening() - FREEZE_DUE || now >= selection.close() {
        return Ok(Vec::new());
    }
    let Some(frozen) = frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await? else { return Ok(Vec::new()) };
    let may_vote = memberships.iter().copied().filter(|one| frozen.rule.may_vote(&one.siren));
    let memberships: Vec<&Membership> = may_vote.collect();
    let sirens: Vec<Siren> = memberships.iter().map(|one| one.siren).collect();
    let mandates = mandate::in_force(ctx.read(), campaign, &sirens, now).await?;
    let (voted, prepared) = match selection.is_open(now) {
        true => (voted(ctx, campaign, &sirens).await?, prepared(ctx, campaign, &sirens).await?),
        false => Default::default(),
    };
    let mut tasks = Vec::new();
    for one in memberships.iter().filter(|one| !voted.contains(&one.siren)) {
        let mut add = |kind| {
            tasks.push(Task {
                kind,
                campaign: Some(campaign.id),
                siren: Some(one.siren),
                until: Some(selection.close()),
            })
        };
        let is_entrusted = mandates.iter().any(|row| row.siren == one.siren);
        if one.referent && !is_entrusted {
            add(TaskKind::GiveMandate);
        }
        let holds = mandates.iter().any(|row| row.siren == one.siren && Some(row.person) == ctx.actor.person);
        if selection.is_open(now) {
            let may_cast = holds && one.capacity == Capacity::Elu;
            add(TaskKind::Ballot { may_cast, is_prepared: prepared.contains(&one.siren) });
        }
    }
    Ok(tasks)
}

/// Those of these collectivités that have voted.
async fn voted(ctx: &Context, campaign: &StoredCampaign, sirens: &[Siren]) -> Result<HashSet<Siren>, Error> {
    let among = one_of(ctx.read(), ballot::Column::Siren, sirens.iter().map(Siren::as_str));
    let query = ballot::Entity::find().filter(ballot::Column::Campaign.eq(campaign.id)).filter(among);
    let sirens: Vec<Siren> = query.select_only().column(ballot::Column::Siren).into_tuple().all(ctx.read()).await?;
    Ok(sirens.into_iter().collect())
}

/// Those of these collectivités whose ballot an agent prepared.
async fn prepared(ctx: &Context, campaign: &StoredCampaign, sirens: &[Siren]) -> Result<HashSet<Siren>, Error> {
    use ballot_draft::Column;
    let among = one_of(ctx.read(), Column::Siren, sirens.iter().map(Siren::as_str));
    let query = ballot_draft::Entity::find().filter(Column::Campaign.eq(campaign.id)).filter(among);
    let sirens: Vec<Siren> = query.select_only().column(Column::Siren).into_tuple().all(ctx.read()).await?;
    Ok(sirens.into_iter().collect())
}
