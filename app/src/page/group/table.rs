//! The groups of a campaign as a table to download.

use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, table},
    visit::Visit,
};
use axum::response::Response;
use entity::table::group;
use server::{group::query::after, reference::Reference};

/// What each column holds stands in docs/DATA.md.
const COLUMNS: &[Column] = &[
    Column("group", "Numéro"),
    Column("name", "Groupement"),
    Column("purpose", "Objectif"),
    Column("need", "Besoin"),
    Column("lead_siren", "SIREN du chef de file"),
    Column("lead", "Chef de file"),
    Column("state", "État"),
    Column("opened", "Ouvert le"),
    Column("submitted", "Déposé le"),
    Column("inhabitants", "Habitants"),
    Column("communes", "Communes"),
    Column("eligible", "Éligible"),
];

/// The most groups of a table: far more than a campaign has.
const MOST: u64 = 20_000;

/// The groups that were not given up, in the order in which they were opened.
pub async fn csv(visit: Visit, format: Format) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let groups = after(&visit.ctx, &campaign, None, MOST).await?;
    let reference = visit.ctx.platform.reference();
    let rows: Vec<_> = groups.into_iter().map(|group| cells(&reference, group)).collect();
    Ok(table(format, "groupements", COLUMNS, rows))
}

fn cells(reference: &Reference, group: group::Model) -> Vec<Cell> {
    let (yes, no) = (("yes", "oui"), ("no", "non"));
    let (program, people) = if group.eligible { yes } else { no };
    vec![
        Cell::Text(group.id.to_string()),
        Cell::Text(group.name),
        Cell::Text(group.purpose),
        Cell::text(group.need),
        Cell::Text(group.lead.to_string()),
        Cell::Text(reference.name(&group.lead)),
        Cell::Named(group.state.code().to_owned(), wording::group_state(group.state).to_owned()),
        Cell::Instant(group.opened_at.utc()),
        group.submitted_at.map_or(Cell::Nothing, |at| Cell::Instant(at.utc())),
        Cell::Number(group.population),
        Cell::Number(i64::from(group.communes)),
        Cell::Named(program.to_owned(), people.to_owned()),
    ]
}
