//! The same ballots, counted by votes alone: what changes, and who is left without anything.

use super::words::{ProjectLink, cents, stratum_of};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page},
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use entity::{address::Address, collectivity::Stratum, siren::Siren, tally::Tally};
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

/// How many collectivités voted, and how many of them chose nothing that is selected.
struct LeftOut {
    label: String,
    voters: u64,
    /// By the rule of the campaign, and by votes alone.
    with_rule: u64,
    by_votes: u64,
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
        let strata = Stratum::ALL.iter().filter(|_| named).filter_map(|&stratum| {
            let label = wording::stratum_title(stratum).to_owned();
            LeftOut::of(&result, label, |siren| stratum_of(reference, siren) == stratum)
        });
        let all = LeftOut::of(&result, "Toutes les collectivités".to_owned(), |_| true);
        let regions = reference.regions().iter().filter_map(|region| {
            let here = |siren: &Siren| reference.find(siren).is_some_and(|found| found.region == region.code);
            LeftOut::of(&result, region.name.clone(), here)
        });
        Self {
            with_rule: selected(&result.counted.tally),
            by_votes: selected(&result.counted.greedy),
            by_stratum: strata.chain(all).collect(),
            by_region: named.then(|| regions.collect()),
            result,
        }
    }
}

impl LeftOut {
    /// Of these collectivités; None where none of them voted.
    fn of(result: &CampaignTally, label: String, of: impl Fn(&Siren) -> bool) -> Option<Self> {
        let (voters, with_rule) = result.left_out(&result.counted.tally, &of);
        let (_, by_votes) = result.left_out(&result.counted.greedy, &of);
        (voters > 0).then_some(Self { label, voters, with_rule, by_votes })
    }

    fn row(self) -> Row {
        let figures = [self.voters, self.with_rule, self.by_votes].map(|figure| Cell::number(number(figure)));
        Row::new([Cell::head(self.label)].into_iter().chain(figures))
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

#[component]
fn LeftOutTable(id: &'static str, caption: &'static str, lines: Vec<LeftOut>) -> AnyView {
    let heads = vec![
        Head::new("Collectivités"),
        Head::number("Ont voté"),
        Head::number("Sans projet, règle de la campagne"),
        Head::number("Sans projet, décompte des voix"),
    ];
    let rows = lines.into_iter().map(LeftOut::row);
    view! { <Table id caption heads rows=rows.collect() /> }.into_any()
}
