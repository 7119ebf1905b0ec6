//! Needs that say the same join: one is the face, which stands in lists; the others stay readable at their addresses.
//!
//! Nothing is moved: each need keeps its own supports, and what counts for one is the union over those that joined it,
//! directly or by another. So a need that parts is again what it was.

use crate::{
    form_field::NEED,
    id::{CampaignId, NeedId, ProjectId},
    need::NeedState,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
};
use std::collections::{BTreeSet, HashMap};

/// The most needs that join at once: no more can be read side by side.
pub const MOST: usize = 50;

codes!(/// Who had a need join another.
MergedBy {
    /// A curator.
    Curators = "curators",
    /// The collectivités of both needs.
    Authors = "authors",
});

/// Needs that look alike, which a curator is shown side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    pub needs: Vec<NeedId>,
    /// How much they look alike on average, between 0 and 1.
    pub likeness: f64,
}

/// The most needs of one cluster.
pub const MOST_OF_CLUSTER: usize = 10;

/// Groups things by how much each pair looks alike: what is most alike first, and a group takes another in as long as
/// their things look alike on average (`least`, pairs that are not given counting as 0), so that a chain of small
/// likenesses makes no group. Gives groups of two to [`MOST_OF_CLUSTER`], each with its average likeness.
pub fn clusters(pairs: &[(usize, usize, f64)], least: f64) -> Vec<(Vec<usize>, f64)> {
    let likeness: HashMap<(usize, usize), f64> =
        pairs.iter().map(|(one, other, likeness)| ((*one.min(other), *one.max(other)), *likeness)).collect();
    let of = |one: usize, other: usize| likeness.get(&(one.min(other), one.max(other))).copied().unwrap_or(0.0);
    let mut sorted: Vec<&(usize, usize, f64)> = pairs.iter().filter(|pair| pair.2 >= least).collect();
    sorted.sort_by(|one, other| other.2.total_cmp(&one.2).then((one.0, one.1).cmp(&(other.0, other.1))));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut place: HashMap<usize, usize> = HashMap::new();
    for (one, other, _) in sorted {
        let mut group_of = |thing: usize| {
            *place.entry(thing).or_insert_with(|| {
                groups.push(vec![thing]);
                groups.len() - 1
            })
        };
        let (into, from) = (group_of(*one), group_of(*other));
        if into == from || groups[into].len() + groups[from].len() > MOST_OF_CLUSTER {
            continue;
        }
        let across: f64 =
            groups[into].iter().flat_map(|a| groups[from].iter().map(move |b| (*a, *b))).map(|(a, b)| of(a, b)).sum();
        if across / ((groups[into].len() * groups[from].len()) as f64) < least {
            continue;
        }
        let moved = std::mem::take(&mut groups[from]);
        for thing in &moved {
            place.insert(*thing, into);
        }
        groups[into].extend(moved);
    }
    let average = |group: &[usize]| {
        let pairs = group.iter().enumerate().flat_map(|(at, one)| group[at + 1..].iter().map(|other| (*one, *other)));
        let (sum, count) = pairs.fold((0.0, 0.0), |(sum, count), (one, other)| (sum + of(one, other), count + 1.0));
        if count > 0.0 { sum / count } else { 0.0 }
    };
    let whole = groups.into_iter().filter(|group| group.len() > 1);
    whole
        .map(|mut group| {
            group.sort_unstable();
            let likeness = average(&group);
            (group, likeness)
        })
        .collect()
}

/// Where a need stands when it is about to join another, or be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub id: NeedId,
    pub campaign: CampaignId,
    pub state: NeedState,
    /// The need that it joined.
    pub into: Option<NeedId>,
    /// The need under which it is shown.
    pub face: Option<NeedId>,
    /// The project that holds it.
    pub project: Option<ProjectId>,
}

impl Standing {
    /// Whether this need may join that one; the need at fault, and why.
    ///
    /// Refused: with itself, across campaigns, around a circle, when one of them has joined another or is not
    /// published, and when a project holds this one and not that one.
    fn join(&self, face: &Standing) -> Result<(), (NeedId, Refusal)> {
        if self.id == face.id {
            return Err((self.id, Refusal::MergeWithItself));
        }
        if self.campaign != face.campaign {
            return Err((self.id, Refusal::MergeAcrossCampaigns));
        }
        if face.face == Some(self.id) {
            return Err((face.id, Refusal::MergeCircle));
        }
        for one in [self, face] {
            if one.state != NeedState::Published {
                return Err((one.id, Refusal::NeedNotPublished));
            }
            if one.into.is_some() {
                return Err((one.id, Refusal::NeedJoined));
            }
        }
        match self.project {
            Some(project) if face.project != Some(project) => Err((self.id, Refusal::HeldByAnotherProject)),
            Some(_) | None => Ok(()),
        }
    }
}

/// Those of `others` that join `face` now; one that had joined it already is passed over, so that joining twice is
/// joining once. Every need that may not is named, beside its field; all of them join or none.
pub fn joining(face: &Standing, others: &[Standing]) -> Result<Vec<NeedId>, FieldRefusals> {
    let fresh: Vec<&Standing> = others.iter().filter(|other| other.into != Some(face.id)).collect();
    let mut refusals = FieldRefusals::default();
    for other in &fresh {
        if let Err((need, refusal)) = other.join(face) {
            let field = NEED.of(need);
            if refusals.of(&field).is_none() {
                refusals.add(field, refusal);
            }
        }
    }
    refusals.or(fresh.into_iter().map(|other| other.id).collect())
}

/// A need of a family, with those that support it by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: NeedId,
    /// The collectivité whose need it is.
    pub siren: Siren,
    /// The need that it joined.
    pub into: Option<NeedId>,
    pub supporters: Vec<Siren>,
}

/// A need and those that joined it, directly or by another.
pub fn under(family: &[Member], id: NeedId) -> Vec<&Member> {
    let mut found: Vec<&Member> = family.iter().filter(|member| member.id == id).collect();
    let mut at = 0;
    while at < found.len() {
        let joined = found[at].id;
        let more: Vec<&Member> = family.iter().filter(|member| member.into == Some(joined)).collect();
        // Whatever is stored, nothing is gone through twice.
        found.extend(more.into_iter().filter(|member| member.id != id));
        at += 1;
        if found.len() > family.len() {
            break;
        }
    }
    found
}

/// The collectivités that stand behind a need, its own left out, each once: those that support it or a need that joined
/// it, and those whose need joined it.
pub fn supporters(family: &[Member], id: NeedId) -> BTreeSet<Siren> {
    let joined = under(family, id);
    let own = joined.first().map(|member| member.siren);
    let all = joined.iter().flat_map(|member| member.supporters.iter().copied().chain([member.siren]));
    all.filter(|siren| Some(*siren) != own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn need(number: u128) -> NeedId {
        NeedId(Uuid::from_u128(number))
    }

    fn standing(number: u128) -> Standing {
        Standing {
            id: need(number),
            campaign: CampaignId(Uuid::nil()),
            state: NeedState::Published,
            into: None,
            face: None,
            project: None,
        }
    }

    fn held(number: u128) -> Option<ProjectId> {
        Some(ProjectId(Uuid::from_u128(number)))
    }

    #[test]
    fn each_reason_not_to_join_has_its_own_refusal_beside_the_need_at_fault() {
        let face = standing(1);
        let joined = |number, into| Standing { into: Some(need(into)), face: Some(need(into)), ..standing(number) };
        let table = [
            (standing(1), face, Some((1, Refusal::MergeWithItself))),
            (
                Standing { campaign: CampaignId(Uuid::from_u128(9)), ..standing(2) },
                face,
                Some((2, Refusal::MergeAcrossCampaigns)),
            ),
            (standing(2), joined(1, 2), Some((1, Refusal::MergeCircle))),
            (standing(2), joined(1, 3), Some((1, Refusal::NeedJoined))),
            (joined(2, 3), face, Some((2, Refusal::NeedJoined))),
            (Standing { state: NeedState::Withdrawn, ..standing(2) }, face, Some((2, Refusal::NeedNotPublished))),
            (Standing { state: NeedState::Declined, ..standing(2) }, face, Some((2, Refusal::NeedNotPublished))),
            (standing(2), Standing { state: NeedState::Draft, ..face }, Some((1, Refusal::NeedNotPublished))),
            (Standing { project: held(1), ..standing(2) }, face, Some((2, Refusal::HeldByAnotherProject))),
            (
                Standing { project: held(1), ..standing(2) },
                Standing { project: held(2), ..face },
                Some((2, Refusal::HeldByAnotherProject)),
            ),
            (Standing { project: held(1), ..standing(2) }, Standing { project: held(1), ..face }, None),
            (standing(2), Standing { project: held(1), ..face }, None),
            (standing(2), face, None),
        ];
        for (other, face, refused) in table {
            let expected = match refused {
                Some((at, refusal)) => Err(FieldRefusals::one(NEED.of(need(at)), refusal)),
                None => Ok(vec![other.id]),
            };
            assert_eq!(joining(&face, &[other]), expected, "{other:?} into {face:?}");
        }
    }

    #[test]
    fn all_join_or_none_and_joining_twice_is_joining_once() {
        let already = Standing { into: Some(need(1)), face: Some(need(1)), ..standing(2) };
        assert_eq!(joining(&standing(1), &[already, standing(3)]), Ok(vec![need(3)]));
        assert_eq!(joining(&standing(1), &[already]), Ok(vec![]));
        let gone = |number| Standing { state: NeedState::Withdrawn, ..standing(number) };
        let FieldRefusals(refused) = joining(&standing(1), &[gone(2), standing(3), gone(4)]).expect_err("refused");
        assert_eq!(refused.len(), 2);
    }

    #[test]
    fn a_chain_of_small_likenesses_makes_no_cluster() {
        let pairs = [(0, 1, 0.6), (1, 2, 0.35), (2, 3, 0.5), (4, 5, 0.2)];
        let found: Vec<Vec<usize>> = clusters(&pairs, 0.3).into_iter().map(|(group, _)| group).collect();
        assert_eq!(found, [vec![0, 1], vec![2, 3]], "1 and 2 alone look alike");
        let all = [(0, 1, 0.6), (0, 2, 0.5), (1, 2, 0.4)];
        let found = clusters(&all, 0.3);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, [0, 1, 2]);
        assert!((found[0].1 - 0.5).abs() < 1e-9);
        let many: Vec<(usize, usize, f64)> =
            (0..30).flat_map(|one| (0..one).map(move |other| (other, one, 0.9))).collect();
        assert!(clusters(&many, 0.3).iter().all(|(group, _)| group.len() <= MOST_OF_CLUSTER));
    }

    #[test]
    fn each_collectivity_counts_once_whichever_way_it_stands_behind_a_need() {
        let siren = |text: &str| Siren::parse(text).expect("a SIREN");
        let [figeac, paris, seine] = ["214601023", "217500016", "227605409"].map(siren);
        let member = |number: u128, siren, into: Option<u128>, supporters: &[Siren]| Member {
            id: need(number),
            siren,
            into: into.map(need),
            supporters: supporters.to_vec(),
        };
        // Figeac's need; that of Paris joined it, and that of the Seine-Maritime joined this one.
        let family = [
            member(1, figeac, None, &[paris, seine]),
            member(2, paris, Some(1), &[seine]),
            member(3, seine, Some(2), &[figeac, paris]),
        ];
        let of = |number| supporters(&family, need(number)).into_iter().collect::<Vec<_>>();
        assert_eq!(of(1), [paris, seine], "its own collectivité is left out");
        assert_eq!(of(2), [figeac, seine], "what joined it is under it");
        assert_eq!(of(3), [figeac, paris]);
        let circle = [member(1, figeac, Some(2), &[]), member(2, paris, Some(1), &[])];
        assert_eq!(supporters(&circle, need(1)).len(), 1, "nothing is gone through for ever");
    }
}
