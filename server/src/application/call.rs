//! Calls: who may apply, and what is missing.

use super::{
    applicant::{applicant, judge},
    loaded::members_of,
    open::selected_projects,
    remedy::{Lacking, Remedy, remedy},
};
use crate::{Context, Error, ballot, campaign::loaded::StoredCampaign, group::query::led_by};
use entity::{
    campaign::{Call, Envelope},
    collectivity::{Collectivity, Kind},
    eligibility::{Condition, Judgement},
    group::would_add,
    id::ProjectId,
    siren::Siren,
    table::{group, project},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// An envelope that one may apply to, and what the collectivité acted for finds there.
pub struct CallView {
    /// The collectivité itself, where one may apply alone.
    pub alone: Option<Considered>,
    /// Its groups, each judged.
    pub groups: Vec<(group::Model, Considered)>,
    /// The selected projects, of a call to pilot.
    pub projects: Vec<project::Model>,
    /// Those that the collectivité acted for chose in the vote.
    pub chosen: Vec<ProjectId>,
}

/// An applicant considered for an envelope.
#[derive(Debug, Clone)]
pub struct Considered {
    pub judgement: Option<Judgement>,
    /// The département that would bring what lacks, where one would.
    pub remedy: Option<Remedy>,
    /// Who nearby could complete the group: the name, and the inhabitants that they would add.
    pub nearby: Vec<(Siren, String, u64)>,
}

impl Considered {
    /// Whether it may apply.
    pub fn is_eligible(&self) -> bool {
        self.judgement.as_ref().is_none_or(|judgement| judgement.met)
    }
}

pub(super) async fn consider(
    ctx: &Context,
    envelope: &Envelope,
    members: &[Siren],
    group: bool,
) -> Result<Considered, Error> {
    let applicant = applicant(ctx, ctx.read(), members).await?;
    let judgement = judge(envelope, &applicant);
    let lacking = judgement.as_ref().filter(|judgement| group && !judgement.met);
    let nearby = lacking.map(|judgement| nearby(ctx, members, judgement)).unwrap_or_default();
    let remedy = lacking.and_then(|judgement| {
        let (waiting, applicant) = (&[][..], &applicant);
        remedy(ctx, &Lacking { members, waiting, applicant, judgement })
    });
    Ok(Considered { judgement, remedy, nearby })
}

/// How many are named at most.
pub(super) const NEARBY: usize = 5;

/// Who could bring what is missing, among the bodies of the départements in which the members are: those that hold a
/// département's powers, and those that would bring enough inhabitants with the least excess, else the most populous.
pub(super) fn nearby(ctx: &Context, members: &[Siren], judgement: &Judgement) -> Vec<(Siren, String, u64)> {
    let reference = ctx.platform.reference();
    let parts = reference.atlas.by_departement(&reference.atlas.union(members));
    let near =
        |departement: Option<&String>| departement.is_some_and(|code| parts.iter().any(|part| part.code == *code));
    let mut found: Vec<(Siren, String, u64)> = Vec::new();
    for lacking in judgement.lacking() {
        let wanted = match lacking.condition {
            Condition::Departement(true) => None,
            Condition::Inhabitants(_) => Some(lacking.missing),
            _ => continue,
        };
        let candidates: Box<dyn Iterator<Item = &Collectivity>> = match wanted {
            None => Box::new(reference.with_departement_powers()),
            Some(_) => Box::new(reference.collectivities().filter(|body| body.kind == Kind::Epci)),
        };
        let bodies = candidates.filter(|body| {
            !members.contains(&body.siren)
                && (near(body.departement.as_ref()) || overlaps(&reference, &body.siren, members))
        });
        let mut bodies: Vec<_> = bodies
            .map(|body| (body.siren, body.name.clone(), would_add(&reference.atlas, members, &body.siren)))
            .filter(|(_, _, adds)| wanted.is_none() || *adds > 0)
            .collect();
        bodies.sort_by_key(|(siren, _, adds)| {
            let enough = wanted.is_none_or(|wanted| *adds >= wanted);
            (!enough, if enough { *adds } else { u64::MAX - *adds }, *siren)
        });
        found.extend(bodies.into_iter().take(NEARBY));
    }
    found
}

/// Whether a body has communes in common with these members: a département with its own intercommunal bodies.
pub(super) fn overlaps(reference: &crate::reference::Reference, siren: &Siren, members: &[Siren]) -> bool {
    reference.figures(siren).population > would_add(&reference.atlas, members, siren)
}

/// What the collectivité acted for finds at an envelope.
pub async fn call(ctx: &Context, campaign: &StoredCampaign, envelope: &Envelope) -> Result<CallView, Error> {
    let projects = match envelope.call {
        Some(Call::Pilot) => {
            let selected = selected_projects(ctx, campaign.id).await?;
            let query = project::Entity::find().filter(project::Column::Id.is_in(selected.iter().map(|id| id.0)));
            query.order_by_asc(project::Column::Title).all(ctx.read()).await?
        }
        _ => Vec::new(),
    };
    let Some(siren) = ctx.actor.acting.as_ref().map(|acting| acting.siren) else {
        return Ok(CallView { alone: None, groups: Vec::new(), projects, chosen: Vec::new() });
    };
    let chosen = match projects.is_empty() {
        true => Vec::new(),
        false => ballot::chosen(ctx, campaign).await?,
    };
    let alone = match envelope.applicant.takes(false) {
        true => Some(consider(ctx, envelope, &[siren], false).await?),
        false => None,
    };
    let mut groups = Vec::new();
    if envelope.applicant.takes(true) {
        for row in led_by(ctx, campaign, siren).await? {
            let members = members_of(ctx.read(), Some(row.id), siren).await?;
            let considered = consider(ctx, envelope, &members, true).await?;
            groups.push((row, considered));
        }
    }
    Ok(CallView { alone, groups, projects, chosen })
}
