//! An envelope that one may apply to: its rules, the days of its intakes, and the way to an application.

use super::{
    apply::{Apply, Applying},
    label::call_title,
    rules::{Rules, RulesOfEnvelope},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        alert::Tone,
        badge::Badge,
        field::RefusalSummary,
        form::Form,
        frame::{Frame, Page},
        markdown::{Markdown, Markup},
        views::views,
    },
};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use entity::{address::Address, calendar::Period, campaign::Intake, id::ProjectId, search_text::SearchText};
use leptos::prelude::*;
use serde::Deserialize;
use server::{application, markdown};
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
}

/// Where an intake stands.
enum IntakeState {
    ToCome,
    Open,
    Closed,
}

/// The page of an envelope: its rules, and whether one may apply.
pub async fn page(visit: Visit, Path(code): Path<String>, Query(params): Query<QueryParams>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let envelope = campaign.spec.envelope(&code).filter(|envelope| envelope.call.is_some()).ok_or(Failure::NotFound)?;
    let mut found = application::query::call(&visit.ctx, &campaign, envelope).await?;
    // A project that was not selected leaves them all.
    let wanted = params.projet.as_str().parse::<ProjectId>().ok();
    let wanted = wanted.filter(|wanted| found.projects.iter().any(|project| project.id == *wanted));
    if let Some(wanted) = wanted {
        found.projects.retain(|project| project.id == wanted);
    }
    let calendar = &campaign.spec.calendar;
    let is_open = envelope.open_intake(calendar, visit.ctx.now()).is_some();
    let page = EnvelopePage {
        title: call_title(envelope),
        purpose: envelope.purpose.clone(),
        rules: Rules::of(&campaign.spec, envelope),
        all: wanted.map(|_| visit.here(Address::Envelope(code.clone()).at("candidater"))),
        intakes: intakes(&visit, envelope.intakes(calendar)),
        applying: Applying::of(&visit, envelope, found, is_open),
        form: Form::new(&visit, Address::EnvelopeApply(code)),
    };
    let frame = Frame::new(page.title.clone()).below(visit.here(Address::Envelopes), "Enveloppes");
    let frame = frame.described(&format!("{}\u{a0}: {}", page.title, markdown::line(&page.purpose)));
    Ok(frame.render(&visit, || view! { <EnvelopeView page=&page /> }.into_any()))
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
