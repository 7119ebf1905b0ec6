//! What awaits the State's people: curators, prefectures, assessors, administrators.

use super::{FREEZE_DUE, StaffTask, Task, TaskKind};
use crate::{
    Context, Error, application::desk, assessment, campaign::loaded::StoredCampaign, enquiry, frozen_rule, joint_act,
    membership, moderation, project,
};
use chrono::{DateTime, Utc};
use entity::{application::ApplicationState, assessment::AssessmentState, permission::StaffRole};
use std::sync::Arc;

/// By the reader's role; an observer is asked for nothing.
pub(super) async fn tasks(ctx: &Context, campaigns: &[Arc<StoredCampaign>]) -> Result<Vec<Task>, Error> {
    match ctx.actor.staff {
        Some(StaffRole::Curator) => {
            let mut tasks: Vec<Task> =
                some(membership::waiting(ctx).await?, StaffTask::AnswerRequests, None).into_iter().collect();
            tasks.extend(some(moderation::queue::waiting(ctx).await?, StaffTask::Moderate, None));
            tasks.extend(enquiries(ctx).await?);
            for campaign in campaigns {
                tasks.extend(curator(ctx, campaign).await?);
            }
            tasks.extend(joint_acts(ctx).await?);
            tasks.extend(applications(ctx, campaigns).await?);
            Ok(tasks)
        }
        Some(StaffRole::Prefecture) => applications(ctx, campaigns).await,
        Some(StaffRole::Assessor) => assessments(ctx).await,
        Some(StaffRole::Administrator) => Ok(enquiries(ctx).await?.into_iter().chain(joint_acts(ctx).await?).collect()),
        Some(StaffRole::Observer) | None => Ok(Vec::new()),
    }
}

/// Some that wait, where some do.
fn some(waiting: u64, task: StaffTask, until: Option<DateTime<Utc>>) -> Option<Task> {
    (waiting > 0).then_some(Task { kind: TaskKind::Staff { waiting, task }, campaign: None, siren: None, until })
}

/// Until the vote of a campaign opens, needs to sort and the rule to freeze.
async fn curator(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<Task>, Error> {
    let calendar = &campaign.spec.calendar;
    let (now, opening) = (ctx.now(), calendar.selection.opening());
    let mut tasks = Vec::new();
    let is_before_vote = calendar.census.opening() <= now && now < opening;
    if is_before_vote && frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await?.is_none() {
        let needs = project::query::needs_waiting(ctx, campaign).await?;
        let sort = some(needs, StaffTask::SortNeeds, Some(opening));
        tasks.extend(sort.map(|task| Task { campaign: Some(campaign.id), ..task }));
        if opening - now <= FREEZE_DUE {
            let kind = TaskKind::FreezeRule;
            tasks.push(Task { kind, campaign: Some(campaign.id), siren: None, until: Some(opening) });
        }
    }
    Ok(tasks)
}

/// The messages that wait for an answer.
async fn enquiries(ctx: &Context) -> Result<Option<Task>, Error> {
    Ok(some(enquiry::queue::waiting(ctx).await?, StaffTask::AnswerEnquiries, None))
}

/// The acts of two that somebody else proposed.
async fn joint_acts(ctx: &Context) -> Result<Vec<Task>, Error> {
    let waiting = joint_act::query::waiting(ctx).await?;
    Ok(some(waiting, StaffTask::SecondActs, None).into_iter().collect())
}

/// The applications of each campaign at each step that the reader takes.
async fn applications(ctx: &Context, campaigns: &[Arc<StoredCampaign>]) -> Result<Vec<Task>, Error> {
    let mut tasks = Vec::new();
    for campaign in campaigns.iter().filter(|campaign| campaign.takes_applications(ctx.now())) {
        let counts = desk::waiting(ctx, campaign).await?;
        let of = |state| counts.by_state.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count);
        let steps = [
            some(of(ApplicationState::Submitted), StaffTask::CheckApplications, None),
            some(of(ApplicationState::Complete), StaffTask::AssignAssessors, None),
            some(of(ApplicationState::InAssessment), StaffTask::DecideApplications, None),
            some(counts.instalments, StaffTask::PayInstalments, None),
        ];
        tasks.extend(steps.into_iter().flatten().map(|task| Task { campaign: Some(campaign.id), ..task }));
    }
    Ok(tasks)
}

/// The applications to which the reader was assigned and that wait for their marks.
async fn assessments(ctx: &Context) -> Result<Vec<Task>, Error> {
    let in_hand = assessment::in_hand(ctx).await?;
    let waiting = in_hand.iter().filter(|one| one.state != AssessmentState::Submitted || one.discussed).count();
    Ok(some(u64::try_from(waiting).unwrap_or(u64::MAX), StaffTask::Assess, None).into_iter().collect())
}
