//! Imports which collectivité took the place of which: columns `ancien` and `nouveau` (SIREN), `nom` and `insee` (of the former one;
//! the last may be empty). A group or file that names the former one keeps its code, and counts the successor's territory, once.

use super::{
    csv_table::Table,
    import::{ImportError, insert_all, put_imported},
};
use crate::{Context, Error, audit};
use entity::{event::Event, siren::Siren, table::succession};
use sea_orm::EntityTrait;
use std::collections::HashSet;

/// Every line of the file that is wrong, or how many successions were imported; they replace those that were there.
///
/// Nothing is imported when one line is wrong: a former collectivité that still exists, a successor that is not known, a name that is
/// missing, the same former one twice.
pub async fn import(ctx: &Context, file: &str, bytes: &[u8]) -> Result<usize, Vec<ImportError>> {
    let successions = read(ctx, file, bytes)?;
    let count = successions.len();
    write(ctx, successions).await.map_err(|error| vec![ImportError::Database(error)])?;
    Ok(count)
}

fn read(ctx: &Context, file: &str, bytes: &[u8]) -> Result<Vec<succession::Model>, Vec<ImportError>> {
    let mut table = Table::open(file, bytes)?;
    let former_at = table.column(&["ancien", "siren_ancien"], "« ancien »")?;
    let successor_at = table.column(&["nouveau", "siren_nouveau"], "« nouveau »")?;
    let name_at = table.column(&["nom", "nom_ancien"], "« nom »")?;
    let insee_at = table.column(&["insee", "insee_ancien"], "« insee »")?;
    let reference = ctx.platform.reference();
    let mut seen = HashSet::new();
    table.read(|text| {
        let siren = |at: usize| Siren::parse(&text(at)).ok();
        let former = siren(former_at).filter(|siren| reference.find(siren).is_none());
        let former =
            former.ok_or_else(|| format!("« {} » n’est pas le SIREN d’une ancienne collectivité", text(former_at)))?;
        let successor = siren(successor_at).filter(|siren| reference.find(siren).is_some());
        let successor =
            successor.ok_or_else(|| format!("aucune collectivité n’a le SIREN « {} »", text(successor_at)))?;
        let (name, insee) = (text(name_at), text(insee_at));
        if name.is_empty() {
            return Err("le nom manque".to_owned());
        }
        if !seen.insert(former) {
            return Err(format!("la collectivité {former} est déjà plus haut"));
        }
        Ok(succession::Model { former, successor, name, insee: Some(insee).filter(|insee| !insee.is_empty()) })
    })
}

async fn write(ctx: &Context, successions: Vec<succession::Model>) -> Result<(), Error> {
    let rows = successions.len();
    let tx = ctx.begin().await?;
    succession::Entity::delete_many().exec(&tx).await?;
    insert_all::<succession::Entity, succession::ActiveModel>(&tx, successions).await?;
    put_imported(&tx, ctx, "successions", rows).await?;
    audit::record(&tx, ctx, Event::SuccessionsImported { rows }, None).await?;
    ctx.commit(tx).await?;
    ctx.platform.reload_reference().await
}
