//! All envelopes: what one may ask for, and where the money stands, to the cent.

use super::{
    label::{call_title, part_name},
    ledger::{Ledger, MoveMoney},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        bar::{Bar, Share},
        card::{Card, Cards},
        field::RefusalSummary,
        frame::{Frame, Page, download},
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use entity::{address::Address, campaign::Envelope};
use leptos::prelude::*;
use server::{
    envelope::{self, EnvelopeView, Figures, PartView},
    reference::Reference,
};
use wording::euros;

/// What the page shows.
struct Overview {
    all: Figures,
    calls: Vec<CallCard>,
    lines: Vec<Line>,
    ledger: Ledger,
}

/// An envelope that one may apply to.
struct CallCard {
    code: String,
    title: String,
    purpose: String,
}

/// A line of the table: an envelope, or a part of one.
struct Line {
    name: String,
    /// Where one applies to it.
    address: Option<Address>,
    figures: Figures,
    /// It lies in the envelope above it.
    is_inside: bool,
}

/// Where all the money stands.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let all = envelope::overview(&visit.ctx, &campaign).await?;
    let reference = visit.ctx.platform.reference();
    let called = campaign.spec.envelopes.iter().filter(|envelope| envelope.call.is_some());
    let page = Overview {
        all: envelope::sum(&all),
        calls: called.map(CallCard::of).collect(),
        lines: all.iter().flat_map(|view| Line::of_envelope(view, &reference, false)).collect(),
        ledger: Ledger::of(&visit, &campaign.spec, &all),
    };
    Ok(Frame::new("Enveloppes").render(&visit, || view! { <Envelopes page=&page /> }.into_any()))
}

impl CallCard {
    fn of(envelope: &Envelope) -> Self {
        Self { code: envelope.code.clone(), title: call_title(envelope), purpose: envelope.purpose.clone() }
    }
}

impl Line {
    /// The line of an envelope, then those of its parts and of the envelopes inside it.
    fn of_envelope(view: &EnvelopeView, reference: &Reference, is_inside: bool) -> Vec<Self> {
        let EnvelopeView { envelope, figures, parts, inside } = view;
        let address = envelope.call.map(|_| Address::Envelope(envelope.code.clone()));
        let mut lines = vec![Self { name: envelope.title.clone(), address, figures: *figures, is_inside }];
        // A single part that holds all says nothing more than the envelope.
        if parts.len() > 1 || !inside.is_empty() {
            lines.extend(parts.iter().map(|part| Self::of_part(part, reference)));
        }
        lines.extend(inside.iter().flat_map(|view| Self::of_envelope(view, reference, true)));
        lines
    }

    fn of_part(part: &PartView, reference: &Reference) -> Self {
        Self { name: part_name(reference, part), address: None, figures: part.figures, is_inside: true }
    }
}

#[component]
fn Envelopes<'a>(page: &'a Overview) -> AnyView {
    let held = page.all.held;
    let ledger = &page.ledger;
    view! {
        <h1>"Les enveloppes"</h1>
        <RefusalSummary form=&ledger.delegate />
        <RefusalSummary form=&ledger.carry_over />
        <p class="fr-text--lead">
            {euros(held.allotted())} " alloués : " {euros(held.promised())} " engagés, " {euros(held.paid)}
            " payés, " {euros(held.left)} " disponibles."
        </p>
        <Calls calls=&page.calls />
        <MoneyTable page />
        {download(&Address::EnvelopesTable.to_string(), "Télécharger ces chiffres")}
        {ledger.is_open.then(|| view! { <MoveMoney ledger /> })}
    }
    .into_any()
}

#[component]
fn Calls<'a>(calls: &'a [CallCard]) -> AnyView {
    let cards = views(calls.iter().map(|CallCard { code, title, purpose }| {
        let (href, title, purpose) = (Address::Envelope(code.clone()), title.clone(), purpose.clone());
        view! {
            <Card href title>
                <p>{purpose}</p>
            </Card>
        }
        .into_any()
    }));
    view! {
        <h2>"Ce que l’on peut demander"</h2>
        <Cards>{cards}</Cards>
    }
    .into_any()
}

#[component]
fn MoneyTable<'a>(page: &'a Overview) -> AnyView {
    let amount = Head::number;
    let heads = vec![
        Head::new("Enveloppe"),
        amount("Alloué"),
        amount("Demandé"),
        amount("Engagé"),
        amount("Payé"),
        amount("Disponible"),
        Head::new("Part engagée"),
    ];
    let total = Line { name: "Total".to_owned(), address: None, figures: page.all, is_inside: false };
    let rows: Vec<Row> = page.lines.iter().chain([&total]).map(row).collect();
    view! {
        <h2>"Où en est l’argent"</h2>
        <p>
            "Chaque chiffre est la somme des écritures du grand livre, au centime. « Engagé » comprend ce qui est \
             déjà payé ; « demandé » compte les dossiers déposés qui ne sont ni refusés ni retirés."
        </p>
        <Table id="grand-livre" caption="Enveloppes, vagues et préfectures" class="t-scroll" dense=true heads rows />
    }
    .into_any()
}

fn row(line: &Line) -> Row {
    let Line { name, address, figures, is_inside } = line;
    let held = figures.held;
    let name = match address {
        Some(address) => view! { <a href=address.to_string()>{name.clone()}</a> }.into_any(),
        None => name.clone().into_any(),
    };
    let amount = |cents: i64| Cell::number(euros(cents));
    Row::new([
        Cell::head(name),
        amount(held.allotted()),
        amount(figures.asked),
        amount(held.promised()),
        amount(held.paid),
        amount(held.left),
        Cell::new(view! { <MoneyBar figures=*figures /> }).class("t-cell--bar"),
    ])
    .class(if *is_inside { "t-row--inside" } else { "t-row--whole" })
}

/// Engaged and paid of what is allotted.
#[component]
fn MoneyBar(figures: Figures) -> AnyView {
    let held = figures.held;
    let whole = held.allotted();
    let part = |cents: i64| u64::try_from(cents).unwrap_or(0);
    let shares = vec![
        Share { part: part(held.promised()), class: Some("t-bar__engaged") },
        Share { part: part(held.paid), class: None },
    ];
    let label = format!("{} engagés sur {}, dont {} payés", euros(held.promised()), euros(whole), euros(held.paid));
    view! { <Bar whole=part(whole) shares label /> }.into_any()
}
