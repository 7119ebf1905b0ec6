//! The projects that a ballot paper offers: a box to tick for each, or a field for its points.

use super::choice::{PROJECTS, points_field};
use crate::ui::{
    act::{Details, UserText},
    alert::Tone,
    badge::Badge,
    card::excerpt,
    carrier::carrier,
    form::Form,
};
use entity::{address::Address, campaign::Points, id::ProjectId};
use leptos::prelude::*;
use server::ballot::Paper;
use wording::euros;

/// A project to choose.
pub struct Offered {
    id: ProjectId,
    title: String,
    summary: String,
    /// Who carries it.
    carrier: String,
    /// What it costs, in cents.
    cents: i64,
    ticked: bool,
    /// As typed, prepared or cast before; empty for none.
    points: String,
    /// What it is to bring.
    benefits: String,
    /// The titles of one's own needs that it answers.
    answers: Vec<String>,
}

/// The projects, chosen as typed, as prepared since the last ballot, or as cast.
pub fn offered(form: &Form, paper: &Paper) -> Vec<Offered> {
    let cast = paper.cast.as_ref().map(|(row, _)| (row.cast_at, &row.choices));
    let draft = paper.draft.as_ref().map(|(row, _)| (row.prepared_at, &row.choices));
    let latest = cast.into_iter().chain(draft).max_by_key(|(at, _)| *at).map(|(_, choices)| choices.as_str());
    let before = latest.and_then(|stored| server::ballot::choices_of(stored).ok()).unwrap_or_default();
    let ids: Vec<String> = before.iter().map(|choice| choice.project.to_string()).collect();
    let ticked = form.all(PROJECTS, &ids);
    let points = |id: ProjectId| before.iter().find(|choice| choice.project == id).map_or(0, |choice| choice.points);
    let offered = paper.projects.iter().map(|(project, group)| {
        let given = match points(project.id) {
            0 => String::new(),
            points => points.to_string(),
        };
        Offered {
            id: project.id,
            title: project.title.clone(),
            summary: project.summary.clone(),
            carrier: carrier(project, group.as_deref()),
            cents: project.cost.cents(),
            ticked: ticked.contains(&project.id.to_string()),
            points: form.text(&points_field(project.id), &given),
            benefits: project.benefits.clone(),
            answers: paper.answers.get(&project.id).cloned().unwrap_or_default(),
        }
    });
    offered.collect()
}

/// How many characters of what a project is stand on the paper before it is opened.
const EXCERPT: usize = 160;

/// How many are ticked, and what they cost together in cents.
pub fn total(offered: &[Offered]) -> (u64, i64) {
    let ticked = offered.iter().filter(|project| project.ticked);
    ticked.fold((0, 0), |(chosen, cents), project| (chosen + 1, cents + project.cents))
}

/// A project to tick; `at` is its place on the paper. Its cost is added up in the browser.
#[component]
pub fn ProjectBox<'a>(at: usize, project: &'a Offered) -> AnyView {
    let id = if at == 0 { PROJECTS.to_owned() } else { format!("{PROJECTS}-{at}") };
    view! {
        <div class="t-choice">
            <div class="fr-checkbox-group">
                <input
                    type="checkbox"
                    id=id.clone()
                    name=PROJECTS
                    value=project.id.to_string()
                    checked=project.ticked
                    data-cents=project.cents.to_string()
                />
                <label class="fr-label" for=id>
                    <TitleAndCost project />
                    <span class="fr-hint-text">{excerpt(&project.summary, EXCERPT)}</span>
                    <span class="fr-hint-text">"Porté par " {project.carrier.clone()}</span>
                </label>
            </div>
            <More project />
        </div>
    }
    .into_any()
}

/// A field for the points of a project.
#[component]
pub fn ProjectPoints<'a>(project: &'a Offered, limits: Points) -> AnyView {
    let name = points_field(project.id);
    let most = limits.most_on_one.unwrap_or(limits.total).to_string();
    view! {
        <div class="t-choice">
            <div class="fr-input-group">
                <label class="fr-label" for=name.clone()>
                    <TitleAndCost project />
                    <span class="fr-hint-text">{excerpt(&project.summary, EXCERPT)}</span>
                    <span class="fr-hint-text">
                        "Porté par " {project.carrier.clone()} ". Voix : de 0 à " {most}
                    </span>
                </label>
                <input
                    class="fr-input t-points"
                    type="text"
                    inputmode="numeric"
                    maxlength="9"
                    id=name.clone()
                    name=name
                    value=project.points.clone()
                />
            </div>
            <More project />
        </div>
    }
    .into_any()
}

/// What is chosen, and what it costs.
#[component]
fn TitleAndCost<'a>(project: &'a Offered) -> AnyView {
    view! {
        <span class="t-choice__head">
            <strong>{project.title.clone()}</strong>
            <span class="t-choice__cost">{euros(project.cents)}</span>
        </span>
    }
    .into_any()
}

/// Which of one's own needs it answers, and all that it is, readable in place.
#[component]
fn More<'a>(project: &'a Offered) -> AnyView {
    let address = Address::Project(project.id).to_string();
    let benefits = (!project.benefits.is_empty()).then(|| view! { <UserText text=project.benefits.clone() /> });
    let answers = (!project.answers.is_empty()).then(|| {
        let label = if project.answers.len() == 1 { "Répond à votre besoin" } else { "Répond à vos besoins" };
        let titles = project.answers.iter().map(|title| format!("«\u{202f}{title}\u{202f}»"));
        view! {
            <p class="t-choice__more">
                <Badge tone=Tone::Info small=true label />
                " "
                {titles.collect::<Vec<_>>().join(", ")}
            </p>
        }
    });
    view! {
        {answers}
        <div class="t-choice__more">
            <Details summary="Lire tout le projet">
                <UserText text=project.summary.clone() />
                {benefits}
                <p>
                    <a href=address>
                        "Toute la fiche " <span class="fr-sr-only">"du projet " {project.title.clone()}</span>
                    </a>
                </p>
            </Details>
        </div>
    }
    .into_any()
}
