//! Imports the SIRET of seats from a CSV file: columns `siren` and `siret`; for authorities that grant money also
//! `autorité` (`etat`, or the code of a département for its prefecture) and `nom`. And finds them again.

use super::{
    csv_table::{Note, Notes, Table, code},
    import::{ImportError, ImportedList, insert_all, put_imported},
};
use crate::{Context, Error, audit};
use entity::{
    event::Event,
    siren::Siren,
    siret::{Granting, Siret},
    table::seat,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, hash_map::Entry};
use wording::operator::import as words;

/// The most lines of a list: four times what the roll holds.
const MOST: usize = 200_000;
/// The longest name of an authority, in characters.
const LONGEST_NAME: usize = 200;

/// Every line of the file that is wrong, or how many seats were imported, with what was put right; they replace those
/// that were there.
///
/// A line is wrong whose body is not known, whose SIRET fails its check or is of another SIREN, that names an authority
/// without its name, or gives a body another seat than an earlier line. Nothing is imported then. A line that says what
/// another said counts once.
pub async fn import(ctx: &Context, file: &str, bytes: &[u8]) -> Result<ImportedList, Vec<ImportError>> {
    let (seats, notes) = read(ctx, file, bytes)?;
    let imported = ImportedList { rows: seats.len(), notes, skipped: Vec::new() };
    write(ctx, seats).await.map_err(|error| vec![ImportError::Database(error)])?;
    Ok(imported)
}

/// Where the columns stand.
struct Columns {
    siren: usize,
    siret: usize,
    authority: Option<usize>,
    name: Option<usize>,
}

fn read(ctx: &Context, file: &str, bytes: &[u8]) -> Result<(Vec<seat::Model>, Notes), Vec<ImportError>> {
    let table = Table::open(file, bytes)?;
    if table.rows().len() > MOST {
        let why = words::too_many_lines(MOST);
        return Err(vec![ImportError::File { file: file.to_owned(), why }]);
    }
    let named = |names: &[&str]| table.names().position(|name| names.contains(&name.as_str()));
    let columns = Columns {
        siren: table.column(words::SIREN_COLUMNS, words::COLUMN_SIREN)?,
        siret: table.column(words::SIRET_COLUMNS, words::COLUMN_SIRET)?,
        authority: named(words::AUTHORITY_COLUMNS),
        name: named(words::NAME_COLUMNS),
    };
    let (mut seen, mut notes): (HashMap<String, (u64, seat::Model)>, _) = (HashMap::new(), Notes::default());
    let (seats, faults) = table.read(|line, text| {
        let row = seat(ctx, &columns, text)?;
        match seen.entry(row.body.clone()) {
            Entry::Occupied(first) if first.get().1 == row => {
                notes.add(Note::Same, line, words::same_seat(&row.body, first.get().0));
                Ok(None)
            }
            Entry::Occupied(first) => Err(words::other_seat(&row.body, first.get().0)),
            Entry::Vacant(place) => {
                place.insert((line, row.clone()));
                Ok(Some(row))
            }
        }
    });
    if faults.is_empty() { Ok((seats, notes)) } else { Err(faults) }
}

/// The seat that a line gives, or what is wrong with it.
fn seat(ctx: &Context, columns: &Columns, text: &dyn Fn(usize) -> String) -> Result<seat::Model, String> {
    let reference = ctx.platform.reference();
    let typed = text(columns.siren);
    let siren = Siren::parse(&code(&typed)?).ok();
    let authority = columns.authority.map(text).unwrap_or_default();
    let (body, name, siren) = match authority.trim() {
        "" => {
            let known = siren.filter(|siren| reference.find(siren).is_some());
            let siren = known.ok_or_else(|| words::no_collectivity(&typed))?;
            (siren.to_string(), String::new(), siren)
        }
        authority => {
            let siren = siren.ok_or_else(|| words::not_a_siren(&typed))?;
            let granting = authority.parse::<Granting>().ok().filter(|granting| match granting {
                Granting::State => true,
                Granting::Prefect(code) => reference.departements().iter().any(|area| area.code == *code),
            });
            let granting = granting.ok_or_else(|| words::not_an_authority(authority))?;
            let name = columns.name.map(text).unwrap_or_default().trim().to_owned();
            if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
                return Err(words::AUTHORITY_NAME.to_owned());
            }
            (granting.to_string(), name, siren)
        }
    };
    let typed = text(columns.siret);
    let siret = Siret::parse(&code(&typed)?).map_err(|_| words::not_a_siret(&typed))?;
    if siret.siren() != siren {
        return Err(words::siret_of_another(&typed, siren));
    }
    Ok(seat::Model { body, siret: siret.to_string(), name })
}

async fn write(ctx: &Context, seats: Vec<seat::Model>) -> Result<(), Error> {
    let rows = seats.len();
    let tx = ctx.begin().await?;
    seat::Entity::delete_many().exec(&tx).await?;
    insert_all::<seat::Entity, seat::ActiveModel>(&tx, seats).await?;
    put_imported(&tx, ctx, "seats", rows).await?;
    audit::record(&tx, ctx, Event::SeatsImported { rows }).await?;
    ctx.commit(tx).await
}

/// The seats of these bodies that are known, by body: SIREN of collectivités, and authorities as [`Granting`] writes
/// them; at most some thousand. One statement, or none.
pub async fn find(ctx: &Context, bodies: Vec<String>) -> Result<HashMap<String, seat::Model>, Error> {
    if bodies.is_empty() {
        return Ok(HashMap::new());
    }
    let found = seat::Entity::find().filter(seat::Column::Body.is_in(bodies)).all(ctx.read()).await?;
    Ok(found.into_iter().map(|row| (row.body.clone(), row)).collect())
}
