//! Whom to invite: the smallest sets of collectivités by which a group would meet the condition of an envelope.

use super::{query::Detail, require_open, verdict::for_groups};
use crate::{Context, Error, bulk::one_of, campaign::loaded::StoredCampaign, need::family, reference::Reference};
use entity::{
    collectivity::{Collectivity, Kind},
    complement::{Addition, Candidate, Complement, MOST_SETS, Nearness, complements},
    eligibility::{Applicant, Condition},
    group::GroupState,
    siren::Siren,
    table::support,
};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashSet},
};

/// The most supporters of the need that are looked at: the first ones.
const MOST_SUPPORTERS: u64 = 300;
/// The most intercommunalités of the members' départements that are looked at: the most populous.
const MOST_NEIGHBOURS: usize = 20;

/// Who would bring a group what an envelope asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The code and the title of the envelope.
    pub envelope: String,
    pub title: String,
    /// One or more, the best first.
    pub sets: Vec<SuggestedSet>,
}

/// Collectivités that are enough together, and none of them too many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedSet {
    pub guests: Vec<Guest>,
    /// Inhabitants of the group with all of them, each counted once.
    pub population: u64,
}

/// One collectivité to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    pub name: String,
    /// What it adds to the group and to those before it.
    pub addition: Addition,
}

/// Whom a group that is forming could invite, for each envelope to which groups apply and whose condition it does not
/// meet; nothing for a condition that figures do not decide, and for one that nobody near would meet.
///
/// Those who have the need too come first: the collectivité of the need and its supporters. Then the neighbours: the
/// most populous intercommunalités of the members' départements, and the bodies that hold a département's powers there;
/// last such bodies of the supporters' départements. A neighbouring commune is not looked at: its intercommunalité
/// brings more. Nor is whoever stands in the group already, was invited, or said no.
///
/// Where a département is enough, the last set is one that does without. The search takes tens of milliseconds at most
/// and runs beside the requests. Three statements, or none where nothing is missing.
pub async fn suggestions(ctx: &Context, campaign: &StoredCampaign, detail: &Detail) -> Result<Vec<Suggestion>, Error> {
    if detail.group.state != GroupState::Forming || require_open(campaign, ctx.now()).is_err() {
        return Ok(Vec::new());
    }
    let reference = ctx.platform.reference();
    let members =
        current(&reference, detail.members.iter().filter(|member| member.state.counts()).map(|one| &one.siren));
    let figures = reference.atlas.figures(&reference.atlas.union(&members));
    let applicant = Applicant::counted(&reference.atlas, &figures, &members);
    let lacking = |condition: &&Condition| condition.is_of_figures() && !condition.is_met(&applicant);
    let unmet = for_groups(&campaign.spec)
        .filter_map(|envelope| Some((envelope, envelope.eligibility.as_ref().filter(lacking)?)))
        .map(|(envelope, condition)| (envelope.code.clone(), envelope.title.clone(), condition.clone()));
    let unmet: Vec<(String, String, Condition)> = unmet.collect();
    if unmet.is_empty() {
        return Ok(Vec::new());
    }
    let supporters = supporters(ctx, detail).await?;
    let standing: HashSet<Siren> =
        current(&reference, detail.members.iter().map(|member| &member.siren)).into_iter().collect();
    let searched = tokio::task::spawn_blocking(move || {
        let candidates = candidates(&reference, &members, &supporters, &standing);
        let suggestion = |(envelope, title, condition)| {
            let sets = sets(&reference, &members, &condition, &candidates);
            Suggestion { envelope, title, sets }
        };
        unmet.into_iter().map(suggestion).filter(|one| !one.sets.is_empty()).collect()
    });
    searched.await.map_err(|error| Error::Stored(error.to_string()))
}

/// The collectivités of these codes as they are today, each once.
fn current<'a>(reference: &Reference, sirens: impl Iterator<Item = &'a Siren>) -> Vec<Siren> {
    let mut seen = HashSet::new();
    let today = sirens.map(|siren| reference.successor(siren).map_or(*siren, |found| found.siren));
    today.filter(|siren| seen.insert(*siren)).collect()
}

/// The collectivités of the group's need and of those joined with it, then those that support one of them, the first
/// ones; nobody for a group without one. Three statements at most.
async fn supporters(ctx: &Context, detail: &Detail) -> Result<Vec<Siren>, Error> {
    let Some(need) = detail.group.need else { return Ok(Vec::new()) };
    let mut needs = family::of(ctx.read(), &[need]).await?;
    needs.retain(|row| row.state.is_public());
    needs.sort_by_key(|row| (row.id != need, row.id));
    let of_these = one_of(ctx.read(), support::Column::Need, needs.iter().map(|need| need.id.0));
    let supports = support::Entity::find().filter(of_these);
    let supports = supports.order_by_asc(support::Column::At).order_by_asc(support::Column::Siren);
    let supports = supports.select_only().column(support::Column::Siren).limit(MOST_SUPPORTERS);
    let supporters: Vec<Siren> = supports.into_tuple().all(ctx.read()).await?;
    Ok(needs.iter().map(|need| need.siren).chain(supporters).collect())
}

/// Who may be invited, in the order in which they are looked at.
fn candidates(
    reference: &Reference,
    members: &[Siren],
    supporters: &[Siren],
    standing: &HashSet<Siren>,
) -> Vec<Candidate> {
    let supporters = current(reference, supporters.iter());
    let near = departements_of(reference, members);
    let farther = departements_of(reference, &supporters);
    let mut intercommunal: Vec<&Collectivity> = Vec::new();
    let (mut holders, mut farther_holders) = (Vec::new(), Vec::new());
    for body in reference.collectivities() {
        match body.kind {
            Kind::Epci | Kind::Ept if body.departement.as_ref().is_some_and(|code| near.contains(code)) => {
                intercommunal.push(body);
            }
            Kind::Departement | Kind::SpecialStatus if reference.atlas.holds_departement_powers(&body.siren) => {
                match (lies_in(reference, body, &near), lies_in(reference, body, &farther)) {
                    (true, _) => holders.push(body.siren),
                    (false, true) => farther_holders.push(body.siren),
                    (false, false) => {}
                }
            }
            _ => {}
        }
    }
    intercommunal.sort_by_key(|body| (Reverse(reference.figures(&body.siren).population), body.siren));
    let neighbours = holders.into_iter().chain(intercommunal.iter().take(MOST_NEIGHBOURS).map(|body| body.siren));
    let of = |nearness| move |siren| Candidate { siren, nearness };
    let all = supporters.into_iter().map(of(Nearness::Supporter));
    let all = all.chain(neighbours.map(of(Nearness::Neighbour)));
    let all = all.chain(farther_holders.into_iter().map(of(Nearness::Farther)));
    all.filter(|candidate| !standing.contains(&candidate.siren)).collect()
}

/// The codes of the départements of their seats.
fn departements_of(reference: &Reference, sirens: &[Siren]) -> BTreeSet<String> {
    sirens.iter().filter_map(|siren| reference.find(siren)?.departement.clone()).collect()
}

/// Whether a body has a commune in one of these départements; its seat is not enough to tell in Corsica and Alsace.
fn lies_in(reference: &Reference, body: &Collectivity, departements: &BTreeSet<String>) -> bool {
    let territory = reference.atlas.territory(&body.siren);
    territory.is_some_and(|territory| {
        reference.atlas.communes_of(territory).any(|commune| departements.contains(&commune.departement))
    })
}

/// The best sets; the last of them one without a département, where those before have one and others would do too.
fn sets(
    reference: &Reference,
    members: &[Siren],
    condition: &Condition,
    candidates: &[Candidate],
) -> Vec<SuggestedSet> {
    let mut found = complements(&reference.atlas, members, condition, candidates);
    let has_powers = |set: &Complement| set.additions.iter().any(|addition| addition.departement_powers);
    if !found.is_empty() && found.iter().all(has_powers) {
        let without = candidates.iter().filter(|one| !reference.atlas.holds_departement_powers(&one.siren));
        let without: Vec<Candidate> = without.copied().collect();
        let other = complements(&reference.atlas, members, condition, &without).into_iter().next();
        found.truncate(MOST_SETS - usize::from(other.is_some()));
        found.extend(other);
    }
    let guest = |addition: Addition| Guest { name: reference.name(&addition.siren), addition };
    let named = found
        .into_iter()
        .map(|set| SuggestedSet { guests: set.additions.into_iter().map(guest).collect(), population: set.population });
    named.collect()
}
