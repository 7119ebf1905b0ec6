//! Every step of the count, as a table.

use super::{
    step::{decided, tie_broken},
    words::{ProjectLink, cents},
};
use crate::ui::{
    frame::download,
    here::here,
    table::{Cell, Head, Row, Table},
};
use entity::{address::Address, tally::Step};
use leptos::prelude::*;
use server::tally::CampaignTally;
use wording::number;

/// All projects, in the order in which they were decided.
#[component]
pub fn StepsTable<'a>(result: &'a CampaignTally) -> AnyView {
    let heads = vec![
        Head::number("Rang"),
        Head::new("Projet"),
        Head::number("Voix"),
        Head::number("Coût"),
        Head::number("Reste à son tour"),
        Head::new("Décision"),
    ];
    let rows = result.counted.tally.steps.iter().enumerate().map(|(at, step)| row(result, at + 1, step));
    view! {
        <Table id="depouillement" caption="Dépouillement" heads rows=rows.collect() />
        {download(&here(Address::ResultTable), "Télécharger le dépouillement")}
    }
    .into_any()
}

fn row(result: &CampaignTally, rank: usize, step: &Step) -> Row {
    let cost = result.election.projects()[step.project].cost;
    let decided = decided(step, cost, result.election.utility());
    Row::new([
        Cell::number(rank),
        Cell::head(view! { <ProjectLink result project=step.project /> }),
        Cell::number(number(step.votes)),
        Cell::number(cents(cost)),
        Cell::number(cents(step.left_before)),
        Cell::new(format!("{decided}.{}", tie_broken(step))),
    ])
}
