use super::*;
use crate::{
    eligibility::Applicant,
    territory::{AtlasBuilder, Commune},
};
use proptest::prelude::*;
use std::{cmp::Reverse, collections::BTreeSet};

const COMMUNES: u32 = 14;

/// A body as plain sets see it.
#[derive(Debug, Clone)]
struct Body {
    siren: Siren,
    communes: BTreeSet<u32>,
    powers: bool,
}

/// A small country: a group in it, and who may be asked to join.
#[derive(Debug, Clone)]
struct Country {
    populations: Vec<u32>,
    group: Vec<Body>,
    asked: Vec<(Body, Nearness)>,
}

fn sirens() -> impl Iterator<Item = Siren> {
    (200_000_000_u32..).filter_map(|digits| Siren::parse(&digits.to_string()).ok())
}

impl Country {
    fn atlas(&self) -> Atlas {
        let commune = |(&population, at): (&u32, u32)| Commune {
            insee: format!("{at:05}"),
            name: format!("Commune {at}"),
            departement: "46".to_owned(),
            region: "76".to_owned(),
            epci: None,
            population,
        };
        let communes = self.populations.iter().zip(0..).map(commune).collect();
        let mut builder = AtlasBuilder::new("2023", communes);
        for body in self.group.iter().chain(self.asked.iter().map(|(body, _)| body)) {
            let codes: Vec<String> = body.communes.iter().map(|at| format!("{at:05}")).collect();
            builder.body_of(body.siren, body.powers, codes.iter().map(String::as_str));
        }
        builder.build()
    }

    fn members(&self) -> Vec<Siren> {
        self.group.iter().map(|body| body.siren).collect()
    }

    fn candidates(&self) -> Vec<Candidate> {
        let candidate = |(body, nearness): &(Body, Nearness)| Candidate { siren: body.siren, nearness: *nearness };
        self.asked.iter().map(candidate).collect()
    }

    fn inhabitants<'a>(&self, bodies: impl IntoIterator<Item = &'a Body>) -> u64 {
        let union: BTreeSet<u32> = bodies.into_iter().flat_map(|body| body.communes.iter().copied()).collect();
        union.into_iter().map(|at| u64::from(self.populations[at as usize])).sum()
    }

    fn applicant<'a>(&'a self, joining: impl IntoIterator<Item = &'a Body>) -> Applicant {
        let bodies: Vec<&Body> = self.group.iter().chain(joining).collect();
        let count = |all: usize| u32::try_from(all).expect("few");
        Applicant {
            population: self.inhabitants(bodies.iter().copied()),
            members: count(bodies.len()),
            departements: count(bodies.iter().filter(|body| body.powers).count()),
            ..Applicant::default()
        }
    }

    /// The best sets, by trying all of them.
    fn by_brute_force(&self, condition: &Condition) -> Vec<Vec<Siren>> {
        let before = self.applicant([]);
        if condition.is_met(&before) {
            return Vec::new();
        }
        let alone = |body: &Body| self.applicant([body]).population - before.population;
        let mut asked: Vec<&(Body, Nearness)> = self.asked.iter().collect();
        asked.retain(|(body, _)| alone(body) > 0 || (body.powers && before.departements == 0));
        asked.sort_by_key(|(body, nearness)| (*nearness, Reverse(alone(body))));
        let meets = |set: u32| {
            let joining = asked.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0).map(|(_, (body, _))| body);
            condition.is_met(&self.applicant(joining))
        };
        let mut found = Vec::new();
        for set in 1_u32..1 << asked.len() {
            let places: Vec<usize> = (0..asked.len()).filter(|at| set & (1 << at) != 0).collect();
            let within = |a: usize, b: usize| a != b && asked[a].0.communes.is_subset(&asked[b].0.communes);
            let nested = places.iter().any(|&a| places.iter().any(|&b| within(a, b)));
            if nested || !meets(set) || (1..set).any(|part| part & set == part && meets(part)) {
                continue;
            }
            let far = |wanted| places.iter().filter(|&&at| asked[at].1 == wanted).count();
            let population = self.applicant(places.iter().map(|&at| &asked[at].0)).population;
            let far = [far(Nearness::Farther), far(Nearness::Neighbour)];
            found.push((places.len(), far, Reverse(population), places));
        }
        found.sort();
        let sirens = |places: Vec<usize>| places.into_iter().map(|at| asked[at].0.siren).collect();
        found.into_iter().take(MOST_SETS).map(|(.., places)| sirens(places)).collect()
    }

    /// Holds a set to all that is promised of each.
    fn check(&self, condition: &Condition, complement: &Complement) {
        let find = |siren: &Siren| &self.asked.iter().find(|(body, _)| body.siren == *siren).expect("was asked").0;
        let joining: Vec<&Body> = complement.additions.iter().map(|addition| find(&addition.siren)).collect();
        let after = self.applicant(joining.iter().copied());
        assert!(condition.is_met(&after), "the condition is met");
        assert_eq!(complement.population, after.population, "nobody is counted twice");
        let added: u64 = complement.additions.iter().map(|addition| addition.adds).sum();
        assert_eq!(self.applicant([]).population + added, after.population, "what each adds sums up");
        for (at, body) in joining.iter().enumerate() {
            let others = || joining.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, body)| *body);
            assert!(!condition.is_met(&self.applicant(others())), "none can be left out");
            assert!(others().all(|other| !body.communes.is_subset(&other.communes)), "none contains another");
            assert_eq!(complement.additions[at].departement_powers, body.powers);
        }
    }
}

fn body_sets() -> impl Strategy<Value = BTreeSet<u32>> {
    // Runs of neighbours, as most bodies are, and any sets.
    let run = (0..COMMUNES, 1..6_u32).prop_map(|(from, long)| (from..(from + long).min(COMMUNES)).collect());
    prop_oneof![run, proptest::collection::btree_set(0..COMMUNES, 1..6)]
}

fn countries() -> impl Strategy<Value = Country> {
    let nearness = prop_oneof![Just(Nearness::Supporter), Just(Nearness::Neighbour), Just(Nearness::Farther)];
    let populations = proptest::collection::vec(0_u32..30, COMMUNES as usize);
    let group = proptest::collection::vec((body_sets(), proptest::bool::weighted(0.1)), 1..3);
    let asked = proptest::collection::vec((body_sets(), proptest::bool::weighted(0.25), nearness), 0..=8);
    (populations, group, asked).prop_map(|(populations, group, asked)| {
        let mut sirens = sirens();
        let mut body = |communes, powers| Body { siren: sirens.next().expect("endless"), communes, powers };
        Country {
            populations,
            group: group.into_iter().map(|(communes, powers)| body(communes, powers)).collect(),
            asked: asked.into_iter().map(|(communes, powers, near)| (body(communes, powers), near)).collect(),
        }
    })
}

/// Conditions that a joining collectivité never breaks.
fn growing() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        3 => (1_u64..300).prop_map(Condition::Inhabitants),
        1 => Just(Condition::Departement(true)),
        1 => (2_u32..5).prop_map(Condition::Members),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        let some = || proptest::collection::vec(inner.clone(), 1..3);
        prop_oneof![some().prop_map(Condition::Any), some().prop_map(Condition::All)]
    })
}

/// Any condition of figures.
fn of_figures() -> impl Strategy<Value = Condition> {
    let breaks = prop_oneof![(50_u64..300).prop_map(Condition::InhabitantsAtMost), Just(Condition::Departement(false))];
    let both = |(one, other)| Condition::All(vec![one, other]);
    let either = |(one, other)| Condition::Any(vec![one, other]);
    prop_oneof![growing(), (growing(), breaks.clone()).prop_map(both), (growing(), breaks).prop_map(either)]
}

fn sirens_of(complement: &Complement) -> Vec<Siren> {
    complement.additions.iter().map(|addition| addition.siren).collect()
}

proptest! {
    #[test]
    fn the_sets_found_are_those_of_trying_all(country in countries(), condition in growing()) {
        let found = complements(&country.atlas(), &country.members(), &condition, &country.candidates());
        let sets: Vec<Vec<Siren>> = found.iter().map(sirens_of).collect();
        prop_assert_eq!(sets, country.by_brute_force(&condition));
        for complement in &found {
            country.check(&condition, complement);
        }
    }

    #[test]
    fn a_condition_that_joining_may_break_has_a_smallest_set_too(country in countries(), condition in of_figures()) {
        let found = complements(&country.atlas(), &country.members(), &condition, &country.candidates());
        let least = country.by_brute_force(&condition).first().map(Vec::len);
        prop_assert_eq!(found.first().map(|first| first.additions.len()), least);
        for complement in &found {
            country.check(&condition, complement);
        }
    }

    #[test]
    fn what_is_found_without_the_search_keeps_every_promise(country in countries(), condition in growing()) {
        let (atlas, members, candidates) = (country.atlas(), country.members(), country.candidates());
        let least = country.by_brute_force(&condition).first().map_or(usize::MAX, Vec::len);
        for complement in complements_within(&atlas, &members, &condition, &candidates, 0) {
            country.check(&condition, &complement);
            prop_assert!(complement.additions.len() >= least);
        }
    }

    #[test]
    fn the_short_way_to_judge_agrees_with_the_judgement(country in countries(), condition in of_figures()) {
        let applicant = country.applicant(country.asked.iter().map(|(body, _)| body));
        prop_assert_eq!(pool::may_be_met(&condition, &applicant, &applicant), condition.is_met(&applicant));
    }
}

/// A group of one commune of 10 inhabitants, and bodies of these runs of communes, each commune of 10.
fn tens(communes: u32, asked: &[(std::ops::Range<u32>, bool, Nearness)]) -> Country {
    let mut sirens = sirens();
    let mut body = |communes, powers| Body { siren: sirens.next().expect("endless"), communes, powers };
    Country {
        populations: vec![10; communes as usize],
        group: vec![body(std::iter::once(0).collect(), false)],
        asked: asked.iter().map(|(run, powers, near)| (body(run.clone().collect(), *powers), *near)).collect(),
    }
}

#[test]
fn the_departement_is_enough_and_so_are_the_intercommunalites() {
    use Nearness::{Neighbour, Supporter};
    let either = Condition::Any(vec![Condition::Inhabitants(90), Condition::Departement(true)]);
    let country = tens(20, &[(1..5, false, Supporter), (5..9, false, Supporter), (0..7, true, Neighbour)]);
    let found = complements(&country.atlas(), &country.members(), &either, &country.candidates());
    let [epci, other, lot] = [0, 1, 2].map(|at| country.asked[at].0.siren);
    assert_eq!(found.iter().map(sirens_of).collect::<Vec<_>>(), [vec![lot], vec![epci, other]]);
    assert_eq!((found[0].additions[0].adds, found[0].population), (60, 70), "its own commune is counted already");
    assert_eq!((found[1].additions[1].adds, found[1].population), (40, 90));
    let both = Condition::All(vec![Condition::Inhabitants(90), Condition::Departement(true)]);
    let found = complements(&country.atlas(), &country.members(), &both, &country.candidates());
    assert_eq!(
        found.iter().map(sirens_of).collect::<Vec<_>>(),
        [vec![other, lot]],
        "what lies in the Lot adds nothing"
    );
    assert_eq!(found[0].additions.iter().map(|addition| addition.adds).collect::<Vec<_>>(), [40, 40]);
}

#[test]
fn supporters_are_asked_before_larger_neighbours_but_fewer_come_first() {
    use Nearness::{Farther, Neighbour, Supporter};
    let country = tens(
        40,
        &[(1..8, false, Neighbour), (8..11, false, Supporter), (11..14, false, Supporter), (14..30, false, Farther)],
    );
    let [neighbour, one, other, farther] = [0, 1, 2, 3].map(|at| country.asked[at].0.siren);
    let sets = |least| {
        let condition = Condition::Inhabitants(least);
        let found = complements(&country.atlas(), &country.members(), &condition, &country.candidates());
        found.iter().map(sirens_of).collect::<Vec<_>>()
    };
    assert_eq!(sets(40), [[one], [other], [neighbour]]);
    assert_eq!(sets(60), [vec![neighbour], vec![farther], vec![one, other]]);
}

#[test]
fn nothing_is_found_where_nothing_is_missing_or_nothing_helps() {
    let country = tens(20, &[(1..9, true, Nearness::Supporter)]);
    let found = |condition| complements(&country.atlas(), &country.members(), &condition, &country.candidates());
    assert!(found(Condition::Inhabitants(10)).is_empty());
    assert!(found(Condition::Inhabitants(1_000)).is_empty());
    let kind = Condition::Kind(vec![crate::collectivity::Kind::Epci]);
    assert!(found(Condition::All(vec![kind, Condition::Inhabitants(50)])).is_empty(), "an atlas knows no kinds");
    assert_eq!(found(Condition::Inhabitants(50)).len(), 1);
}

/// A country in which three hundred overlapping bodies of many sizes may be asked.
fn large(seed: u32) -> Country {
    let mut state = seed;
    let mut draw = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    let populations = (0..2_000).map(|_| 50 + draw(40) * draw(40) * draw(5)).collect();
    let mut sirens = sirens();
    let mut body = |communes, powers| Body { siren: sirens.next().expect("endless"), communes, powers };
    let near = [Nearness::Supporter, Nearness::Supporter, Nearness::Supporter, Nearness::Neighbour];
    let asked = (0..300).map(|at| {
        let (from, long) = (draw(1_980), if at % 3 == 0 { 1 + draw(20) } else { 1 });
        (body((from..from + long).collect(), at % 60 == 59), near[at % 4])
    });
    let asked = asked.collect();
    Country { populations, group: vec![body((1_980..2_000).collect(), false)], asked }
}

#[test]
fn sets_for_three_hundred_supporters_keep_every_promise() {
    let country = large(7);
    let atlas = country.atlas();
    let before = country.applicant([]).population;
    for missing in [1_000, 10_000, 60_000, 120_000, 200_000] {
        let both = Condition::All(vec![Condition::Inhabitants(before + missing), Condition::Departement(true)]);
        for condition in [Condition::Inhabitants(before + missing), both] {
            let found = complements(&atlas, &country.members(), &condition, &country.candidates());
            assert!(!found.is_empty(), "{missing}");
            for complement in &found {
                country.check(&condition, complement);
            }
        }
    }
}
