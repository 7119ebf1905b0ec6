//! The desk as a table to download, under the filters of the address.

use super::filter::QueryParams;
use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, table},
    visit::Visit,
};
use axum::{extract::Query, response::Response};
use chrono::DateTime;
use entity::{campaign::Campaign, id::ApplicationId};
use server::{
    application::query::{self, Line},
    reference::Reference,
};

const COLUMNS: &[Column] = &[
    Column("id", "Identifiant"),
    Column("number", "Numéro"),
    Column("title", "Titre"),
    Column("siren", "SIREN"),
    Column("applicant", "Candidat"),
    Column("departement", "Département"),
    Column("envelope", "Enveloppe"),
    Column("wave", "Vague"),
    Column("state", "État"),
    Column("submitted", "Déposée le"),
    Column("asked", "Demandé (€)"),
    Column("granted", "Accordé (€)"),
    Column("convention", "Convention"),
];

/// The applications that the filters let through, in the order of the desk.
pub async fn csv(visit: Visit, format: Format, Query(params): Query<QueryParams>) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let lines = query::every_line(&visit.ctx, &campaign, &params.filter()).await?;
    let reference = visit.ctx.platform.reference();
    let conventions = query::conventions(&visit.ctx, &campaign, &lines).await?;
    let row = |line: Line| {
        let convention = conventions.get(&line.id).map_or(Cell::Nothing, |state| {
            Cell::Named(state.code().to_owned(), wording::convention_state(*state).to_owned())
        });
        let cells = row(&campaign.spec, &reference, line).into_iter();
        cells.chain([convention]).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<Cell>> = lines.into_iter().map(row).collect();
    Ok(table(format, "candidatures", COLUMNS, rows))
}

fn row(campaign: &Campaign, reference: &Reference, line: Line) -> Vec<Cell> {
    let ApplicationId(id) = line.id;
    let envelope = campaign.envelope(&line.envelope).map_or_else(|| line.envelope.clone(), |one| one.title.clone());
    let submitted = line.submitted_at.and_then(DateTime::from_timestamp_millis);
    vec![
        Cell::Text(id.to_string()),
        Cell::text(line.number),
        Cell::Text(line.title),
        Cell::Text(line.siren.to_string()),
        Cell::Text(reference.name(&line.siren)),
        Cell::Text(line.departement),
        Cell::Named(line.envelope, envelope),
        line.wave.map_or(Cell::Nothing, |wave| Cell::Number(wave.into())),
        Cell::Named(line.state.code().to_owned(), wording::application_state(line.state).to_owned()),
        submitted.map_or(Cell::Nothing, Cell::Instant),
        Cell::Euros(line.asked),
        Cell::Euros(line.granted),
    ]
}
