//! The figures of each breakdown as a table.

use super::label::{lines, note};
use crate::ui::{
    act::Details,
    frame::download,
    here::here,
    table::{Cell, Head, Row, Table},
};
use entity::{
    address::Address,
    statistics::{Breakdown, Counts},
};
use leptos::prelude::*;
use server::{reference::Reference, statistics::Statistics};
use wording::{euros, number, statistics as words};

/// The columns after the first.
const HEADS: [&str; 9] = [
    "Collectivités",
    "Ont participé",
    "Besoins",
    "Soutiens",
    "Groupements menés",
    "En groupement",
    "Ont voté",
    "Candidatures",
    "Accordé",
];

/// What is counted, in words.
pub fn cells(name: String, counts: &Counts) -> Vec<Cell> {
    let figures = [
        counts.collectivities,
        counts.participating,
        counts.needs,
        counts.supports,
        counts.groups,
        counts.grouped,
        counts.voted,
        counts.applications,
    ];
    let figures = figures.into_iter().map(|figure| Cell::number(number(figure)));
    let granted = Cell::number(euros(counts.granted)).class("fr-cell--right t-nowrap");
    std::iter::once(Cell::head(name)).chain(figures).chain([granted]).collect()
}

/// The heads of [`cells`].
pub fn heads(breakdown: Breakdown) -> Vec<Head> {
    let first = Head::new(words::breakdown_head(breakdown));
    std::iter::once(first).chain(HEADS.map(Head::number)).collect()
}

/// Every line of a breakdown and the whole, folded, with its downloads.
#[component]
pub fn BreakdownTable<'a>(reference: &'a Reference, figures: &'a Statistics, breakdown: Breakdown) -> AnyView {
    let mut rows: Vec<Row> = lines(reference, figures, breakdown)
        .into_iter()
        .map(|(name, _, counts)| Row::new(cells(name, &counts)))
        .collect();
    rows.push(Row::new(cells("Ensemble".to_owned(), &figures.parts.total)).class("t-row--whole"));
    let code = breakdown.code();
    let address = here(Address::StatisticsTable.with("par", code));
    let (id, caption) = (format!("table-{code}"), words::breakdown(breakdown));
    view! {
        <Details summary="Les mêmes chiffres, et d’autres, en tableau">
            {note(breakdown).map(|note| view! { <p class="fr-hint-text">{note}</p> })}
            <Table id caption hidden=true dense=true heads=heads(breakdown) rows />
            {download(&address, "Télécharger")}
        </Details>
    }
    .into_any()
}
