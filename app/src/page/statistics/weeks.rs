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
    statistics::{Act, Flow, Week},
};
use leptos::prelude::*;
use wording::{euros, number, statistics as words, time};

/// The value of `par` in the address of the table.
pub const WEEKS: &str = "semaine";

fn week_name(week: &Week) -> String {
    format!("semaine du {}", time::date(week.monday))
}

/// An amount in cents, as money.
fn money(cents: u64) -> String {
    euros(i64::try_from(cents).unwrap_or(i64::MAX))
}

/// What is drawn of the weeks; nothing where nothing happened.
fn points(weeks: &[Week], value: impl Fn(&Week) -> u64) -> Vec<Point> {
    match weeks.iter().any(|week| value(week) > 0) {
        true => weeks.iter().map(|week| Point { when: week_name(week), value: value(week) }).collect(),
        false => Vec::new(),
    }
}

/// One small line for each thing that is counted, and for the money.
#[component]
pub fn WeekLines<'a>(weeks: &'a [Week]) -> AnyView {
    let acts = views(Act::ALL.iter().copied().zip(0..).map(|(act, place)| {
        let points = points(weeks, |week| week.count(act));
        view! { <TimeLine id=format!("semaines-{place}") title=words::act_title(act) points /> }.into_any()
    }));
    let flows = views(Flow::ALL.iter().map(|&flow| {
        let (id, points) = (format!("semaines-{}", flow.code()), points(weeks, |week| week.cents(flow)));
        view! { <TimeLine id title=words::flow_title(flow) points tell=money /> }.into_any()
    }));
    view! { <div class="t-lines">{acts} {flows}</div> }.into_any()
}

/// The same figures, the latest week first.
#[component]
pub fn WeekTable<'a>(weeks: &'a [Week]) -> AnyView {
    let rows = weeks.iter().rev().map(|week| {
        let figures = Act::ALL.iter().map(|&act| Cell::number(number(week.count(act))));
        let amounts = Flow::ALL.iter().map(|&flow| Cell::number(money(week.cents(flow))));
        Row::new(std::iter::once(Cell::head(wording::capitalised(&week_name(week)))).chain(figures).chain(amounts))
    });
    let acts = Act::ALL.iter().map(|&act| Head::number(words::act_title(act)));
    let flows = Flow::ALL.iter().map(|&flow| Head::number(words::flow_title(flow)));
    let heads = std::iter::once(Head::new("Semaine")).chain(acts).chain(flows);
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
