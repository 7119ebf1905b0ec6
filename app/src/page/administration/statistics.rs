//! How the platform is run, in figures: its front door, its queues, its mails, and who has how much to do.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        chart::{BarLine, Bars},
        frame::{Frame, Page},
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use axum::extract::Query;
use chrono::Duration;
use entity::{address::Address, search_text::SearchText};
use leptos::prelude::*;
use serde::Deserialize;
use server::statistics::staff::{self, AssessorLoad, Queue, QueueFigures, SPANS, StaffFigures};
use wording::{number, time};

/// Over how many days.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    jours: SearchText,
}

/// The page, over the days asked for, or the first span.
pub async fn page(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let wanted = asked.jours.as_str().parse().ok().filter(|days| SPANS.contains(days));
    let days = wanted.unwrap_or(SPANS[0]);
    let figures = staff::figures(&visit.ctx, &campaign, days).await?;
    let frame = Frame::new("Fonctionnement de la plateforme");
    Ok(frame.render(&visit, || view! { <Running figures=&figures days /> }.into_any()))
}

#[component]
fn Running<'a>(figures: &'a StaffFigures, days: u16) -> AnyView {
    let spans = views(SPANS.into_iter().map(|span| {
        let label = format!("{span}\u{a0}jours");
        let current = (span == days).then_some("true");
        let href = Address::StaffFigures.with("jours", span).to_string();
        view! {
            <li>
                <a href=href aria-current=current>
                    {label}
                </a>
            </li>
        }
        .into_any()
    }));
    view! {
        <h1>"Fonctionnement de la plateforme"</h1>
        <p>
            {format!("Depuis le {}. ", time::day(figures.since))}
            "Des actes sont comptés\u{a0}; personne n’est suivi de l’un à l’autre."
        </p>
        <nav aria-label="Période">
            <ul class="t-spans">{spans}</ul>
        </nav>
        <FrontDoor figures />
        <Queues queues=&figures.queues />
        <Mails figures />
        <Loads figures />
    }
    .into_any()
}

/// From a link to the first act.
#[component]
fn FrontDoor<'a>(figures: &'a StaffFigures) -> AnyView {
    let door = &figures.door;
    let steps = [
        ("Liens de connexion demandés", door.links),
        ("Connexions par un lien", door.by_link),
        ("Demandes de rattachement", door.requests),
        ("Rattachements confirmés", door.confirmed),
        ("Premiers actes d’une collectivité", door.first_acts),
    ];
    let bar = |(label, value): (&str, u64)| BarLine { label: label.to_owned(), value, told: number(value) };
    let others = [("Autres connexions", door.otherwise), ("Rattachements refusés", door.declined)];
    let rows =
        steps.iter().chain(&others).map(|(label, value)| Row::new([Cell::head(*label), Cell::number(number(*value))]));
    let heads = vec![Head::new("Étape"), Head::number("Nombre")];
    view! {
        <h2>"La porte d’entrée"</h2>
        <Bars id="porte" title="De la demande d’un lien au premier acte" lines=steps.map(bar).to_vec() />
        <Table id="table-porte" caption="La porte d’entrée" hidden=true dense=true heads rows=rows.collect() />
        <p class="fr-hint-text">
            "Premier acte\u{a0}: un besoin, un soutien, un groupement ou une candidature. Le vote est compté à part, \
             sur la page de la participation."
        </p>
    }
    .into_any()
}

fn queue_name(queue: Queue) -> &'static str {
    match queue {
        Queue::Memberships => "Demandes de rattachement",
        Queue::Reports => "Textes signalés",
        Queue::JointActs => "Actes à deux",
        Queue::Applications => "Candidatures, jusqu’à la décision publiée",
        Queue::Instalments => "Demandes de versement",
    }
}

#[component]
fn Queues<'a>(queues: &'a [(Queue, QueueFigures)]) -> AnyView {
    let took = |delay: Option<Duration>| delay.map_or_else(|| "–".to_owned(), time::delay);
    let rows = queues.iter().map(|(queue, figures)| {
        Row::new([
            Cell::head(queue_name(*queue)),
            Cell::number(number(figures.waiting)),
            Cell::number(number(figures.answered)),
            Cell::number(took(figures.median)),
            Cell::number(took(figures.slow)),
        ])
    });
    let heads = vec![
        Head::new("File"),
        Head::number("Attendent"),
        Head::number("Répondues"),
        Head::number("La moitié en moins de"),
        Head::number("Neuf sur dix en moins de"),
    ];
    view! {
        <h2>"Le temps de répondre"</h2>
        <Table id="files" caption="Le temps de répondre" hidden=true dense=true heads rows=rows.collect() />
    }
    .into_any()
}

#[component]
fn Mails<'a>(figures: &'a StaffFigures) -> AnyView {
    let mails = &figures.mails;
    let rows = [
        ("Écrits", mails.written),
        ("Envoyés", mails.sent),
        ("À envoyer, ou à renvoyer", mails.waiting),
        ("Refusés par le serveur de courriel, ou devenus inutiles", mails.failed),
    ];
    let rows = rows.map(|(label, value)| Row::new([Cell::head(label), Cell::number(number(value))]));
    let heads = vec![Head::new("Courriels"), Head::number("Nombre")];
    view! {
        <h2>"Les courriels"</h2>
        <Table id="courriels" caption="Les courriels" hidden=true dense=true heads rows=rows.into() />
        <p class="fr-hint-text">"Ceux qui sont encore gardés\u{a0}: les plus anciens sont supprimés."</p>
    }
    .into_any()
}

/// What waits for each curator and each assessor.
#[component]
fn Loads<'a>(figures: &'a StaffFigures) -> AnyView {
    let curators = figures.curators.iter().map(|(name, needs)| {
        let name = name.clone().unwrap_or_else(|| "Personne".to_owned());
        Row::new([Cell::head(name), Cell::number(number(*needs))])
    });
    let assessor = |(name, load): &(String, AssessorLoad)| {
        let figures = [load.waiting, load.given, load.conflicts].map(|figure| Cell::number(number(figure)));
        Row::new(std::iter::once(Cell::head(name.clone())).chain(figures))
    };
    let of_curators = vec![Head::new("Confiés à"), Head::number("Besoins à trier")];
    let of_assessors = vec![
        Head::new("Évaluateur"),
        Head::number("À évaluer"),
        Head::number("Évaluées"),
        Head::number("Laissées à d’autres, pour un lien"),
    ];
    let needs = load("curateurs", "Besoins à trier", of_curators, curators.collect());
    let assessments =
        load("evaluateurs", "Candidatures à évaluer", of_assessors, figures.assessors.iter().map(assessor).collect());
    view! {
        <h2>"Besoins à trier"</h2>
        {needs}
        <h2>"Candidatures à évaluer"</h2>
        {assessments}
    }
    .into_any()
}

/// A table of what waits for each, or that nothing does.
fn load(id: &'static str, caption: &'static str, heads: Vec<Head>, rows: Vec<Row>) -> AnyView {
    match rows.is_empty() {
        true => view! { <p>"Rien n’attend."</p> }.into_any(),
        false => view! { <Table id caption hidden=true dense=true heads rows /> }.into_any(),
    }
}
