//! The catalogue as a table to download.

use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, table},
    visit::Visit,
};
use axum::response::Response;
use entity::table::service;

const COLUMNS: &[Column] = &[
    Column("name", "Nom"),
    Column("purpose", "Objet"),
    Column("operator", "Opérateur"),
    Column("licence", "Licence"),
    Column("address", "Adresse"),
    Column("source", "Source"),
    Column("changed", "Mis à jour le"),
];

/// Every service of the catalogue.
pub async fn csv(visit: Visit, format: Format) -> Result<Response, Failure> {
    let catalogue = server::service::catalogue::catalogue(&visit.ctx).await?;
    let rows: Vec<Vec<Cell>> = catalogue.services.iter().map(row).collect();
    Ok(table(format, "services", COLUMNS, rows))
}

fn row(service: &service::Model) -> Vec<Cell> {
    let text = |text: &String| Cell::text((!text.is_empty()).then_some(text));
    vec![
        text(&service.name),
        text(&service.purpose),
        text(&service.operator),
        text(&service.licence),
        text(&service.address),
        text(&service.source),
        Cell::Instant(service.changed_at.utc()),
    ]
}
