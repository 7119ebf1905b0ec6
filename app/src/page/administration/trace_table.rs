//! Everybody's trace as a file, the newest act first.

use super::trace_search::QueryParams;
use crate::http::{
    failure::Failure,
    table::{self, Cell, Column, Format},
    visit::Visit,
};
use axum::{extract::Query, response::Response};
use futures_util::{TryStreamExt, stream};
use server::audit::{self, Traced, Whose};

/// Events in a file.
const IN_A_FILE: u64 = 100_000;
/// How many are read at once.
const AT_ONCE: u64 = 1_000;

const COLUMNS: &[Column] = &[
    Column("position", "Numéro"),
    Column("instant", "Date et heure"),
    Column("person", "Numéro de la personne"),
    Column("name", "Personne"),
    Column("acting_for", "SIREN de la collectivité"),
    Column("event", "Acte"),
    Column("payload", "Contenu"),
    Column("subject", "Objet"),
    Column("request", "Référence"),
    Column("hash", "Empreinte"),
];

fn row(Traced { event, name }: Traced) -> Vec<Cell> {
    let kind = wording::event(&event.kind).to_owned();
    vec![
        event.position.map_or(Cell::Nothing, Cell::Number),
        Cell::Instant(event.at.utc()),
        Cell::text(event.person),
        Cell::text(name),
        Cell::text(event.acting_for),
        Cell::Named(event.kind, kind),
        Cell::Text(event.payload),
        Cell::text(event.subject),
        Cell::Text(event.request),
        Cell::text(event.hash),
    ]
}

/// The trace as a file, the newest act first; read page by page while it is sent.
pub async fn csv(visit: Visit, Query(params): Query<QueryParams>, format: Format) -> Result<Response, Failure> {
    let ctx = visit.ctx;
    let first = audit::list(&ctx, Whose::All, &params.search(), AT_ONCE).await?;
    let pages = stream::try_unfold((first, 0), move |(page, before)| {
        let (ctx, mut search) = (ctx.clone(), params.search());
        async move {
            let sent = before + page.len() as u64;
            let last = page.last().and_then(|one| one.event.position);
            let Some(last) = last else { return Ok::<_, server::Error>(None) };
            search.before = Some(last);
            let more = page.len() as u64 == AT_ONCE && sent < IN_A_FILE;
            let next = if more { audit::list(&ctx, Whose::All, &search, AT_ONCE).await? } else { Vec::new() };
            Ok(Some((page, (next, sent))))
        }
    });
    let rows = pages.map_ok(|page| stream::iter(page.into_iter().map(|one| Ok(row(one))))).try_flatten();
    Ok(table::streamed(format, "trace", COLUMNS, rows))
}
