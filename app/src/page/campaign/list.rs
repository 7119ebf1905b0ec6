//! All campaigns: those that were opened, and to curators those that are prepared.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        alert::EmptyState,
        campaign_badge::{CampaignBadge, CampaignStanding},
        card::{Card, Cards},
        frame::{Frame, Page},
        views::views,
    },
};
use entity::{
    address::Address,
    permission::{Action, Facts},
};
use leptos::prelude::*;
use server::markdown;

/// A campaign in the list.
struct Listed {
    slug: String,
    title: String,
    summary: String,
    state: CampaignStanding,
    is_current: bool,
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let curates = visit.ctx.authorise(Action::Curate, &Facts::default()).is_ok();
    let prepares = visit.ctx.authorise(Action::PrepareCampaign, &Facts::default()).is_ok();
    let all = server::campaign::all(&visit.ctx).await?;
    let shown = all.into_iter().filter(|imported| curates || imported.opened_at.is_some());
    let campaigns: Vec<Listed> = shown
        .enumerate()
        .map(|(at, imported)| Listed {
            state: CampaignStanding::of(&imported, visit.ctx.now()),
            is_current: at == 0 && imported.opened_at.is_some(),
            slug: imported.campaign.spec.slug,
            title: imported.campaign.spec.title,
            summary: markdown::line(&imported.campaign.spec.summary),
        })
        .collect();
    let frame = Frame::new("Campagnes").described(
        "Les campagnes de l’année et celles d’avant\u{a0}: besoins, groupements, projets, résultats, journaux de vote.",
    );
    Ok(frame.render(&visit, || view! { <Campaigns campaigns prepares /> }.into_any()))
}

#[component]
fn Campaigns(campaigns: Vec<Listed>, prepares: bool) -> AnyView {
    let office = prepares.then(|| {
        view! {
            <p>
                <a href=Address::CampaignOffice.to_string()>"Préparer une campagne, ou en modifier une"</a>
            </p>
        }
    });
    let none = campaigns.is_empty().then(|| {
        view! {
            <EmptyState>
                <p>"Aucune campagne n’a encore été ouverte."</p>
            </EmptyState>
        }
    });
    let cards = views(campaigns.into_iter().map(|campaign| view! { <CampaignCard campaign /> }.into_any()));
    view! {
        <h1>"Campagnes"</h1>
        <p>
            "Chaque campagne garde ses besoins, ses groupements, ses projets et ses résultats à la même adresse, aussi \
             quand la suivante s’ouvre."
        </p>
        {office}
        {none}
        <Cards>{cards}</Cards>
    }
    .into_any()
}

#[component]
fn CampaignCard(campaign: Listed) -> AnyView {
    let Listed { slug, title, summary, state, is_current } = campaign;
    let current = is_current.then(|| "Affichée par défaut sur le site".into_any());
    let meta = [view! { <CampaignBadge state /> }.into_any()].into_iter().chain(current).collect();
    view! { <Card href=Address::Campaign(slug) title excerpt=summary meta level=2 /> }.into_any()
}
