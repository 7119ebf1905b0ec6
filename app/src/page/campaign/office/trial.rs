//! A campaign that is being written, tried before it opens: who could apply, and what some collectivités would read.

use super::fault::NotComplete;
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page},
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use axum::extract::Path;
use entity::{address::Address, campaign::Campaign, eligibility::Judgement, id::CampaignDraftId};
use leptos::prelude::*;
use server::campaign::{
    draft,
    trial::{self, Counted, Tried},
};
use wording::{capitalised, condition, count, number};

/// What the page shows.
struct TrialPage {
    slug: String,
    /// None while the campaign lacks something.
    trial: Option<Trial>,
}

/// A campaign tried on the roll.
struct Trial {
    envelopes: Vec<Tried>,
    /// What some collectivités would read: a name, and each envelope with its verdict.
    eyes: Vec<(String, Vec<(String, String)>)>,
    regions: Vec<(String, String)>,
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<CampaignDraftId>) -> Result<Page, Failure> {
    let draft = draft::find(&visit.ctx, id).await?;
    let trial = match draft.check() {
        Ok(campaign) => Some(tried(&visit, campaign).await?),
        Err(_) => None,
    };
    let page = TrialPage { slug: draft.row.slug, trial };
    let frame = Frame::new("Essai")
        .below(Address::CampaignOffice, "Préparer une campagne")
        .below(Address::CampaignDraft(id), page.slug.clone());
    Ok(frame.render(&visit, || view! { <OneTrial page=&page /> }.into_any()))
}

async fn tried(visit: &Visit, campaign: Campaign) -> Result<Trial, Failure> {
    let reference = visit.ctx.platform.reference();
    let mut eyes = Vec::new();
    for siren in trial::examples(&reference) {
        let verdicts = trial::verdicts(&visit.ctx, &campaign, &siren).await?;
        let inhabitants = count(reference.figures(&siren).population, "habitant", "habitants");
        let title = |code: &str| campaign.envelope(code).map(|one| one.title.clone()).unwrap_or_default();
        let lines = verdicts.into_iter().map(|(code, judgement)| (title(&code), verdict(judgement)));
        eyes.push((format!("{} ({inhabitants})", reference.name(&siren)), lines.collect()));
    }
    let regions = reference.regions().iter().map(|area| (area.code.clone(), area.name.clone())).collect();
    Ok(Trial { envelopes: trial::run(&visit.ctx, campaign).await?, eyes, regions })
}

fn verdict(judgement: Option<Judgement>) -> String {
    match judgement {
        None => "peut candidater, comme toutes".to_owned(),
        Some(judgement) if judgement.met => "peut candidater seule".to_owned(),
        Some(judgement) => format!("pas seule\u{a0}: {}", wording::lacking_clause(&judgement)),
    }
}

#[component]
fn OneTrial<'a>(page: &'a TrialPage) -> AnyView {
    let trial = page
        .trial
        .as_ref()
        .map_or_else(|| view! { <NotComplete /> }.into_any(), |trial| view! { <Results trial /> }.into_any());
    view! {
        <h1>{format!("Essai de «\u{202f}{}\u{202f}»", page.slug)}</h1>
        <p>
            "Ce que la campagne donnerait aujourd’hui, sur toutes les collectivités du pays. Rien n’est publié ni \
             enregistré."
        </p>
        {trial}
    }
    .into_any()
}

#[component]
fn Results<'a>(trial: &'a Trial) -> AnyView {
    let envelopes =
        views(trial.envelopes.iter().map(|tried| view! { <OneEnvelope tried regions=&trial.regions /> }.into_any()));
    let eyes = views(trial.eyes.iter().map(|(name, lines)| {
        let lines = views(
            lines
                .iter()
                .map(|(title, verdict)| view! { <li>{title.clone()} "\u{a0}: " {verdict.clone()}</li> }.into_any()),
        );
        view! {
            <h3>{name.clone()}</h3>
            <ul>{lines}</ul>
        }
        .into_any()
    }));
    view! {
        <h2>"Ce que liraient trois collectivités"</h2>
        {eyes}
        <h2>"Qui pourrait candidater"</h2>
        {envelopes}
    }
    .into_any()
}

#[component]
fn OneEnvelope<'a>(tried: &'a Tried, regions: &'a [(String, String)]) -> AnyView {
    let condition = match &tried.condition {
        None => "Sans condition.".to_owned(),
        Some(found) => format!("Condition\u{a0}: {}.", condition(found)),
    };
    let line = |name: String, Counted { may, of }: Counted| {
        Row::new([Cell::head(name), Cell::number(number(may)), Cell::number(number(of))])
    };
    let strata =
        tried.alone.iter().map(|(stratum, counted)| line(capitalised(wording::stratum_title(*stratum)), *counted));
    let of_regions = tried.by_region.iter().map(|(code, counted)| {
        let name = regions.iter().find(|(one, _)| one == code).map_or(code.clone(), |(_, name)| name.clone());
        line(name, *counted)
    });
    let heads = || vec![Head::new("Collectivités"), Head::number("Peuvent seules"), Head::number("En tout")];
    let alone = (!tried.alone.is_empty()).then(|| {
        let (id, caption) = (format!("seules-{}", tried.code), format!("{}, par sorte et par taille", tried.title));
        let (of, regional) = (format!("regions-{}", tried.code), format!("{}, par région", tried.title));
        view! {
            <Table id caption dense=true heads=heads() rows=strata.collect() />
            <details>
                <summary>"Par région"</summary>
                <Table id=of caption=regional hidden=true dense=true heads=heads() rows=of_regions.collect() />
            </details>
        }
    });
    let neighbours = (tried.for_groups && tried.condition.is_some()).then(|| {
        view! {
            <p>
                {format!(
                    "Parmi les intercommunalités d’un même département qui ne le peuvent pas seules\u{a0}: {} sur {} \
                     y parviennent à deux, et {} sur {} groupes de trois dont aucune paire n’y parvient.",
                    count(tried.pairs.may, "paire", "paires"),
                    number(tried.pairs.of),
                    number(tried.triples.may),
                    number(tried.triples.of),
                )}
            </p>
        }
    });
    view! {
        <h3>{tried.title.clone()}</h3>
        <p>{condition}</p>
        {alone}
        {neighbours}
    }
    .into_any()
}
