//! The trace on screen: everybody's for administrators, a collectivité's for its people, one's own.

use crate::{
    http::{
        failure::Failure,
        table::{self, Cell, Column, Format},
        visit::Visit,
    },
    ui::{
        form::select,
        frame::{Frame, Page, download, views},
    },
};
use axum::{
    extract::{Path, Query},
    response::Response,
};
use entity::{search_text::SearchText, siren::Siren};
use futures_util::{TryStreamExt, stream};
use leptos::prelude::*;
use serde::Deserialize;
use server::audit::{self, Search, Traced, Whose};
use wording::time;

/// Events on a page, and in a file.
const ON_A_PAGE: u64 = 50;
const IN_A_FILE: u64 = 100_000;
/// How many are read at once for a file.
const AT_ONCE: u64 = 1_000;

/// What is asked for, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    acte: SearchText,
    siren: SearchText,
    personne: SearchText,
    objet: SearchText,
    reference: SearchText,
    avant: SearchText,
}

impl Asked {
    fn search(&self) -> Search {
        Search {
            kind: self.acte.to_string(),
            siren: Siren::parse(self.siren.as_str()).ok(),
            person: self.personne.as_str().parse().ok(),
            subject: self.objet.to_string(),
            request: self.reference.to_string(),
            before: self.avant.as_str().parse().ok(),
        }
    }

    fn query(&self, before: Option<i64>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let pairs = [
            ("acte", &self.acte),
            ("siren", &self.siren),
            ("personne", &self.personne),
            ("objet", &self.objet),
            ("reference", &self.reference),
        ];
        for (name, text) in pairs.into_iter().filter(|(_, text)| !text.is_empty()) {
            query.append_pair(name, text.as_str());
        }
        if let Some(before) = before {
            query.append_pair("avant", &before.to_string());
        }
        query.finish()
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

/// A page of the trace.
pub async fn page(
    visit: Visit,
    frame: Frame,
    title: &'static str,
    whose: Whose,
    asked: &Asked,
) -> Result<Page, Failure> {
    let events = audit::list(&visit.ctx, whose, &asked.search(), ON_A_PAGE + 1).await?;
    let more = events.len() as u64 > ON_A_PAGE;
    let events: Vec<Traced> = events.into_iter().take(ON_A_PAGE as usize).collect();
    let last = events.last().and_then(|traced| traced.event.position);
    let reference = visit.ctx.platform.reference();
    let path = visit.uri.split('?').next().unwrap_or_default().to_owned();
    let asked = asked.clone();
    let head = match whose {
        Whose::All => Some(audit::head(visit.ctx.read()).await?),
        Whose::Collectivity(_) | Whose::Mine => None,
    };
    Ok(frame.render(&visit, move || {
        // A draft keeps itself while it is typed: the same act of the same person, again and again, is one line.
        let rows = views(events.chunk_by(is_repeated).map(|run| {
            let (latest, first) = (&run[0], &run[run.len() - 1]);
            let event = &latest.event;
            let (numbers, times) = match run.len() {
                1 => (event.position.unwrap_or_default().to_string(), String::new()),
                times => (
                    format!("{} à {}", first.event.position.unwrap_or_default(), event.position.unwrap_or_default()),
                    format!(", {times}\u{a0}fois"),
                ),
            };
            let acting = event.acting_for.map(|siren| reference.name(&siren)).unwrap_or_default();
            let who = match (&latest.name, event.person) {
                (Some(name), _) => name.clone(),
                (None, Some(person)) => format!("Personne partie ({})", &person.to_string()[..8]),
                (None, None) => "—".to_owned(),
            };
            view! {
                <tr>
                    <td>{numbers}</td>
                    <td>{time::moment(event.at.utc())}</td>
                    <td>{who}</td>
                    <td>{acting}</td>
                    <td>{wording::event(&event.kind)} {times}</td>
                    <td class="t-hash">{event.subject.clone().unwrap_or_default()}</td>
                    <td class="t-hash">{event.request.clone()}</td>
                </tr>
            }
            .into_any()
        }));
        let kinds: Vec<(String, String)> =
            wording::EVENTS.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())).collect();
        let line = |name: &'static str, label: &'static str, value: &str| {
            view! {
                <div class="fr-input-group">
                    <label class="fr-label" for=name>
                        {label}
                    </label>
                    <input
                        class="fr-input"
                        id=name
                        name=name
                        value=value.to_owned()
                        autocapitalize="none"
                        enterkeyhint="search"
                    />
                </div>
            }
            .into_any()
        };
        let all = whose == Whose::All;
        let wide = all.then(|| {
            view! {
                {line("siren", "SIREN de la collectivité", asked.siren.as_str())}
                {line("personne", "Numéro de la personne", asked.personne.as_str())}
            }
        });
        let next = last.filter(|_| more).map(|last| {
            view! {
                <p>
                    <a href=format!("{path}?{}", asked.query(Some(last)))>"Plus anciens"</a>
                </p>
            }
        });
        let empty = events.is_empty().then(|| view! { <p>"Aucun acte ne répond à cette recherche."</p> });
        let file =
            all.then(|| download(&format!("/administration/trace.csv?{}", asked.query(None)), "Télécharger ces actes"));
        let head = head.map(|(events, hash)| {
            view! {
                <p class="fr-hint-text t-hash">
                    {format!(
                        "Tête de la chaîne : n° {events}, empreinte {hash}. Notez-la hors du serveur : « terreau audit \
                         verify --head {events}:{hash} » vérifiera qu’elle y est encore.",
                    )}
                </p>
            }
        });
        view! {
            <h1>{title}</h1>
            <p>
                "Chaque acte laisse une trace dans la même transaction que lui : qui, pour quelle collectivité, quoi, \
                 quand. Elle ne se modifie ni ne s’efface, et chaque trace est enchaînée à la précédente."
            </p>
            {head}
            <form method="get" action=path.clone() class="t-filters" role="search">
                <div class="fr-input-group">
                    <label class="fr-label" for="acte">
                        "Acte"
                    </label>
                    {select("acte", "fr-select", "Tous les actes", &kinds, asked.acte.as_str(), String::new())}
                </div>
                {wide}
                {line("objet", "Objet (numéro ou SIREN)", asked.objet.as_str())}
                {line("reference", "Référence de la requête", asked.reference.as_str())}
                <div class="t-actions">
                    <button class="fr-btn">"Chercher"</button>
                </div>
            </form>
            {empty}
            <div class="fr-table t-scroll" tabindex="0" role="region" aria-label="Actes">
                <table>
                    <caption class="fr-sr-only">"Actes, du plus récent au plus ancien"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"N°"</th>
                            <th scope="col">"Date"</th>
                            <th scope="col">"Personne"</th>
                            <th scope="col">"Collectivité"</th>
                            <th scope="col">"Acte"</th>
                            <th scope="col">"Objet"</th>
                            <th scope="col">"Référence"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {next}
            {file}
        }
        .into_any()
    }))
}

/// Everybody's trace.
pub async fn all(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let frame = Frame::new("Trace").below("/administration", "Administration");
    page(visit, frame, "Trace de tous les actes", Whose::All, &asked).await
}

/// What was done in the name of a collectivité.
pub async fn of_collectivity(
    visit: Visit,
    Path(siren): Path<Siren>,
    Query(asked): Query<Asked>,
) -> Result<Page, Failure> {
    let name = visit.ctx.platform.reference().find(&siren).map(|found| found.name.clone()).ok_or(Failure::NotFound)?;
    let frame = Frame::new("Historique").below(format!("/collectivites/{siren}"), name);
    page(visit, frame, "Historique de la collectivité", Whose::Collectivity(siren), &asked).await
}

const COLUMNS: &[Column] = &[
    Column("position", "Numéro"),
    Column("instant", "Date et heure"),
    Column("person", "Numéro de la personne"),
    Column("name", "Personne"),
    Column("acting_for", "SIREN de la collectivité"),
    Column("event", "Acte"),
    Column("payload", "Contenu"),
    Column("subject", "Objet"),
    Column("request", "Référence"),
    Column("hash", "Empreinte"),
];

fn row(Traced { event, name }: Traced) -> Vec<Cell> {
    let kind = wording::event(&event.kind).to_owned();
    vec![
        event.position.map_or(Cell::Nothing, Cell::Number),
        Cell::Instant(event.at.utc()),
        Cell::text(event.person),
        Cell::text(name),
        Cell::text(event.acting_for),
        Cell::Named(event.kind, kind),
        Cell::Text(event.payload),
        Cell::text(event.subject),
        Cell::Text(event.request),
        Cell::text(event.hash),
    ]
}

/// The trace as a file, the newest act first; read page by page while it is sent.
pub async fn csv(visit: Visit, Query(asked): Query<Asked>, format: Format) -> Result<Response, Failure> {
    let ctx = visit.ctx;
    let first = audit::list(&ctx, Whose::All, &asked.search(), AT_ONCE).await?;
    let pages = stream::try_unfold((first, 0), move |(page, before)| {
        let (ctx, mut search) = (ctx.clone(), asked.search());
        async move {
            let sent = before + page.len() as u64;
            let last = page.last().and_then(|one| one.event.position);
            let Some(last) = last else { return Ok::<_, server::Error>(None) };
            search.before = Some(last);
            let more = page.len() as u64 == AT_ONCE && sent < IN_A_FILE;
            let next = if more { audit::list(&ctx, Whose::All, &search, AT_ONCE).await? } else { Vec::new() };
            Ok(Some((page, (next, sent))))
        }
    });
    let rows = pages.map_ok(|page| stream::iter(page.into_iter().map(|one| Ok(row(one))))).try_flatten();
    Ok(table::streamed(format, "trace", COLUMNS, rows))
}
