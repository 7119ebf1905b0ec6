//! The result, for those who follow a project of the vote.

use super::occasion::Occasion;
use crate::{
    Context, Error,
    application::selected_projects,
    bulk::one_of,
    campaign::loaded::StoredCampaign,
    frozen_rule,
    notice::{self, Kind},
};
use entity::{
    address::Address,
    follow::FollowKind,
    id::{PersonId, ProjectId},
    table::follow,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// Tells whoever follows a project of the vote since before its close whether it was selected, besides those who were
/// told because it answers a need of theirs. Gives how many notices were written.
pub(super) async fn notify(ctx: &Context, campaign: &StoredCampaign) -> Result<usize, Error> {
    let close = campaign.spec.calendar.selection.close();
    let occasion = Occasion::due(format!("result followed {}", campaign.id), close, ctx.now());
    let Some(occasion) = occasion else { return Ok(0) };
    let Some(frozen) = frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await? else { return Ok(0) };
    let voted_on = one_of(ctx.read(), follow::Column::Subject, frozen.rule.projects.iter().map(|project| project.id.0));
    let rows = follow::Entity::find()
        .filter(follow::Column::Kind.eq(FollowKind::Project))
        .filter(voted_on)
        .filter(follow::Column::At.lte(close.timestamp_millis()))
        .all(ctx.read())
        .await?;
    let people: BTreeSet<PersonId> = rows.iter().map(|row| row.person).collect();
    let mut waiting = occasion.people(ctx, people.into_iter().collect()).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    // Counted before any transaction begins: it takes long.
    let selected = selected_projects(ctx, campaign.id).await?;
    let mut sent = 0;
    while !waiting.is_empty() {
        let later = waiting.split_off(waiting.len().min(BATCH));
        let tx = ctx.begin().await?;
        let claimed = occasion.claim(ctx, &tx, waiting).await?;
        for project in &frozen.rule.projects {
            let follows = |person: &PersonId| {
                rows.iter().any(|row| row.person == *person && ProjectId(row.subject) == project.id)
            };
            let mut people: Vec<PersonId> = claimed.iter().copied().filter(follows).collect();
            let link = Address::Project(project.id).to_string();
            for kind in [Kind::ProjectSelected, Kind::ProjectNotSelected] {
                people = notice::not_notified(&tx, people, kind, &project.title, &link, close).await?;
            }
            let kind = match selected.contains(&project.id) {
                true => Kind::FollowedProjectSelected,
                false => Kind::FollowedProjectNotSelected,
            };
            let notices = notice::rows(ctx, people, kind, &project.title, link);
            sent += notices.len();
            notice::write(&tx, notices).await?;
        }
        ctx.commit(tx).await?;
        waiting = later;
    }
    Ok(sent)
}

/// How many people one transaction tells at most.
const BATCH: usize = 200;
