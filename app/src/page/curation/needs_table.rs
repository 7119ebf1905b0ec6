//! The needs of the desk as a table to download, under the filters of the address.

use super::desk::search::DeskSearch;
use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, table},
    visit::Visit,
};
use axum::{extract::Query, response::Response};
use entity::{curation::MOST_OF_A_BATCH, id::PersonId};
use server::{
    campaign::loaded::StoredCampaign,
    curation::{desk, work},
    project::query::titles,
    reference::Reference,
};

const COLUMNS: &[Column] = &[
    Column("need", "Numéro"),
    Column("title", "Besoin"),
    Column("siren", "SIREN"),
    Column("collectivity", "Collectivité"),
    Column("theme", "Thème"),
    Column("supports", "Soutiens"),
    Column("inhabitants", "Habitants"),
    Column("published", "Publié le"),
    Column("standing", "État"),
    Column("assignee", "Confié à"),
    Column("project", "Projet"),
];

/// The needs that the filters let through, in the order of the desk.
pub async fn csv(visit: Visit, format: Format, Query(search): Query<DeskSearch>) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let filter = search.filter(visit.ctx.actor.person);
    let rows = desk::rows(&visit.ctx, &campaign, &filter, MOST_OF_A_BATCH as u64).await?;
    let curators = work::curators(visit.ctx.read()).await?;
    let titles = titles(&visit.ctx, &campaign).await?;
    let reference = visit.ctx.platform.reference();
    let rows: Vec<Vec<Cell>> = rows
        .into_iter()
        .map(|row| {
            let project = row.seen.project.and_then(|project| titles.get(&project).cloned());
            cells(&campaign, &reference, row, &curators, project)
        })
        .collect();
    Ok(table(format, "besoins-a-trier", COLUMNS, rows))
}

fn cells(
    campaign: &StoredCampaign,
    reference: &Reference,
    row: desk::Row,
    curators: &[(PersonId, String)],
    project: Option<String>,
) -> Vec<Cell> {
    let theme = campaign.spec.theme(&row.theme).map_or_else(|| row.theme.clone(), |theme| theme.label.clone());
    let assignee = |person: PersonId| curators.iter().find(|(id, _)| *id == person).map(|(_, name)| name.clone());
    let standing = row.seen.standing();
    vec![
        Cell::Text(row.id.to_string()),
        Cell::Text(row.title),
        Cell::Text(row.siren.to_string()),
        Cell::Text(reference.name(&row.siren)),
        Cell::Named(row.theme, theme),
        Cell::Number(i64::from(row.supports)),
        Cell::Number(row.inhabitants),
        row.published_at.map_or(Cell::Nothing, |at| Cell::Instant(at.utc())),
        Cell::Named(standing.code().to_owned(), wording::standing(standing).to_owned()),
        Cell::text(row.seen.assignee.and_then(assignee)),
        Cell::text(project),
    ]
}
