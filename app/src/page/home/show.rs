//! Home: where the campaign stands, how long is left, what is expected of your collectivité.

use super::{
    collectivity,
    expected::{Expectation, Expected},
    progress::{CampaignProgress, CampaignSteps},
    visitor,
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        figures::Figures,
        frame::{Frame, Page},
        inner::Inner,
        need_card::NeedCards,
        pending_request::{OwnRequests, PendingRequests},
    },
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    calendar::{Calendar, Overseas},
};
use leptos::prelude::*;
use server::{campaign::running::RunningCampaign, collectivity::CampaignFigures};

/// What the site says of itself where its address is shared.
const DESCRIPTION: &str = "Communes, intercommunalités, départements et régions décrivent leurs besoins numériques, se \
                           groupent et choisissent ensemble les services à construire.";

/// The most recent needs that the page shows.
const LATEST_NEEDS: u64 = 4;

/// What the page shows, without the latest needs.
struct HomePage {
    title: String,
    summary: String,
    calendar: Calendar,
    now: DateTime<Utc>,
    overseas: Option<Overseas>,
    /// None where one's own requests say what is awaited.
    expectation: Option<Expectation>,
    requests: OwnRequests,
    figures: CampaignFigures,
}

/// The home page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let Some(campaign) = visit.campaign.clone() else {
        return Ok(Frame::new("").described(DESCRIPTION).render(&visit, || view! { <NoCampaign /> }.into_any()));
    };
    let requests = match visit.who {
        Some(_) => server::membership::mine(&visit.ctx).await?,
        None => Vec::new(),
    };
    let requests = OwnRequests::new(&visit, requests);
    let waits = visit.acts_for_nobody() && !requests.is_empty();
    let page = HomePage {
        title: campaign.spec.title.clone(),
        summary: campaign.spec.summary.clone(),
        calendar: campaign.spec.calendar,
        now: visit.ctx.now(),
        overseas: visit.overseas(),
        figures: server::collectivity::figures(&visit.ctx, &campaign).await?,
        expectation: match waits {
            true => None,
            false => Some(expectation(&visit, &campaign).await?),
        },
        requests,
    };
    let latest = server::collectivity::latest_needs(&visit.ctx, &campaign, LATEST_NEEDS).await?;
    let reference = visit.ctx.platform.reference();
    Ok(Frame::new("").described(DESCRIPTION).render(&visit, || {
        view! {
            <Home page>
                <NeedCards reference=&reference campaign=&campaign.spec needs=&latest />
            </Home>
        }
        .into_any()
    }))
}

/// What is expected of whoever visits: for their collectivité, where they act for one.
async fn expectation(visit: &Visit, campaign: &RunningCampaign) -> Result<Expectation, Failure> {
    match &visit.ctx.actor.acting {
        Some(acting) => collectivity::expectation(visit, campaign, acting).await,
        None => Ok(visitor::expectation(visit)),
    }
}

/// The page around the latest needs.
#[component]
fn Home(page: HomePage, children: Inner) -> AnyView {
    let HomePage { calendar, now, overseas, figures, .. } = page;
    let figures = vec![
        (figures.needs, "besoins publiés"),
        (figures.collectivities as u64, "collectivités participantes"),
        (figures.inhabitants, "habitants couverts, chacun compté une fois"),
        (figures.eligible_groups, "groupements éligibles"),
    ];
    view! {
        <h1>{page.title}</h1>
        <p class="fr-text--lead">{page.summary}</p>
        <CampaignProgress calendar now overseas />
        {page.expectation.map(|expectation| view! { <Expected expectation /> })}
        <OwnRequestsPart own=page.requests />
        <CampaignSteps calendar now overseas />
        <h2>"La campagne en chiffres"</h2>
        <Figures figures />
        <h2>"Derniers besoins publiés"</h2>
        {children.view()}
        <p>
            <a class="fr-link" href=Address::Needs.to_string()>
                "Tous les besoins"
            </a>
        </p>
    }
    .into_any()
}

/// One's own requests to act for a collectivité, until they are answered.
#[component]
fn OwnRequestsPart(own: OwnRequests) -> AnyView {
    if own.is_empty() {
        return ().into_any();
    }
    view! {
        <h2>"Votre demande d’agir pour une collectivité"</h2>
        <PendingRequests own=&own />
    }
    .into_any()
}

/// The page of a server that runs no campaign.
#[component]
fn NoCampaign() -> AnyView {
    view! {
        <h1>"Terreau"</h1>
        <p>"Aucune campagne n’est en cours sur ce serveur."</p>
        <p>
            "Pour la personne qui l’exploite : « terreau import campaign FICHIER » en prépare une, « terreau campaign \
             open NOM » l’ouvre, « terreau serve --demo » montre une démonstration."
        </p>
    }
    .into_any()
}
