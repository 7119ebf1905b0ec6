//! Payments as a table to download.

use super::list::Asked;
use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, streamed},
    visit::Visit,
};
use axum::{extract::Query, response::Response};
use futures_util::{TryStreamExt, stream};
use server::{
    grant::payment::{Payment, Place, after},
    reference::Reference,
};
use std::sync::Arc;

/// What each column holds stands in docs/DATA.md.
const COLUMNS: &[Column] = &[
    Column("payment", "Numéro"),
    Column("paid", "Versé le"),
    Column("siren", "SIREN"),
    Column("collectivity", "Bénéficiaire"),
    Column("application", "Dossier"),
    Column("title", "Objet"),
    Column("envelope", "Enveloppe"),
    Column("amount", "Montant (€)"),
];

/// Payments that are read at once.
const AT_ONCE: u64 = 500;

/// The payments under the filters of their page, read as they are sent.
pub async fn csv(visit: Visit, format: Format, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let (ctx, campaign, filter) = (visit.ctx.clone(), visit.campaign()?.clone(), asked.filter());
    let reference = ctx.platform.reference();
    let read = Arc::clone(&campaign);
    let pages = stream::try_unfold(Some(None), move |place: Option<Option<Place>>| {
        let (ctx, campaign, filter) = (ctx.clone(), Arc::clone(&read), filter.clone());
        async move {
            let Some(place) = place else { return Ok::<_, server::Error>(None) };
            let rows = after(&ctx, campaign.id, &filter, place, AT_ONCE).await?;
            let more = (rows.len() as u64 == AT_ONCE).then(|| rows.last().map(Payment::place)).flatten();
            Ok(Some((rows, more.map(Some))))
        }
    });
    let title = move |code: &str| {
        let envelope = campaign.spec.envelope(code);
        envelope.map_or_else(|| code.to_owned(), |envelope| envelope.title.clone())
    };
    let rows = pages.map_ok(|page| stream::iter(page.into_iter().map(Ok))).try_flatten();
    let rows = rows.map_ok(move |payment| cells(&reference, payment, &title));
    Ok(streamed(format, "versements", COLUMNS, rows))
}

fn cells(reference: &Reference, payment: Payment, title: &impl Fn(&str) -> String) -> Vec<Cell> {
    let envelope = title(&payment.envelope);
    vec![
        Cell::Text(payment.id.to_string()),
        Cell::Instant(payment.paid_at()),
        Cell::Text(payment.siren.to_string()),
        Cell::Text(reference.name(&payment.siren)),
        Cell::text(payment.number),
        Cell::Text(payment.title),
        Cell::Named(payment.envelope, envelope),
        Cell::Euros(payment.amount.cents()),
    ]
}
