//! Who, by joining, would bring a group what it lacks.

use crate::Context;
use entity::{
    collectivity::Kind,
    eligibility::{Applicant, Condition, Judgement},
    siren::Siren,
};
use std::cmp::Reverse;

/// A body with a département's powers that would change what is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub siren: Siren,
    pub name: String,
    /// The condition, judged with it as one more member.
    pub after: Judgement,
}

/// The body with a département's powers, among those in whose territory a member lies, that would complete the group;
/// where none would, and a département lacks, the one in which most of its inhabitants live. None where no département
/// changes anything.
pub(crate) fn remedy(ctx: &Context, members: &[Siren], applicant: &Applicant, judgement: &Judgement) -> Option<Remedy> {
    if judgement.met {
        return None;
    }
    let reference = ctx.platform.reference();
    let before = reference.atlas.figures(&reference.atlas.union(members)).population;
    let holders = reference.collectivities().filter(|body| {
        matches!(body.kind, Kind::Departement | Kind::SpecialStatus)
            && reference.atlas.holds_departement_powers(&body.siren)
            && !members.contains(&body.siren)
    });
    let mut near: Vec<(u64, Remedy)> = Vec::new();
    for body in holders {
        let joined: Vec<Siren> = members.iter().copied().chain([body.siren]).collect();
        let figures = reference.atlas.figures(&reference.atlas.union(&joined));
        // The inhabitants whom members count already.
        let shared = before + reference.figures(&body.siren).population - figures.population;
        if shared == 0 {
            continue;
        }
        let mut kinds = applicant.kinds.clone();
        if !kinds.contains(&body.kind) {
            kinds.push(body.kind);
        }
        let counted = Applicant::counted(&reference.atlas, &figures, &joined);
        let with = Applicant { kinds, programmes: applicant.programmes.clone(), ..counted };
        let after = judgement.condition.judge(&with);
        near.push((shared, Remedy { siren: body.siren, name: body.name.clone(), after }));
    }
    let lacks_one = judgement.lacking().iter().any(|one| one.condition == Condition::Departement(true));
    let best = near.into_iter().min_by_key(|(shared, remedy)| (!remedy.after.met, Reverse(*shared), remedy.siren));
    let fewer = |remedy: &Remedy| remedy.after.lacking().len() < judgement.lacking().len();
    best.map(|(_, remedy)| remedy).filter(|remedy| remedy.after.met || (lacks_one && fewer(remedy)))
}
