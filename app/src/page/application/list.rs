//! The applications of the collectivité acted for.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::application::label::badge,
    ui::{
        act::ButtonLink,
        alert::EmptyState,
        card::{Card, Cards},
        frame::{Frame, Page},
        here::here,
        views::views,
    },
};
use entity::{address::Address, application::ApplicationState};
use leptos::prelude::*;
use server::application::query::{self, Line};
use wording::euros;

/// What the page shows.
struct ListPage {
    collectivity: String,
    /// Each with what its envelope is called.
    applications: Vec<(Line, String)>,
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaigns = server::campaign::opened(&visit.ctx).await?;
    let siren = visit.ctx.acting_for()?;
    let lines = query::of_collectivity(&visit.ctx, &siren).await?;
    let with_envelope = |line: Line| {
        let campaign = campaigns.iter().find(|campaign| campaign.id == line.campaign);
        let envelope = campaign.and_then(|campaign| campaign.spec.envelope(&line.envelope));
        let envelope = envelope.map(|envelope| envelope.title.clone()).unwrap_or_default();
        (line, envelope)
    };
    let page = ListPage {
        collectivity: visit.ctx.platform.reference().name(&siren),
        applications: lines.into_iter().map(with_envelope).collect(),
    };
    Ok(Frame::new("Candidatures").render(&visit, || view! { <Applications page /> }.into_any()))
}

#[component]
fn Applications(page: ListPage) -> AnyView {
    let list = if page.applications.is_empty() {
        view! {
            <EmptyState>
                <p>"Aucune candidature pour le moment."</p>
            </EmptyState>
        }
        .into_any()
    } else {
        let cards = page.applications.into_iter();
        let cards = views(cards.map(|(line, envelope)| view! { <ApplicationCard line envelope /> }.into_any()));
        view! { <Cards>{cards}</Cards> }.into_any()
    };
    view! {
        <h1>"Candidatures"</h1>
        <p>"Celles de " <strong>{page.collectivity}</strong> ", et celles des groupements dont elle est membre."</p>
        {list}
        <p>
            <ButtonLink href=here(Address::Envelopes)>"Voir ce que l’on peut demander"</ButtonLink>
        </p>
    }
    .into_any()
}

#[component]
fn ApplicationCard(line: Line, envelope: String) -> AnyView {
    let said = [
        Some(envelope).filter(|envelope| !envelope.is_empty()),
        line.wave.map(|wave| format!("vague {wave}")),
        line.number.map(|number| format!("n° {number}")),
        (line.asked > 0).then(|| format!("{} demandés", euros(line.asked))),
    ];
    let said = said.into_iter().flatten().map(IntoAny::into_any);
    let meta = std::iter::once(badge(line.state)).chain(said).collect();
    let draft = line.state == ApplicationState::Draft;
    view! { <Card href=Address::Application(line.id) title=line.title meta draft level=2 /> }.into_any()
}
