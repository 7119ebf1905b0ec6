//! Every step of the count as a table to download, after the close.

use super::step::decided;
use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, table},
    visit::Visit,
};
use axum::response::Response;
use entity::tally::{Outcome, Step};
use server::tally::CampaignTally;

/// What each column holds stands in docs/DATA.md.
const COLUMNS: &[Column] = &[
    Column("rank", "Rang"),
    Column("project", "Numéro"),
    Column("title", "Projet"),
    Column("cost", "Coût (€)"),
    Column("votes", "Voix"),
    Column("left_before", "Reste à son tour (€)"),
    Column("selected", "Retenu"),
    Column("decided", "Décision"),
];

/// All projects, in the order in which they were decided; there is no table before the close.
pub async fn csv(visit: Visit, format: Format) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let result = server::tally::of_campaign(&visit.ctx, campaign.id).await?.ok_or(Failure::NotFound)?;
    let steps = result.counted.tally.steps.iter().enumerate();
    let rows: Vec<_> = steps.filter_map(|(at, step)| cells(&result, at + 1, step)).collect();
    Ok(table(format, "resultats", COLUMNS, rows))
}

fn cells(result: &CampaignTally, rank: usize, step: &Step) -> Option<Vec<Cell>> {
    let project = result.rule.projects.get(step.project)?;
    let selected = matches!(step.outcome, Outcome::Selected | Outcome::Bought(_));
    let (program, people) = if selected { ("yes", "oui") } else { ("no", "non") };
    let whole = |amount: u64| i64::try_from(amount).unwrap_or(i64::MAX);
    Some(vec![
        Cell::Number(i64::try_from(rank).unwrap_or(i64::MAX)),
        Cell::Text(project.id.to_string()),
        Cell::Text(project.title.clone()),
        Cell::Euros(whole(project.cost)),
        Cell::Number(whole(step.votes)),
        Cell::Euros(whole(step.left_before)),
        Cell::Named(program.to_owned(), people.to_owned()),
        Cell::Text(decided(step, project.cost, result.election.utility()).to_string()),
    ])
}
