//! The ranking of a batch: its applications, the best first, with what is proposed and what is decided of each.

use super::batch::{BatchFields, BatchParams};
use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    page::application::label::badge,
    ui::{
        act::{Actions, Button, Weight},
        alert::{EmptyState, Flash, Tone},
        badge::Badge,
        card::{CardItem, Cards, Meta},
        card_title::CardTitle,
        field::{HiddenField, PostForm, Radios, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
        shown::ShownField,
        views::views,
    },
};
use axum::extract::Query;
use entity::{
    address::Address, application::ApplicationState, assessment::Score, decision::Outcome, form_field,
    id::ApplicationId, shown::Shown,
};
use leptos::prelude::*;
use server::{
    application::handling,
    decision::{self, Ranked},
    reference::Reference,
};
use wording::{count, euros, number};

const OUTCOME: Field = Field::new(form_field::OUTCOME, "Décision");
const AMOUNT: Field = Field::new(form_field::AMOUNT, "Montant accordé (facultatif)");
const REASON: Field = Field::new(form_field::REASON, "Motif")
    .help("Public pour le candidat ; obligatoire pour un refus ou la liste d’attente");
const PUBLISH: Field = Field::new(form_field::PUBLISH, "Jour de publication").help("Vide pour publier tout de suite");
const HOUR: Field = Field::new(form_field::HOUR, "Heure de publication, à Paris")
    .help("Par exemple 09:00")
    .short("Heure de publication");

/// Decisions that were typed and simulated, and the money that they would leave, in cents.
pub struct Simulation {
    pub fields: Fields,
    pub left: i64,
}

/// What the page shows.
struct RankingPage {
    title: String,
    batch: BatchParams,
    /// The money available to the batch, in cents.
    left: i64,
    /// What would be available if every proposed decision were taken, in cents.
    left_after: i64,
    /// What would be available after the decisions that were simulated, in cents; None where none were.
    left_if_taken: Option<i64>,
    applications: Vec<RankedApplication>,
    form: Form,
}

/// What the page shows of a [`Ranked`] application.
struct RankedApplication {
    id: ApplicationId,
    /// The number under which it was submitted.
    number: String,
    title: String,
    applicant: String,
    /// What it asks for, in cents.
    requested: i64,
    score: Option<Score>,
    /// Of an application to pilot a project: whether its applicant approved the project in the vote, or is in the group
    /// that carries it.
    has_priority: bool,
    state: ApplicationState,
    /// Why it can only be rejected for now; None where it can be accepted.
    why_not_accepted: Option<String>,
    proposed: Option<Outcome>,
    shown: Shown,
}

/// The ranked list of a batch, with what is proposed.
pub async fn page(visit: Visit, Query(params): Query<BatchParams>) -> Result<Page, Failure> {
    page_of(visit, params, None).await
}

/// The same page, with what was tried.
pub async fn page_of(visit: Visit, batch: BatchParams, simulation: Option<Simulation>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let ranking = decision::ranking(&visit.ctx, &campaign, &batch.batch()).await?;
    let envelope = campaign.spec.envelope(&batch.enveloppe).ok_or(Failure::NotFound)?;
    let wave = batch.batch().wave.map(|wave| format!(", vague {wave}")).unwrap_or_default();
    let reference = visit.ctx.platform.reference();
    let applications: Vec<_> =
        ranking.applications.iter().map(|application| RankedApplication::of(application, &reference)).collect();
    let page = RankingPage {
        title: format!("{}{wave}", envelope.title),
        batch,
        left: ranking.left.cents(),
        left_after: ranking.left_after.cents(),
        left_if_taken: simulation.as_ref().map(|tried| tried.left),
        form: form(&visit, &applications).showing(simulation.map(|tried| tried.fields)),
        applications,
    };
    let frame = Frame::new("Classer et décider").below(visit.here(Address::Desk), "Instruction");
    Ok(frame.render(&visit, || view! { <RankingView page=&page /> }.into_any()))
}

impl RankedApplication {
    fn of(application: &Ranked, reference: &Reference) -> Self {
        let row = &application.row;
        let why = application.standing.require_done().err().or_else(|| row.state.accept().err());
        Self {
            id: row.id,
            number: row.number.clone().unwrap_or_default(),
            title: row.title.clone(),
            applicant: reference.name(&row.siren),
            requested: row.asked,
            score: application.standing.score,
            has_priority: application.has_priority,
            state: row.state,
            why_not_accepted: why.map(|refusal| wording::capitalised(&wording::refusal_sentence(&refusal))),
            proposed: application.proposed,
            shown: handling::shown(row),
        }
    }
}

/// The form of the whole batch. Each application has fields of its own; the summary of refusals names them by the
/// application's number.
fn form(visit: &Visit, applications: &[RankedApplication]) -> Form {
    let labels = applications.iter().flat_map(|RankedApplication { id, number, .. }| {
        [(form_field::OUTCOME, "décision"), (form_field::AMOUNT, "montant"), (form_field::REASON, "motif")]
            .map(|(field, label)| (field.of(id).into(), format!("Dossier {number}, {label}")))
    });
    Form::new(visit, Address::RankingDecide)
        .or_sent_to(visit, &Address::RankingSimulate.to_string())
        .with_labels(labels.collect())
        .labelled(&[PUBLISH, HOUR])
}

#[component]
fn RankingView<'a>(page: &'a RankingPage) -> AnyView {
    let decisions = match page.applications.is_empty() {
        true => view! {
            <EmptyState>
                <p>"Aucun dossier complet n’attend de décision."</p>
            </EmptyState>
        }
        .into_any(),
        false => view! { <Decisions page /> }.into_any(),
    };
    view! {
        <RefusalSummary form=&page.form />
        <h1>{page.title.clone()}</h1>
        <p class="fr-text--lead">
            {euros(page.left)} " disponibles, "
            {count(page.applications.len() as u64, "dossier à décider", "dossiers à décider")} "."
        </p>
        <MoneyLeft page />
        {decisions}
    }
    .into_any()
}

/// What decisions would leave: those that were tried, else those proposed.
#[component]
fn MoneyLeft<'a>(page: &'a RankingPage) -> AnyView {
    if let Some(left) = page.left_if_taken {
        let sentence = view! {
            "Avec ces décisions, il resterait "
            <strong>{euros(left)}</strong>
            "."
        };
        return view! { <Flash tone=Tone::Success>{sentence}</Flash> }.into_any();
    }
    let proposal = format!(
        "La proposition suit le classement tant que l’argent suffit ; elle laisserait {}.",
        euros(page.left_after),
    );
    view! { <p>{proposal}</p> }.into_any()
}

/// The form in which the batch is decided.
#[component]
fn Decisions<'a>(page: &'a RankingPage) -> AnyView {
    let form = &page.form;
    let applications = page.applications.iter().zip(1..);
    let cards =
        views(applications.map(|(application, rank)| view! { <ApplicationCard page application rank /> }.into_any()));
    view! {
        <PostForm form>
            <BatchFields batch=&page.batch />
            <Cards>{cards}</Cards>
            <TextField form field=PUBLISH entry=Entry::Day />
            <TextField form field=HOUR entry=Entry::Hour />
            <Actions>
                <Button weight=Weight::Secondary action=Address::RankingSimulate>
                    "Simuler"
                </Button>
                <Button>"Prendre ces décisions"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// An application in its rank, with the fields of its decision.
#[component]
fn ApplicationCard<'a>(page: &'a RankingPage, application: &'a RankedApplication, rank: u64) -> AnyView {
    let id = application.id;
    let (href, name) =
        (Address::Application(id).to_string(), format!("{} – {}", application.number, application.title));
    let why = application.why_not_accepted.clone().map(|why| view! { <p class="fr-hint-text">{why}</p> });
    view! {
        <CardItem>
            <CardTitle level=2>{format!("{}. ", number(rank))} <a href=href>{name}</a></CardTitle>
            <Meta parts=meta(application) />
            {why}
            <HiddenField name=form_field::APPLICATION value=id.to_string() />
            <ShownField shown=&application.shown of=id.to_string() />
            <DecisionFields form=&page.form application />
        </CardItem>
    }
    .into_any()
}

/// The line under the title of an application: its mark, its priority, its applicant.
fn meta(application: &RankedApplication) -> Vec<AnyView> {
    let score = application.score.map(|score| format!("note {} / {}", score.points, score.most).into_any());
    let first =
        application.has_priority.then(|| view! { <Badge tone=Tone::Info small=true label="prioritaire" /> }.into_any());
    let mut meta = vec![application.applicant.clone().into_any()];
    meta.push(format!("{} demandés", euros(application.requested)).into_any());
    meta.extend(score);
    meta.extend(first);
    meta.push(badge(application.state));
    meta
}

/// The decision on one application: the proposed one is chosen already.
#[component]
fn DecisionFields<'a>(form: &'a Form, application: &'a RankedApplication) -> AnyView {
    let [outcome, amount, reason] = [form_field::OUTCOME, form_field::AMOUNT, form_field::REASON]
        .map(|field| String::from(field.of(application.id)));
    let known = Outcome::ALL.iter().map(|&one| (one.code().to_owned(), wording::outcome(one).to_owned()));
    let options = std::iter::once((String::new(), "Pas encore".to_owned())).chain(known).collect();
    let help = format!("Vide pour les {} demandés", euros(application.requested));
    view! {
        <Radios form field=OUTCOME.named(&outcome) options value=application.proposed.map_or("", Outcome::code) />
        <TextField form field=AMOUNT.named(&amount).help(&help) entry=Entry::Amount />
        <TextField form field=REASON.named(&reason) rows=2 />
    }
    .into_any()
}
