//! Who, by joining, would bring a group what it lacks.

use crate::Context;
use entity::{
    eligibility::{Applicant, Condition, Judgement},
    siren::Siren,
};

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
    let mut parts = reference.atlas.by_departement(&reference.atlas.union(members));
    parts.sort_by_key(|part| std::cmp::Reverse(part.figures.population));
    let holders = reference.collectivities().filter(|body| {
        body.departement.is_some()
            && reference.atlas.holds_departement_powers(&body.siren)
            && !members.contains(&body.siren)
    });
    let holders: Vec<_> = holders.collect();
    // Two bodies share the Rhône: the one that holds more of the members' inhabitants adds less.
    let mut near: Vec<(usize, u64, Remedy)> = Vec::new();
    for body in holders {
        let Some(at) = parts.iter().position(|part| Some(&part.code) == body.departement.as_ref()) else { continue };
        let joined: Vec<Siren> = members.iter().copied().chain([body.siren]).collect();
        let figures = reference.atlas.figures(&reference.atlas.union(&joined));
        let counted = Applicant::counted(&reference.atlas, &figures, &joined);
        let mut kinds = applicant.kinds.clone();
        if !kinds.contains(&body.kind) {
            kinds.push(body.kind);
        }
        let after = Applicant { kinds, programmes: applicant.programmes.clone(), ..counted };
        let after = judgement.condition.judge(&after);
        near.push((at, figures.population, Remedy { siren: body.siren, name: body.name.clone(), after }));
    }
    near.sort_by_key(|(at, population, remedy)| (!remedy.after.met, *at, *population, remedy.siren));
    let lacks_one = judgement.lacking().iter().any(|one| one.condition == Condition::Departement(true));
    let best = near.into_iter().next().map(|(.., remedy)| remedy);
    best.filter(|remedy| remedy.after.met || (lacks_one && remedy.after.lacking().len() < judgement.lacking().len()))
}
