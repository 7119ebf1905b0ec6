//! The projects of the ballot.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        alert::EmptyState,
        card::{Card, Cards},
        carrier::carrier,
        frame::{Frame, Page, download, feed},
        here::here,
        motif::Motif,
        views::views,
    },
};
use entity::{address::Address, money::Euros, table};
use leptos::prelude::*;
use server::project::query::Carried;
use wording::{count, euros};

/// What the page shows.
struct ProjectsPage {
    projects: Vec<Carried>,
    /// The name and the budget of the envelope that the vote is about.
    envelope: String,
    budget: Euros,
}

/// The projects of the ballot.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let page = ProjectsPage {
        projects: server::project::query::on_ballot_carried(&visit.ctx, &campaign).await?,
        envelope: campaign.spec.selection_envelope().map(|envelope| envelope.title.clone()).unwrap_or_default(),
        budget: campaign.spec.selection_budget(),
    };
    Ok(Frame::new("Projets")
        .described(
            "Les projets chiffrés soumis au vote des collectivités, nés des besoins qu’elles ont publiés et soutenus.",
        )
        .render(&visit, || view! { <ProjectList page /> }.into_any()))
}

#[component]
fn ProjectList(page: ProjectsPage) -> AnyView {
    let ProjectsPage { projects, envelope, budget } = page;
    let none = projects.is_empty().then(|| {
        view! {
            <EmptyState>
                <p>"Aucun projet n’est encore soumis au vote."</p>
            </EmptyState>
        }
    });
    let simulation = (!projects.is_empty()).then(|| {
        view! {
            <p>
                <a href=here(Address::Simulation)>"Essayer la règle du vote sur des bulletins tirés au hasard"</a>
            </p>
        }
    });
    let downloads = (!projects.is_empty()).then(|| download(&here(Address::ProjectsTable), "Télécharger les projets"));
    let cards = views(projects.iter().map(|(project, group)| {
        view! { <ProjectCard project carrier=carrier(project, group.as_deref()) /> }.into_any()
    }));
    view! {
        <h1 class=Motif::Project.class()>"Projets soumis au vote"</h1>
        <p>
            {count(projects.len() as u64, "projet", "projets")} " pour une enveloppe de " {euros(budget.cents())}
            " (« " {envelope} " »)."
        </p>
        {none}
        {simulation}
        <Cards>{cards}</Cards>
        {downloads}
        {feed(here(Address::ProjectsFeed))}
    }
    .into_any()
}

#[component]
fn ProjectCard<'a>(project: &'a table::project::Model, carrier: String) -> AnyView {
    let meta = vec![
        view! { <strong>{euros(project.cost.cents())}</strong> }.into_any(),
        format!("Porté par {carrier}").into_any(),
    ];
    view! {
        <Card href=Address::Project(project.id) title=project.title.clone() meta level=2>
            <p>{project.summary.clone()}</p>
        </Card>
    }
    .into_any()
}
