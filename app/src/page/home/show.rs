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
    },
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    calendar::{Calendar, Overseas},
};
use leptos::prelude::*;
use server::{campaign::running::RunningCampaign, collectivity::CampaignFigures};

/// The most recent needs that the page shows.
const LATEST_NEEDS: u64 = 4;

/// What the page shows, without the latest needs.
struct HomePage {
    title: String,
    summary: String,
    calendar: Calendar,
    now: DateTime<Utc>,
    overseas: Option<Overseas>,
    expectation: Expectation,
    figures: CampaignFigures,
}

/// The home page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let Some(campaign) = visit.campaign.clone() else {
        return Ok(Frame::new("").render(&visit, || view! { <NoCampaign /> }.into_any()));
    };
    let page = HomePage {
        title: campaign.spec.title.clone(),
        summary: campaign.spec.summary.clone(),
        calendar: campaign.spec.calendar,
        now: visit.ctx.now(),
        overseas: visit.overseas(),
        figures: server::collectivity::figures(&visit.ctx, &campaign).await?,
        expectation: expectation(&visit, &campaign).await?,
    };
    let latest = server::collectivity::latest_needs(&visit.ctx, &campaign, LATEST_NEEDS).await?;
    let reference = visit.ctx.platform.reference();
    Ok(Frame::new("").render(&visit, || {
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
        <Expected expectation=page.expectation />
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
