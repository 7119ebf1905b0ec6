//! Needs join others, and part again: by a curator, or because both authors agree ([`request`]).

pub mod cluster;
pub mod pile;
pub mod request;

use super::{facts, family};
use crate::{Context, Error, bulk::one_of, campaign::loaded::campaign_of, frozen_rule};
use entity::{
    form_field::NEED,
    id::{CampaignId, NeedId, ProjectId},
    merge::{MOST, Member, MergedBy, Standing, joining, supporters},
    need::NeedState,
    permission::{Action, Facts},
    project::require_before_selection,
    reason::TypedReason,
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    siren::Siren,
    table::{need, project_need},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap};
use wording::Attempt;

/// What a need is known by to whoever has it join another, or others join it: its text, and what it joined.
pub fn shown_need(row: &need::Model) -> Shown {
    let joined = row.face.map(|face| face.to_string()).unwrap_or_default();
    Shown::of([row.id.to_string(), row.version.to_string(), row.title.clone(), row.problem.clone(), joined])
}

/// Whether needs of a campaign may still join and part: before the rule of its vote is frozen. One statement.
pub async fn is_open(ctx: &Context, campaign: CampaignId) -> Result<bool, Error> {
    let found = campaign_of(ctx.read(), campaign).await?;
    let early = require_before_selection(&found.spec.calendar, ctx.now()).is_ok();
    Ok(early && frozen_rule::find(&ctx.platform, ctx.read(), campaign).await?.is_none())
}

/// Begins what has needs of a campaign join or part; refused once its rule is frozen or its vote has opened. Until the
/// commit, no other need of the campaign joins or parts.
async fn begin(ctx: &Context, campaign: CampaignId) -> Result<DatabaseTransaction, Error> {
    frozen_rule::require_open(ctx, campaign, Attempt::MergeNeeds).await?;
    let tx = ctx.begin().await?;
    frozen_rule::still_open(&tx, campaign).await?;
    require_before_selection(&campaign_of(&tx, campaign).await?.spec.calendar, ctx.now())?;
    Ok(tx)
}

/// The projects that hold these needs.
async fn projects_of(database: &impl ConnectionTrait, ids: &[NeedId]) -> Result<HashMap<NeedId, ProjectId>, Error> {
    let held =
        project_need::Entity::find().filter(one_of(database, project_need::Column::Need, ids.iter().map(|id| id.0)));
    Ok(held.all(database).await?.into_iter().map(|link| (link.need, link.project)).collect())
}

fn standing(row: &need::Model, projects: &HashMap<NeedId, ProjectId>) -> Standing {
    Standing {
        id: row.id,
        campaign: row.campaign,
        state: row.state,
        into: row.merged_into,
        face: row.face,
        project: projects.get(&row.id).copied(),
    }
}

/// Needs that are judged before they join, locked with all that is shown with them.
struct Judged {
    family: Vec<need::Model>,
    face: need::Model,
    /// Those that join now; empty where all had.
    joining: Vec<NeedId>,
}

/// Locks needs and judges whether they may join.
async fn judge(tx: &DatabaseTransaction, face: NeedId, others: &[NeedId]) -> Result<Judged, Error> {
    let ids: Vec<NeedId> = others.iter().copied().chain([face]).collect();
    let family = family::lock(tx, &ids).await?;
    let projects = projects_of(tx, &ids).await?;
    let find = |id: &NeedId| family.iter().find(|row| row.id == *id).cloned().ok_or(Error::NotFound);
    let face = find(&face)?;
    let rows = others.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    // That somebody writes a draft is nobody else's business.
    if rows.iter().chain([&face]).any(|row| row.state == NeedState::Draft) {
        return Err(Error::NotFound);
    }
    let others: Vec<Standing> = rows.iter().map(|row| standing(row, &projects)).collect();
    let joining = joining(&standing(&face, &projects), &others)?;
    Ok(Judged { family, face, joining })
}

/// Has needs join one of them, the face, all or none; those whose needs they are and who support them are told, with
/// the reason. Doing it twice does it once.
///
/// Who: a curator. Refused: once the rule is frozen, without a reason, and beside each need that may not
/// ([`entity::merge::joining`]) or that changed since it was read ([`Refusal::ShownChanged`]).
pub async fn merge(ctx: &Context, face: NeedId, others: &[NeedId], reason: &TypedReason) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let others: BTreeSet<NeedId> = others.iter().copied().collect();
    match others.len() {
        0 => return Err(Refusal::NothingToMerge.into()),
        some if some >= MOST => return Err(Refusal::TooManyNeeds { most: MOST }.into()),
        _ => {}
    }
    let others: Vec<NeedId> = others.into_iter().collect();
    let known = need::Entity::find_by_id(face).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let tx = begin(ctx, known.campaign).await?;
    let Judged { family, face, joining } = judge(&tx, face, &others).await?;
    if joining.is_empty() {
        return Ok(());
    }
    require_shown(ctx, family.iter().filter(|row| row.id == face.id || joining.contains(&row.id)))?;
    let reason = reason.require()?;
    let why = family::Joining { by: MergedBy::Curators, reason: Some(&reason) };
    let events = family::join(&tx, ctx, &family, &face, &joining, why).await?;
    events.write(&tx).await?;
    ctx.commit(tx).await
}

/// Refuses, beside each, the needs that are not what the form showed.
fn require_shown<'a>(ctx: &Context, rows: impl Iterator<Item = &'a need::Model>) -> Result<(), FieldRefusals> {
    let mut refusals = FieldRefusals::default();
    for row in rows {
        refusals.take(NEED.of(row.id), ctx.require_shown(&row.id.to_string(), &shown_need(row)));
    }
    refusals.or(())
}

/// Has a need that joined another stand by itself again, with what had joined it before: its supports come back with
/// it. Those concerned are told why. Doing it twice does it once.
///
/// Who: the people of its collectivité, and curators. Refused: once the rule is frozen; without a reason.
pub async fn split(ctx: &Context, id: NeedId, reason: &TypedReason) -> Result<(), Error> {
    let known = need::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    ctx.authorise(Action::Read, &facts(&known)).map_err(|_| Error::NotFound)?;
    if ctx.authorise(Action::Curate, &Facts::default()).is_err() {
        ctx.authorise(Action::WriteNeed, &facts(&known))?;
    }
    let tx = begin(ctx, known.campaign).await?;
    let related = family::lock(&tx, &[id]).await?;
    let row = related.iter().find(|row| row.id == id).ok_or(Error::NotFound)?;
    if row.merged_into.is_none() {
        return Ok(());
    }
    let reason = reason.require()?;
    let mut events = crate::audit::EventBatch::default();
    family::part(&tx, ctx, &related, row, Some(&reason), &mut events).await?;
    family::recount(&tx, ctx, related.iter().map(|row| row.id)).await?;
    events.write(&tx).await?;
    ctx.commit(tx).await
}

/// Needs that a curator looks at side by side before they join.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The most supported first.
    pub needs: Vec<need::Model>,
    /// The projects that hold them.
    pub projects: HashMap<NeedId, ProjectId>,
    /// Who stands behind all of them, each collectivité once.
    pub together: BTreeSet<Siren>,
    /// Inhabitants of all those, each counted once.
    pub inhabitants: i64,
    /// How many of those asked for are not there: never published, or withdrawn.
    pub gone: usize,
}

impl Choice {
    /// How many would support a need that the others joined.
    pub fn supports_of(&self, face: &need::Model) -> u64 {
        self.together.iter().filter(|siren| **siren != face.siren).count() as u64
    }
}

/// The needs of these identifiers that may join, those that had joined another replaced by it; as many as can be read
/// side by side. Who: curators. Four statements.
pub async fn choice(ctx: &Context, ids: &[NeedId]) -> Result<Choice, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let asked: BTreeSet<NeedId> = ids.iter().take(MOST).copied().collect();
    let asked: Vec<NeedId> = asked.into_iter().collect();
    let family = family::of(ctx.read(), &asked).await?;
    let is_shown = |row: &&need::Model| row.state == NeedState::Published && row.face.is_none();
    let mut needs: Vec<need::Model> = family.iter().filter(is_shown).cloned().collect();
    needs.sort_by_key(|need| (std::cmp::Reverse((need.supports, need.inhabitants)), need.id));
    let members: Vec<Member> = family::members(ctx.read(), &family).await?;
    let behind = |need: &need::Model| supporters(&members, need.id).into_iter().chain([need.siren]);
    let together: BTreeSet<Siren> = needs.iter().flat_map(behind).collect();
    let there = |id: &&NeedId| {
        family.iter().any(|row| row.id == **id && needs.iter().any(|need| need.id == family::face_of(row)))
    };
    Ok(Choice {
        gone: asked.len() - asked.iter().filter(there).count(),
        projects: projects_of(ctx.read(), &asked).await?,
        inhabitants: family::inhabitants(ctx, &together),
        together,
        needs,
    })
}
