//! The same ballots, counted by votes alone: what changes, and who is left without anything.

use super::{
    left_out::{Compared, LeftOut, LeftOutTable},
    words::{ProjectLink, cents},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page},
        views::views,
    },
};
use entity::{address::Address, tally::Tally};
use leptos::prelude::*;
use server::{reference::Reference, tally::CampaignTally};
use std::collections::BTreeSet;
use wording::{count, number};

/// What the page shows.
struct ComparisonPage {
    result: CampaignTally,
    /// What the rule of the campaign selects, and what votes alone would, by their places in the election.
    with_rule: BTreeSet<usize>,
    by_votes: BTreeSet<usize>,
    /// By stratum, then all together; all together only where ballots bear no names.
    by_stratum: Vec<LeftOut>,
    /// None where ballots bear no names: few voters of a region would be told by what their region chose.
    by_region: Option<Vec<LeftOut>>,
}

/// The page that compares; there is none before the close.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let result = server::tally::of_campaign(&visit.ctx, campaign.id).await?.ok_or(Failure::NotFound)?;
    let page = ComparisonPage::of(&visit.ctx.platform.reference(), result);
    let frame = Frame::new("Comparaison")
        .described(
            "Le résultat du vote, comparé à ce qu’auraient retenu d’autres façons de compter les mêmes bulletins.",
        )
        .below(visit.here(Address::Result), "Résultats");
    Ok(frame.render(&visit, || view! { <Comparison page /> }.into_any()))
}

impl ComparisonPage {
    fn of(reference: &Reference, result: CampaignTally) -> Self {
        let selected = |tally: &Tally| tally.selected().map(|step| step.project).collect();
        let named = result.rule.publication.is_named();
        let counted = Compared {
            election: &result.election,
            voters: &result.voters,
            with_rule: &result.counted.tally,
            by_votes: &result.counted.greedy,
        };
        Self {
            with_rule: selected(&result.counted.tally),
            by_votes: selected(&result.counted.greedy),
            by_stratum: if named { counted.by_stratum(reference) } else { counted.all().into_iter().collect() },
            by_region: named.then(|| counted.by_region(reference)),
            result,
        }
    }
}

#[component]
fn Comparison(page: ComparisonPage) -> AnyView {
    let ComparisonPage { result, with_rule, by_votes, by_stratum, by_region } = page;
    let result = &result;
    let caption = if by_region.is_some() { "Par catégorie" } else { "En tout" };
    view! {
        <h1>"Comparaison avec un simple décompte des voix"</h1>
        <p class="fr-text--lead">
            "Les mêmes bulletins, dépouillés de deux façons : par la règle de la campagne, et en prenant les projets \
             dans l’ordre de leurs voix tant que l’enveloppe suffit."
        </p>
        <p>
            {format!(
                "La règle de la campagne retient {} pour {} ; le décompte des voix en retiendrait {} pour {}.",
                count(with_rule.len() as u64, "projet", "projets"),
                cents(result.counted.tally.spent),
                number(by_votes.len() as u64),
                cents(result.counted.greedy.spent),
            )}
        </p>
        <h2>"Retenus par la règle de la campagne seulement"</h2>
        <ProjectList result projects=&with_rule - &by_votes />
        <h2>"Retenus par le décompte des voix seulement"</h2>
        <ProjectList result projects=&by_votes - &with_rule />
        <h2>"Collectivités qui ont voté et dont aucun projet n’est retenu"</h2>
        <LeftOutTable id="par-taille" caption lines=by_stratum />
        {by_region.map(|lines| view! { <LeftOutTable id="par-region" caption="Par région" lines /> })}
    }
    .into_any()
}

/// Projects by their places in the election.
#[component]
fn ProjectList<'a>(result: &'a CampaignTally, projects: BTreeSet<usize>) -> AnyView {
    if projects.is_empty() {
        return view! { <p>"Aucun projet."</p> }.into_any();
    }
    let lines = views(projects.into_iter().map(|project| {
        let cost = result.election.projects()[project].cost;
        view! {
            <li>
                <ProjectLink result project />
                ", "
                {cents(cost)}
            </li>
        }
        .into_any()
    }));
    view! { <ul>{lines}</ul> }.into_any()
}
