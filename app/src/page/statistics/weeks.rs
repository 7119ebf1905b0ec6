//! The figures of each week: small lines side by side, and a table.

use crate::ui::{
    act::Details,
    chart::{Point, TimeLine},
    frame::download,
    here::here,
    table::{Cell, Head, Row, Table},
    views::views,
};
use entity::{
    address::Address,
    statistics::{Act, Week},
};
use leptos::prelude::*;
use wording::{number, statistics as words, time};

/// The value of `par` in the address of the table.
pub const WEEKS: &str = "semaine";

fn week_name(week: &Week) -> String {
    format!("semaine du {}", time::date(week.monday))
}

/// One small line for each thing that is counted.
#[component]
pub fn WeekLines<'a>(weeks: &'a [Week]) -> AnyView {
    let lines = views(Act::ALL.iter().copied().zip(0..).map(|(act, place)| {
        let points = match weeks.iter().any(|week| week.count(act) > 0) {
            true => weeks.iter().map(|week| Point { when: week_name(week), value: week.count(act) }).collect(),
            false => Vec::new(),
        };
        view! { <TimeLine id=format!("semaines-{place}") title=words::act_title(act) points /> }.into_any()
    }));
    view! { <div class="t-lines">{lines}</div> }.into_any()
}

/// The same figures, the latest week first.
#[component]
pub fn WeekTable<'a>(weeks: &'a [Week]) -> AnyView {
    let rows = weeks.iter().rev().map(|week| {
        let figures = Act::ALL.iter().map(|&act| Cell::number(number(week.count(act))));
        Row::new(std::iter::once(Cell::head(wording::capitalised(&week_name(week)))).chain(figures))
    });
    let acts = Act::ALL.iter().map(|&act| Head::number(words::act_title(act)));
    let heads = std::iter::once(Head::new("Semaine")).chain(acts);
    let address = here(Address::StatisticsTable.with("par", WEEKS));
    view! {
        <Details summary="Les mêmes chiffres en tableau">
            <Table
                id="table-semaine"
                caption="Semaine après semaine"
                hidden=true
                dense=true
                heads=heads.collect()
                rows=rows.collect()
            />
            {download(&address, "Télécharger")}
        </Details>
    }
    .into_any()
}
