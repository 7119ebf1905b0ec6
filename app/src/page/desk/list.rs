//! The desk of those who handle applications: what waits, acts on a selection, ranked decisions, payments.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    page::application::label::{badge, until},
    ui::{
        form::{Entry, Form},
        frame::{Frame, Page, views},
        pagination::Pagination,
        shown::shown_field_of,
    },
};
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::{
    application::ApplicationState,
    calendar::from_paris,
    campaign::{Authority, Call, Campaign},
    decision::Outcome,
    id::{ApplicationId, ProjectId},
    page_number::{PageNumber, pages},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    search_text::SearchText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    application::{
        handling,
        query::{self, Filter, Line},
    },
    assessment,
    decision::{self, Choice, Lot, Ranked},
};
use wording::{count, euros, number, time};

/// What the desk may carry in its address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    enveloppe: SearchText,
    etat: SearchText,
    vague: SearchText,
    texte: SearchText,
    page: SearchText,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            envelope: self.enveloppe.to_string(),
            state: ApplicationState::from_code(self.etat.as_str()),
            wave: self.vague.as_str().parse().ok(),
            text: self.texte.clone(),
            page: PageNumber::read(self.page.as_str()),
        }
    }

    fn address(&self, page: u64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("enveloppe", self.enveloppe.as_str()).append_pair("etat", self.etat.as_str());
        query.append_pair("vague", self.vague.as_str()).append_pair("texte", self.texte.as_str());
        format!("/instruction?{}&page={page}", query.finish())
    }
}

/// The desk.
pub async fn desk(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let desk = query::desk(&visit.ctx, &campaign, &asked.filter()).await?;
    let prefecture = visit.ctx.actor.departement.clone();
    let pilots = match prefecture {
        Some(_) => Vec::new(),
        None => decision::pilots_waiting(&visit.ctx, &campaign).await?,
    };
    let reference = visit.ctx.platform.reference();
    let now = visit.ctx.now();
    let form = Form::new(&visit, "/instruction/actes");
    Ok(Frame::new("Instruction").render(&visit, move || {
        let mine = |envelope: &&entity::campaign::Envelope| {
            (envelope.decided_by == Authority::Prefect) == prefecture.is_some()
        };
        let envelopes: Vec<(String, String)> = campaign
            .spec
            .envelopes
            .iter()
            .filter(|envelope| envelope.call.is_some())
            .filter(mine)
            .map(|envelope| (envelope.code.clone(), envelope.title.clone()))
            .collect();
        let states: Vec<(String, String)> = ApplicationState::ALL
            .iter()
            .map(|&state| (state.code().to_owned(), wording::application_state(state).to_owned()))
            .collect();
        let most = campaign.spec.envelopes.iter().filter(mine).map(|envelope| envelope.waves.len()).max().unwrap_or(0);
        let waves: Vec<(String, String)> = (1..=most).map(|wave| (wave.to_string(), format!("Vague {wave}"))).collect();
        let waiting = waiting(&desk.instalments, &reference);
        let counts =
            views(desk.by_state.iter().filter(|(state, _)| *state != ApplicationState::Draft).map(|(state, n)| {
                view! {
                    <li>
                        <a href=format!("/instruction?etat={}", state.code())>{wording::application_state(*state)}</a>
                        " : "
                        {number(*n)}
                    </li>
                }
                .into_any()
            }));
        let rows = views(desk.lines.iter().map(|line| row(&form, line, &campaign.spec, &reference, now)));
        let (page, pages) = (desk.page, pages(desk.all, query::PAGE));
        let around = view! { <Pagination page pages address=|to| asked.address(to) /> };
        let lots = decisions(&campaign.spec, prefecture.as_deref(), &pilots);
        let acts = [
            ("complets", "Dire complets"),
            ("tirer", "Tirer au sort les évaluateurs"),
            ("vague", "Passer à la vague suivante"),
        ];
        let buttons = views(acts.into_iter().map(|(act, label)| {
            view! {
                <button class="fr-btn fr-btn--secondary fr-btn--sm" name="acte" value=act>
                    {label}
                </button>
            }
            .into_any()
        }));
        view! {
            <h1>"Instruction des candidatures"</h1>
            {form.summary()}
            {prefecture
                .as_ref()
                .map(|code| {
                    view! {
                        <p>
                            {format!(
                                "Préfecture : {} ({code}). Vous décidez sur les dossiers de ce département, dans la \
                                 limite de ce qui lui est délégué.",
                                reference.departement_name(code),
                            )}
                        </p>
                    }
                })}
            <ul class="t-counts">{counts}</ul>
            {waiting}
            {lots}
            <h2>"Dossiers"</h2>
            <form method="get" action="/instruction" class="t-filters" role="search">
                {filter("enveloppe", "Enveloppe", "Toutes", &envelopes, asked.enveloppe.as_str())}
                {filter("etat", "État", "Tous", &states, asked.etat.as_str())}
                {(!waves.is_empty()).then(|| filter("vague", "Vague", "Toutes", &waves, asked.vague.as_str()))}
                <div class="fr-input-group">
                    <label class="fr-label" for="texte">
                        "Titre ou numéro"
                    </label>
                    <input
                        class="fr-input"
                        type="search"
                        enterkeyhint="search"
                        id="texte"
                        name="texte"
                        value=asked.texte.to_string()
                    />
                </div>
                <div class="t-actions">
                    <button class="fr-btn">"Filtrer"</button>
                </div>
            </form>
            <p>{count(desk.all, "dossier", "dossiers")} "."</p>
            {form
                .around(
                    view! {
                        {Form::holds_boxes("dossier")}
                        <div class="fr-table t-scroll" tabindex="0" role="region" aria-labelledby="dossiers">
                            <table>
                                <caption id="dossiers" class="fr-sr-only">
                                    "Dossiers"
                                </caption>
                                <thead>
                                    <tr>
                                        <th scope="col">
                                            <span class="fr-sr-only">"Choisir"</span>
                                        </th>
                                        <th scope="col">"Numéro"</th>
                                        <th scope="col">"Titre"</th>
                                        <th scope="col">"Candidat"</th>
                                        <th scope="col">"Enveloppe"</th>
                                        <th scope="col">"État"</th>
                                        <th scope="col" class="fr-cell--right">
                                            "Demandé"
                                        </th>
                                        <th scope="col">"Échéance"</th>
                                    </tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                        <div class="t-actions">"Sur les dossiers cochés : " {buttons}</div>
                    },
                )}
            <div class="t-actions">{around}</div>
        }
        .into_any()
    }))
}

/// The instalments that wait to be paid or refused.
fn waiting(instalments: &[query::Waiting], reference: &server::reference::Reference) -> AnyView {
    if instalments.is_empty() {
        return ().into_any();
    }
    let rows = views(instalments.iter().map(|one| {
        view! {
            <tr>
                <th scope="row">
                    <a href=format!(
                        "/candidatures/{}",
                        one.of.id,
                    )>{one.of.number.clone().unwrap_or_default()} " – " {one.of.title.clone()}</a>
                </th>
                <td>{reference.name(&one.of.siren)}</td>
                <td>{one.instalment.sentence.clone()}</td>
                <td class="fr-cell--right">{euros(one.instalment.amount.cents())}</td>
                <td>{time::day(one.instalment.asked_at.utc())}</td>
            </tr>
        }
        .into_any()
    }));
    view! {
        <h2 id="versements">"Versements demandés"</h2>
        <div class="fr-table t-scroll" tabindex="0" role="region" aria-labelledby="versements">
            <table>
                <caption class="fr-sr-only">"Versements demandés, qui attendent une réponse"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Dossier"</th>
                        <th scope="col">"Candidat"</th>
                        <th scope="col">"Objet"</th>
                        <th scope="col" class="fr-cell--right">
                            "Montant"
                        </th>
                        <th scope="col">"Demandé le"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn filter(
    name: &'static str,
    label: &'static str,
    empty: &'static str,
    options: &[(String, String)],
    chosen: &str,
) -> AnyView {
    view! {
        <div class="fr-input-group">
            <label class="fr-label" for=name>
                {label}
            </label>
            {crate::ui::form::select(name, "fr-select", empty, options, chosen, String::new())}
        </div>
    }
    .into_any()
}

fn row(
    form: &Form,
    line: &Line,
    spec: &Campaign,
    reference: &server::reference::Reference,
    now: DateTime<Utc>,
) -> AnyView {
    let envelope = spec.envelope(&line.envelope).map(|envelope| envelope.title.clone()).unwrap_or_default();
    let wave = line.wave.map(|wave| format!(", vague {wave}")).unwrap_or_default();
    let deadline = match (line.state, line.corrected_until()) {
        (ApplicationState::CorrectionAsked, Some(at)) => format!("correction : {}", until(at, now)),
        _ => String::new(),
    };
    let number = line.number.clone().unwrap_or_else(|| "—".into());
    let label = format!("Choisir le dossier {number}");
    view! {
        <tr>
            <td>
                {shown_field_of(line.id, &handling::shown(line))}
                <input
                    type="checkbox"
                    name="dossier"
                    value=line.id.to_string()
                    checked=form.all("dossier", &[]).contains(&line.id.to_string())
                    aria-label=label
                />
            </td>
            <td class="t-nowrap">{number}</td>
            <th scope="row">
                <a href=format!("/candidatures/{}", line.id)>{line.title.clone()}</a>
            </th>
            <td>{reference.name(&line.siren)}</td>
            <td>{envelope} {wave}</td>
            <td>{badge(line.state)}</td>
            <td class="fr-cell--right">{euros(line.asked)}</td>
            <td>{deadline}</td>
        </tr>
    }
    .into_any()
}

/// The lots that can be decided on.
fn decisions(spec: &Campaign, prefecture: Option<&str>, pilots: &[(ProjectId, usize)]) -> AnyView {
    let mut links: Vec<(String, String)> = Vec::new();
    for envelope in spec.envelopes.iter().filter(|envelope| envelope.call.is_some()) {
        let code = &envelope.code;
        match (envelope.call, envelope.decided_by, prefecture) {
            (Some(Call::Pilot), _, None) => {
                links.extend(pilots.iter().map(|(project, waiting)| {
                    (
                        format!("/instruction/decision?enveloppe={code}&projet={project}"),
                        format!(
                            "{} : {}",
                            envelope.title,
                            count(*waiting as u64, "expérimentation à décider", "expérimentations à décider")
                        ),
                    )
                }));
            }
            (_, Authority::Prefect, Some(departement)) => {
                links.push((
                    format!("/instruction/decision?enveloppe={code}&departement={departement}"),
                    envelope.title.clone(),
                ));
            }
            (_, Authority::State, None) if envelope.waves.is_empty() => {
                links.push((format!("/instruction/decision?enveloppe={code}"), envelope.title.clone()));
            }
            (_, Authority::State, None) => links.extend((1..=envelope.waves.len()).map(|wave| {
                (
                    format!("/instruction/decision?enveloppe={code}&vague={wave}"),
                    format!("{}, vague {wave}", envelope.title),
                )
            })),
            (_, Authority::State, Some(_)) | (_, Authority::Prefect, None) => {}
        }
    }
    let links = views(links.into_iter().map(|(address, label)| {
        view! {
            <li>
                <a href=address>{label}</a>
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Classer et décider"</h2>
        <ul>{links}</ul>
    }
    .into_any()
}

/// Acts on the files ticked.
pub async fn act(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let ids: Result<Vec<ApplicationId>, _> = fields.all("dossier").iter().map(|id| id.parse()).collect();
    let ids = ids.map_err(|_| Failure::from(Refusal::NotOnTheList))?;
    if ids.is_empty() {
        return Err(Refusal::NothingTicked.into());
    }
    match fields.text("acte").as_str() {
        "complets" => handling::find_complete(&visit.ctx, &ids).await?,
        "tirer" => assessment::draw(&visit.ctx, &ids).await?,
        "vague" => handling::move_to_next_wave(&visit.ctx, &ids).await?,
        _ => return Err(Refusal::NotOnTheList.into()),
    }
    Ok(Redirect::to("/instruction"))
}

/// Which lot is decided on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AskedLot {
    enveloppe: String,
    vague: String,
    departement: String,
    projet: String,
}

impl AskedLot {
    fn lot(&self) -> Lot {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Lot {
            envelope: self.enveloppe.clone(),
            wave: self.vague.parse().ok(),
            departement: some(&self.departement),
            project: self.projet.parse().ok(),
        }
    }

    fn address(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("enveloppe", &self.enveloppe).append_pair("vague", &self.vague);
        query.append_pair("departement", &self.departement).append_pair("projet", &self.projet);
        format!("/instruction/decision?{}", query.finish())
    }

    fn of(fields: &Fields) -> Self {
        Self {
            enveloppe: fields.text("enveloppe"),
            vague: fields.text("vague"),
            departement: fields.text("departement"),
            projet: fields.text("projet"),
        }
    }
}

/// The ranked list of a lot, with what is proposed.
pub async fn ranking(visit: Visit, Query(asked): Query<AskedLot>) -> Result<Page, Failure> {
    drawn(visit, asked, None).await
}

async fn drawn(visit: Visit, asked: AskedLot, simulated: Option<(Fields, i64)>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let ranking = decision::ranking(&visit.ctx, &campaign, &asked.lot()).await?;
    let envelope = campaign.spec.envelope(asked.enveloppe.as_str()).ok_or(Failure::NotFound)?.clone();
    let reference = visit.ctx.platform.reference();
    let labels = ranking.files.iter().flat_map(|file| {
        let (id, number) = (file.row.id, file.row.number.clone().unwrap_or_default());
        [("outcome", "décision"), ("amount", "montant"), ("reason", "motif")]
            .map(|(name, label)| (format!("{name}.{id}"), format!("Dossier {number}, {label}")))
    });
    let labels: Vec<(String, String)> = labels.collect();
    let form =
        Form::new(&visit, "/instruction/decider").also(&visit, "/instruction/simuler").of_data(labels, Vec::new());
    Ok(Frame::new("Classer et décider").below("/instruction", "Instruction").render(&visit, move || {
        let typed = simulated.as_ref().map(|(fields, _)| fields.clone());
        let stands = |name: &str, otherwise: &str| {
            typed.as_ref().map_or_else(|| otherwise.to_owned(), |fields| fields.text(name))
        };
        let lines = views(
            ranking.files.iter().zip(1_u64..).map(|(file, rank)| file_of(&form, file, rank, &reference, &stands)),
        );
        let left = match simulated.as_ref() {
            Some((_, left)) => view! {
                <p class="fr-alert fr-alert--success" role="status">
                    "Avec ces décisions, il resterait "
                    <strong>{euros(*left)}</strong>
                    "."
                </p>
            }
            .into_any(),
            None => view! {
                <p>
                    {format!(
                        "La proposition suit le classement tant que l’argent suffit ; elle laisserait {}.",
                        euros(ranking.left_after.cents()),
                    )}
                </p>
            }
            .into_any(),
        };
        let lot = views(
            [
                ("enveloppe", &asked.enveloppe),
                ("vague", &asked.vague),
                ("departement", &asked.departement),
                ("projet", &asked.projet),
            ]
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value.clone() /> }.into_any()),
        );
        let empty = ranking.files.is_empty();
        let fields = view! {
            {lot}
            <ul class="t-list">{lines}</ul>
            {form.day("publish", "Jour de publication", "Vide pour publier tout de suite", &stands("publish", ""))}
            {form
                .entry(Entry::Hour, "hour", "Heure de publication, à Paris", "Par exemple 09:00", &stands("hour", ""))}
            <div class="t-actions">
                <button class="fr-btn fr-btn--secondary" formaction="/instruction/simuler">
                    "Simuler"
                </button>
                <button class="fr-btn">"Prendre ces décisions"</button>
            </div>
        };
        view! {
            {form.summary()}
            <h1>
                {envelope.title.clone()}
                {if asked.vague.is_empty() { String::new() } else { format!(", vague {}", asked.vague) }}
            </h1>
            <p class="fr-text--lead">
                {euros(ranking.left.cents())} " disponibles, "
                {count(ranking.files.len() as u64, "dossier à décider", "dossiers à décider")} "."
            </p>
            {left}
            {if empty {
                view! { <p>"Aucun dossier complet n’attend de décision."</p> }.into_any()
            } else {
                form.around(fields)
            }}
        }
        .into_any()
    }))
}

fn file_of(
    form: &Form,
    file: &Ranked,
    rank: u64,
    reference: &server::reference::Reference,
    stands: &impl Fn(&str, &str) -> String,
) -> AnyView {
    let id = file.row.id;
    let score = file.standing.score.map(|score| format!("{} / {}", score.points, score.most));
    let proposed = file.proposed.map_or("", Outcome::code);
    let options: Vec<(String, String)> = std::iter::once((String::new(), "Pas encore".to_owned()))
        .chain(Outcome::ALL.iter().map(|&one| (one.code().to_owned(), wording::outcome(one).to_owned())))
        .collect();
    let waiting = file.standing.require_done().err().map(|refusal| {
        view! { <p class="fr-hint-text">{wording::capitalised(&wording::refusal_sentence(&refusal))}</p> }
    });
    view! {
        <li class="t-card">
            <h2 class="t-card__title">
                {format!("{}. ", number(rank))}
                <a href=format!(
                    "/candidatures/{id}",
                )>{file.row.number.clone().unwrap_or_default()} " – " {file.row.title.clone()}</a>
            </h2>
            <p class="t-card__meta">
                <span>{reference.name(&file.row.siren)}</span>
                <span>{euros(file.row.asked)} " demandés"</span>
                {score.map(|score| view! { <span>"note " {score}</span> })}
                {file
                    .comes_first
                    .then(|| view! { <span class="fr-badge fr-badge--info fr-badge--sm">"prioritaire"</span> })}
                {badge(file.row.state)}
            </p>
            {waiting}
            <input type="hidden" name="dossier" value=id.to_string() />
            {shown_field_of(id, &handling::shown(&file.row))}
            {form.radios(&format!("outcome.{id}"), "Décision", &options, &stands(&format!("outcome.{id}"), proposed))}
            {form
                .entry(
                    Entry::Amount,
                    &format!("amount.{id}"),
                    "Montant accordé (facultatif)",
                    &format!("Vide pour les {} demandés", euros(file.row.asked)),
                    &stands(&format!("amount.{id}"), ""),
                )}
            {form
                .lines(
                    &format!("reason.{id}"),
                    "Motif",
                    "Public pour le candidat ; obligatoire pour un refus ou la liste d’attente",
                    &stands(&format!("reason.{id}"), ""),
                    2,
                )}
        </li>
    }
    .into_any()
}

fn choices(fields: &Fields) -> Result<Vec<Choice>, Failure> {
    let choice = |id: &String| {
        let application: ApplicationId = id.parse().map_err(|_| Failure::from(Refusal::NotOnTheList))?;
        let text = |name: &str| fields.text(&format!("{name}.{application}"));
        let outcome = Outcome::from_code(&text("outcome"));
        Ok(Choice { application, outcome, amount: text("amount"), reason: text("reason") })
    };
    fields.all("dossier").iter().map(choice).collect()
}

/// Shows what decisions would leave; nothing is written.
pub async fn simulate(visit: Visit, fields: Fields) -> Result<Response, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let asked = AskedLot::of(&fields);
    let left = decision::simulate(&visit.ctx, &asked.lot(), &campaign, &choices(&fields)?).await?;
    // What is refused from here on comes back to the page of the lot, not to this answer.
    let mut visit = visit;
    visit.uri = asked.address();
    Ok(drawn(visit, asked, Some((fields, left.cents()))).await?.into_response())
}

/// Takes decisions.
pub async fn decide(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let wrong = |field: &str, refusal| Failure::Refused(FieldRefusals(vec![(field.to_owned(), refusal)]));
    let publish_at = match (fields.text("publish"), fields.text("hour")) {
        // An hour without its day must not publish at once.
        (day, hour) if day.trim().is_empty() && !hour.trim().is_empty() => {
            return Err(wrong("publish", Refusal::Missing));
        }
        (day, _) if day.trim().is_empty() => None,
        (day, hour) => {
            let day: NaiveDate = day.trim().parse().map_err(|_| wrong("publish", Refusal::NotADay))?;
            let hour = if hour.trim().is_empty() { "09:00" } else { hour.trim() };
            let hour = NaiveTime::parse_from_str(hour, "%H:%M").map_err(|_| wrong("hour", Refusal::NotAnHour))?;
            Some(from_paris(day, hour).ok_or_else(|| wrong("hour", Refusal::NotAnHour))?)
        }
    };
    let chosen = choices(&fields)?;
    if chosen.iter().all(|choice| choice.outcome.is_none()) {
        return Err(Refusal::NothingTicked.into());
    }
    decision::decide(&visit.ctx, &chosen, publish_at).await?;
    Ok(Redirect::to("/instruction"))
}
