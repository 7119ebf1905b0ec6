//! The result: what is selected, with the money and who paid it; what each other project lacked; every step of the
//! count.

use super::{
    archive::Recount,
    other::{OtherVote, OtherVotes, others},
    step::{LostProject, Reader, SelectedProject, is_selected},
    table::StepsTable,
    words::{EnvelopeBar, cents},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::Details,
        frame::{Frame, Page},
        views::views,
    },
};
use entity::{
    address::Address,
    tally::{Lacking, Step},
};
use leptos::prelude::*;
use server::{reference::Reference, tally::CampaignTally};
use std::{sync::Arc, time::Duration};
use wording::{count, time};

/// How long the page waits for what the losers lacked, which takes many counts; a small vote has it by then.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the page shows after the close.
struct ResultPage {
    result: CampaignTally,
    reference: Arc<Reference>,
    reader: Reader,
    /// What each project lacked; None while it is looked for.
    lacked: Option<Vec<Option<Lacking>>>,
    /// The hash of the frozen rule.
    hash: Option<String>,
    /// What the order of the last ties was drawn from.
    seed: String,
    links: Links,
    others: Vec<OtherVote>,
}

/// What the page shows before the close.
struct ComingPage {
    /// When the vote closes.
    close: String,
    /// How many collectivités have voted.
    turnout: u64,
    links: Links,
    others: Vec<OtherVote>,
}

/// Where the pages of this campaign are.
struct Links {
    here: String,
    /// The page that explains the rule, and the document that holds it.
    about_rule: String,
    rule: String,
    comparison: String,
    simulation: String,
    archive: String,
}

impl Links {
    fn of(visit: &Visit) -> Self {
        Self {
            here: visit.here(Address::Result),
            about_rule: visit.here(Address::ResultRule),
            rule: visit.here(Address::FrozenRule),
            comparison: visit.here(Address::ResultComparison),
            simulation: visit.here(Address::Simulation),
            archive: visit.here(Address::ResultArchive),
        }
    }
}

/// The result page; before the close, only when it will be there.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let result = server::tally::of_campaign(&visit.ctx, campaign.id).await?;
    let (links, others) = (Links::of(&visit), others(&visit, &campaign).await?);
    let frame = Frame::new("Résultats").described(
        "Les projets retenus par le vote des collectivités, pourquoi chacun l’est, et ce qui a manqué aux autres.",
    );
    let Some(result) = result else {
        let close = time::deadline(campaign.spec.calendar.selection.close(), visit.overseas());
        let turnout = server::ballot::turnout(&visit.ctx, &campaign).await?;
        let page = ComingPage { close, turnout, links, others };
        return Ok(frame.render(&visit, || view! { <ComingResult page /> }.into_any()));
    };
    let frozen = server::frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let page = ResultPage {
        lacked: result.counted.lacking(PATIENCE).await,
        result,
        reference: visit.ctx.platform.reference(),
        reader: Reader::of(&visit, &campaign),
        hash: frozen.map(|frozen| frozen.hash.clone()),
        seed: campaign.spec.selection.seed.clone(),
        links,
        others,
    };
    Ok(frame.render(&visit, || view! { <VoteResult page /> }.into_any()))
}

#[component]
fn ComingResult(page: ComingPage) -> AnyView {
    view! {
        <h1>"Résultats du vote"</h1>
        <p>"Les résultats paraîtront ici dès la clôture du vote : le " {page.close} "."</p>
        <p>
            {count(page.turnout, "collectivité a voté", "collectivités ont voté")}
            ". Aucun décompte n’est visible avant la clôture."
        </p>
        <p>
            <a href=page.links.about_rule>"Comprendre la règle du vote"</a>
        </p>
        <OtherVotes others=&page.others />
    }
    .into_any()
}

#[component]
fn VoteResult(page: ResultPage) -> AnyView {
    let (page, result) = (&page, &page.result);
    let (tally, budget) = (&result.counted.tally, result.election.budget());
    let (reference, reader) = (&page.reference, &page.reader);
    let selected = tally.selected().map(|step| view! { <SelectedProject result reference step reader /> }.into_any());
    view! {
        <h1>"Résultats du vote"</h1>
        <p class="fr-text--lead">
            {count(tally.selected().count() as u64, "projet retenu", "projets retenus")} " sur " {tally.steps.len()}
            ", par " {count(result.voters.len() as u64, "collectivité", "collectivités")} "."
        </p>
        <p>
            {cents(tally.spent)} " engagés sur une enveloppe de " {cents(budget)} " ; il reste "
            {cents(budget.saturating_sub(tally.spent))} "."
        </p>
        <EnvelopeBar part=tally.spent whole=budget />
        <h2>"Projets retenus"</h2>
        <ol class="t-selected">{views(selected)}</ol>
        <LostProjects page />
        <h2>"Tous les projets, dans l’ordre du dépouillement"</h2>
        <StepsTable result />
        <RuleOfVote page />
        <Recount archive=page.links.archive.clone() />
        <OtherVotes others=&page.others />
    }
    .into_any()
}

/// What is not selected, and how far from it each project was.
#[component]
fn LostProjects<'a>(page: &'a ResultPage) -> AnyView {
    let (result, lacked) = (&page.result, page.lacked.as_deref());
    let losers: Vec<&Step> = result.counted.tally.steps.iter().filter(|step| !is_selected(step)).collect();
    if losers.is_empty() {
        return ().into_any();
    }
    let about = match lacked {
        Some(_) => view! {
            <p>
                "Pour chacun, ce qui lui a manqué. Ces chiffres ne viennent pas d’une formule : le vote a été \
                 dépouillé de nouveau, avec ces approbations ou à ce coût, et le projet était alors retenu."
            </p>
        }
        .into_any(),
        None => view! {
            <p>
                "Ce qui a manqué à chacun est en cours de calcul : le vote est dépouillé de nouveau de très nombreuses \
                 fois. " <a href=page.links.here.clone()>"Afficher de nouveau cette page"</a>
            </p>
        }
        .into_any(),
    };
    view! {
        <h2>"Projets non retenus"</h2>
        {about}
        <ul class="t-selected">
            {views(losers.into_iter().map(|step| view! { <LostProject result step lacked /> }.into_any()))}
        </ul>
    }
    .into_any()
}

/// The rule by which the ballots were counted.
#[component]
fn RuleOfVote<'a>(page: &'a ResultPage) -> AnyView {
    let (rule, links) = (&page.result.rule, &page.links);
    let frozen = page.hash.as_ref().map(|hash| {
        view! {
            <p>"Elle a été figée avant le vote dans " <a href=links.rule.clone()>"un document public"</a> "."</p>
            <Details summary="Vérifier que ce document n’a pas changé">
                <p>"Son empreinte SHA-256 : " <code>{hash.clone()}</code></p>
            </Details>
        }
    });
    view! {
        <h2>"La règle"</h2>
        {frozen}
        {rule.ballot.points.map(|points| view! { <p>{wording::points(points)}</p> })}
        <p>{wording::rule(rule.rule)}</p>
        <p>{wording::ties(rule.rule)}</p>
        <Details summary="D’où vient cet ordre">
            <p>
                {format!(
                    "Il découle de la graine publique « {} » : pour chaque projet, l’empreinte SHA-256 de la \
                 graine, d’un saut de ligne et de l’identifiant du projet, par ordre croissant.",
                    page.seed,
                )}
            </p>
        </Details>
        <ul>
            <li>
                <a href=links.about_rule.clone()>"Comprendre la règle, avec un exemple de quatre communes"</a>
            </li>
            <li>
                <a href=links.simulation.clone()>"Essayer la règle sur des bulletins tirés au hasard"</a>
            </li>
            <li>
                <a href=links.comparison.clone()>"Comparer avec un simple décompte des voix"</a>
            </li>
        </ul>
    }
    .into_any()
}
