//! The reference data in memory: the atlas of territories, and a directory of collectivités to search in.

pub mod contacts;
pub(crate) mod csv_table;
mod fault;
pub mod import;
pub mod programmes;
pub mod search;
pub mod seats;
pub mod successions;

pub(crate) use self::fault::add_faults;
pub use self::{csv_table::Notes, fault::ImportError};
use crate::Error;
use entity::{
    collectivity::{Collectivity, Kind},
    siren::Siren,
    table::{self, Millis},
    territory::{Atlas, AtlasBuilder, Commune, Figures},
};
use futures_util::TryStreamExt;
use sea_orm::{ConnectionTrait, EntityTrait, StreamTrait};
use std::collections::HashMap;

/// Territories and directory, of one vintage.
pub struct Reference {
    pub atlas: Atlas,
    collectivities: Vec<Listed>,
    by_siren: HashMap<Siren, usize>,
    by_insee: HashMap<String, usize>,
    departements: Vec<Area>,
    regions: Vec<Area>,
    /// Where those stand that hold a département's powers: a hundred among tens of thousands.
    departement_powers: Vec<usize>,
    /// Collectivités that are no more.
    former: HashMap<Siren, table::succession::Model>,
    region_of: HashMap<String, String>,
    index: search::Index,
    /// When it was imported; None before the first import.
    pub imported_at: Option<Millis>,
}

/// A collectivité of the directory.
struct Listed {
    collectivity: Collectivity,
    figures: Figures,
}

/// A département or region: its code and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    pub code: String,
    pub name: String,
}

/// One hit of the directory's search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit<'a> {
    Collectivity {
        collectivity: &'a Collectivity,
        figures: Figures,
        /// The commune that merged into it, or the arrondissement, under whose name it was found.
        formerly: Option<&'a str>,
    },
    /// A commune overseas that has no SIREN: nobody can act for it.
    WithoutSiren { commune: &'a Commune },
}

impl Hit<'_> {
    /// The SIREN of a collectivité; None for a commune that has none.
    pub fn siren(&self) -> Option<Siren> {
        match self {
            Hit::Collectivity { collectivity, .. } => Some(collectivity.siren),
            Hit::WithoutSiren { .. } => None,
        }
    }

    /// The name.
    pub fn name(&self) -> &str {
        match self {
            Hit::Collectivity { collectivity, .. } => &collectivity.name,
            Hit::WithoutSiren { commune } => &commune.name,
        }
    }

    /// The INSEE code of a commune.
    pub fn insee(&self) -> Option<&str> {
        match self {
            Hit::Collectivity { collectivity, .. } => collectivity.insee.as_deref(),
            Hit::WithoutSiren { commune } => Some(&commune.insee),
        }
    }
}

impl Reference {
    /// Loads what was imported.
    pub async fn load(database: &(impl ConnectionTrait + StreamTrait)) -> Result<Self, Error> {
        let dataset = table::dataset::Entity::find_by_id("territories").one(database).await?;
        // Row by row: all rows at once would be several times the memory that the directory takes in the end.
        let mut rows = table::commune::Entity::find().stream(database).await?;
        let mut ept_members: HashMap<Siren, Vec<String>> = HashMap::new();
        let mut communes = Vec::new();
        while let Some(row) = rows.try_next().await? {
            if let Some(ept) = row.ept {
                ept_members.entry(ept).or_default().push(row.insee.clone());
            }
            communes.push(Commune {
                insee: row.insee,
                name: row.name,
                departement: row.departement,
                region: row.region,
                epci: row.epci,
                population: u32::try_from(row.population).unwrap_or(0),
            });
        }
        drop(rows);
        let mut by_epci: HashMap<Siren, Vec<String>> = HashMap::new();
        let mut by_departement: HashMap<String, Vec<String>> = HashMap::new();
        let mut by_region: HashMap<String, Vec<String>> = HashMap::new();
        for commune in &communes {
            if let Some(epci) = &commune.epci {
                by_epci.entry(*epci).or_default().push(commune.insee.clone());
            }
            by_departement.entry(commune.departement.clone()).or_default().push(commune.insee.clone());
            by_region.entry(commune.region.clone()).or_default().push(commune.insee.clone());
        }
        let lyon_metropole: Vec<String> = by_epci.get(&lyon()?).cloned().unwrap_or_default();

        let vintage = dataset.as_ref().map_or_else(|| "—".to_owned(), |dataset| dataset.vintage.clone());
        let mut builder = AtlasBuilder::new(vintage, communes);
        let mut collectivities = Vec::new();
        let mut territories: HashMap<Siren, String> = HashMap::new();
        let mut bodies = table::collectivity::Entity::find().stream(database).await?;
        while let Some(row) = bodies.try_next().await? {
            let members: Vec<&String> = match row.kind {
                Kind::Commune => row.insee.iter().collect(),
                Kind::Epci => by_epci.get(&row.siren).into_iter().flatten().collect(),
                Kind::Ept => ept_members.get(&row.siren).into_iter().flatten().collect(),
                Kind::Region => by_region.get(&row.region).into_iter().flatten().collect(),
                Kind::Departement | Kind::SpecialStatus if row.territory.is_empty() => {
                    by_epci.get(&row.siren).into_iter().flatten().collect()
                }
                Kind::Departement | Kind::SpecialStatus => {
                    let whole = row.territory.split('|').filter_map(|code| by_departement.get(code)).flatten();
                    // The Métropole de Lyon took the département's powers on its territory (CGCT L3611-1): the Rhône is
                    // what is left.
                    whole.filter(|insee| row.territory != "69" || !lyon_metropole.contains(insee)).collect()
                }
            };
            builder.body_of(row.siren, row.departement_powers, members.into_iter().map(String::as_str));
            if !row.territory.is_empty() {
                territories.insert(row.siren, row.territory);
            }
            collectivities.push(Collectivity {
                siren: row.siren,
                kind: row.kind,
                name: row.name,
                insee: row.insee,
                departement: row.departement,
                region: row.region,
                postcodes: row.postcodes,
            });
        }
        drop(bodies);
        let mut former = HashMap::new();
        for row in table::succession::Entity::find().all(database).await? {
            let successor = collectivities.iter().find(|one| one.siren == row.successor);
            let members: Vec<&String> = match successor.map(|one| (one.kind, &one.insee)) {
                Some((Kind::Commune, insee)) => insee.iter().collect(),
                _ => by_epci.get(&row.successor).into_iter().flatten().collect(),
            };
            // The successor's territory under the former code: in a union it counts once, beside the successor or not.
            builder.body_of(row.former, false, members.into_iter().map(String::as_str));
            former.insert(row.former, row);
        }
        let atlas = builder.build();
        let collectivities: Vec<Listed> = collectivities
            .into_iter()
            .map(|collectivity| Listed { figures: atlas.figures_of(&collectivity.siren), collectivity })
            .collect();
        let by_siren = collectivities.iter().enumerate().map(|(at, listed)| (listed.collectivity.siren, at)).collect();
        let by_insee = collectivities
            .iter()
            .enumerate()
            .filter_map(|(at, listed)| listed.collectivity.insee.clone().map(|insee| (insee, at)))
            .collect();
        let holds = |listed: &Listed| atlas.holds_departement_powers(&listed.collectivity.siren);
        let departement_powers =
            collectivities.iter().enumerate().filter(|(_, listed)| holds(listed)).map(|(at, _)| at).collect();
        let region_of =
            atlas.communes().iter().map(|commune| (commune.departement.clone(), commune.region.clone())).collect();
        let imported_at = dataset.map(|dataset| dataset.imported_at);
        let (departements, regions) = (areas(import::DEPARTEMENTS)?, areas(import::REGIONS)?);
        let index = search::Index::empty();
        let mut reference = Self {
            atlas,
            collectivities,
            by_siren,
            by_insee,
            departement_powers,
            departements,
            regions,
            former,
            region_of,
            imported_at,
            index,
        };
        reference.index = search::Index::of(&reference, &territories)?;
        Ok(reference)
    }

    /// The collectivité of a SIREN.
    pub fn find(&self, siren: &Siren) -> Option<&Collectivity> {
        self.by_siren.get(siren).map(|&at| &self.collectivities[at].collectivity)
    }

    /// The commune of an INSEE code, as a collectivité.
    pub fn find_by_insee(&self, insee: &str) -> Option<&Collectivity> {
        self.by_insee.get(insee).map(|&at| &self.collectivities[at].collectivity)
    }

    /// The name of a collectivité, also of one that is no more; its SIREN when a newer vintage no longer has it.
    pub fn name(&self, siren: &Siren) -> String {
        let former = || self.former.get(siren).map_or_else(|| siren.to_string(), |row| row.name.clone());
        self.find(siren).map_or_else(former, |found| found.name.clone())
    }

    /// The collectivité of a SIREN, or the one that took its place.
    pub fn successor(&self, siren: &Siren) -> Option<&Collectivity> {
        self.find(siren).or_else(|| self.find(&self.former.get(siren)?.successor))
    }

    /// The INSEE code of a commune, also of one that is no more.
    pub fn insee(&self, siren: &Siren) -> Option<String> {
        match self.find(siren) {
            Some(found) => found.insee.clone(),
            None => self.former.get(siren).and_then(|row| row.insee.clone()),
        }
    }

    /// The INSEE code of the commune that a code stands for now: of an arrondissement its city, of a former commune its
    /// successor.
    pub fn current_insee(&self, code: &str) -> Option<String> {
        let number = code.parse::<u32>().ok();
        let city = match number {
            Some(75_101..=75_120) => Some("75056"),
            Some(69_381..=69_389) => Some("69123"),
            Some(13_201..=13_216) => Some("13055"),
            _ => None,
        };
        if city.is_some() {
            return city.map(str::to_owned);
        }
        if self.by_insee.contains_key(code) {
            return Some(code.to_owned());
        }
        let former = self.former.values().find(|row| row.insee.as_deref() == Some(code))?;
        self.find(&former.successor)?.insee.clone()
    }

    /// Inhabitants and communes of a collectivité.
    pub fn figures(&self, siren: &Siren) -> Figures {
        self.by_siren.get(siren).map_or_else(Figures::default, |&at| self.collectivities[at].figures)
    }

    /// Every collectivité.
    pub fn collectivities(&self) -> impl Iterator<Item = &Collectivity> {
        self.collectivities.iter().map(|listed| &listed.collectivity)
    }

    /// Those that hold a département's powers, in the order of [`Self::collectivities`].
    pub fn with_departement_powers(&self) -> impl Iterator<Item = &Collectivity> {
        self.departement_powers.iter().map(|&at| &self.collectivities[at].collectivity)
    }

    /// How many collectivités there are.
    pub fn count(&self) -> usize {
        self.collectivities.len()
    }

    /// All départements, in the order of their codes.
    pub fn departements(&self) -> &[Area] {
        &self.departements
    }

    /// All regions, in the order of their names.
    pub fn regions(&self) -> &[Area] {
        &self.regions
    }

    /// The name of a département, or its code.
    pub fn departement_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.departements.iter().find(|area| area.code == code).map_or(code, |area| &area.name)
    }

    /// The code of the region that a département is in.
    pub fn region_of(&self, departement: &str) -> Option<&str> {
        self.region_of.get(departement).map(String::as_str)
    }

    /// The name of a region, or its code.
    pub fn region_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.regions.iter().find(|area| area.code == code).map_or(code, |area| &area.name)
    }
}

/// The SIREN of the Métropole de Lyon.
fn lyon() -> Result<Siren, Error> {
    Siren::parse("200046977").map_err(|error| Error::Stored(error.to_string()))
}

/// Codes and names of départements or regions, from the embedded table.
fn areas(packed: &[u8]) -> Result<Vec<Area>, Error> {
    let text = import::unpack(packed).map_err(|error| Error::Stored(error.to_string()))?;
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let mut areas = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Error::Stored(error.to_string()))?;
        if let (Some(code), Some(name)) = (record.get(0), record.get(1)) {
            areas.push(Area { code: code.to_owned(), name: name.to_owned() });
        }
    }
    Ok(areas)
}
