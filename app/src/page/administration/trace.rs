//! The trace on screen: everybody's for administrators, a collectivité's for its people, one's own.

use super::trace_search::SearchForm;
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page, download},
        table::{Cell, Head, Row, Table},
    },
};
use axum::extract::{Path, Query};
use entity::{address::Address, siren::Siren, table::audit_event};
use leptos::prelude::*;
use server::audit::{self, Traced, Whose};
use wording::time;

pub use super::trace_search::QueryParams;

/// Events on a page.
const ON_A_PAGE: u64 = 50;

/// What the page shows.
struct TracePage {
    title: &'static str,
    /// Where the page stands.
    address: Address,
    params: QueryParams,
    lines: Vec<Line>,
    /// The page of what is older, if anything is.
    older: Option<String>,
    /// Of everybody's trace: its length and last hash, and its file.
    everybodys: Option<Everybodys>,
}

/// What only everybody's trace has.
struct Everybodys {
    events: i64,
    hash: String,
    file: String,
}

/// An act, or the same act of the same person several times.
struct Line {
    numbers: String,
    moment: String,
    who: String,
    acting: String,
    act: String,
    /// Why, where it was said and whoever reads may know.
    reason: Option<String>,
    subject: String,
    /// The page of what it was done to.
    page: Option<Address>,
    request: String,
}

/// A page of the trace.
pub async fn page(
    visit: Visit,
    frame: Frame,
    title: &'static str,
    whose: Whose,
    params: &QueryParams,
) -> Result<Page, Failure> {
    let mut events = audit::list(&visit.ctx, whose, &params.search(), ON_A_PAGE + 1).await?;
    let has_older = events.len() as u64 > ON_A_PAGE;
    events.truncate(ON_A_PAGE as usize);
    let last = events.last().and_then(|traced| traced.event.position);
    let everybodys = match whose {
        Whose::All => {
            let (events, hash) = audit::head(visit.ctx.read()).await?;
            Some(Everybodys { events, hash, file: params.at(Address::TraceTable, None).to_string() })
        }
        Whose::Collectivity(_) | Whose::Mine => None,
    };
    let page = TracePage {
        title,
        address: address(whose),
        params: params.clone(),
        // A draft keeps itself while it is typed: the same act of the same person, again and again, is one line.
        lines: events.chunk_by(is_repeated).map(|run| Line::of(&visit, whose, run)).collect(),
        older: last.filter(|_| has_older).map(|last| params.at(address(whose), Some(last)).to_string()),
        everybodys,
    };
    Ok(frame.render(&visit, || view! { <Trace page /> }.into_any()))
}

fn address(whose: Whose) -> Address {
    match whose {
        Whose::All => Address::Trace,
        Whose::Collectivity(siren) => Address::CollectivityHistory(siren),
        Whose::Mine => Address::AccountHistory,
    }
}

/// Whether two acts are the same act of the same person on the same thing.
fn is_repeated(one: &Traced, other: &Traced) -> bool {
    let of = |traced: &Traced| {
        let event = &traced.event;
        (event.kind.clone(), event.person, event.acting_for, event.subject.clone())
    };
    one.event.person.is_some() && one.event.subject.is_some() && of(one) == of(other)
}

impl Line {
    /// Of acts that are one, the latest first.
    fn of(visit: &Visit, whose: Whose, run: &[Traced]) -> Self {
        let (latest, first) = (&run[0], &run[run.len() - 1]);
        let event = &latest.event;
        let position = |traced: &Traced| traced.event.position.unwrap_or_default();
        let (numbers, times) = match run.len() {
            1 => (position(latest).to_string(), String::new()),
            times => (format!("{} à {}", position(first), position(latest)), format!(", {times}\u{a0}fois")),
        };
        let who = match (&latest.name, event.person) {
            (Some(name), _) => name.clone(),
            (None, Some(person)) => format!("Personne partie ({})", &person.to_string()[..8]),
            (None, None) => "—".to_owned(),
        };
        Self {
            numbers,
            moment: time::moment(event.at.utc()),
            who,
            acting: event.acting_for.map(|siren| visit.ctx.platform.reference().name(&siren)).unwrap_or_default(),
            act: format!("{}{times}", wording::event(&event.kind)),
            reason: latest.reason(&visit.ctx, whose),
            subject: event.subject.clone().unwrap_or_default(),
            page: page_of(event),
            request: event.request.clone(),
        }
    }
}

/// The page of what an act was done to: the thing that the act names, or the collectivité that it is about. A thing may
/// be gone, or hidden from who reads: its page says so.
fn page_of(event: &audit_event::Model) -> Option<Address> {
    let said: serde_json::Value = serde_json::from_str(&event.payload).ok()?;
    let text = |name: &str| said.get(name).and_then(|value| value.as_str());
    let application = || Some(Address::Application(text("application")?.parse().ok()?));
    let group = || Some(Address::Group(text("group")?.parse().ok()?));
    let project = || Some(Address::Project(text("project")?.parse().ok()?));
    let need = || Some(Address::Need(text("need")?.parse().ok()?));
    let siren = || Some(Address::Collectivity(Siren::parse(event.subject.as_deref()?).ok()?));
    application().or_else(group).or_else(project).or_else(need).or_else(siren)
}

#[component]
fn Trace(page: TracePage) -> AnyView {
    let (params, everybodys) = (&page.params, page.everybodys.as_ref());
    let empty = page.lines.is_empty().then(|| view! { <p>"Aucun acte ne répond à cette recherche."</p> });
    view! {
        <h1>{page.title}</h1>
        <p>
            "Chaque acte laisse une trace dans la même transaction que lui : qui, pour quelle collectivité, quoi, \
             quand. Elle ne se modifie ni ne s’efface, et chaque trace est enchaînée à la précédente."
        </p>
        {everybodys.map(|trace| view! { <ChainHead events=trace.events hash=trace.hash.clone() /> })}
        <SearchForm params address=page.address everybodys=everybodys.is_some() />
        {empty}
        <Acts lines=page.lines />
        {page.older.map(|older| view! { <Older href=older /> })}
        {everybodys.map(|trace| download(&trace.file, "Télécharger ces actes"))}
    }
    .into_any()
}

/// The last link of the chain, to be noted elsewhere.
#[component]
fn ChainHead(events: i64, hash: String) -> AnyView {
    view! {
        <p class="fr-hint-text t-hash">
            {format!(
                "Tête de la chaîne : n° {events}, empreinte {hash}. Notez-la hors du serveur : « terreau audit verify \
                 --head {events}:{hash} » vérifiera qu’elle y est encore.",
            )}
        </p>
    }
    .into_any()
}

#[component]
fn Acts(lines: Vec<Line>) -> AnyView {
    let rows = lines.into_iter().map(|line| {
        Row::new([
            Cell::new(line.numbers),
            Cell::new(line.moment),
            Cell::new(line.who),
            Cell::new(line.acting),
            Cell::new(act(line.act, line.reason)),
            Cell::new(subject(line.subject, line.page)).class("t-hash"),
            Cell::new(line.request).class("t-hash"),
        ])
    });
    let heads = ["N°", "Date", "Personne", "Collectivité", "Acte", "Objet", "Référence"].map(Head::new);
    view! {
        <Table
            id="actes"
            caption="Actes, du plus récent au plus ancien"
            hidden=true
            dense=true
            class="t-scroll"
            heads=heads.into()
            rows=rows.collect()
        />
    }
    .into_any()
}

/// What was done, and why.
fn act(act: String, reason: Option<String>) -> AnyView {
    let reason = reason.map(|reason| view! { <span class="t-reason">"Motif : " {reason}</span> });
    view! {
        {act}
        {reason}
    }
    .into_any()
}

/// What an act was done to, and the way to it.
fn subject(subject: String, page: Option<Address>) -> AnyView {
    match page {
        Some(page) => view! { <a href=page.to_string()>{subject}</a> }.into_any(),
        None => subject.into_any(),
    }
}

#[component]
fn Older(href: String) -> AnyView {
    view! {
        <p>
            <a href=href>"Plus anciens"</a>
        </p>
    }
    .into_any()
}

/// Everybody's trace.
pub async fn all(visit: Visit, Query(params): Query<QueryParams>) -> Result<Page, Failure> {
    let frame = Frame::new("Trace").below(Address::Administration, "Administration");
    page(visit, frame, "Trace de tous les actes", Whose::All, &params).await
}

/// What was done in the name of a collectivité.
pub async fn of_collectivity(
    visit: Visit,
    Path(siren): Path<Siren>,
    Query(params): Query<QueryParams>,
) -> Result<Page, Failure> {
    let name = visit.ctx.platform.reference().find(&siren).map(|found| found.name.clone()).ok_or(Failure::NotFound)?;
    let frame = Frame::new("Historique").below(visit.here(Address::Collectivity(siren)), name);
    page(visit, frame, "Historique de la collectivité", Whose::Collectivity(siren), &params).await
}
