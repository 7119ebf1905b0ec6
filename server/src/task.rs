//! What awaits whoever reads: what they are asked to do, for which collectivité, and until when.

mod application;
mod ballot;
mod group;
mod need;
mod question;
mod staff;

use crate::{Context, Error, campaign, membership, person::Membership};
use chrono::{DateTime, Duration, Utc};
use entity::{
    id::{ApplicationId, CampaignId, GroupId, MessageId, NeedId},
    siren::Siren,
};

/// So long before the vote opens, its rule is due to be frozen.
pub const FREEZE_DUE: Duration = Duration::days(14);

/// Something that somebody is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub kind: TaskKind,
    /// The campaign in which it is done; None for what belongs to none.
    pub campaign: Option<CampaignId>,
    /// The collectivité for which it is done; None for what one does for the State.
    pub siren: Option<Siren>,
    /// Until when it can be done; None where no date ends it.
    pub until: Option<DateTime<Utc>>,
}

/// What somebody is asked to do, with what its sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskKind {
    /// People ask to act for the collectivité: its referents answer.
    AnswerMembershipRequests {
        waiting: u64,
    },
    /// Nobody holds its mandate to vote today: its referents give it.
    GiveMandate,
    /// Its ballot is missing: the reader may cast it, or prepare it for whoever may; an agent may have prepared it.
    Ballot {
        may_cast: bool,
        is_prepared: bool,
    },
    Group {
        id: GroupId,
        name: String,
        task: GroupTask,
    },
    /// A curator asked it something about one of its needs.
    AnswerQuestion {
        need: NeedId,
        message: MessageId,
        title: String,
    },
    /// One of its needs is a draft.
    FinishNeed {
        need: NeedId,
        title: String,
    },
    /// The census is open.
    PublishNeed,
    Application {
        id: ApplicationId,
        title: String,
        task: ApplicationTask,
    },
    /// It, or a group that it leads, may apply to an envelope; `approved`: titles of the selected projects that it
    /// approved or whose group it is in.
    Apply {
        envelope: String,
        title: String,
        approved: Vec<String>,
    },
    /// The rule of the vote is not frozen.
    FreezeRule,
    /// Some that wait for one of the State's people.
    Staff {
        waiting: u64,
        task: StaffTask,
    },
}

/// What a group asks of a collectivité.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupTask {
    AnswerInvitation,
    /// Collectivités ask to join the group that it leads.
    AnswerJoinRequests {
        waiting: u64,
    },
    /// The group that it leads reaches the rule: it can be submitted.
    Submit,
    /// The group that it leads does not reach the rule yet.
    Complete,
}

/// What an application asks of a collectivité.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplicationTask {
    /// It was given back to be corrected.
    Correct,
    /// It is a draft of its own.
    Finish,
    /// It is a draft of its group, in which its confirmation is missing.
    Confirm,
}

/// What the State's people are asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffTask {
    /// Requests to act for a collectivité.
    AnswerRequests,
    /// Acts that take two people.
    SecondActs,
    /// Texts that were reported, and answers of the authors of hidden ones.
    Moderate,
    /// Messages to those who run the site.
    AnswerEnquiries,
    /// Published needs that no project holds.
    SortNeeds,
    /// Applications that were submitted: is each complete?
    CheckApplications,
    /// Complete applications without assessors.
    AssignAssessors,
    /// Applications with their assessors, or ready to be decided.
    DecideApplications,
    /// Instalments that were asked for.
    PayInstalments,
    /// Applications without the reader's marks.
    Assess,
}

impl TaskKind {
    /// What comes first: 0, it has a date or somebody waits for it; 1, what one may do; 2, what is always there.
    fn rank(&self) -> u8 {
        match self {
            Self::Group { task: GroupTask::Complete, .. } => 1,
            Self::PublishNeed | Self::Staff { task: StaffTask::SortNeeds, .. } => 2,
            _ => 0,
        }
    }
}

/// The collectivités of one person that are looked at.
const MOST_MEMBERSHIPS: usize = 5;

/// What awaits the person signed in, what ends first at its head: for the collectivités that they act for (the one that
/// they act for now first, five at most), and in their role of the State, in every campaign that was opened. Some
/// twenty statements at most of each campaign in which something is open, and two of any other.
pub async fn list(ctx: &Context, memberships: &[Membership]) -> Result<Vec<Task>, Error> {
    ctx.person()?;
    let campaigns = campaign::opened(ctx).await?;
    let acting = ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let mut memberships: Vec<&Membership> = memberships.iter().collect();
    memberships.sort_by_key(|one| Some(one.siren) != acting);
    memberships.truncate(MOST_MEMBERSHIPS);
    let mut tasks = Vec::new();
    if !memberships.is_empty() {
        tasks.extend(answers(ctx, &memberships).await?);
        for campaign in campaigns.iter() {
            tasks.extend(ballot::tasks(ctx, campaign, &memberships).await?);
            tasks.extend(group::tasks(ctx, campaign, &memberships).await?);
            tasks.extend(need::tasks(ctx, campaign, &memberships).await?);
            tasks.extend(question::tasks(ctx, campaign, &memberships).await?);
        }
        tasks.extend(application::tasks(ctx, &campaigns, &memberships).await?);
    }
    tasks.extend(staff::tasks(ctx, &campaigns).await?);
    tasks.sort_by_key(|task| (task.kind.rank(), task.until.is_none(), task.until));
    Ok(tasks)
}

/// The requests to act for a collectivité that its referent answers.
async fn answers(ctx: &Context, memberships: &[&Membership]) -> Result<Vec<Task>, Error> {
    let led: Vec<Siren> = memberships.iter().filter(|one| one.referent).map(|one| one.siren).collect();
    let waiting = membership::waiting_for(ctx, &led).await?;
    let task = |(siren, waiting)| {
        let kind = TaskKind::AnswerMembershipRequests { waiting };
        Task { kind, campaign: None, siren: Some(siren), until: None }
    };
    Ok(waiting.into_iter().map(task).collect())
}
