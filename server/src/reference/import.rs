//! Imports the territories: from the tables inside the executable at the first start, or from a folder for a newer
//! vintage.

use super::csv_table::{Note, Notes, Table, cell, code};
pub use super::fault::ImportError;
use crate::{Context, Error, audit};
use entity::{
    collectivity::Kind,
    event::Event,
    money::number_typed,
    siren::Siren,
    table::{collectivity, commune, dataset},
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use std::{
    collections::{BTreeMap, HashMap},
    io::Read,
    path::Path,
};
use wording::operator::{import as words, table};

const COMMUNES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/communes.csv.br"));
const EPCI: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/epci.csv.br"));
const EPT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/ept.csv.br"));
pub(crate) const DEPARTEMENTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/departements.csv.br"));
pub(crate) const REGIONS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/regions.csv.br"));
const DEPARTMENTAL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/collectivites_departementales.csv.br"));

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub vintage: String,
    pub communes: usize,
    pub collectivities: usize,
    /// What was put right in the files of the folder.
    pub notes: Vec<String>,
}

/// What became of a list of one's own.
#[derive(Debug)]
pub struct ImportedList {
    pub rows: usize,
    /// What was put right.
    pub notes: Notes,
    /// What is wrong with the rows that were not taken.
    pub skipped: Vec<ImportError>,
}

/// The six tables, read and checked.
struct Tables {
    vintage: String,
    communes: Vec<commune::Model>,
    collectivities: Vec<collectivity::Model>,
    notes: Vec<String>,
}

pub(crate) fn unpack(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    brotli::Decompressor::new(packed, 1 << 16).read_to_end(&mut text)?;
    Ok(text)
}

/// Imports the tables inside the executable.
pub async fn import_embedded(ctx: &Context) -> Result<Imported, ImportError> {
    let table = |packed: &[u8], file: &str| {
        unpack(packed).map_err(|error| ImportError::File { file: file.into(), why: error.to_string() })
    };
    let tables = read_tables(|file| match file {
        "communes.csv" => table(COMMUNES, file),
        "epci.csv" => table(EPCI, file),
        "ept.csv" => table(EPT, file),
        "regions.csv" => table(REGIONS, file),
        _ => table(DEPARTMENTAL, file),
    })?;
    write(ctx, tables).await
}

/// Imports the tables of a folder: `communes.csv`, `epci.csv`, `ept.csv`, `regions.csv`,
/// `collectivites_departementales.csv`.
pub async fn import_folder(ctx: &Context, folder: &Path) -> Result<Imported, ImportError> {
    let tables = read_tables(|file| {
        std::fs::read(folder.join(file))
            .map_err(|error| ImportError::File { file: file.to_owned(), why: error.to_string() })
    })?;
    write(ctx, tables).await
}

/// A table with its header, from which fields are taken by column name. Codes that a spreadsheet took for numbers have
/// their zeros again.
struct Sheet {
    file: String,
    columns: HashMap<String, usize>,
    rows: Vec<(u64, csv::StringRecord)>,
    notes: Notes,
}

/// Columns of codes, and how long a code is; where several stand in one cell, a bar is between them.
const CODES: [(&str, usize); 8] = [
    ("insee", 5),
    ("communes", 5),
    ("codes_postaux", 5),
    ("dep", 2),
    ("deps", 2),
    ("dep_principal", 2),
    ("reg", 2),
    ("code", 2),
];

impl Sheet {
    fn read(file: &str, bytes: &[u8], wanted: &[&str]) -> Result<Self, ImportError> {
        let first = |faults: Vec<ImportError>| faults.into_iter().next();
        let table = match Table::open(file, bytes) {
            Ok(table) => table,
            Err(faults) => {
                let unknown = || ImportError::File { file: file.to_owned(), why: table::UNREADABLE.into() };
                return Err(first(faults).unwrap_or_else(unknown));
            }
        };
        let columns: HashMap<String, usize> = table.names().zip(0..).collect();
        if let Some(missing) = wanted.iter().find(|name| !columns.contains_key(**name)) {
            return Err(ImportError::File { file: file.into(), why: table::named_column_missing(missing) });
        }
        let mut sheet = Self { file: file.to_owned(), columns, rows: Vec::new(), notes: Notes::default() };
        for (line, row) in table.rows() {
            let mut cells: Vec<String> = (0..row.len()).map(|at| cell(row, at).to_owned()).collect();
            for (column, length) in CODES {
                let of_column = sheet.columns.get(column).and_then(|at| cells.get_mut(*at));
                if let Some(cell) = of_column.filter(|cell| !cell.is_empty()) {
                    let full = zeros(cell, length).map_err(|why| sheet_fault(file, *line, why))?;
                    if full != *cell {
                        sheet.notes.add(Note::Zero, *line, table::read_as_in(column, cell, &full));
                        *cell = full;
                    }
                }
            }
            sheet.rows.push((*line, cells.into()));
        }
        Ok(sheet)
    }

    fn field<'a>(&self, row: &'a csv::StringRecord, column: &str) -> &'a str {
        self.columns.get(column).and_then(|&at| row.get(at)).unwrap_or("")
    }

    fn fault(&self, line: u64, why: impl Into<String>) -> ImportError {
        sheet_fault(&self.file, line, why.into())
    }

    fn siren(&self, line: u64, row: &csv::StringRecord, column: &str) -> Result<Siren, ImportError> {
        let text = self.field(row, column);
        let code = code(text).map_err(|why| self.fault(line, why))?;
        Siren::parse(&code).map_err(|_| self.fault(line, words::not_a_siren(text)))
    }
}

fn sheet_fault(file: &str, line: u64, why: String) -> ImportError {
    ImportError::Line { file: file.to_owned(), line, why }
}

/// Codes with the zero that they lost; a code that lacks more than one, or holds a letter, is left as it is.
fn zeros(codes: &str, length: usize) -> Result<String, String> {
    let full = codes.split('|').map(|one| {
        let code = code(one)?;
        let lost = code.len() + 1 == length && code.bytes().all(|b| b.is_ascii_digit());
        Ok(if lost { format!("0{code}") } else { code })
    });
    Ok(full.collect::<Result<Vec<String>, String>>()?.join("|"))
}

fn read_tables(file: impl Fn(&str) -> Result<Vec<u8>, ImportError>) -> Result<Tables, ImportError> {
    let communes = Sheet::read(
        "communes.csv",
        &file("communes.csv")?,
        &["insee", "siren", "nom", "dep", "reg", "epci_siren", "codes_postaux"],
    )?;
    let epci = Sheet::read("epci.csv", &file("epci.csv")?, &["siren", "nom", "dep_principal", "regs"])?;
    let ept = Sheet::read("ept.csv", &file("ept.csv")?, &["siren", "nom", "communes"])?;
    let regions =
        Sheet::read("regions.csv", &file("regions.csv")?, &["code", "siren_collectivite", "nom_collectivite"])?;
    let departmental = Sheet::read(
        "collectivites_departementales.csv",
        &file("collectivites_departementales.csv")?,
        &["siren", "nom", "nature", "deps"],
    )?;

    let vintage = communes
        .columns
        .keys()
        .filter_map(|name| name.strip_prefix("population_"))
        .find(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
        .ok_or_else(|| ImportError::File { file: "communes.csv".into(), why: words::NO_VINTAGE.into() })?
        .to_owned();
    let population_column = format!("population_{vintage}");

    let mut ept_of: HashMap<&str, Siren> = HashMap::new();
    for (line, row) in &ept.rows {
        let siren = ept.siren(*line, row, "siren")?;
        ept_of.extend(ept.field(row, "communes").split('|').map(|insee| (insee, siren)));
    }
    let mut bodies: BTreeMap<Siren, collectivity::Model> = BTreeMap::new();
    let mut rows: BTreeMap<String, commune::Model> = BTreeMap::new();
    let mut departement_region: HashMap<String, String> = HashMap::new();
    for (line, row) in &communes.rows {
        let insee = communes.field(row, "insee");
        if insee.len() != 5 {
            return Err(communes.fault(*line, words::not_an_insee_code(insee)));
        }
        let population = communes.field(row, &population_column);
        let people = code(population).ok().and_then(|plain| number_typed(&plain).ok());
        let population = people
            .and_then(|people| people.try_into().ok())
            .ok_or_else(|| communes.fault(*line, words::not_a_population(population)))?;
        let (departement, region) = (communes.field(row, "dep").to_owned(), communes.field(row, "reg").to_owned());
        let name = communes.field(row, "nom").to_owned();
        let epci = match communes.field(row, "epci_siren") {
            "" => None,
            _ => Some(communes.siren(*line, row, "epci_siren")?),
        };
        departement_region.insert(departement.clone(), region.clone());
        if !communes.field(row, "siren").is_empty() {
            let siren = communes.siren(*line, row, "siren")?;
            bodies.insert(
                siren,
                collectivity::Model {
                    siren,
                    kind: Kind::Commune,
                    name: name.clone(),
                    insee: Some(insee.to_owned()),
                    departement: Some(departement.clone()),
                    region: region.clone(),
                    postcodes: communes.field(row, "codes_postaux").to_owned(),
                    departement_powers: false,
                    territory: String::new(),
                },
            );
        }
        let ept = ept_of.get(insee).cloned();
        let model = commune::Model { insee: insee.to_owned(), name, departement, region, epci, ept, population };
        if rows.insert(insee.to_owned(), model).is_some() {
            return Err(communes.fault(*line, words::commune_twice(insee)));
        }
    }
    for (line, row) in &epci.rows {
        let siren = epci.siren(*line, row, "siren")?;
        let departement = epci.field(row, "dep_principal").to_owned();
        let region = departement_region.get(&departement).cloned().unwrap_or_default();
        let name = epci.field(row, "nom").to_owned();
        bodies.insert(siren, body(siren, Kind::Epci, name, Some(departement), region, ""));
    }
    for (line, row) in &ept.rows {
        let siren = ept.siren(*line, row, "siren")?;
        let first = ept.field(row, "communes").split('|').next().and_then(|insee| rows.get(insee));
        let departement = first.map(|commune| commune.departement.clone());
        bodies
            .insert(siren, body(siren, Kind::Ept, ept.field(row, "nom").to_owned(), departement, "11".to_owned(), ""));
    }
    for (line, row) in &regions.rows {
        let siren = regions.siren(*line, row, "siren_collectivite")?;
        let (name, code) = (regions.field(row, "nom_collectivite").to_owned(), regions.field(row, "code").to_owned());
        bodies.insert(siren, body(siren, Kind::Region, name, None, code, ""));
    }
    for (line, row) in &departmental.rows {
        let siren = departmental.siren(*line, row, "siren")?;
        let deps = departmental.field(row, "deps");
        let departement = deps.split('|').next().unwrap_or_default().to_owned();
        let region = departement_region.get(&departement).cloned().unwrap_or_default();
        let kind =
            if departmental.field(row, "nature") == "departement" { Kind::Departement } else { Kind::SpecialStatus };
        let before = bodies.remove(&siren);
        // The Métropole de Lyon is an EPCI already: its territory stays that of its members.
        let territory = if before.as_ref().is_some_and(|body| body.kind == Kind::Epci) { "" } else { deps };
        let mut model =
            body(siren, kind, departmental.field(row, "nom").to_owned(), Some(departement), region, territory);
        model.departement_powers = true;
        // Paris is a commune too: it keeps its INSEE code and postcodes.
        if let Some(before) = before {
            model.insee = before.insee;
            model.postcodes = before.postcodes;
        }
        bodies.insert(siren, model);
    }
    let notes = [&communes, &epci, &ept, &regions, &departmental].into_iter().filter(|sheet| sheet.notes.count() > 0);
    let notes = notes.map(|sheet| format!("{}\n{}", sheet.file, sheet.notes)).collect();
    Ok(Tables {
        vintage,
        communes: rows.into_values().collect(),
        collectivities: bodies.into_values().collect(),
        notes,
    })
}

fn body(
    siren: Siren,
    kind: Kind,
    name: String,
    departement: Option<String>,
    region: String,
    territory: &str,
) -> collectivity::Model {
    collectivity::Model {
        siren,
        kind,
        name,
        insee: None,
        departement,
        region,
        postcodes: String::new(),
        departement_powers: false,
        territory: territory.to_owned(),
    }
}

/// Replaces what was imported before, in one transaction.
async fn write(ctx: &Context, tables: Tables) -> Result<Imported, ImportError> {
    let tx = ctx.begin().await?;
    commune::Entity::delete_many().exec(&tx).await?;
    collectivity::Entity::delete_many().exec(&tx).await?;
    let imported = Imported {
        vintage: tables.vintage,
        communes: tables.communes.len(),
        collectivities: tables.collectivities.len(),
        notes: tables.notes,
    };
    insert_all::<commune::Entity, commune::ActiveModel>(&tx, tables.communes).await?;
    insert_all::<collectivity::Entity, collectivity::ActiveModel>(&tx, tables.collectivities).await?;
    let record = dataset::Model {
        name: "territories".into(),
        vintage: imported.vintage.clone(),
        rows: i32::try_from(imported.communes).unwrap_or(i32::MAX),
        imported_at: ctx.now().into(),
    };
    put_dataset(&tx, record).await?;
    audit::record(&tx, ctx, Event::TerritoriesImported { vintage: imported.vintage.clone() }).await?;
    ctx.commit(tx).await?;
    Ok(imported)
}

async fn put_dataset(tx: &impl ConnectionTrait, record: dataset::Model) -> Result<(), Error> {
    use dataset::Column::{ImportedAt, Name, Rows, Vintage};
    dataset::Entity::insert(record.into_active_model())
        .on_conflict(OnConflict::column(Name).update_columns([Vintage, Rows, ImportedAt]).to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Notes that a file of so many rows was imported today.
pub(super) async fn put_imported(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    name: &str,
    rows: usize,
) -> Result<(), Error> {
    let record = dataset::Model {
        name: name.to_owned(),
        vintage: ctx.now().format("%Y-%m-%d").to_string(),
        rows: i32::try_from(rows).unwrap_or(i32::MAX),
        imported_at: ctx.now().into(),
    };
    put_dataset(tx, record).await
}

/// Inserts rows in batches that stay below both databases' limits on parameters.
pub(crate) async fn insert_all<E, A>(tx: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<(), Error>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
    E::Model: IntoActiveModel<A>,
{
    let mut rows = rows.into_iter();
    loop {
        let batch: Vec<A> = rows.by_ref().take(1000).map(IntoActiveModel::into_active_model).collect();
        if batch.is_empty() {
            return Ok(());
        }
        E::insert_many(batch).exec_without_returning(tx).await?;
    }
}
