//! What a project's cost is made of, for everybody.

use crate::ui::{
    act::UserText,
    table::{Cell, Head, Row, Table},
};
use entity::{
    costing::{CostLine, sum},
    table::{cost_line, project},
};
use leptos::prelude::*;
use server::project::costing::lines_of;
use wording::{cost_kind, cost_quantity, range};

/// The lines, what they come to, and what they suppose; nothing where there are none.
#[component]
pub fn Costing<'a>(project: &'a project::Model, lines: &'a [cost_line::Model]) -> AnyView {
    let lines = lines_of(lines);
    let Some(whole) = sum(&lines) else { return ().into_any() };
    let heads = vec![
        Head::new("Poste"),
        Head::new("Intitulé"),
        Head::number("Une unité"),
        Head::number("Quantité"),
        Head::number("Total"),
    ];
    let mut rows: Vec<Row> = lines.iter().map(row).collect();
    let total = [
        Cell::head("Total"),
        Cell::new(""),
        Cell::number(""),
        Cell::number(""),
        Cell::number(range(whole)).class("t-nowrap"),
    ];
    rows.push(Row::new(total).class("t-row--whole"));
    let assumptions = (!project.assumptions.is_empty()).then(|| {
        view! {
            <h3>"Hypothèses"</h3>
            <UserText text=project.assumptions.clone() />
        }
    });
    view! {
        <h2 id="chiffrage">"De quoi le coût est fait"</h2>
        <Table id="lignes-du-cout" caption="Lignes du coût" hidden=true heads rows />
        {assumptions}
    }
    .into_any()
}

fn row(line: &CostLine) -> Row {
    let one = entity::costing::Range { low: line.low, high: line.high };
    Row::new([
        Cell::head(cost_kind(line.kind)),
        Cell::new(line.label.clone()),
        Cell::number(range(one)),
        Cell::number(cost_quantity(line.kind, u64::from(line.quantity))),
        Cell::number(line.total().map(range).unwrap_or_default()),
    ])
}
