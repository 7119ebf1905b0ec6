//! Imports the communes' programme labels from a CSV file: columns `insee` and `programme`, or those of the official
//! export.

use super::{
    Reference,
    csv_table::{Note, Notes, Table, code},
    import::{ImportError, ImportedList, insert_all, put_imported},
};
use crate::{Context, Error, audit};
use entity::{event::Event, programme::Programme, table::programme_label};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};
use wording::operator::{import as words, table::read_as};

/// Column names accepted for the commune's INSEE code, ours first, then those of official exports.
const INSEE_COLUMNS: &[&str] =
    &["insee", "insee_com", "code_insee", "codgeo", "code commune insee", "code insee", "com"];
/// Column names accepted for the programme.
const PROGRAMME_COLUMNS: &[&str] = &["programme", "dispositif", "label", "code_programme"];

/// Every line of the file that is wrong, or how many labels were imported, with what was put right.
///
/// Nothing is imported when one line is wrong: an unknown INSEE code, a programme not known. A label that is given
/// twice counts once (the list of QPV has one row a quarter); a code that lost its zero, an arrondissement and a
/// commune that is no more are those of the commune.
pub async fn import(ctx: &Context, file: &str, bytes: &[u8]) -> Result<ImportedList, Vec<ImportError>> {
    let (labels, notes) = read(ctx, file, bytes)?;
    let imported = ImportedList { rows: labels.len(), notes, skipped: Vec::new() };
    write(ctx, labels).await.map_err(|error| vec![ImportError::Database(error)])?;
    Ok(imported)
}

fn read(ctx: &Context, file: &str, bytes: &[u8]) -> Result<(Vec<programme_label::Model>, Notes), Vec<ImportError>> {
    let table = Table::open(file, bytes)?;
    let insee_at = table.column(INSEE_COLUMNS, words::COLUMN_COMMUNE)?;
    let programme_at = table.column(PROGRAMME_COLUMNS, words::COLUMN_PROGRAMME)?;

    let reference = ctx.platform.reference();
    let known: HashSet<&str> = reference.atlas.communes().iter().map(|commune| commune.insee.as_str()).collect();
    let (mut seen, mut notes) = (HashMap::new(), Notes::default());
    let (labels, faults) = table.read(|line, text| {
        let (typed, name) = (text(insee_at), text(programme_at));
        let programme = programme_of(&name).ok_or_else(|| words::unknown_programme(&name))?;
        let insee = commune_of(&reference, &known, &mut notes, line, &typed)?;
        if let Some(first) = seen.get(&(insee.clone(), programme)) {
            notes.add(Note::Same, line, words::same_label(&insee, &name, *first));
            return Ok(None);
        }
        seen.insert((insee.clone(), programme), line);
        Ok(Some(programme_label::Model { insee, programme }))
    });
    if faults.is_empty() { Ok((labels, notes)) } else { Err(faults) }
}

/// The commune of a code, and what had to be put right for it.
fn commune_of(
    reference: &Reference,
    known: &HashSet<&str>,
    notes: &mut Notes,
    line: u64,
    typed: &str,
) -> Result<String, String> {
    let code = code(typed)?.to_uppercase();
    let padded = format!("0{code}");
    let now = |code: &str| known.contains(code).then(|| code.to_owned()).or_else(|| reference.current_insee(code));
    // Codes have five characters: of four digits, the first was a zero.
    let lost = code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit());
    let full = if lost { &padded } else { &code };
    let insee = now(full).ok_or_else(|| words::no_commune(typed))?;
    if lost {
        notes.add(Note::Zero, line, read_as(typed, full));
    }
    if insee != *full {
        notes.add(Note::Mapped, line, words::counted_for(full, &insee));
    }
    Ok(insee)
}

/// The programme of a code or of its full name.
fn programme_of(name: &str) -> Option<Programme> {
    match entity::text::searchable(name).as_str() {
        "acv" | "action coeur de ville" => Some(Programme::ActionCoeurDeVille),
        "pvd" | "petites villes de demain" => Some(Programme::PetitesVillesDeDemain),
        "qpv" | "qp" | "quartiers prioritaires" | "quartier prioritaire de la politique de la ville" => {
            Some(Programme::QuartiersPrioritaires)
        }
        "va" | "vda" | "villages d avenir" => Some(Programme::VillagesAvenir),
        _ => None,
    }
}

async fn write(ctx: &Context, labels: Vec<programme_label::Model>) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    let rows = labels.len();
    programme_label::Entity::delete_many().exec(&tx).await?;
    insert_all::<programme_label::Entity, programme_label::ActiveModel>(&tx, labels).await?;
    put_imported(&tx, ctx, "programmes", rows).await?;
    audit::record(&tx, ctx, Event::ProgrammesImported { rows }).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// The programmes of a commune, in the order of the list.
pub async fn labels_of(ctx: &Context, insee: &str) -> Result<Vec<Programme>, Error> {
    let rows = programme_label::Entity::find().filter(programme_label::Column::Insee.eq(insee)).all(ctx.read()).await?;
    let mut programmes: Vec<Programme> = rows.into_iter().map(|row| row.programme).collect();
    programmes.sort_unstable();
    Ok(programmes)
}
