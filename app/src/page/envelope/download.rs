//! Where the money of the envelopes stands, as a table to download.

use super::label::{call_title, fund_name};
use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, table},
    visit::Visit,
};
use axum::response::Response;
use server::{
    envelope::{EnvelopeView, FundView},
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

/// The figures of each fund of each envelope.
pub async fn csv(visit: Visit, format: Format) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let all = server::envelope::overview(&visit.ctx, &campaign).await?;
    let reference = visit.ctx.platform.reference();
    let views = all.iter().flat_map(|view| std::iter::once(view).chain(&view.inside));
    let funds = views.flat_map(|view| view.funds.iter().map(move |fund| (view, fund)));
    let rows: Vec<Vec<Cell>> = funds.map(|(view, fund)| row(&reference, view, fund)).collect();
    Ok(table(format, "enveloppes", COLUMNS, rows))
}

fn row(reference: &Reference, view: &EnvelopeView, fund: &FundView) -> Vec<Cell> {
    let holdings = &fund.figures.holdings;
    vec![
        Cell::Named(view.envelope.code.clone(), call_title(&view.envelope)),
        Cell::Named(fund.scope.to_string(), fund_name(reference, fund)),
        Cell::Euros(holdings.allotted()),
        Cell::Euros(fund.figures.asked),
        Cell::Euros(holdings.promised()),
        Cell::Euros(holdings.paid),
        Cell::Euros(holdings.left),
    ]
}
