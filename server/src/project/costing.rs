//! The lines of a project's cost, as they are stored.

use crate::{Error, bulk};
use entity::{
    costing::{CostLine, CostLineForm},
    id::ProjectId,
    money::Euros,
    table::cost_line,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The lines of a project, in the order of the page.
pub async fn of_project(database: &impl ConnectionTrait, id: ProjectId) -> Result<Vec<cost_line::Model>, Error> {
    let query = cost_line::Entity::find().filter(cost_line::Column::Project.eq(id));
    Ok(query.order_by_asc(cost_line::Column::Position).all(database).await?)
}

/// Stored lines as the form that edits them.
pub fn forms_of(lines: &[cost_line::Model]) -> Vec<CostLineForm> {
    let form = |line: &cost_line::Model| CostLineForm {
        kind: line.kind.code().to_owned(),
        label: line.label.clone(),
        low: amount_form(line.low),
        high: amount_form(line.high),
        quantity: line.quantity.to_string(),
    };
    lines.iter().map(form).collect()
}

/// Stored lines as what they come to is reckoned.
pub fn lines_of(lines: &[cost_line::Model]) -> Vec<CostLine> {
    let line = |row: &cost_line::Model| CostLine {
        kind: row.kind,
        label: row.label.clone(),
        low: row.low,
        high: row.high,
        quantity: u32::try_from(row.quantity).unwrap_or(0),
    };
    lines.iter().map(line).collect()
}

/// An amount as one would type it: `1200000`, or `1200000,50`.
pub fn amount_form(amount: Euros) -> String {
    match (amount.cents() / 100, amount.cents() % 100) {
        (euros, 0) => euros.to_string(),
        (euros, cents) => format!("{euros},{cents:02}"),
    }
}

/// Puts these lines in place of those that a project has.
pub(super) async fn replace(tx: &impl ConnectionTrait, project: ProjectId, lines: &[CostLine]) -> Result<(), Error> {
    cost_line::Entity::delete_many().filter(cost_line::Column::Project.eq(project)).exec(tx).await?;
    let row = |(position, line): (i32, &CostLine)| cost_line::Model {
        project,
        position,
        kind: line.kind,
        label: line.label.clone(),
        low: line.low,
        high: line.high,
        quantity: i64::from(line.quantity),
    };
    bulk::insert::<cost_line::Entity, cost_line::ActiveModel>(tx, (0..).zip(lines).map(row).collect(), None).await
}
