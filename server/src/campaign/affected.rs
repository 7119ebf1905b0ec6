//! Whom a changed date or amount of a campaign that runs concerns: told before it is confirmed, and to them once it is.

use super::{draft, loaded::StoredCampaign};
use crate::{
    Context, Error,
    membership::acting::people_of,
    notice::{self, Kind},
};
use entity::{
    address::Address,
    application::ApplicationState,
    calendar::Phase,
    campaign::Campaign,
    campaign_change::Touched,
    group::{GroupState, MemberState},
    id::{CampaignDraftId, PersonId},
    need::NeedState,
    permission::{Action, Facts},
    siren::Siren,
    table::{application, campaign, group, group_member, mandate, need},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};
use std::collections::BTreeSet;

/// What people have begun under the dates and amounts that change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Affected {
    pub touched: Touched,
    /// Drafts of needs.
    pub need_drafts: usize,
    /// Groups that form.
    pub groups: usize,
    /// Applications that are written, or wait for their decision.
    pub applications: usize,
    /// Mandates to vote.
    pub mandates: usize,
    /// The collectivités behind them.
    pub collectivities: BTreeSet<Siren>,
    /// The people who act for these.
    pub people: BTreeSet<PersonId>,
}

/// Whom a draft of a campaign that was opened would concern, as a version of it stands; None where nothing that was
/// begun is touched. Who: curators and administrators.
pub async fn by_draft(ctx: &Context, id: CampaignDraftId, version: i32) -> Result<Option<Affected>, Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let Some((slug, after)) = draft::version_read(ctx.read(), id, version).await? else { return Ok(None) };
    let row = campaign::Entity::find().filter(campaign::Column::Slug.eq(slug)).one(ctx.read()).await?;
    let Some(row) = row.filter(|row| row.opened_at.is_some()) else { return Ok(None) };
    let affected = affected(ctx.read(), &StoredCampaign::of(row)?, &after).await?;
    Ok(Some(affected).filter(|affected| !affected.touched.is_empty()))
}

/// Tells those concerned that a campaign changes, each once. Written in the transaction of the change.
pub(super) async fn notify(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    before: &StoredCampaign,
    after: &Campaign,
) -> Result<(), Error> {
    let people = affected(tx, before, after).await?.people.into_iter().collect();
    let link = Address::Campaign(after.slug.clone());
    notice::notify(tx, ctx, people, Kind::CampaignChanged, &after.title, link).await
}

/// At most seven statements; none where neither dates nor money change.
async fn affected(
    database: &impl ConnectionTrait,
    before: &StoredCampaign,
    after: &Campaign,
) -> Result<Affected, Error> {
    let touched = Touched::of(&before.spec, after);
    let mut affected = Affected::default();
    let mut concerned = |sirens: Vec<Siren>| {
        let count = sirens.len();
        affected.collectivities.extend(sirens);
        count
    };
    let has = |phase| touched.phases.contains(&phase);
    let need_drafts = match has(Phase::Census) {
        true => concerned(need_drafts(database, before).await?),
        false => 0,
    };
    let mandates = match has(Phase::Selection) {
        true => concerned(mandates(database, before).await?),
        false => 0,
    };
    // Groups form from the first day of the census to the last of the applications.
    let groups = match has(Phase::Census) || has(Phase::Application) {
        true => {
            let (groups, members) = groups(database, before).await?;
            concerned(members);
            groups
        }
        false => 0,
    };
    let applications = match touched.envelopes.is_empty() {
        true => 0,
        false => {
            let (applications, members) = applications(database, before, &touched.envelopes).await?;
            concerned(members);
            applications
        }
    };
    let sirens: Vec<Siren> = affected.collectivities.iter().copied().collect();
    let people = match sirens.is_empty() {
        true => BTreeSet::new(),
        false => people_of(database, sirens).await?.into_iter().collect(),
    };
    Ok(Affected { touched, need_drafts, groups, applications, mandates, people, ..affected })
}

async fn need_drafts(database: &impl ConnectionTrait, campaign: &StoredCampaign) -> Result<Vec<Siren>, Error> {
    let drafts = need::Entity::find().filter(need::Column::Campaign.eq(campaign.id));
    let drafts = drafts.filter(need::Column::State.eq(NeedState::Draft)).select_only().column(need::Column::Siren);
    Ok(drafts.into_tuple().all(database).await?)
}

async fn mandates(database: &impl ConnectionTrait, campaign: &StoredCampaign) -> Result<Vec<Siren>, Error> {
    let mandates = mandate::Entity::find().filter(mandate::Column::Campaign.eq(campaign.id));
    Ok(mandates.select_only().column(mandate::Column::Siren).into_tuple().all(database).await?)
}

/// How many groups form, and the collectivités in them.
async fn groups(database: &impl ConnectionTrait, campaign: &StoredCampaign) -> Result<(usize, Vec<Siren>), Error> {
    let joined = group_member::Entity::belongs_to(group::Entity)
        .from(group_member::Column::GroupId)
        .to(group::Column::Id)
        .into();
    let members = group_member::Entity::find()
        .filter(group_member::Column::State.is_in([MemberState::Lead, MemberState::Member]))
        .join(JoinType::InnerJoin, joined)
        .filter(group::Column::Campaign.eq(campaign.id))
        .filter(group::Column::State.eq(GroupState::Forming));
    let members = members.all(database).await?;
    let groups: BTreeSet<_> = members.iter().map(|member| member.group_id).collect();
    Ok((groups.len(), members.into_iter().map(|member| member.siren).collect()))
}

/// How many applications to these envelopes wait for their submission or their decision, and the collectivités that
/// submit them.
async fn applications(
    database: &impl ConnectionTrait,
    campaign: &StoredCampaign,
    envelopes: &[String],
) -> Result<(usize, Vec<Siren>), Error> {
    use ApplicationState::{Complete, CorrectionAsked, Draft, InAssessment, Submitted, WaitingList};
    let waiting = [Draft, Submitted, CorrectionAsked, Complete, InAssessment, WaitingList];
    let applications = application::Entity::find()
        .filter(application::Column::Campaign.eq(campaign.id))
        .filter(application::Column::Envelope.is_in(envelopes))
        .filter(application::Column::State.is_in(waiting));
    let sirens: Vec<Siren> =
        applications.select_only().column(application::Column::Siren).into_tuple().all(database).await?;
    Ok((sirens.len(), sirens))
}
