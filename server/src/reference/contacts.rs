//! Imports the official mail addresses of collectivités from a CSV file: columns `siren` and `courriel`.

use super::{
    csv_table::Table,
    import::{ImportError, insert_all, put_imported},
};
use crate::{Context, Error, audit};
use entity::{email::Email, event::Event, siren::Siren, table::contact};
use sea_orm::EntityTrait;
use std::collections::HashSet;

/// Column names accepted, ours first, then those of official exports.
const SIREN_COLUMNS: &[&str] = &["siren", "numero_siren"];
const MAIL_COLUMNS: &[&str] = &["courriel", "adresse_courriel", "email", "mail"];

/// Every line of the file that is wrong, or how many addresses were imported; they replace those that were there.
///
/// Nothing is imported when one line is wrong: a collectivité that is not known or is given twice, an address that is none.
pub async fn import(ctx: &Context, file: &str, bytes: &[u8]) -> Result<usize, Vec<ImportError>> {
    let contacts = read(ctx, file, bytes)?;
    let count = contacts.len();
    write(ctx, contacts).await.map_err(|error| vec![ImportError::Database(error)])?;
    Ok(count)
}

fn read(ctx: &Context, file: &str, bytes: &[u8]) -> Result<Vec<contact::Model>, Vec<ImportError>> {
    let mut table = Table::open(file, bytes)?;
    let siren_at = table.column(SIREN_COLUMNS, "« siren »")?;
    let mail_at = table.column(MAIL_COLUMNS, "« courriel »")?;
    let reference = ctx.platform.reference();
    let mut seen = HashSet::new();
    table.read(|text| {
        let siren = Siren::parse(&text(siren_at)).ok().filter(|siren| reference.find(siren).is_some());
        let siren = siren.ok_or_else(|| format!("aucune collectivité n’a le SIREN « {} »", text(siren_at)))?;
        let email = Email::parse(&text(mail_at));
        let email = email.map_err(|_| format!("« {} » n’est pas une adresse de courriel", text(mail_at)))?;
        if !seen.insert(siren) {
            return Err(format!("la collectivité {siren} est déjà plus haut"));
        }
        Ok(contact::Model { siren, email: email.to_string() })
    })
}

async fn write(ctx: &Context, contacts: Vec<contact::Model>) -> Result<(), Error> {
    let rows = contacts.len();
    let tx = ctx.begin().await?;
    contact::Entity::delete_many().exec(&tx).await?;
    insert_all::<contact::Entity, contact::ActiveModel>(&tx, contacts).await?;
    put_imported(&tx, ctx, "contacts", rows).await?;
    audit::record(&tx, ctx, Event::ContactsImported { rows }, None).await?;
    ctx.commit(tx).await
}
