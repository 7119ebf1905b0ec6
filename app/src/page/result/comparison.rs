//! The same ballots, counted by votes alone: what changes, and who is left without anything.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::result::show::{address, cents, stratum_of},
    ui::frame::{Frame, Page, views},
};
use entity::{address::Address, collectivity::Stratum, siren::Siren, tally::Tally};
use leptos::prelude::*;
use std::collections::BTreeSet;
use wording::{count, number};

/// The page that compares; there is none before the close.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let result = server::tally::of_campaign(&visit.ctx, campaign.id).await?.ok_or(Failure::NotFound)?;
    let reference = visit.ctx.platform.reference();
    Ok(Frame::new("Comparaison").below(visit.here(Address::Result), "Résultats").render(&visit, move || {
        let (ours, greedy) = (&result.counted.tally, &result.counted.greedy);
        let set = |tally: &Tally| tally.selected().map(|step| step.project).collect::<BTreeSet<usize>>();
        let (with_rule, by_votes) = (set(ours), set(greedy));
        let list = |projects: BTreeSet<usize>, none: &'static str| {
            if projects.is_empty() {
                return view! { <p>{none}</p> }.into_any();
            }
            let lines = views(projects.into_iter().map(|project| {
                let cost = result.election.projects()[project].cost;
                view! {
                    <li>
                        <a href=address(&result, project)>{result.title(project).to_owned()}</a>
                        ", "
                        {cents(cost)}
                    </li>
                }
                .into_any()
            }));
            view! { <ul>{lines}</ul> }.into_any()
        };
        let line = |label: String, of: &dyn Fn(&Siren) -> bool| {
            let (voters, without) = result.left_out(ours, of);
            let (_, without_by_votes) = result.left_out(greedy, of);
            (voters > 0).then(|| {
                view! {
                    <tr>
                        <th scope="row">{label}</th>
                        <td class="fr-cell--right">{number(voters)}</td>
                        <td class="fr-cell--right">{number(without)}</td>
                        <td class="fr-cell--right">{number(without_by_votes)}</td>
                    </tr>
                }
                .into_any()
            })
        };
        let named = result.rule.publication.is_named();
        let strata = views(Stratum::ALL.iter().filter(|_| named).filter_map(|&stratum| {
            line(wording::stratum_title(stratum).to_owned(), &|siren| stratum_of(&reference, siren) == stratum)
        }));
        let regions = views(reference.regions().iter().filter_map(|region| {
            let here = |siren: &Siren| reference.find(siren).is_some_and(|found| found.region == region.code);
            line(region.name.clone(), &here)
        }));
        let all = line("Toutes les collectivités".into(), &|_| true);
        view! {
            <h1>"Comparaison avec un simple décompte des voix"</h1>
            <p class="fr-text--lead">
                "Les mêmes bulletins, dépouillés de deux façons : par la règle de la campagne, et en prenant les \
                 projets dans l’ordre de leurs voix tant que l’enveloppe suffit."
            </p>
            <p>
                {format!(
                    "La règle de la campagne retient {} pour {} ; le décompte des voix en retiendrait {} pour {}.",
                    count(with_rule.len() as u64, "projet", "projets"),
                    cents(ours.spent),
                    number(by_votes.len() as u64),
                    cents(greedy.spent),
                )}
            </p>
            <h2>"Retenus par la règle de la campagne seulement"</h2>
            {list(&with_rule - &by_votes, "Aucun projet.")}
            <h2>"Retenus par le décompte des voix seulement"</h2>
            {list(&by_votes - &with_rule, "Aucun projet.")}
            <h2>"Collectivités qui ont voté et dont aucun projet n’est retenu"</h2>
            {left_out_table(
                "par-taille",
                if named { "Par catégorie" } else { "En tout" },
                views(strata_and_all(strata, all)),
            )}
            {named.then(|| left_out_table("par-region", "Par région", regions))}
        }
        .into_any()
    }))
}

fn strata_and_all(strata: AnyView, all: Option<AnyView>) -> impl Iterator<Item = AnyView> {
    std::iter::once(strata).chain(all)
}

fn left_out_table(id: &'static str, caption: &'static str, rows: AnyView) -> AnyView {
    view! {
        <div class="fr-table" tabindex="0" role="region" aria-labelledby=id>
            <table>
                <caption id=id>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Collectivités"</th>
                        <th scope="col" class="fr-cell--right">
                            "Ont voté"
                        </th>
                        <th scope="col" class="fr-cell--right">
                            "Sans projet, règle de la campagne"
                        </th>
                        <th scope="col" class="fr-cell--right">
                            "Sans projet, décompte des voix"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
