//! Where the money of the envelopes stands, as a table to download.

use super::label::{call_title, part_name};
use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, table},
    visit::Visit,
};
use axum::response::Response;
use server::{
    envelope::{EnvelopeView, PartView},
    reference::Reference,
};

const COLUMNS: &[Column] = &[
    Column("envelope", "Enveloppe"),
    Column("part", "Part"),
    Column("allotted", "Alloué (€)"),
    Column("asked", "Demandé (€)"),
    Column("engaged", "Engagé (€)"),
    Column("paid", "Payé (€)"),
    Column("left", "Disponible (€)"),
];

/// The figures of each part of each envelope.
pub async fn csv(visit: Visit, format: Format) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let all = server::envelope::overview(&visit.ctx, &campaign).await?;
    let reference = visit.ctx.platform.reference();
    let views = all.iter().flat_map(|view| std::iter::once(view).chain(&view.inside));
    let parts = views.flat_map(|view| view.parts.iter().map(move |part| (view, part)));
    let rows: Vec<Vec<Cell>> = parts.map(|(view, part)| row(&reference, view, part)).collect();
    Ok(table(format, "enveloppes", COLUMNS, rows))
}

fn row(reference: &Reference, view: &EnvelopeView, part: &PartView) -> Vec<Cell> {
    let held = &part.figures.held;
    vec![
        Cell::Named(view.envelope.code.clone(), call_title(&view.envelope)),
        Cell::Named(part.scope.to_string(), part_name(reference, part)),
        Cell::Euros(held.allotted()),
        Cell::Euros(part.figures.asked),
        Cell::Euros(held.promised()),
        Cell::Euros(held.paid),
        Cell::Euros(held.left),
    ]
}
