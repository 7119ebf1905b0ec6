//! Measures how long it takes to find who would complete a group: `complements FOLDER`, with the reference tables of
//! `server/reference`. For several groups, thresholds and three hundred candidates, prints one line each: the
//! milliseconds and the sizes of the sets.

use entity::{
    complement::{Candidate, Nearness, complements},
    eligibility::Condition,
    siren::Siren,
    territory::{Atlas, AtlasBuilder, Commune},
};
use std::{collections::BTreeMap, path::Path, time::Instant};

type Failure = Box<dyn std::error::Error>;

/// The cells of the columns with these names, row by row. No cell before them holds a comma inside quotes.
fn columns<const N: usize>(path: &Path, names: [&str; N]) -> Result<Vec<[String; N]>, Failure> {
    let text = std::fs::read_to_string(path)?;
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let places = names.map(|name| heads.iter().position(|head| *head == name).unwrap_or(usize::MAX));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        places.map(|place| cells.get(place).copied().unwrap_or_default().to_owned())
    };
    Ok(lines.map(row).collect())
}

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "server/reference".to_owned());
    let (atlas, bodies) = read(Path::new(&folder))?;
    println!("{} communes, {} bodies", atlas.communes().len(), bodies.values().map(Vec::len).sum::<usize>());
    let mut slowest = 0.0_f64;
    for (departement, near) in ["46", "59", "976", "35", "13", "48", "62", "2A"].iter().zip(1..) {
        let Some(own) = bodies.get(*departement) else { continue };
        let members: Vec<Siren> = own.iter().skip(7).step_by(60).take(4).copied().collect();
        let all: Vec<Siren> = bodies.values().flatten().copied().collect();
        for (mixed, candidates) in [(false, pick(own, &all, near, 1)), (true, pick(own, &all, near, 4))] {
            let before = atlas.figures(&atlas.union(&members)).population;
            for missing in [500, 5_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000] {
                let reach = Condition::Inhabitants(before + missing);
                let both = Condition::All(vec![reach.clone(), Condition::Departement(true)]);
                for (name, condition) in [("inhabitants", reach), ("and a département", both)] {
                    let began = Instant::now();
                    let found = complements(&atlas, &members, &condition, &candidates);
                    let took = began.elapsed().as_secs_f64() * 1e3;
                    slowest = slowest.max(took);
                    let sizes: Vec<usize> = found.iter().map(|set| set.additions.len()).collect();
                    println!("{departement} mixed {mixed} missing {missing} {name}: {took:.1} ms, {sizes:?}");
                }
            }
        }
    }
    println!("slowest: {slowest:.1} ms");
    Ok(())
}

/// Three hundred bodies: the supporters nearby, a few from the whole country, and neighbours.
fn pick(own: &[Siren], all: &[Siren], seed: usize, every: usize) -> Vec<Candidate> {
    let supporter = |siren: &Siren| Candidate { siren: *siren, nearness: Nearness::Supporter };
    let near = own.iter().step_by(every).take(150).map(supporter);
    let country = all.iter().skip(seed * 97).step_by(113).take(150).map(supporter);
    let neighbour = |siren: &Siren| Candidate { siren: *siren, nearness: Nearness::Neighbour };
    near.chain(country).chain(own.iter().rev().take(40).map(neighbour)).collect()
}

/// The atlas, and by département its bodies: its communes, then its EPCI, then itself.
fn read(folder: &Path) -> Result<(Atlas, BTreeMap<String, Vec<Siren>>), Failure> {
    let rows =
        columns(&folder.join("communes.csv"), ["insee", "siren", "dep", "reg", "epci_siren", "population_2023"])?;
    let commune = |[insee, _, dep, reg, epci, population]: &[String; 6]| Commune {
        insee: insee.clone(),
        name: insee.clone(),
        departement: dep.clone(),
        region: reg.clone(),
        epci: Siren::parse(epci).ok(),
        population: population.parse().unwrap_or(0),
    };
    let mut builder = AtlasBuilder::new("2023", rows.iter().map(commune).collect());
    let mut bodies: BTreeMap<String, Vec<Siren>> = BTreeMap::new();
    let mut epci: BTreeMap<Siren, Vec<&str>> = BTreeMap::new();
    for [insee, siren, dep, _, of, _] in &rows {
        if let Ok(siren) = Siren::parse(siren) {
            builder.body_of(siren, false, [insee.as_str()]);
            bodies.entry(dep.clone()).or_default().push(siren);
        }
        if let Ok(of) = Siren::parse(of) {
            epci.entry(of).or_default().push(insee);
        }
    }
    let of_commune: BTreeMap<&str, &str> = rows.iter().map(|row| (row[0].as_str(), row[2].as_str())).collect();
    for (siren, insee) in epci {
        let dep = insee.first().and_then(|insee| of_commune.get(insee)).copied().unwrap_or_default();
        bodies.entry(dep.to_owned()).or_default().push(siren);
        builder.body_of(siren, false, insee);
    }
    for [code, siren] in columns(&folder.join("departements.csv"), ["code", "siren_collectivite"])? {
        if let Ok(siren) = Siren::parse(&siren) {
            builder.body(siren, true, |commune| commune.departement == code);
            bodies.entry(code).or_default().push(siren);
        }
    }
    Ok((builder.build(), bodies))
}
