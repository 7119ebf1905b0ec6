//! Groups: invitations to answer, requests to join, and what a group that one leads still lacks.

use super::{GroupTask, Task, TaskKind};
use crate::{Context, Error, bulk::one_of, campaign::loaded::StoredCampaign, group::require_open, person::Membership};
use entity::{
    group::{GroupState, MemberState},
    id::GroupId,
    siren::Siren,
    table::{group, group_member},
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// The groups of one person that are looked at: those opened last.
const MOST_GROUPS: u64 = 50;

/// As long as groups form.
pub(super) async fn tasks(
    ctx: &Context,
    campaign: &StoredCampaign,
    memberships: &[&Membership],
) -> Result<Vec<Task>, Error> {
    if require_open(campaign, ctx.now()).is_err() {
        return Ok(Vec::new());
    }
    let forming = forming(ctx, campaign, memberships).await?;
    let led = forming.iter().filter(|(member, _)| member.state == MemberState::Lead).map(|(member, _)| member.group_id);
    let waiting = join_requests(ctx, &led.collect::<Vec<_>>()).await?;
    let mut tasks = Vec::new();
    for (member, row) in forming {
        let mut add = |task| {
            let kind = TaskKind::Group { id: row.id, name: row.name.clone(), task };
            tasks.push(Task { kind, campaign: Some(campaign.id), siren: Some(member.siren), until: None });
        };
        match member.state {
            MemberState::Invited => add(GroupTask::AnswerInvitation),
            MemberState::Lead => {
                if let Some(&waiting) = waiting.get(&row.id) {
                    add(GroupTask::AnswerJoinRequests { waiting });
                }
                add(if row.eligible { GroupTask::Submit } else { GroupTask::Complete });
            }
            MemberState::Requested
            | MemberState::Member
            | MemberState::Declined
            | MemberState::Left
            | MemberState::TakenBack => {}
        }
    }
    Ok(tasks)
}

/// The groups that form and that these collectivités lead or are invited to, each with which of them it is.
async fn forming(
    ctx: &Context,
    campaign: &StoredCampaign,
    memberships: &[&Membership],
) -> Result<Vec<(group_member::Model, group::Model)>, Error> {
    let joined = group_member::Entity::belongs_to(group::Entity)
        .from(group_member::Column::GroupId)
        .to(group::Column::Id)
        .into();
    let sirens = memberships.iter().map(|one| one.siren);
    let sirens: Vec<Siren> = sirens.collect();
    let rows = group_member::Entity::find()
        .filter(one_of(ctx.read(), group_member::Column::Siren, sirens.iter().map(Siren::as_str)))
        .filter(group_member::Column::State.is_in([MemberState::Lead, MemberState::Invited]))
        .join(JoinType::InnerJoin, joined)
        .select_also(group::Entity)
        .filter(group::Column::Campaign.eq(campaign.id))
        .filter(group::Column::State.eq(GroupState::Forming))
        .order_by_desc(group::Column::OpenedAt)
        .order_by_asc(group::Column::Id)
        .limit(MOST_GROUPS)
        .all(ctx.read())
        .await?;
    Ok(rows.into_iter().filter_map(|(member, group)| group.map(|group| (member, group))).collect())
}

/// How many collectivités ask to join each of these groups; none where nobody does.
async fn join_requests(ctx: &Context, groups: &[GroupId]) -> Result<HashMap<GroupId, u64>, Error> {
    use group_member::Column;
    let query = group_member::Entity::find()
        .filter(one_of(ctx.read(), Column::GroupId, groups.iter().map(|group| group.0)))
        .filter(Column::State.eq(MemberState::Requested))
        .select_only()
        .column(Column::GroupId)
        .column_as(Column::Siren.count(), "waiting")
        .group_by(Column::GroupId);
    let counts: Vec<(GroupId, i64)> = query.into_tuple().all(ctx.read()).await?;
    Ok(counts.into_iter().map(|(group, waiting)| (group, u64::try_from(waiting).unwrap_or(0))).collect())
}
