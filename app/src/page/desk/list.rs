//! The desk of those who handle applications: what waits, acts on a selection, ways to the batches that are decided.

use super::{
    batch::{BatchLinks, NamedBatch, batches},
    filter::{Choices, Filters, QueryParams, decided_by_prefects},
};
use crate::{
    http::{after::After, download::send_bundle, failure::Failure, fields::Fields, visit::Visit},
    page::application::label::{badge, until},
    ui::{
        act::{Actions, Button, Weight},
        field::{HoldsBoxes, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page, download},
        here::here,
        pagination::Pagination,
        shown::ShownField,
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use axum::{
    extract::{Query, RawQuery},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application::ApplicationState,
    campaign::{AssessedBy, Campaign},
    convention::ConventionState,
    done::Done,
    form_field,
    id::ApplicationId,
    page_number::pages,
    permission::{Action, Facts},
    refusal::Refusal,
    shown::Shown,
};
use leptos::prelude::*;
use server::{
    application::{
        handling,
        query::{self, Desk, Line, Waiting},
    },
    assessment,
    attachment::read_selection,
    decision,
    reference::Reference,
};
use wording::{count, euros, number, time};

/// What the page shows.
struct DeskPage {
    /// Name and code of the prefecture's département; None on the desk of the programme.
    prefecture: Option<(String, String)>,
    /// How many applications are in each state.
    states: Vec<(ApplicationState, u64)>,
    instalments: Vec<WaitingInstalment>,
    batches: Vec<NamedBatch>,
    params: QueryParams,
    choices: Choices,
    applications: Vec<ListedApplication>,
    all: u64,
    /// The page shown, and how many there are.
    page: u64,
    pages: u64,
    form: Form,
    /// Whether assessors are drawn for any of these envelopes.
    draws: bool,
}

/// An instalment that waits to be paid or refused.
struct WaitingInstalment {
    application: ApplicationId,
    /// Number and title of the application.
    name: String,
    applicant: String,
    sentence: String,
    /// In cents.
    amount: i64,
    asked_at: DateTime<Utc>,
}

/// A line of the list.
struct ListedApplication {
    id: ApplicationId,
    /// Where it is handled.
    address: Address,
    number: String,
    title: String,
    applicant: String,
    /// The envelope, with the wave if there are waves.
    envelope: String,
    state: ApplicationState,
    /// Where its convention stands, where the campaign has one drawn up.
    convention: Option<ConventionState>,
    /// In cents.
    requested: i64,
    deadline: String,
    shown: Shown,
    is_ticked: bool,
}

/// The desk.
pub async fn page(visit: Visit, Query(params): Query<QueryParams>) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let desk = query::desk(&visit.ctx, &campaign, &params.filter()).await?;
    let prefecture = visit.ctx.actor.departement.as_deref();
    let pilots = match prefecture {
        Some(_) => Vec::new(),
        None => decision::pilots_waiting(&visit.ctx, &campaign).await?,
    };
    let batches = batches(&campaign.spec, prefecture, &pilots);
    let page = DeskPage::of(&visit, &campaign.spec, desk, batches, params);
    Ok(Frame::new("Instruction").render(&visit, || view! { <DeskView page=&page /> }.into_any()))
}

impl DeskPage {
    fn of(visit: &Visit, campaign: &Campaign, desk: Desk, batches: Vec<NamedBatch>, params: QueryParams) -> Self {
        let reference = visit.ctx.platform.reference();
        let prefecture = visit.ctx.actor.departement.as_ref();
        let form = Form::new(visit, Address::DeskAct);
        let envelopes = decided_by_prefects(campaign, prefecture.is_some());
        let ticked = form.all("dossier", &[]);
        let listed = |line: &Line| ListedApplication {
            is_ticked: ticked.contains(&line.id.to_string()),
            convention: desk.conventions.get(&line.id).copied(),
            ..ListedApplication::of(line, campaign, &reference, visit.ctx.now())
        };
        Self {
            prefecture: prefecture.map(|code| (reference.departement_name(code).to_owned(), code.clone())),
            instalments: desk.instalments.iter().map(|one| WaitingInstalment::of(one, &reference)).collect(),
            batches,
            params,
            choices: Choices::among(&envelopes),
            draws: envelopes.iter().any(|envelope| assessment::wanted(envelope) > 0),
            applications: desk.lines.iter().map(listed).collect(),
            states: desk.by_state,
            all: desk.all,
            page: desk.page,
            pages: pages(desk.all, query::PAGE),
            form,
        }
    }
}

impl WaitingInstalment {
    fn of(waiting: &Waiting, reference: &Reference) -> Self {
        let Waiting { instalment, of } = waiting;
        Self {
            application: of.id,
            name: format!("{} – {}", of.number.clone().unwrap_or_default(), of.title),
            applicant: reference.name(&of.siren),
            sentence: instalment.sentence.clone(),
            amount: instalment.amount.cents(),
            asked_at: instalment.asked_at.utc(),
        }
    }
}

impl ListedApplication {
    fn of(line: &Line, campaign: &Campaign, reference: &Reference, now: DateTime<Utc>) -> Self {
        let envelope = campaign.envelope(&line.envelope).map(|envelope| envelope.title.clone()).unwrap_or_default();
        let wave = line.wave.map(|wave| format!(", vague {wave}")).unwrap_or_default();
        let deadline = match (line.state, line.corrected_until()) {
            (ApplicationState::CorrectionAsked, Some(at)) => format!("correction : {}", until(at, now)),
            _ => String::new(),
        };
        let by_officer = campaign.envelope(&line.envelope).is_some_and(|one| one.assessed_by == AssessedBy::Officer);
        let waits = decision::is_decidable(line.state);
        Self {
            id: line.id,
            address: match by_officer && waits {
                true => Address::OfficerDesk(line.id),
                false => Address::Application(line.id),
            },
            number: line.number.clone().unwrap_or_else(|| "—".into()),
            title: line.title.clone(),
            applicant: reference.name(&line.siren),
            envelope: format!("{envelope}{wave}"),
            state: line.state,
            convention: None,
            requested: line.asked,
            deadline,
            shown: handling::shown(line),
            is_ticked: false,
        }
    }
}

#[component]
fn DeskView<'a>(page: &'a DeskPage) -> AnyView {
    let prefecture = page.prefecture.as_ref().map(|(name, code)| {
        let may = format!(
            "Préfecture : {name} ({code}). Vous décidez sur les dossiers de ce département, dans la limite de ce qui \
             lui est délégué."
        );
        view! { <p>{may}</p> }
    });
    view! {
        <h1>"Instruction des candidatures"</h1>
        <RefusalSummary form=&page.form />
        {prefecture}
        {page.prefecture.is_some().then(|| view! { <LetterheadLink /> })}
        <StateCounts states=&page.states />
        <WaitingInstalments instalments=&page.instalments />
        <BatchLinks batches=&page.batches />
        <h2>"Dossiers"</h2>
        <Filters params=&page.params choices=&page.choices />
        <p>{count(page.all, "dossier", "dossiers")} "."</p>
        <Applications page />
        {download(&here(page.params.table()), "Télécharger la liste")}
        <Actions>
            <Pagination page=page.page pages=page.pages address=|to| page.params.address(to) />
        </Actions>
    }
    .into_any()
}

/// The way to who signs the prefecture's letters.
#[component]
fn LetterheadLink() -> AnyView {
    view! {
        <p>
            <a href=Address::Letterhead.to_string()>"Lettres : autorité, lieu et signataire"</a>
        </p>
    }
    .into_any()
}

/// How many applications are in each state: links to them.
#[component]
fn StateCounts<'a>(states: &'a [(ApplicationState, u64)]) -> AnyView {
    let submitted = states.iter().filter(|(state, _)| *state != ApplicationState::Draft);
    let counts = views(submitted.map(|(state, several)| {
        let address = here(Address::Desk.with("etat", state.code()));
        view! {
            <li>
                <a href=address>{wording::application_state(*state)}</a>
                " : "
                {number(*several)}
            </li>
        }
        .into_any()
    }));
    view! { <ul class="t-counts">{counts}</ul> }.into_any()
}

/// The instalments that wait; nothing where none does.
#[component]
fn WaitingInstalments<'a>(instalments: &'a [WaitingInstalment]) -> AnyView {
    if instalments.is_empty() {
        return ().into_any();
    }
    let rows = instalments.iter().map(|one| {
        let address = Address::Application(one.application).to_string();
        Row::new([
            Cell::head(view! { <a href=address>{one.name.clone()}</a> }),
            Cell::new(one.applicant.clone()),
            Cell::new(one.sentence.clone()),
            Cell::number(euros(one.amount)),
            Cell::new(time::day(one.asked_at)),
        ])
    });
    let words = Head::new;
    let heads = vec![words("Dossier"), words("Candidat"), words("Objet"), Head::number("Montant"), words("Demandé le")];
    view! {
        <h2 id="versements">"Versements demandés"</h2>
        <p>
            <a href=here(Address::Payments)>"Fichier pour l’outil comptable, et retour de ce qui est payé"</a>
        </p>
        <Table
            id="versements-attente"
            caption="Versements demandés, qui attendent une réponse"
            hidden=true
            dense=true
            class="t-scroll"
            heads
            rows=rows.collect()
        />
    }
    .into_any()
}

/// The list, and what can be done with the applications that are ticked in it.
#[component]
fn Applications<'a>(page: &'a DeskPage) -> AnyView {
    let form = &page.form;
    let words = Head::new;
    let heads = vec![
        Head::hidden("Choisir"),
        words("Numéro"),
        words("Titre"),
        words("Candidat"),
        words("Enveloppe"),
        words("État"),
        Head::number("Demandé"),
        words("Échéance"),
    ];
    let rows: Vec<Row> = page.applications.iter().map(row).collect();
    view! {
        <PostForm form>
            <HoldsBoxes name="dossier" />
            <Table id="dossiers" caption="Dossiers" hidden=true dense=true class="t-scroll" heads rows />
            <Actions>
                "Sur les dossiers cochés : " <Act code="complets" label="Dire complets" />
                {page.draws.then(|| view! { <Act code="tirer" label="Tirer au sort les évaluateurs" /> })}
                <Act code="vague" label="Passer à la vague suivante" />
                <Act code=FILES label="Télécharger leurs fichiers" />
            </Actions>
        </PostForm>
    }
    .into_any()
}

#[component]
fn Act(code: &'static str, label: &'static str) -> AnyView {
    view! {
        <Button weight=Weight::Small name="acte" value=code>
            {label}
        </Button>
    }
    .into_any()
}

fn row(application: &ListedApplication) -> Row {
    let id = application.id.to_string();
    let tick = view! {
        <ShownField shown=&application.shown of=application.id.to_string() />
        <input
            type="checkbox"
            name="dossier"
            value=id
            checked=application.is_ticked
            aria-label=format!("Choisir le dossier {}", application.number)
        />
    };
    let address = application.address.to_string();
    Row::new([
        Cell::new(tick),
        Cell::new(application.number.clone()).class("t-nowrap"),
        Cell::head(view! { <a href=address>{application.title.clone()}</a> }),
        Cell::new(application.applicant.clone()),
        Cell::new(application.envelope.clone()),
        Cell::new(standing(application)),
        Cell::number(euros(application.requested)),
        Cell::new(application.deadline.clone()),
    ])
}

/// Its state, and under it where its convention stands.
fn standing(application: &ListedApplication) -> AnyView {
    let convention = application.convention.map(|state| {
        let said = format!("Convention\u{a0}: {}", wording::convention_state(state));
        view! { <span class="fr-hint-text">{said}</span> }
    });
    view! {
        {badge(application.state)}
        {convention}
    }
    .into_any()
}

/// The act that downloads the files of what is ticked.
const FILES: &str = "fichiers";

/// Acts on the applications that are ticked, or leads to their files.
pub async fn act(visit: Visit, fields: Fields) -> Result<Response, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let ids: Result<Vec<ApplicationId>, _> = fields.all(form_field::APPLICATION).iter().map(|id| id.parse()).collect();
    let ids = ids.map_err(|_| Failure::from(Refusal::NotOnTheList))?;
    if ids.is_empty() {
        return Err(Refusal::NothingTicked.into());
    }
    let done = match fields.text(form_field::DESK_ACT).as_str() {
        "complets" => handling::find_complete(&visit.ctx, &ids).await.map(|()| Done::ApplicationComplete)?,
        "tirer" => assessment::assign(&visit.ctx, &ids).await.map(|()| Done::AssessorsAssigned)?,
        "vague" => handling::move_to_next_wave(&visit.ctx, &ids).await.map(|()| Done::MovedToWave)?,
        FILES => {
            // What cannot be packed is told on the desk.
            read_selection(&visit.ctx, &ids).await?;
            let [first, others @ ..] = &ids[..] else { return Err(Refusal::NothingTicked.into()) };
            let address = Address::DeskBundle.with("dossier", first);
            let address = others.iter().fold(address, |address, id| address.with("dossier", id));
            return Ok(Redirect::to(&address.to_string()).into_response());
        }
        _ => return Err(Refusal::NotOnTheList.into()),
    };
    Ok(After::new(done, visit.here(Address::Desk)).into_response())
}

/// The files of several applications as one ZIP, streamed.
pub async fn bundle(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let query = Fields(url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect());
    let ids: Result<Vec<ApplicationId>, _> = query.all("dossier").iter().map(|id| id.parse()).collect();
    let (name, bundle) = read_selection(&visit.ctx, &ids.map_err(|_| Failure::NotFound)?).await?;
    Ok(send_bundle(&name, bundle))
}
