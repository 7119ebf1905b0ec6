//! Imports the official mail addresses of collectivités from a CSV file: columns `siren` and `courriel`.

use super::{
    csv_table::{Note, Notes, Table, code},
    import::{ImportError, ImportedList, insert_all, put_imported},
};
use crate::{Context, Error, audit};
use entity::{email::Email, event::Event, siren::Siren, table::contact};
use sea_orm::EntityTrait;
use std::collections::{HashMap, hash_map::Entry};
use wording::operator::import as words;

/// Column names accepted, ours first, then those of official exports.
const SIREN_COLUMNS: &[&str] = &["siren", "numero_siren"];
const MAIL_COLUMNS: &[&str] = &["courriel", "adresse_courriel", "email", "mail"];

/// Every line of the file that is wrong, or how many addresses were imported, with what was put right; they replace
/// those that were there.
///
/// A line is wrong whose collectivité is not known or is given again with another address, or whose address is none.
/// Nothing is imported then, unless faulty lines are to be skipped: the good ones are taken, and the others given back.
/// A line that says what another said counts once.
pub async fn import(
    ctx: &Context,
    file: &str,
    bytes: &[u8],
    skip_faulty: bool,
) -> Result<ImportedList, Vec<ImportError>> {
    let (contacts, notes, faults) = read(ctx, file, bytes)?;
    // A file in which nothing is right would take every address away.
    if !faults.is_empty() && (!skip_faulty || contacts.is_empty()) {
        return Err(faults);
    }
    let imported = ImportedList { rows: contacts.len(), notes, skipped: faults };
    write(ctx, contacts).await.map_err(|error| vec![ImportError::Database(error)])?;
    Ok(imported)
}

type Read = (Vec<contact::Model>, Notes, Vec<ImportError>);

fn read(ctx: &Context, file: &str, bytes: &[u8]) -> Result<Read, Vec<ImportError>> {
    let table = Table::open(file, bytes)?;
    let siren_at = table.column(SIREN_COLUMNS, words::COLUMN_SIREN)?;
    let mail_at = table.column(MAIL_COLUMNS, words::COLUMN_MAIL)?;
    let reference = ctx.platform.reference();
    let (mut seen, mut notes): (HashMap<Siren, (u64, String)>, _) = (HashMap::new(), Notes::default());
    let (contacts, faults) = table.read(|line, text| {
        let (code, typed) = (code(&text(siren_at))?, text(mail_at));
        let siren = Siren::parse(&code).ok().filter(|siren| reference.find(siren).is_some());
        let siren = siren.ok_or_else(|| words::no_collectivity(&text(siren_at)))?;
        // What spreadsheets make of an address that is typed.
        let plain = typed.strip_prefix("mailto:").unwrap_or(&typed);
        let email = Email::parse(plain);
        let email = email.map_err(|_| words::not_a_mail_address(&typed))?.to_string();
        match seen.entry(siren) {
            Entry::Occupied(first) if first.get().1 == email => {
                notes.add(Note::Same, line, words::same_collectivity(siren, first.get().0));
                Ok(None)
            }
            Entry::Occupied(first) => Err(words::other_address(siren, first.get().0)),
            Entry::Vacant(place) => {
                place.insert((line, email.clone()));
                Ok(Some(contact::Model { siren, email }))
            }
        }
    });
    Ok((contacts, notes, faults))
}

async fn write(ctx: &Context, contacts: Vec<contact::Model>) -> Result<(), Error> {
    let rows = contacts.len();
    let tx = ctx.begin().await?;
    contact::Entity::delete_many().exec(&tx).await?;
    insert_all::<contact::Entity, contact::ActiveModel>(&tx, contacts).await?;
    put_imported(&tx, ctx, "contacts", rows).await?;
    audit::record(&tx, ctx, Event::ContactsImported { rows }).await?;
    ctx.commit(tx).await
}
