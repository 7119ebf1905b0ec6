//! What a page says aloud.

use super::example::{Example, LONG_TITLE};
use crate::ui::{
    act::{Actions, ButtonLink, Weight},
    alert::{Alert, Callout, Empty, EmptyState, Flash, Tone},
    badge::{Badge, DemoBadge},
    campaign_badge::{CampaignBadge, CampaignStanding},
    front_door::ActsForNobody,
    views::views,
};
use entity::{address::Address, calendar::CampaignState};
use leptos::prelude::*;

/// What each tone is called here.
fn name(tone: Tone) -> &'static str {
    match tone {
        Tone::Info => "Information",
        Tone::Success => "Réussite",
        Tone::Warning => "Avertissement",
        Tone::Error => "Erreur",
    }
}

/// Alerts, callouts, empty lists and badges, in every tone.
#[component]
pub(super) fn Alerts() -> AnyView {
    let alerts = views(Tone::ALL.into_iter().map(|tone| {
        view! {
            <Alert tone title=name(tone)>
                <p>"Une alerte avec un titre."</p>
            </Alert>
            <Alert tone>
                <p>"Une alerte sans titre. " {LONG_TITLE} "."</p>
            </Alert>
        }
        .into_any()
    }));
    let flash = |tone| view! { <Flash tone>"Ce qui vient d’être fait : " {name(tone)} "."</Flash> }.into_any();
    let flashes = views(Tone::ALL.into_iter().map(flash));
    view! {
        <Example title="Alertes" file="alert.rs">
            {alerts}
            <h3>"Ce qu’est devenu un acte"</h3>
            {flashes}
            <h3>"Encadré"</h3>
            <Callout title="Un encadré">"Un court texte mis à part."</Callout>
            <h3>"Personne sans collectivité"</h3>
            <ActsForNobody to="publier un besoin" />
            <h3>"Liste vide"</h3>
            <EmptyState>
                <p>"Rien n’est encore là."</p>
            </EmptyState>
            <EmptyState why=Empty::Alone>
                <p>"Personne ne s’est encore regroupé."</p>
            </EmptyState>
            <EmptyState why=Empty::NotFound>
                <p>"Aucun besoin ne correspond à cette recherche."</p>
                <Actions>
                    <ButtonLink weight=Weight::Secondary href=Address::Needs>
                        "Voir tous les besoins"
                    </ButtonLink>
                </Actions>
            </EmptyState>
        </Example>
        <Badges />
    }
    .into_any()
}

#[component]
fn Badges() -> AnyView {
    let states =
        [CampaignState::Announced, CampaignState::Running, CampaignState::Closed].map(CampaignStanding::Opened);
    let campaigns = views([CampaignStanding::Prepared].into_iter().chain(states).map(|state| {
        view! {
            <CampaignBadge state />
            " "
        }
        .into_any()
    }));
    let badges = views(Tone::ALL.into_iter().map(|tone| {
        view! {
            <Badge tone label=name(tone) />
            " "
            <Badge tone small=true label=format!("{}, petit", name(tone)) />
            " "
        }
        .into_any()
    }));
    view! {
        <Example title="Badges" file="badge.rs">
            <p>
                <Badge label="Sans ton" />
                " "
                {badges}
                <DemoBadge />
                {campaigns}
            </p>
        </Example>
    }
    .into_any()
}
