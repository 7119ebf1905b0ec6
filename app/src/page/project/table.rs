//! The projects of a ballot as a table to download; after the close, with what became of each.

use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, table},
    visit::Visit,
};
use axum::response::Response;
use entity::lineage::Verdict;
use server::{
    project::query::{Carried, on_ballot_carried},
    tally::verdicts,
};

/// What each column holds stands in docs/DATA.md.
const COLUMNS: &[Column] = &[
    Column("project", "Numéro"),
    Column("title", "Projet"),
    Column("summary", "Résumé"),
    Column("benefits", "Ce qu’il apporte"),
    Column("cost", "Coût (€)"),
    Column("carrier", "Porté par"),
    Column("programmes", "Programmes"),
    Column("votes", "Voix"),
    Column("selected", "Retenu"),
];

/// The projects of the ballot, in the order of their titles.
pub async fn csv(visit: Visit, format: Format) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let projects = on_ballot_carried(&visit.ctx, &campaign).await?;
    let verdicts = verdicts(&visit.ctx, campaign.id, &campaign.spec.calendar).await?;
    let rows: Vec<_> = projects
        .into_iter()
        .map(|carried| {
            let verdict = verdicts.as_ref().and_then(|all| all.get(&carried.0.id));
            cells(carried, verdict)
        })
        .collect();
    Ok(table(format, "projets", COLUMNS, rows))
}

fn cells((project, group): Carried, verdict: Option<&Verdict>) -> Vec<Cell> {
    let selected = verdict.map(|verdict| if verdict.selected { ("yes", "oui") } else { ("no", "non") });
    vec![
        Cell::Text(project.id.to_string()),
        Cell::Text(project.title),
        Cell::Text(project.summary),
        Cell::Text(project.benefits),
        Cell::Euros(project.cost.cents()),
        Cell::text(group.or(project.carrier_service)),
        Cell::Text(project.priority.trim_matches('|').replace('|', " ")),
        verdict.map_or(Cell::Nothing, |verdict| Cell::Number(i64::try_from(verdict.votes).unwrap_or(i64::MAX))),
        selected.map_or(Cell::Nothing, |(program, people)| Cell::Named(program.to_owned(), people.to_owned())),
    ]
}
