//! An envelope that one may apply to: its rules, the days of its intakes, and the way to an application.

use super::{
    apply::{Apply, Applying},
    label::call_title,
    rules::{Rules, RulesOfEnvelope},
};
use crate::{
    http::{failure::Failure, prefill::Prefill, visit::Visit},
    ui::{
        alert::Tone,
        badge::Badge,
        field::RefusalSummary,
        form::Form,
        frame::{Frame, Page},
        markdown::{Markdown, Markup},
        prefilled::Prefilled,
        views::views,
    },
};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    calendar::Period,
    campaign::Intake,
    id::{GroupId, ProjectId},
    search_text::SearchText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    application::{self, query::CallView},
    markdown,
};
use wording::time;

/// What the address may carry: the project that one comes to pilot.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct QueryParams {
    projet: SearchText,
}

/// What the page shows.
struct EnvelopePage {
    title: String,
    purpose: String,
    rules: Rules,
    /// Where all projects are, when one was chosen on the way here.
    all: Option<String>,
    /// Days of the intakes, and where each stands.
    intakes: Vec<(String, IntakeState)>,
    applying: Applying,
    form: Form,
    /// What the address chose of the form.
    prefill: Prefill,
}

/// What one comes to apply with.
#[derive(Default)]
struct Wanted {
    project: Option<ProjectId>,
    group: Option<GroupId>,
    prefill: Prefill,
}

/// Where an intake stands.
enum IntakeState {
    ToCome,
    Open,
    Closed,
}

/// The page of an envelope: its rules, and whether one may apply.
pub async fn page(visit: Visit, Path(code): Path<String>, Query(params): Query<QueryParams>) -> Result<Page, Failure> {
    let wanted = Wanted { project: params.projet.as_str().parse().ok(), ..Wanted::default() };
    show(visit, code, wanted).await
}

/// The same page with the project and the group chosen that the address names (docs/API.md); nothing is opened by it.
pub async fn prefilled(visit: Visit, Path(code): Path<String>, mut prefill: Prefill) -> Result<Page, Failure> {
    let project = prefill.take("projet", "Projet", |id| id.parse().ok());
    let group = prefill.take("groupement", "Groupement", |id| id.parse().ok());
    show(visit, code, Wanted { project, group, prefill }).await
}

async fn show(visit: Visit, code: String, mut wanted: Wanted) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let envelope = campaign.spec.envelope(&code).filter(|envelope| envelope.call.is_some()).ok_or(Failure::NotFound)?;
    let mut found = application::query::call(&visit.ctx, &campaign, envelope).await?;
    wanted.choose(&mut found, visit.ctx.actor.acting.is_some());
    let calendar = &campaign.spec.calendar;
    let is_open = envelope.open_intake(calendar, visit.ctx.now()).is_some();
    let page = EnvelopePage {
        title: call_title(envelope),
        purpose: envelope.purpose.clone(),
        rules: Rules::of(&campaign.spec, envelope),
        all: wanted.project.map(|_| visit.here(Address::Envelope(code.clone()).at("candidater"))),
        intakes: intakes(&visit, envelope.intakes(calendar)),
        applying: Applying::of(&visit, envelope, found, is_open),
        form: Form::new(&visit, Address::EnvelopeApply(code)),
        prefill: wanted.prefill,
    };
    let frame = Frame::new(page.title.clone()).below(visit.here(Address::Envelopes), "Enveloppes");
    let frame = frame.described(&format!("{}\u{a0}: {}", page.title, markdown::line(&page.purpose)));
    Ok(frame.render(&visit, || view! { <EnvelopeView page=&page /> }.into_any()))
}

impl Wanted {
    /// Leaves what is wanted alone where it is there; what is not leaves all. Whoever acts for nobody is offered no
    /// group: theirs may be one once they do.
    fn choose(&mut self, found: &mut CallView, acting: bool) {
        let known = |id: &ProjectId| found.projects.iter().any(|project| project.id == *id);
        if self.project.is_some_and(|project| !known(&project)) {
            self.project = None;
            self.prefill.refuse("Projet");
        }
        if let Some(project) = self.project {
            found.projects.retain(|row| row.id == project);
        }
        let Some(group) = self.group.filter(|_| acting) else { return };
        if found.groups.iter().any(|(row, _)| row.id == group) {
            found.groups.retain(|(row, _)| row.id == group);
            found.alone = None;
        } else {
            self.prefill.refuse("Groupement");
        }
    }
}

fn intakes(visit: &Visit, intakes: Vec<Intake>) -> Vec<(String, IntakeState)> {
    let (now, overseas) = (visit.ctx.now(), visit.overseas());
    let name = |intake: &Intake| wording::capitalised(&time::intake(intake, overseas));
    intakes.iter().map(|intake| (name(intake), IntakeState::of(&intake.period, now))).collect()
}

impl IntakeState {
    fn of(period: &Period, now: DateTime<Utc>) -> Self {
        match () {
            () if period.is_open(now) => Self::Open,
            () if now < period.opening() => Self::ToCome,
            () => Self::Closed,
        }
    }
}

#[component]
fn EnvelopeView<'a>(page: &'a EnvelopePage) -> AnyView {
    let (form, applying) = (&page.form, &page.applying);
    let purpose = Markup::below(1, &page.purpose);
    let all = page.all.as_ref().map(|all| {
        view! {
            <p>
                <a href=all.clone()>"Voir tous les projets retenus"</a>
            </p>
        }
    });
    view! {
        <RefusalSummary form />
        <h1>{page.title.clone()}</h1>
        <Markdown text=&purpose lead=true />
        <RulesOfEnvelope rules=&page.rules />
        <Intakes intakes=&page.intakes />
        <h2 id="candidater">"Votre candidature"</h2>
        <Prefilled prefill=&page.prefill />
        <Apply form applying />
        {all}
    }
    .into_any()
}

#[component]
fn Intakes<'a>(intakes: &'a [(String, IntakeState)]) -> AnyView {
    let intakes = views(intakes.iter().map(|(name, standing)| {
        let badge = match standing {
            IntakeState::Open => view! { <Badge tone=Tone::Success small=true label="ouvert" /> },
            IntakeState::ToCome => view! { <Badge small=true label="à venir" /> },
            IntakeState::Closed => view! { <Badge small=true label="clos" /> },
        };
        view! { <li>{name.clone()} " " {badge}</li> }.into_any()
    }));
    view! {
        <h2>"Dates de dépôt"</h2>
        <ul>{intakes}</ul>
    }
    .into_any()
}
