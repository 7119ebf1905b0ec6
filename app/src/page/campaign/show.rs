//! One campaign: where it stands, and the way to what is its own.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::home::progress::CampaignSteps,
    ui::{
        alert::{Alert, Tone},
        campaign_badge::{CampaignBadge, CampaignStanding},
        frame::{Frame, Page},
        markdown::{Markdown, Markup},
        views::views,
    },
};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    calendar::{Calendar, Overseas},
    permission::{Action, Facts},
};
use leptos::prelude::*;
use server::markdown;

/// What the page shows.
struct CampaignPage {
    slug: String,
    title: String,
    summary: String,
    standing: CampaignStanding,
    calendar: Calendar,
    now: DateTime<Utc>,
    overseas: Option<Overseas>,
}

/// The page of a campaign, by its slug; a prepared one is shown to curators alone.
pub async fn page(visit: Visit, Path(slug): Path<String>) -> Result<Page, Failure> {
    let curates = visit.ctx.authorise(Action::Curate, &Facts::default()).is_ok();
    let all = server::campaign::all(&visit.ctx).await?;
    let imported = all.into_iter().find(|imported| imported.campaign.spec.slug == slug);
    let imported = imported.filter(|imported| curates || imported.opened_at.is_some()).ok_or(Failure::NotFound)?;
    let page = CampaignPage {
        standing: CampaignStanding::of(&imported, visit.ctx.now()),
        now: visit.ctx.now(),
        overseas: visit.overseas(),
        calendar: imported.campaign.spec.calendar,
        title: imported.campaign.spec.title,
        summary: imported.campaign.spec.summary,
        slug,
    };
    let frame =
        Frame::new(page.title.clone()).below(Address::Campaigns, "Campagnes").described(&markdown::line(&page.summary));
    Ok(frame.render(&visit, || view! { <OneCampaign page /> }.into_any()))
}

#[component]
fn OneCampaign(page: CampaignPage) -> AnyView {
    let CampaignPage { slug, title, summary, standing, calendar, now, overseas } = page;
    let summary = Markup::below(1, &summary);
    let section = match standing {
        CampaignStanding::Prepared => view! {
            <Alert tone=Tone::Info>
                <p>
                    "Cette campagne est préparée\u{a0}: seuls les curateurs la voient. "
                    <a href=Address::CampaignOffice.to_string()>"Proposer de l’ouvrir, ou la modifier"</a>
                </p>
            </Alert>
        }
        .into_any(),
        CampaignStanding::Opened(_) => view! { <CampaignLinks slug /> }.into_any(),
    };
    view! {
        <h1>{title}</h1>
        <p>
            <CampaignBadge state=standing />
        </p>
        <Markdown text=&summary lead=true />
        <CampaignSteps calendar now overseas />
        {section}
    }
    .into_any()
}

/// The pages that each campaign has of its own, at their lasting addresses (`/campagnes/{slug}/…`).
#[component]
fn CampaignLinks(slug: String) -> AnyView {
    let pages = [
        (Address::Needs, "Besoins", "ce que les collectivités ont dit manquer"),
        (Address::Groups, "Groupements", "celles qui s’unissent pour un besoin"),
        (Address::Projects, "Projets", "ce qui est soumis au vote, et son coût"),
        (Address::Ballot, "Vote", "le scrutin et la participation"),
        (Address::Result, "Résultats", "ce que les collectivités ont choisi, et l’archive pour recompter"),
        (Address::Log, "Journal public du vote", "chaque bulletin, pour qui veut vérifier"),
        (Address::Envelopes, "Financements", "l’argent de chaque enveloppe, et comment candidater"),
        (Address::CalendarFile, "Calendrier", "ses dates, pour votre agenda (fichier iCalendar)"),
    ];
    let pages = views(pages.into_iter().map(|(address, name, what)| {
        view! {
            <li>
                <a href=Address::of_campaign(&slug, &address)>{name}</a>
                {format!("\u{a0}: {what}")}
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Lire et agir dans cette campagne"</h2>
        <ul>{pages}</ul>
    }
    .into_any()
}
