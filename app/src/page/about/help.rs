//! Help: the campaign's rules as its file says them, how the counting is done, the data used.

use super::guide::Guides;
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        edit_text::EditText,
        figures::{Definitions, entry},
        frame::{Frame, Page},
        guide::{HELP_TEXTS, HELP_TITLE},
        help_found::{HelpFound, HelpHits, HelpSearch},
        here::here,
        markdown::{Markdown, Markup},
        views::views,
    },
};
use axum::extract::Query;
use entity::{
    address::Address,
    calendar::{Calendar, Overseas, Phase},
    campaign::{Authority, Envelope},
    search_text::SearchText,
    site_text::SiteText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{campaign::loaded::StoredCampaign, site_text};
use std::sync::Arc;
use wording::{euros, time};

/// What is looked for in the help.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    texte: SearchText,
}

/// What the page shows beside its texts.
struct HelpPage {
    /// The campaign of the page, if there is one.
    campaign: Option<Arc<StoredCampaign>>,
    overseas: Option<Overseas>,
    /// The year of the population figures, and the day on which they were imported.
    vintage: String,
    imported: String,
    steps: Markup,
    applying: Markup,
    found: HelpFound,
    edit: EditText,
}

/// The help page.
pub async fn page(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let reference = visit.ctx.platform.reference();
    let page = HelpPage {
        campaign: visit.campaign.clone(),
        overseas: visit.overseas(),
        vintage: reference.atlas.vintage().to_owned(),
        imported: reference.imported_at.map(|at| time::day(at.utc())).unwrap_or_default(),
        steps: Markup::of(&site_text::current(&visit.ctx, SiteText::HelpSteps).await?),
        applying: Markup::of(&site_text::current(&visit.ctx, SiteText::HelpApplying).await?),
        found: HelpFound::of(&visit, asked.texte).await?,
        edit: EditText::of(&visit, &HELP_TEXTS),
    };
    Ok(Frame::new("Aide")
        .described(
            "Les étapes de la campagne, ce que chacun peut y faire, comment les habitants et les votes sont comptés.",
        )
        .render(&visit, || view! { <Help page /> }.into_any()))
}

#[component]
fn Help(page: HelpPage) -> AnyView {
    let overseas = page.overseas;
    let found = &page.found;
    let rules = page.campaign.map(|campaign| {
        let campaign = &campaign.spec;
        view! {
            <Phases calendar=campaign.calendar overseas />
            <h2>"Les enveloppes"</h2>
            {views(campaign.envelopes.iter().map(|envelope| view! { <EnvelopeRules envelope /> }.into_any()))}
        }
    });
    view! {
        <h1>{HELP_TITLE}</h1>
        <HelpSearch found action=Address::Help label="Que cherchez-vous\u{202f}?" />
        <HelpHits found />
        <Guides />
        <Markdown text=&page.steps />
        {rules}
        <Markdown text=&page.applying />
        <h2 id="donnees">"Données utilisées"</h2>
        <p>
            {format!(
                "Communes, intercommunalités, départements et régions : INSEE (Code officiel géographique 2026, \
                 populations {}), DGCL, La Poste, par le paquet @etalab/decoupage-administratif 6.0.0. SIREN : \
                 répertoire SIRENE de l’INSEE. Licence Ouverte 2.0. Importées ici le {}.",
                page.vintage,
                page.imported,
            )}
        </p>
        <h2>"Sans JavaScript, au clavier, avec un lecteur d’écran"</h2>
        <p>
            "Toutes les démarches fonctionnent sans JavaScript et au clavier. Les cartes sont accompagnées des mêmes \
             chiffres en tableau."
        </p>
        <h2>"Écrire à l’équipe"</h2>
        <p>
            "La réponse n’est pas ici\u{202f}? " <a href=Address::Contact.to_string()>"Posez votre question"</a>
            "\u{a0}: elle vous viendra par courriel."
        </p>
        {page.edit.view()}
    }
    .into_any()
}

/// When each phase of the campaign is open.
#[component]
fn Phases(calendar: Calendar, overseas: Option<Overseas>) -> AnyView {
    let phases = views(Phase::ALL.iter().map(|&phase| {
        view! {
            <li>
                <strong>{wording::phase(phase)}</strong>
                " : "
                {time::period(&calendar.period(phase), overseas)}
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Le calendrier"</h2>
        <ul>{phases}</ul>
        <p>
            "Les heures sont celles de Paris ; une collectivité d’outre-mer lit aussi la sienne. L’horloge du serveur \
             fait foi."
        </p>
    }
    .into_any()
}

/// What an envelope pays, for whom, and the way to apply where one can.
#[component]
fn EnvelopeRules<'a>(envelope: &'a Envelope) -> AnyView {
    let apply = envelope.call.as_ref().map(|_| {
        let (address, title) = (here(Address::Envelope(envelope.code.clone())), envelope.title.clone());
        view! {
            <p>
                <a href=address>"Conditions et candidature" <span class="fr-sr-only">{format!(" : {title}")}</span></a>
            </p>
        }
    });
    let purpose = Markup::below(3, &envelope.purpose);
    view! {
        <h3>{envelope.title.clone()}</h3>
        <Markdown text=&purpose />
        <Definitions entries=said(envelope) />
        {apply}
    }
    .into_any()
}

/// What the campaign's file says of an envelope, in order; what it leaves out is not shown.
fn said(envelope: &Envelope) -> Vec<(String, AnyView)> {
    let amount = match envelope.amount {
        0 => "financé par les autres enveloppes".to_owned(),
        amount => euros(i64::from(amount) * 100),
    };
    let condition = match &envelope.eligibility {
        Some(condition) => wording::condition(condition),
        None => "aucune : ouverte à toute collectivité".to_owned(),
    };
    let subsidy = envelope.subsidy_percent.map(|percent| format!("{percent} % du coût"));
    let waves = (!envelope.waves.is_empty()).then(|| envelope.waves.len().to_string());
    let priority: Vec<&str> = envelope.priority.iter().map(|&one| wording::programme(one)).collect();
    let criteria: Vec<&str> = envelope.criteria.iter().map(|criterion| criterion.title.as_str()).collect();
    let decided_by = (envelope.decided_by == Authority::Prefect).then(|| "le préfet du département".to_owned());
    let all = [
        ("Montant", amount),
        ("Condition de groupement", condition),
        ("Subvention", subsidy.unwrap_or_default()),
        ("Vagues", waves.unwrap_or_default()),
        ("Priorité", priority.join(", ")),
        ("Sujets", envelope.topics.join(", ")),
        ("Critères", criteria.join(", ")),
        ("Décision", decided_by.unwrap_or_default()),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(term, text)| entry(term, text)).collect()
}
