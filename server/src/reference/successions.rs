//! Imports which collectivité took the place of which: columns `ancien` and `nouveau` (SIREN), `nom` and `insee` (of
//! the former one; the last may be empty). A group or file that names the former one keeps its code, and counts the
//! successor's territory, once.

use super::{
    csv_table::{Note, Notes, Table, code},
    import::{ImportError, ImportedList, insert_all, put_imported},
};
use crate::{Context, Error, audit};
use entity::{event::Event, siren::Siren, table::succession};
use sea_orm::EntityTrait;
use std::collections::{HashMap, hash_map::Entry};
use wording::operator::{import as words, table::read_as};

/// Every line of the file that is wrong, or how many successions were imported, with what was put right; they replace
/// those that were there.
///
/// Nothing is imported when one line is wrong: a former collectivité that still exists, a successor that is not known,
/// a name that is missing, the same former one twice with other words. A line that says what another said counts once;
/// an INSEE code that lost its zero is completed.
pub async fn import(ctx: &Context, file: &str, bytes: &[u8]) -> Result<ImportedList, Vec<ImportError>> {
    let (successions, notes) = read(ctx, file, bytes)?;
    let imported = ImportedList { rows: successions.len(), notes, skipped: Vec::new() };
    write(ctx, successions).await.map_err(|error| vec![ImportError::Database(error)])?;
    Ok(imported)
}

fn read(ctx: &Context, file: &str, bytes: &[u8]) -> Result<(Vec<succession::Model>, Notes), Vec<ImportError>> {
    let table = Table::open(file, bytes)?;
    let former_at = table.column(&["ancien", "siren_ancien"], words::COLUMN_FORMER)?;
    let successor_at = table.column(&["nouveau", "siren_nouveau"], words::COLUMN_SUCCESSOR)?;
    let name_at = table.column(&["nom", "nom_ancien"], words::COLUMN_FORMER_NAME)?;
    let insee_at = table.column(&["insee", "insee_ancien"], words::COLUMN_FORMER_INSEE)?;
    let reference = ctx.platform.reference();
    let (mut seen, mut notes): (HashMap<Siren, (u64, succession::Model)>, _) = (HashMap::new(), Notes::default());
    let (successions, faults) = table.read(|line, text| {
        let siren = |at: usize| Ok::<_, String>(Siren::parse(&code(&text(at))?).ok());
        let former = siren(former_at)?.filter(|siren| reference.find(siren).is_none());
        let former = former.ok_or_else(|| words::not_former(&text(former_at)))?;
        let successor = siren(successor_at)?.filter(|siren| reference.find(siren).is_some());
        let successor = successor.ok_or_else(|| words::no_collectivity(&text(successor_at)))?;
        let name = text(name_at);
        if name.is_empty() {
            return Err(words::NAME_MISSING.to_owned());
        }
        let insee = insee(&mut notes, line, &text(insee_at))?;
        let row = succession::Model { former, successor, name, insee };
        match seen.entry(former) {
            Entry::Occupied(first) if first.get().1 == row => {
                notes.add(Note::Same, line, words::same_collectivity(former, first.get().0));
                Ok(None)
            }
            Entry::Occupied(first) => Err(words::other_succession(former, first.get().0)),
            Entry::Vacant(place) => {
                place.insert((line, row.clone()));
                Ok(Some(row))
            }
        }
    });
    if faults.is_empty() { Ok((successions, notes)) } else { Err(faults) }
}

/// The INSEE code of a former commune, five characters; None for what was no commune.
fn insee(notes: &mut Notes, line: u64, typed: &str) -> Result<Option<String>, String> {
    let code = code(typed)?.to_uppercase();
    match code.len() {
        0 => Ok(None),
        4 if code.bytes().all(|b| b.is_ascii_digit()) => {
            let full = format!("0{code}");
            notes.add(Note::Zero, line, read_as(typed, &full));
            Ok(Some(full))
        }
        5 if code.bytes().all(|b| b.is_ascii_alphanumeric()) => Ok(Some(code)),
        _ => Err(words::not_an_insee_code(typed)),
    }
}

async fn write(ctx: &Context, successions: Vec<succession::Model>) -> Result<(), Error> {
    let rows = successions.len();
    let tx = ctx.begin().await?;
    succession::Entity::delete_many().exec(&tx).await?;
    insert_all::<succession::Entity, succession::ActiveModel>(&tx, successions).await?;
    put_imported(&tx, ctx, "successions", rows).await?;
    audit::record(&tx, ctx, Event::SuccessionsImported { rows }).await?;
    ctx.commit(tx).await?;
    ctx.platform.reload_reference().await
}
