//! Territories: sets of communes, the only thing that populations are summed over.
//!
//! A person is counted once (rule 2 of docs/RULES.md): the population of several collectivités is that of the *union*
//! of their communes. The atlas keeps communes in the order region, département, EPCI, INSEE code. In that order nearly
//! every body is one or two runs of neighbours, so that a union is a merge of a few intervals and a sum is one
//! subtraction an interval.

use crate::siren::Siren;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// One commune, as the reference data has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    pub insee: String,
    pub name: String,
    /// Code of the département or, overseas, of the collectivité (`975` and above 977).
    pub departement: String,
    pub region: String,
    pub epci: Option<Siren>,
    /// Inhabitants, of the atlas's one vintage.
    pub population: u32,
}

/// A set of communes of one atlas: sorted, disjoint intervals of its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Territory {
    runs: Box<[Range<u32>]>,
}

impl Territory {
    /// A territory from positions in any order, repeated or not.
    fn from_positions(mut positions: Vec<u32>) -> Self {
        positions.sort_unstable();
        merged(positions.into_iter().map(|position| position..position + 1))
    }
}

impl Territory {
    /// The communes of either.
    pub fn union(&self, other: &Territory) -> Territory {
        let mut runs: Vec<Range<u32>> = self.runs.iter().chain(other.runs.iter()).cloned().collect();
        // Two sorted runs of intervals, which a stable sort merges in one pass.
        runs.sort_by_key(|run| run.start);
        merged(runs)
    }

    /// Whether every commune of the other is one of this territory.
    pub fn contains(&self, other: &Territory) -> bool {
        other.runs.iter().all(|run| {
            let near = self.runs.get(self.first_ending_after(run.start));
            near.is_some_and(|near| near.start <= run.start && run.end <= near.end)
        })
    }

    /// The place of the first interval that ends after a position.
    fn first_ending_after(&self, position: u32) -> usize {
        self.runs.partition_point(|run| run.end <= position)
    }
}

/// Joins sorted intervals that touch or overlap.
fn merged(sorted: impl IntoIterator<Item = Range<u32>>) -> Territory {
    let mut runs: Vec<Range<u32>> = Vec::new();
    for run in sorted {
        match runs.last_mut() {
            Some(last) if run.start <= last.end => last.end = last.end.max(run.end),
            _ => runs.push(run),
        }
    }
    Territory { runs: runs.into() }
}

/// What the atlas knows of one collectivité.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    territory: Territory,
    departement_powers: bool,
}

/// All communes of one vintage, and the territory of every collectivité.
#[derive(Debug, Clone)]
pub struct Atlas {
    vintage: String,
    communes: Vec<Commune>,
    /// `population_before[i]` is the population of the communes before position `i`.
    population_before: Vec<u64>,
    entries: HashMap<Siren, Entry>,
}

/// Figures of a territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Inhabitants, each counted once.
    pub population: u64,
    pub communes: u32,
}

/// How a territory lies in one département or region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Code of the département or region.
    pub code: String,
    pub figures: Figures,
}

/// Collects communes and bodies, then makes the atlas.
pub struct AtlasBuilder {
    vintage: String,
    communes: Vec<Commune>,
    position: HashMap<String, u32>,
    entries: HashMap<Siren, Entry>,
}

impl AtlasBuilder {
    /// Starts from all communes of one vintage, in any order.
    pub fn new(vintage: impl Into<String>, mut communes: Vec<Commune>) -> Self {
        communes.sort_by(|a, b| {
            (&a.region, &a.departement, &a.epci, &a.insee).cmp(&(&b.region, &b.departement, &b.epci, &b.insee))
        });
        let position = communes.iter().zip(0..).map(|(commune, position)| (commune.insee.clone(), position)).collect();
        Self { vintage: vintage.into(), communes, position, entries: HashMap::new() }
    }

    /// Adds a body whose territory is the communes that `belongs` picks.
    pub fn body(&mut self, siren: Siren, departement_powers: bool, belongs: impl Fn(&Commune) -> bool) {
        let positions =
            self.communes.iter().zip(0..).filter(|(commune, _)| belongs(commune)).map(|(_, at)| at).collect();
        self.entries.insert(siren, Entry { territory: Territory::from_positions(positions), departement_powers });
    }

    /// Adds a body by the INSEE codes of its communes; codes that no commune has are left out.
    pub fn body_of<'a>(&mut self, siren: Siren, departement_powers: bool, insee: impl IntoIterator<Item = &'a str>) {
        let positions = insee.into_iter().filter_map(|code| self.position.get(code).copied()).collect();
        self.entries.insert(siren, Entry { territory: Territory::from_positions(positions), departement_powers });
    }

    /// The atlas.
    pub fn build(self) -> Atlas {
        let mut population_before = Vec::with_capacity(self.communes.len() + 1);
        let mut sum = 0_u64;
        population_before.push(0);
        for commune in &self.communes {
            sum += u64::from(commune.population);
            population_before.push(sum);
        }
        Atlas { vintage: self.vintage, communes: self.communes, population_before, entries: self.entries }
    }
}

impl Atlas {
    /// The vintage of every population in it, such as `2023`.
    pub fn vintage(&self) -> &str {
        &self.vintage
    }

    /// All communes, in the atlas's order.
    pub fn communes(&self) -> &[Commune] {
        &self.communes
    }

    /// Whether the collectivité is known.
    pub fn knows(&self, siren: &Siren) -> bool {
        self.entries.contains_key(siren)
    }

    /// Whether the body holds a département's powers.
    pub fn holds_departement_powers(&self, siren: &Siren) -> bool {
        self.entries.get(siren).is_some_and(|entry| entry.departement_powers)
    }

    /// The union of the territories of these collectivités; those not known add nothing.
    pub fn union<'a>(&self, sirens: impl IntoIterator<Item = &'a Siren>) -> Territory {
        let entries = sirens.into_iter().filter_map(|siren| self.entries.get(siren));
        let mut runs: Vec<Range<u32>> = entries.flat_map(|entry| entry.territory.runs.iter().cloned()).collect();
        runs.sort_unstable_by_key(|run| run.start);
        merged(runs)
    }

    /// The territory of one collectivité; None when it is not known.
    pub fn territory(&self, siren: &Siren) -> Option<&Territory> {
        self.entries.get(siren).map(|entry| &entry.territory)
    }

    /// Inhabitants of a territory who do not live in another: whom the one would add to the other.
    pub fn added(&self, territory: &Territory, to: &Territory) -> u64 {
        let between =
            |start: u32, end: u32| self.population_before[end as usize] - self.population_before[start as usize];
        let outside = |run: &Range<u32>| {
            let shared = to.runs[to.first_ending_after(run.start)..].iter().take_while(|near| near.start < run.end);
            let counted: u64 = shared.map(|near| between(near.start.max(run.start), near.end.min(run.end))).sum();
            between(run.start, run.end) - counted
        };
        territory.runs.iter().map(outside).sum()
    }

    /// All communes.
    pub fn whole(&self) -> Territory {
        Territory { runs: std::iter::once(0..u32::try_from(self.communes.len()).unwrap_or(u32::MAX)).collect() }
    }

    /// Inhabitants and communes of a territory.
    pub fn figures(&self, territory: &Territory) -> Figures {
        territory.runs.iter().fold(Figures::default(), |sum, run| Figures {
            population: sum.population + self.population_before[run.end as usize]
                - self.population_before[run.start as usize],
            communes: sum.communes + (run.end - run.start),
        })
    }

    /// Inhabitants and communes of one collectivité; zero when it is not known.
    pub fn figures_of(&self, siren: &Siren) -> Figures {
        self.figures(&self.union([siren]))
    }

    /// The inhabitants of a collectivité who live in a territory; zero when it is not known.
    pub fn shared(&self, territory: &Territory, siren: &Siren) -> u64 {
        let Some(entry) = self.entries.get(siren) else { return 0 };
        let mut runs = territory.runs.iter().peekable();
        let mut shared = 0;
        for own in &entry.territory.runs {
            while runs.next_if(|run| run.end <= own.start).is_some() {}
            // The last one that touches this run may touch the next one too.
            for run in runs.clone().take_while(|run| run.start < own.end) {
                let (start, end) = (run.start.max(own.start), run.end.min(own.end));
                shared += self.population_before[end as usize] - self.population_before[start as usize];
            }
        }
        shared
    }

    /// The communes of a territory.
    pub fn communes_of<'a>(&'a self, territory: &'a Territory) -> impl Iterator<Item = &'a Commune> {
        territory.runs.iter().flat_map(|run| &self.communes[run.start as usize..run.end as usize])
    }

    /// The parts of a territory by département, in the order of their codes.
    pub fn by_departement(&self, territory: &Territory) -> Vec<Part> {
        self.parts(territory, |commune| &commune.departement)
    }

    /// The parts of a territory by region, in the order of their codes.
    pub fn by_region(&self, territory: &Territory) -> Vec<Part> {
        self.parts(territory, |commune| &commune.region)
    }

    fn parts(&self, territory: &Territory, code: impl Fn(&Commune) -> &String) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for commune in self.communes_of(territory) {
            let code = code(commune);
            if parts.last().is_none_or(|last| last.code != *code) {
                parts.push(Part { code: code.clone(), figures: Figures::default() });
            }
            if let Some(part) = parts.last_mut() {
                part.figures.population += u64::from(commune.population);
                part.figures.communes += 1;
            }
        }
        parts.sort_by(|a, b| a.code.cmp(&b.code));
        parts
    }

    /// The bodies among these that hold a département's powers.
    pub fn departements_among<'a>(&self, sirens: impl IntoIterator<Item = &'a Siren>) -> BTreeSet<Siren> {
        sirens.into_iter().filter(|siren| self.holds_departement_powers(siren)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    const SIRENS: [&str; 6] = ["217500016", "200046977", "226900017", "200094332", "200076958", "229850003"];

    /// Six bodies over forty communes of which some overlap, and the naive sets beside them.
    fn atlas(members: &[Vec<u32>], populations: &[u32]) -> (Atlas, Vec<(Siren, HashSet<u32>)>) {
        let communes = populations
            .iter()
            .zip(0_u32..)
            .map(|(&population, at)| Commune {
                insee: format!("{at:05}"),
                name: format!("Commune {at}"),
                departement: format!("{:02}", at % 4),
                region: format!("{:02}", at % 2),
                epci: None,
                population,
            })
            .collect();
        let mut builder = AtlasBuilder::new("2023", communes);
        let mut naive = Vec::new();
        for (siren, communes) in SIRENS.iter().zip(members) {
            let siren = Siren::parse(siren).expect("a SIREN");
            let codes: Vec<String> = communes.iter().map(|at| format!("{at:05}")).collect();
            builder.body_of(siren, false, codes.iter().map(String::as_str));
            naive.push((siren, communes.iter().copied().collect()));
        }
        (builder.build(), naive)
    }

    proptest! {
        #[test]
        fn a_union_counts_each_commune_once(
            members in proptest::collection::vec(proptest::collection::vec(0_u32..40, 0..30), 6),
            populations in proptest::collection::vec(0_u32..2_200_000, 40),
            group in proptest::collection::vec(0_usize..6, 0..10),
        ) {
            let (atlas, naive) = atlas(&members, &populations);
            let chosen: Vec<&Siren> = group.iter().map(|&at| &naive[at].0).collect();
            let union: HashSet<u32> = group.iter().flat_map(|&at| naive[at].1.iter().copied()).collect();
            let expected = Figures {
                population: union.iter().map(|&at| u64::from(populations[at as usize])).sum(),
                communes: u32::try_from(union.len()).expect("at most forty"),
            };
            let territory = atlas.union(chosen);
            prop_assert_eq!(atlas.figures(&territory), expected);
            let by_departement: u64 = atlas.by_departement(&territory).iter().map(|part| part.figures.population).sum();
            prop_assert_eq!(by_departement, expected.population);
            for (siren, own) in &naive {
                let both: u64 = own.intersection(&union).map(|&at| u64::from(populations[at as usize])).sum();
                prop_assert_eq!(atlas.shared(&territory, siren), both);
            }
        }

        #[test]
        fn what_a_territory_adds_to_another_is_what_its_union_has_more(
            members in proptest::collection::vec(proptest::collection::vec(0_u32..40, 0..30), 6),
            populations in proptest::collection::vec(0_u32..2_200_000, 40),
        ) {
            let (atlas, naive) = atlas(&members, &populations);
            for (one, its) in &naive {
                for (other, theirs) in &naive {
                    let of = |siren| atlas.territory(siren).expect("known");
                    let union = of(one).union(of(other));
                    prop_assert_eq!(&union, &atlas.union([one, other]));
                    let more = atlas.figures(&union).population - atlas.figures_of(other).population;
                    prop_assert_eq!(atlas.added(of(one), of(other)), more);
                    prop_assert_eq!(of(other).contains(of(one)), its.is_subset(theirs));
                }
            }
        }
    }
}
