//! Imports the communes' programme labels from a CSV file: columns `insee` and `programme`, or those of the official export.

use super::{
    csv_table::Table,
    import::{ImportError, insert_all, put_imported},
};
use crate::{Context, Error, audit};
use entity::{event::Event, programme::Programme, table::programme_label};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashSet;

/// Column names accepted for the commune's INSEE code, ours first, then those of official exports.
const INSEE_COLUMNS: &[&str] =
    &["insee", "insee_com", "code_insee", "codgeo", "code commune insee", "code insee", "com"];
/// Column names accepted for the programme.
const PROGRAMME_COLUMNS: &[&str] = &["programme", "dispositif", "label", "code_programme"];

/// Every line of the file that is wrong, or how many labels were imported.
///
/// Nothing is imported when one line is wrong: an unknown INSEE code, a label given twice, a programme not known, another
/// encoding than UTF-8.
pub async fn import(ctx: &Context, file: &str, bytes: &[u8]) -> Result<usize, Vec<ImportError>> {
    let labels = read(ctx, file, bytes)?;
    let count = labels.len();
    write(ctx, labels).await.map_err(|error| vec![ImportError::Database(error)])?;
    Ok(count)
}

fn read(ctx: &Context, file: &str, bytes: &[u8]) -> Result<Vec<programme_label::Model>, Vec<ImportError>> {
    let mut table = Table::open(file, bytes)?;
    let insee_at = table.column(INSEE_COLUMNS, "du code INSEE (« insee »)")?;
    let programme_at = table.column(PROGRAMME_COLUMNS, "« programme »")?;

    let reference = ctx.platform.reference();
    let known: HashSet<&str> = reference.atlas.communes().iter().map(|commune| commune.insee.as_str()).collect();
    let mut seen = HashSet::new();
    table.read(|text| {
        let (insee, name) = (text(insee_at), text(programme_at));
        let programme = programme_of(&name).ok_or_else(|| format!("le programme « {name} » est inconnu"))?;
        if !known.contains(insee.as_str()) {
            return Err(format!("aucune commune n’a le code INSEE « {insee} »"));
        }
        if !seen.insert((insee.clone(), programme)) {
            return Err(format!("la commune {insee} a déjà le programme « {name} » plus haut"));
        }
        Ok(programme_label::Model { insee, programme })
    })
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
    audit::record(&tx, ctx, Event::ProgrammesImported { rows }, None).await?;
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
