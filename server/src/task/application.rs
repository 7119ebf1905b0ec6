//! Applications: those to write, confirm or correct, and the envelopes that one may apply to.

use super::{ApplicationTask, Task, TaskKind};
use crate::{
    Context, Error,
    application::{
        applicant::may_apply,
        line::{Line, of_collectivity},
        loaded::members_of,
        selected_projects,
    },
    ballot::chosen_by,
    bulk::one_of,
    campaign::loaded::StoredCampaign,
    group,
    person::Membership,
};
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    campaign::{Call, Envelope, wave_of},
    group::GroupState,
    id::{ApplicationId, GroupId},
    siren::Siren,
    table::{application_confirmation, group as group_table, project},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::{collections::HashSet, sync::Arc};

/// From the first day of the applications on: corrections and what exceptions allow come also after the last.
pub(super) async fn tasks(
    ctx: &Context,
    campaigns: &[Arc<StoredCampaign>],
    memberships: &[&Membership],
) -> Result<Vec<Task>, Error> {
    let begun: Vec<&StoredCampaign> =
        campaigns.iter().map(Arc::as_ref).filter(|campaign| campaign.takes_applications(ctx.now())).collect();
    if begun.is_empty() {
        return Ok(Vec::new());
    }
    let mut tasks = Vec::new();
    for one in memberships {
        let lines = of_collectivity(ctx, &one.siren).await?;
        let confirmed = confirmed(ctx, &one.siren, &lines).await?;
        for campaign in &begun {
            let of_it = || lines.iter().filter(|line| line.campaign == campaign.id);
            tasks.extend(of_it().filter_map(|line| of_line(ctx, campaign, one.siren, line, &confirmed)));
            let of_it: Vec<&Line> = of_it().collect();
            tasks.extend(calls(ctx, campaign, one.siren, &of_it).await?);
        }
    }
    Ok(tasks)
}

/// What an application asks of one of its collectivités.
fn of_line(
    ctx: &Context,
    campaign: &StoredCampaign,
    siren: Siren,
    line: &Line,
    confirmed: &HashSet<ApplicationId>,
) -> Option<Task> {
    let is_lead = line.siren == siren;
    let (task, until) = match line.state {
        ApplicationState::CorrectionAsked if is_lead => (ApplicationTask::Correct, line.corrected_until()),
        ApplicationState::Draft => {
            let close = close_of(campaign, line).filter(|close| ctx.now() < *close)?;
            let task = match is_lead {
                true => ApplicationTask::Finish,
                false if confirmed.contains(&line.id) => return None,
                false => ApplicationTask::Confirm,
            };
            (task, Some(close))
        }
        _ => return None,
    };
    let kind = TaskKind::Application { id: line.id, title: line.title.clone(), task };
    Some(Task { kind, campaign: Some(campaign.id), siren: Some(siren), until })
}

/// When the intake of an application closes.
fn close_of(campaign: &StoredCampaign, line: &Line) -> Option<DateTime<Utc>> {
    let intake = campaign.spec.envelope(&line.envelope)?.intake(&campaign.spec.calendar, wave_of(line.wave))?;
    Some(intake.period.close())
}

/// The drafts among these applications in which a collectivité confirmed its part.
async fn confirmed(ctx: &Context, siren: &Siren, lines: &[Line]) -> Result<HashSet<ApplicationId>, Error> {
    use application_confirmation::Column;
    let drafts = lines.iter().filter(|line| line.state == ApplicationState::Draft && line.siren != *siren);
    let drafts: Vec<_> = drafts.map(|line| line.id.0).collect();
    if drafts.is_empty() {
        return Ok(HashSet::new());
    }
    let query = application_confirmation::Entity::find().filter(Column::Siren.eq(siren.as_str()));
    let rows = query.filter(one_of(ctx.read(), Column::Application, drafts)).all(ctx.read()).await?;
    Ok(rows.into_iter().map(|row| row.application).collect())
}

/// The projects that the vote selected; none before its result.
async fn selected(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<project::Model>, Error> {
    let ids = selected_projects(ctx, campaign.id).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = project::Entity::find().filter(one_of(ctx.read(), project::Column::Id, ids.iter().map(|id| id.0)));
    Ok(query.order_by_asc(project::Column::Title).all(ctx.read()).await?)
}

/// The envelopes that are open to a collectivité, alone or with a submitted group that it leads, and to which it has
/// not applied.
async fn calls(ctx: &Context, campaign: &StoredCampaign, siren: Siren, lines: &[&Line]) -> Result<Vec<Task>, Error> {
    let mut tasks = Vec::new();
    let mut applicants: Option<Vec<(bool, Vec<Siren>)>> = None;
    let mut known: Option<Vec<project::Model>> = None;
    for envelope in campaign.spec.envelopes.iter().filter(|envelope| envelope.call.is_some()) {
        let Some(intake) = envelope.open_intake(&campaign.spec.calendar, ctx.now()) else { continue };
        let pilots = envelope.call == Some(Call::Pilot);
        if has_applied(lines, siren, envelope, intake.wave) {
            continue;
        }
        let selected = match &mut known {
            _ if !pilots => &[][..],
            Some(known) => known,
            None => known.insert(selected(ctx, campaign).await?),
        };
        if pilots && selected.is_empty() {
            continue;
        }
        let applicants = match &mut applicants {
            Some(known) => known,
            None => applicants.insert(applicants_of(ctx, campaign, siren).await?),
        };
        if !is_eligible(ctx, envelope, applicants).await? {
            continue;
        }
        let approved = if pilots { approved(ctx, campaign, siren, selected).await? } else { Vec::new() };
        let kind = TaskKind::Apply { envelope: envelope.code.clone(), title: envelope.title.clone(), approved };
        tasks.push(Task { kind, campaign: Some(campaign.id), siren: Some(siren), until: Some(intake.period.close()) });
    }
    Ok(tasks)
}

/// Whether a collectivité leads an application to this intake that is neither rejected nor taken back.
fn has_applied(lines: &[&Line], siren: Siren, envelope: &Envelope, wave: Option<u8>) -> bool {
    lines.iter().any(|line| {
        let ended = matches!(line.state, ApplicationState::Rejected | ApplicationState::Withdrawn);
        line.siren == siren && line.envelope == envelope.code && wave_of(line.wave) == wave && !ended
    })
}

/// As whom a collectivité may apply: alone, and with each submitted group that it leads; whether that is a group, and
/// the members.
async fn applicants_of(
    ctx: &Context,
    campaign: &StoredCampaign,
    siren: Siren,
) -> Result<Vec<(bool, Vec<Siren>)>, Error> {
    let mut applicants = vec![(false, vec![siren])];
    let led = group::query::led_by(ctx, campaign, siren).await?;
    for group in led.into_iter().filter(|group| group.state == GroupState::Submitted) {
        applicants.push((true, members_of(ctx.read(), Some(group.id), siren).await?));
    }
    Ok(applicants)
}

async fn is_eligible(ctx: &Context, envelope: &Envelope, applicants: &[(bool, Vec<Siren>)]) -> Result<bool, Error> {
    for (_, members) in applicants.iter().filter(|(is_group, _)| envelope.applicant.takes(*is_group)) {
        if may_apply(ctx, envelope, members).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The titles of the selected projects that a collectivité approved by its ballot, or whose group it is in.
async fn approved(
    ctx: &Context,
    campaign: &StoredCampaign,
    siren: Siren,
    selected: &[project::Model],
) -> Result<Vec<String>, Error> {
    let chosen = chosen_by(ctx, campaign, &siren).await?;
    let groups: Vec<(group_table::Model, _)> = group::query::of_collectivity(ctx, &siren).await?;
    let groups: Vec<GroupId> =
        groups.into_iter().filter(|(_, state)| state.counts()).map(|(group, _)| group.id).collect();
    let is_own = |project: &&project::Model| {
        chosen.contains(&project.id) || project.carrier_group.is_some_and(|group| groups.contains(&group))
    };
    Ok(selected.iter().filter(is_own).map(|project| project.title.clone()).collect())
}
