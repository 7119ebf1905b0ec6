//! The rule of the vote, tried by anybody: ballots drawn from a number, or those of an earlier vote.

use super::{
    left_out::{Compared, LeftOutTable},
    words::cents,
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button},
        alert::{Alert, EmptyState, Tone},
        field::{FilterField, SearchField},
        frame::{Frame, Page},
        here::here,
        table::{Cell, Head, Row, Table},
    },
};
use axum::extract::Query;
use entity::{address::Address, id::CampaignId, search_text::SearchText, tally::Tally};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    campaign::loaded::StoredCampaign,
    reference::Reference,
    simulation::{BALLOTS, Ballots, Outcome, Simulation, simulate},
};
use std::{collections::BTreeSet, sync::Arc};
use wording::{count, number};

/// Ballots that are drawn where no number is asked for.
const DRAWN: u32 = 300;
/// The largest number that a draw begins from.
const LARGEST_SEED: u32 = 999_999;

/// What is asked: how many ballots, from which number, or the campaign whose vote is taken.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bulletins: SearchText,
    tirage: SearchText,
    vote: SearchText,
}

/// What the page shows.
struct SimulationPage {
    ballots: u32,
    seed: u32,
    /// The short name of the campaign whose ballots are taken; empty for drawn ones.
    vote: String,
    /// Campaigns whose vote is closed: short names and titles.
    earlier: Vec<(String, String)>,
    /// The campaign's rule, in words.
    rule: String,
    outcome: Outcome,
    reference: Arc<Reference>,
}

/// A number of the address, within bounds; the default where it is none.
fn within(text: &SearchText, default: u32, (least, most): (u32, u32)) -> u32 {
    text.as_str().parse::<u64>().map_or(default, |asked| {
        let asked = asked.clamp(u64::from(least), u64::from(most));
        u32::try_from(asked).unwrap_or(most)
    })
}

/// Campaigns other than this one whose vote is closed.
async fn closed(visit: &Visit, campaign: &StoredCampaign) -> Result<Vec<(CampaignId, String, String)>, Failure> {
    let opened = server::campaign::opened(&visit.ctx).await?;
    let closed = opened.iter().filter(|other| other.id != campaign.id);
    let closed = closed.filter(|other| visit.ctx.now() >= other.spec.calendar.selection.close());
    Ok(closed.map(|other| (other.id, other.spec.slug.clone(), other.spec.title.clone())).collect())
}

/// The page.
pub async fn page(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let closed = closed(&visit, &campaign).await?;
    let voters = within(&asked.bulletins, DRAWN, (*BALLOTS.start(), *BALLOTS.end()));
    let seed = within(&asked.tirage, 1, (1, LARGEST_SEED));
    let cast = closed.iter().find(|(_, slug, _)| slug == asked.vote.as_str());
    let ballots = match cast {
        Some((id, ..)) => Ballots::Cast(*id),
        None => Ballots::Drawn { seed, voters },
    };
    let page = SimulationPage {
        ballots: voters,
        seed,
        vote: cast.map(|(_, slug, _)| slug.clone()).unwrap_or_default(),
        outcome: simulate(&visit.ctx, &campaign, ballots).await?,
        earlier: closed.into_iter().map(|(_, slug, title)| (slug, title)).collect(),
        rule: wording::rule(campaign.spec.selection.rule),
        reference: visit.ctx.platform.reference(),
    };
    let frame = Frame::new("Essayer la règle du vote")
        .described(
            "Ce que la règle du vote retiendrait sur des bulletins tirés au hasard, ou sur ceux d’un autre vote.",
        )
        .below(visit.here(Address::Projects), "Projets");
    Ok(frame.render(&visit, || view! { <SimulationView page /> }.into_any()))
}

#[component]
fn SimulationView(page: SimulationPage) -> AnyView {
    let page = &page;
    let found = match &page.outcome {
        Outcome::Counted(made) => view! { <Found page made /> }.into_any(),
        Outcome::Nothing => view! {
            <EmptyState>
                <p>
                    "Rien à dépouiller\u{a0}: aucun projet n’est encore soumis au vote, ou personne n’y a voté."
                </p>
            </EmptyState>
        }
        .into_any(),
        Outcome::TooLong => view! {
            <Alert tone=Tone::Warning title="Ce dépouillement prend trop de temps">
                <p>
                    "D’autres simulations sont peut-être en cours. Réessayez dans une minute, ou tirez moins de \
                     bulletins."
                </p>
            </Alert>
        }
        .into_any(),
    };
    view! {
        <h1>"Essayer la règle du vote"</h1>
        <p class="fr-text--lead">
            "Avant le vote, voyez ce que sa règle retiendrait, à côté d’un simple décompte des voix, et qui resterait \
             sans rien. Ces bulletins ne sont pas des votes : ils ne prédisent pas le résultat, et rien n’en est \
             gardé."
        </p>
        <p>{page.rule.clone()}</p>
        <Asking page />
        {found}
    }
    .into_any()
}

/// What is asked for.
#[component]
fn Asking<'a>(page: &'a SimulationPage) -> AnyView {
    let earlier = (!page.earlier.is_empty()).then(|| {
        view! {
            <FilterField
                name="vote"
                label="Bulletins"
                empty="Tirés au hasard"
                options=page.earlier.clone()
                chosen=page.vote.clone()
            />
        }
    });
    let help = format!("De {} à {}", number(u64::from(*BALLOTS.start())), number(u64::from(*BALLOTS.end())));
    view! {
        <form method="get" action=here(Address::Simulation) class="t-filters">
            {earlier}
            <SearchField name="bulletins" label="Nombre de bulletins tirés" help value=page.ballots.to_string() />
            <SearchField
                name="tirage"
                label="Numéro du tirage"
                help="Le même numéro tire les mêmes bulletins"
                value=page.seed.to_string()
            />
            <Actions>
                <Button>"Dépouiller"</Button>
            </Actions>
        </form>
    }
    .into_any()
}

/// What the count found.
#[component]
fn Found<'a>(page: &'a SimulationPage, made: &'a Simulation) -> AnyView {
    let selected = |tally: &Tally| tally.selected().map(|step| step.project).collect::<BTreeSet<_>>();
    let (with_rule, by_votes) = (selected(&made.tally), selected(&made.greedy));
    let compared =
        Compared { election: &made.election, voters: &made.voters, with_rule: &made.tally, by_votes: &made.greedy };
    let whose = match page.vote.is_empty() {
        true => format!("{} du tirage n°\u{a0}{}", ballots(made), page.seed),
        false => format!("{} de ce vote", ballots(made)),
    };
    let said = format!(
        "{whose}, pour {} et une enveloppe de {}. La règle de la campagne retient {} pour {}\u{202f}; le décompte des \
         voix en retiendrait {} pour {}.",
        count(made.vote.projects.len() as u64, "projet", "projets"),
        cents(made.vote.budget),
        count(with_rule.len() as u64, "projet", "projets"),
        cents(made.tally.spent),
        number(by_votes.len() as u64),
        cents(made.greedy.spent),
    );
    let named = made.vote.publication.is_named() || page.vote.is_empty();
    let strata = if named { compared.by_stratum(&page.reference) } else { compared.all().into_iter().collect() };
    let regions = named.then(|| compared.by_region(&page.reference));
    view! {
        <h2>"Ce qui serait retenu"</h2>
        <p>{said}</p>
        <Projects made with_rule by_votes />
        <h2>"Collectivités dont aucun projet ne serait retenu"</h2>
        <LeftOutTable id="par-taille" caption="Par catégorie" lines=strata />
        {regions.map(|lines| view! { <LeftOutTable id="par-region" caption="Par région" lines /> })}
    }
    .into_any()
}

fn ballots(made: &Simulation) -> String {
    count(made.voters.len() as u64, "bulletin", "bulletins")
}

/// The projects, those that the rule selects first, in its order.
#[component]
fn Projects<'a>(made: &'a Simulation, with_rule: BTreeSet<usize>, by_votes: BTreeSet<usize>) -> AnyView {
    let votes = made.election.votes();
    let mut order: Vec<usize> = made.tally.selected().map(|step| step.project).collect();
    let mut others: Vec<usize> = (0..votes.len()).filter(|project| !with_rule.contains(project)).collect();
    others.sort_by_key(|&project| std::cmp::Reverse(votes[project]));
    order.extend(others);
    let is = |selected: bool| if selected { "Retenu" } else { "Non" };
    let rows = order.into_iter().filter_map(|at| {
        let project = made.vote.projects.get(at)?;
        let link = view! { <a href=Address::Project(project.id).to_string()>{project.title.clone()}</a> };
        Some(Row::new([
            Cell::head(link),
            Cell::number(cents(project.cost)),
            Cell::number(number(votes[at])),
            Cell::new(is(with_rule.contains(&at))),
            Cell::new(is(by_votes.contains(&at))),
        ]))
    });
    let heads = vec![
        Head::new("Projet"),
        Head::number("Coût"),
        Head::number("Voix"),
        Head::new("Règle de la campagne"),
        Head::new("Décompte des voix"),
    ];
    view! { <Table id="simulation" caption="Projets" heads rows=rows.collect() /> }.into_any()
}
