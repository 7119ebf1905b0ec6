//! Who, by joining, would bring a group what it lacks.

use crate::{Context, reference::Reference};
use entity::{
    collectivity::{Collectivity, Kind},
    eligibility::{Applicant, Condition, Judgement},
    siren::Siren,
};
use std::cmp::Reverse;

/// A body whose joining would change what is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub siren: Siren,
    pub name: String,
    /// The condition, judged with it as one more member.
    pub after: Judgement,
}

/// A group that does not meet a condition.
pub(crate) struct Lacking<'a> {
    pub members: &'a [Siren],
    /// Those that asked to join, then those that were invited and have not answered.
    pub waiting: &'a [Siren],
    pub applicant: &'a Applicant,
    pub judgement: &'a Judgement,
}

impl Lacking<'_> {
    /// The condition judged with one more member, whose labels are not looked up.
    fn with(&self, reference: &Reference, body: &Collectivity) -> Remedy {
        let joined: Vec<Siren> = self.members.iter().copied().chain([body.siren]).collect();
        let figures = reference.atlas.figures(&reference.atlas.union(&joined));
        let mut kinds = self.applicant.kinds.clone();
        if !kinds.contains(&body.kind) {
            kinds.push(body.kind);
        }
        let counted = Applicant::counted(&reference.atlas, &figures, &joined);
        let with = Applicant { kinds, programmes: self.applicant.programmes.clone(), ..counted };
        let after = self.judgement.condition.judge(&with);
        Remedy { siren: body.siren, name: body.name.clone(), after }
    }
}

/// Who would complete a group: one that waits for an answer; else the body with a département's powers in whose
/// territory most of the members' inhabitants live. Where none would, and a département lacks, that body all the same;
/// None where it changes nothing.
pub(crate) fn remedy(ctx: &Context, group: &Lacking<'_>) -> Option<Remedy> {
    let (members, judgement) = (group.members, group.judgement);
    if judgement.met {
        return None;
    }
    let reference = ctx.platform.reference();
    let waiting = group.waiting.iter().filter_map(|siren| reference.find(siren));
    let enough = waiting.map(|body| group.with(&reference, body)).find(|remedy| remedy.after.met);
    if enough.is_some() {
        return enough;
    }
    let covered = reference.atlas.union(members);
    let holders = reference
        .with_departement_powers()
        .filter(|body| matches!(body.kind, Kind::Departement | Kind::SpecialStatus) && !members.contains(&body.siren));
    let near = holders.filter_map(|body| {
        // The inhabitants whom members count already.
        let shared = reference.atlas.shared(&covered, &body.siren);
        (shared > 0).then(|| (shared, group.with(&reference, body)))
    });
    let best = near.min_by_key(|(shared, remedy)| (!remedy.after.met, Reverse(*shared), remedy.siren));
    let lacks_one = judgement.lacking().iter().any(|one| one.condition == Condition::Departement(true));
    let fewer = |remedy: &Remedy| remedy.after.lacking().len() < judgement.lacking().len();
    best.map(|(_, remedy)| remedy).filter(|remedy| remedy.after.met || (lacks_one && fewer(remedy)))
}
