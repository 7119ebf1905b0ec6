//! Home: where the campaign stands, how long is left, what awaits whoever reads, what happened since they came last.

use super::{
    near::{NearHome, NearPart},
    news::NewsPart,
    progress::{CampaignProgress, CampaignSteps},
    tasks::{Awaiting, AwaitingPart},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        figures::Figures,
        frame::{Frame, Page},
        inner::Inner,
        markdown::{Markdown, Markup},
        need_card::NeedCards,
        pending_request::{OwnRequests, PendingRequests},
        tile_map::NeedMap,
    },
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    calendar::{Calendar, Overseas},
    site_text::SiteText,
};
use leptos::prelude::*;
use server::{campaign::loaded::StoredCampaign, collectivity::CampaignFigures, news::News, reference::Reference};
use std::sync::Arc;

/// What the site says of itself where its address is shared.
const DESCRIPTION: &str = "Communes, intercommunalités, départements et régions décrivent leurs besoins numériques, se \
                           groupent et choisissent ensemble les services à construire.";

/// The most recent needs that the page shows.
const LATEST_NEEDS: u64 = 4;

/// What the page shows, without the latest needs.
struct HomePage {
    title: String,
    summary: Markup,
    calendar: Calendar,
    now: DateTime<Utc>,
    overseas: Option<Overseas>,
    /// None where one's own requests say what is awaited.
    awaiting: Option<Awaiting>,
    requests: OwnRequests,
    /// None for visitors, and at the first visit.
    news: Option<News>,
    /// None where there is nothing, and for who acts for nobody.
    near: Option<NearHome>,
    /// What the staff says to whoever has not signed in; None where it says nothing.
    welcome: Option<Markup>,
    figures: Arc<CampaignFigures>,
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
        summary: Markup::below(2, &campaign.spec.summary),
        calendar: campaign.spec.calendar,
        now: visit.ctx.now(),
        overseas: visit.overseas(),
        figures: server::collectivity::figures(&visit.ctx, &campaign).await?,
        awaiting: match waits {
            true => None,
            false => Some(awaiting(&visit, &campaign).await?),
        },
        requests,
        welcome: welcome(&visit).await?,
        news: news(&visit, &campaign).await?,
        near: server::nearby::nearby(&visit.ctx, &campaign).await?.map(|nearby| NearHome::of(&visit, nearby)),
    };
    let latest = server::collectivity::latest_needs(&visit.ctx, &campaign, LATEST_NEEDS).await?;
    let reference = &visit.ctx.platform.reference();
    Ok(Frame::new("").described(DESCRIPTION).render(&visit, || {
        view! {
            <Home page reference>
                <NeedCards reference campaign=&campaign.spec needs=&latest />
            </Home>
        }
        .into_any()
    }))
}

/// What the staff says to whoever has not signed in.
async fn welcome(visit: &Visit) -> Result<Option<Markup>, Failure> {
    if visit.who.is_some() {
        return Ok(None);
    }
    let text = server::site_text::current(&visit.ctx, SiteText::Welcome).await?;
    Ok((!text.trim().is_empty()).then(|| Markup::of(&text)))
}

/// What awaits whoever visits.
async fn awaiting(visit: &Visit, campaign: &StoredCampaign) -> Result<Awaiting, Failure> {
    let tasks = match &visit.who {
        Some(who) => server::task::list(&visit.ctx, &who.memberships).await?,
        None => Vec::new(),
    };
    let campaigns = server::campaign::opened(&visit.ctx).await?;
    Ok(Awaiting::of(visit, campaign, &campaigns, tasks))
}

/// What happened since the last visit; None where there was none, or where the demonstration's clock went back before.
async fn news(visit: &Visit, campaign: &StoredCampaign) -> Result<Option<News>, Failure> {
    let since = visit.who.as_ref().and_then(|who| who.previous_visit);
    match since.filter(|since| *since < visit.ctx.now()) {
        Some(since) => Ok(Some(server::news::since(&visit.ctx, campaign, since).await?)),
        None => Ok(None),
    }
}

/// The page around the latest needs.
#[component]
fn Home<'a>(page: HomePage, reference: &'a Reference, children: Inner) -> AnyView {
    let HomePage { calendar, now, overseas, figures, .. } = page;
    let counts = vec![
        (figures.needs, "besoins publiés"),
        (figures.collectivities as u64, "collectivités participantes"),
        (figures.inhabitants, "habitants couverts, chacun compté une fois"),
        (figures.eligible_groups, "groupements éligibles"),
    ];
    let aside = page.news.map(|news| {
        view! {
            <div class="t-home-aside">
                <NewsPart news />
            </div>
        }
    });
    let near = page.near.map(|near| view! { <NearPart near /> });
    view! {
        <h1 class="t-home-title">{page.title}</h1>
        {page.welcome.map(|text| view! { <Markdown text=&text /> })}
        <CampaignProgress calendar now />
        <div class="t-home-now">
            <div>
                {page.awaiting.map(|awaiting| view! { <AwaitingPart awaiting /> })}
                <OwnRequestsPart own=page.requests />
            </div>
            {aside}
        </div>
        <h2>"La campagne"</h2>
        <Markdown text=&page.summary lead=true />
        <CampaignSteps calendar now overseas />
        <Figures figures=counts />
        <h2>"Derniers besoins publiés"</h2>
        {children.view()}
        <p>
            <a class="fr-link" href=Address::Needs.to_string()>
                "Tous les besoins"
            </a>
        </p>
        <div class="t-home-where">
            {near} <div>
                <h2>"Où sont les besoins"</h2>
                <NeedMap reference needs=&figures.needs_by_departement />
            </div>
        </div>
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
