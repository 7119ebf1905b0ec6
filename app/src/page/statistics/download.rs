//! The figures as tables to download.

use super::{label::lines, show::VOTERS, weeks::WEEKS};
use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, table},
    visit::Visit,
};
use axum::{extract::Query, response::Response};
use entity::{
    search_text::SearchText,
    statistics::{Act, Breakdown, Counts, Flow, Week},
};
use serde::Deserialize;
use server::{reference::Reference, statistics::Statistics};
use std::sync::Arc;

const COLUMNS: &[Column] = &[
    Column("code", "Code"),
    Column("name", "Nom"),
    Column("collectivities", "Collectivités"),
    Column("participating", "Ont participé"),
    Column("needs", "Besoins"),
    Column("supports", "Soutiens"),
    Column("groups_led", "Groupements menés"),
    Column("in_groups", "En groupement"),
    Column("called", "Appelées à voter"),
    Column("voted", "Ont voté"),
    Column("applications", "Candidatures déposées"),
    Column("granted", "Accordé (€)"),
];

const WEEK_COLUMNS: &[Column] = &[
    Column("monday", "Semaine du"),
    Column("needs", "Besoins publiés"),
    Column("supports", "Soutiens"),
    Column("groups", "Groupements ouverts"),
    Column("voted", "Collectivités qui ont voté"),
    Column("applications", "Candidatures déposées"),
    Column("granted", "Accordé (€)"),
    Column("paid", "Versé (€)"),
];

const VOTER_COLUMNS: &[Column] = &[
    Column("siren", "SIREN"),
    Column("name", "Nom"),
    Column("kind", "Nature"),
    Column("departement", "Département"),
    Column("region", "Région"),
];

/// Which table is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    par: SearchText,
}

/// The table of a breakdown, of the weeks, or of who voted where the campaign says names.
/// [`Failure::NotFound`] for any other.
pub async fn csv(visit: Visit, Query(asked): Query<Asked>, format: Format) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let figures = server::statistics::of_campaign(&visit.ctx, &campaign).await?;
    let reference = visit.ctx.platform.reference();
    let wanted = match asked.par.as_str() {
        "" => Breakdown::Stratum.code(),
        wanted => wanted,
    };
    let name = format!("statistiques-{wanted}");
    match (Breakdown::from_code(wanted), wanted) {
        (Some(breakdown), _) => Ok(table(format, &name, COLUMNS, breakdown_rows(&reference, &figures, breakdown))),
        (None, WEEKS) => Ok(table(format, &name, WEEK_COLUMNS, week_rows(&figures.weeks))),
        (None, VOTERS) => {
            let rows = voter_rows(reference, &figures).ok_or(Failure::NotFound)?;
            Ok(table(format, &name, VOTER_COLUMNS, rows))
        }
        _ => Err(Failure::NotFound),
    }
}

fn breakdown_rows(reference: &Reference, figures: &Statistics, breakdown: Breakdown) -> Vec<Vec<Cell>> {
    let lines = lines(reference, figures, breakdown).into_iter();
    let lines = lines.map(|(name, part, counts)| row(part.code().to_owned(), name, &counts));
    lines.chain([row("total".to_owned(), "Ensemble".to_owned(), &figures.parts.total)]).collect()
}

/// A figure as a cell.
fn figure(value: u64) -> Cell {
    Cell::Number(i64::try_from(value).unwrap_or(i64::MAX))
}

fn row(code: String, name: String, counts: &Counts) -> Vec<Cell> {
    let figures = [
        counts.collectivities,
        counts.participating,
        counts.needs,
        counts.supports,
        counts.groups,
        counts.grouped,
        counts.called,
        counts.voted,
        counts.applications,
    ];
    let names = [Cell::Text(code), Cell::Text(name)];
    names.into_iter().chain(figures.map(figure)).chain([Cell::Euros(counts.granted)]).collect()
}

fn week_rows(weeks: &[Week]) -> Vec<Vec<Cell>> {
    let row = |week: &Week| {
        let figures = Act::ALL.iter().map(|&act| figure(week.count(act)));
        let amounts = Flow::ALL.iter().map(|&flow| Cell::Euros(i64::try_from(week.cents(flow)).unwrap_or(i64::MAX)));
        std::iter::once(Cell::Day(week.monday)).chain(figures).chain(amounts).collect()
    };
    weeks.iter().map(row).collect()
}

/// Who voted, by name; what each chose is not in it. None where ballots bear no names.
fn voter_rows(reference: Arc<Reference>, figures: &Statistics) -> Option<Vec<Vec<Cell>>> {
    let row = |siren: &entity::siren::Siren| {
        let found = reference.find(siren);
        vec![
            Cell::Text(siren.to_string()),
            Cell::Text(reference.name(siren)),
            found.map_or(Cell::Nothing, |found| {
                Cell::Named(found.kind.code().to_owned(), wording::kind(found.kind).to_owned())
            }),
            Cell::text(found.and_then(|found| found.departement.as_ref())),
            Cell::text(found.map(|found| reference.region_name(&found.region))),
        ]
    };
    let mut rows: Vec<(String, Vec<Cell>)> =
        figures.voters.as_ref()?.iter().map(|siren| (reference.name(siren), row(siren))).collect();
    // In the order of names: that of the votes is nobody's business.
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    Some(rows.into_iter().map(|(_, row)| row).collect())
}
