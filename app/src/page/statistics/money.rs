//! What the envelopes hold.

use crate::ui::{
    bar::{Bar, Share, percent},
    table::{Cell, Head, Row, Table},
};
use entity::address::Address;
use leptos::prelude::*;
use server::statistics::{EnvelopeLine, Reach};
use wording::{count, euros};

/// Each envelope: what it holds, what is asked of it, what was promised and paid, and the same as a bar.
#[component]
pub fn MoneyTable<'a>(envelopes: &'a [EnvelopeLine]) -> AnyView {
    let rows = envelopes.iter().map(|line| {
        let holdings = line.holdings;
        let amount = |cents: i64| Cell::number(euros(cents)).class("fr-cell--right t-nowrap");
        Row::new([
            Cell::head(line.title.clone()),
            amount(holdings.allotted()),
            amount(line.asked),
            amount(holdings.promised()),
            amount(holdings.paid),
            Cell::new(view! { <MoneyBar line /> }).class("t-cell--bar"),
        ])
        .class(if line.is_inside { "t-row--inside" } else { "t-row--whole" })
    });
    let heads = vec![
        Head::new("Enveloppe"),
        Head::number("Prévu"),
        Head::number("Demandé"),
        Head::number("Accordé"),
        Head::number("Payé"),
        Head::new("Part accordée, dont payée"),
    ];
    view! { <Table id="argent" caption="L’argent, par enveloppe" hidden=true dense=true heads rows=rows.collect() /> }
        .into_any()
}

/// What was promised of what is there, and of that what is paid.
#[component]
fn MoneyBar<'a>(line: &'a EnvelopeLine) -> AnyView {
    let holdings = line.holdings;
    let cents = |cents: i64| u64::try_from(cents).unwrap_or(0);
    let promised = Share { part: cents(holdings.promised()), class: Some("t-bar__engaged") };
    let paid = Share { part: cents(holdings.paid), class: None };
    let label = format!("{} accordés, dont {} payés", euros(holdings.promised()), euros(holdings.paid));
    view! { <Bar whole=cents(holdings.allotted()).max(1) shares=vec![promised, paid] label /> }.into_any()
}

/// What of the projects of the vote reaches priority territories: the whole in a sentence, each project in a table.
#[component]
pub fn PriorityReach<'a>(reach: &'a Reach) -> AnyView {
    let cents = |cents: i64| u64::try_from(cents).unwrap_or(0);
    let projects = match reach.is_selected {
        true => "projets retenus",
        false => "projets soumis au vote",
    };
    let share = percent(cents(reach.reaching), cents(reach.cost)).replace('.', ",");
    let rows = reach.projects.iter().map(|(id, title, cost, behind)| {
        let title = title.clone();
        let address = Address::Project(*id).to_string();
        Row::new([
            Cell::head(view! { <a href=address>{title}</a> }),
            Cell::number(euros(*cost)).class("fr-cell--right t-nowrap"),
            Cell::number(wording::number(behind.collectivities)),
            Cell::number(wording::number(behind.preferred)),
            Cell::number(euros(behind.reaching(*cost))).class("fr-cell--right t-nowrap"),
        ])
    });
    let heads = vec![
        Head::new("Projet"),
        Head::number("Coût"),
        Head::number("Collectivités derrière lui"),
        Head::number("Dont prioritaires"),
        Head::number("Leur part du coût"),
    ];
    let several = count(reach.projects.len() as u64, "projet", projects);
    view! {
        <p>
            {format!(
                "{several}, pour {}\u{a0}: {} ({share}\u{a0}%) vont aux collectivités des programmes prioritaires de \
                 l’enveloppe.",
                euros(reach.cost),
                euros(reach.reaching),
            )}
        </p>
        <Bar
            whole=cents(reach.cost).max(1)
            shares=vec![
                Share {
                    part: cents(reach.reaching),
                    class: None,
                },
            ]
        />
        <p class="fr-hint-text">
            "Derrière un projet\u{a0}: les collectivités dont il reprend les besoins, celles qui les soutiennent et \
             les membres du groupement qui le porte. Chacune compte pour une part égale du coût\u{a0}; les labels sont \
             ceux des communes, tels qu’ils étaient quand la règle a été figée."
        </p>
        <Table
            id="prioritaires"
            caption="Ce qui atteint les territoires prioritaires, par projet"
            hidden=true
            dense=true
            heads
            rows=rows.collect()
        />
    }
    .into_any()
}
