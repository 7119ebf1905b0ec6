//! All envelopes: those to which one may apply, and where the money of each stands, to the cent.

use super::{
    label::{call_title, fund_name},
    ledger::{MoneyMoves, MoveMoney},
    source::Left,
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        bar::{Bar, Share},
        card::{Card, Cards},
        field::RefusalSummary,
        frame::{Frame, Page, download},
        here::here,
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use entity::{
    address::Address,
    campaign::{Campaign, Envelope},
};
use leptos::prelude::*;
use server::{
    envelope::{self, EnvelopeView, FundView, MoneyFigures},
    markdown,
    reference::Reference,
};
use wording::euros;

/// What the page shows.
struct Overview {
    total: MoneyFigures,
    calls: Vec<CallCard>,
    lines: Vec<MoneyLine>,
    moves: MoneyMoves,
}

/// An envelope that one may apply to.
struct CallCard {
    code: String,
    title: String,
    purpose: String,
}

/// A line of the table: an envelope, or one of its funds (a wave, a prefecture, a project, what is unallotted).
struct MoneyLine {
    name: String,
    /// The page on which one applies; None where one cannot.
    address: Option<Address>,
    figures: MoneyFigures,
    left: Left,
    /// It lies in the envelope above it.
    is_inside: bool,
}

/// Where all the money stands.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let envelopes = envelope::overview(&visit.ctx, &campaign).await?;
    let reference = visit.ctx.platform.reference();
    let with_call = campaign.spec.envelopes.iter().filter(|envelope| envelope.call.is_some());
    let page = Overview {
        total: envelope::sum(&envelopes),
        calls: with_call.map(CallCard::of).collect(),
        lines: Lines { campaign: &campaign.spec, all: &envelopes, reference: &reference }.all(),
        moves: MoneyMoves::of(&visit, &campaign.spec, &envelopes),
    };
    Ok(Frame::new("Financements")
        .described(
            "L’argent de la campagne, enveloppe par enveloppe\u{a0}: ce qui est prévu, engagé et payé, et pour qui \
         candidater.",
        )
        .render(&visit, || view! { <Envelopes page=&page /> }.into_any()))
}

impl CallCard {
    fn of(envelope: &Envelope) -> Self {
        Self { code: envelope.code.clone(), title: call_title(envelope), purpose: markdown::line(&envelope.purpose) }
    }
}

/// What the lines of the table are made from.
struct Lines<'a> {
    campaign: &'a Campaign,
    all: &'a [EnvelopeView],
    reference: &'a Reference,
}

impl Lines<'_> {
    fn all(&self) -> Vec<MoneyLine> {
        self.all.iter().flat_map(|view| self.of_envelope(view, false)).collect()
    }

    /// The line of an envelope, then those of its funds and of the envelopes inside it.
    fn of_envelope(&self, view: &EnvelopeView, is_inside: bool) -> Vec<MoneyLine> {
        let EnvelopeView { envelope, figures, funds, inside } = view;
        let address = envelope.call.map(|_| Address::Envelope(envelope.code.clone()));
        let (name, left) = (envelope.title.clone(), Left::of_envelope(self.campaign, self.all, view));
        let mut lines = vec![MoneyLine { name, address, figures: *figures, left, is_inside }];
        // A single fund would repeat the figures of its envelope.
        if funds.len() > 1 || !inside.is_empty() {
            lines.extend(funds.iter().map(|fund| self.of_fund(fund)));
        }
        lines.extend(inside.iter().flat_map(|view| self.of_envelope(view, true)));
        lines
    }

    fn of_fund(&self, fund: &FundView) -> MoneyLine {
        let left = Left::of_fund(self.reference, &fund.scope, fund.figures.holdings);
        MoneyLine { name: fund_name(self.reference, fund), address: None, figures: fund.figures, left, is_inside: true }
    }
}

#[component]
fn Envelopes<'a>(page: &'a Overview) -> AnyView {
    let holdings = page.total.holdings;
    let moves = &page.moves;
    view! {
        <h1>"Financements"</h1>
        <RefusalSummary form=&moves.delegate />
        <RefusalSummary form=&moves.carry_over />
        <p class="fr-text--lead">
            {euros(holdings.allotted())} " alloués : " {euros(holdings.promised())} " engagés, "
            {euros(holdings.paid)} " payés, " {euros(holdings.left)} " disponibles."
        </p>
        <Calls calls=&page.calls />
        <MoneyTable page />
        {download(&here(Address::EnvelopesTable), "Télécharger ces chiffres")}
        <p>
            <a href=here(Address::Money)>"Suivre chaque versement, jusqu’aux premiers mots des besoins"</a>
        </p>
        {moves.are_allowed.then(|| view! { <MoveMoney moves /> })}
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
        <div class="t-pairs">
            <Cards>{cards}</Cards>
        </div>
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
    let left = Left::Amount(page.total.holdings.left);
    let total = MoneyLine { name: "Total".to_owned(), address: None, figures: page.total, left, is_inside: false };
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

fn row(line: &MoneyLine) -> Row {
    let MoneyLine { name, address, figures, left, is_inside } = line;
    let holdings = figures.holdings;
    let name = match address {
        Some(address) => view! { <a href=address.to_string()>{name.clone()}</a> }.into_any(),
        None => name.clone().into_any(),
    };
    let amount = |cents: i64| Cell::number(euros(cents));
    let (left, note) = match left {
        Left::Amount(left) => (euros(*left), ""),
        Left::Nothing { instead, note } => (instead.clone(), note.as_str()),
    };
    let note = (!note.is_empty()).then(|| view! { <span class="fr-hint-text">{note.to_owned()}</span> });
    let name = view! {
        {name}
        {note}
    };
    Row::new([
        Cell::head(name),
        amount(holdings.allotted()),
        amount(figures.asked),
        amount(holdings.promised()),
        amount(holdings.paid),
        Cell::number(left),
        Cell::new(view! { <MoneyBar figures=*figures /> }).class("t-cell--bar"),
    ])
    .class(if *is_inside { "t-row--inside" } else { "t-row--whole" })
}

/// How much of the allotted money is promised, and how much of it was paid.
#[component]
fn MoneyBar(figures: MoneyFigures) -> AnyView {
    let holdings = figures.holdings;
    let whole = holdings.allotted();
    let length = |cents: i64| u64::try_from(cents).unwrap_or(0);
    let shares = vec![
        Share { part: length(holdings.promised()), class: Some("t-bar__engaged") },
        Share { part: length(holdings.paid), class: None },
    ];
    let label =
        format!("{} engagés sur {}, dont {} payés", euros(holdings.promised()), euros(whole), euros(holdings.paid));
    view! { <Bar whole=length(whole) shares label /> }.into_any()
}
