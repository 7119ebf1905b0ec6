//! Turnout: how many collectivités have voted, by kind and region. Nothing else of the vote is public before the close.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::frame::{Frame, Page, views},
};
use entity::{
    collectivity::{Collectivity, Stratum},
    siren::Siren,
};
use leptos::prelude::*;
use std::collections::{BTreeMap, HashSet};
use wording::{count, number};

/// How many voted, and how many may.
#[derive(Debug, Clone, Copy, Default)]
struct Turnout {
    voted: u64,
    called: u64,
}

/// The page of the turnout.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let voters: HashSet<Siren> = server::ballot::voters(&visit.ctx, &campaign).await?.into_iter().collect();
    let until = server::ballot::turnout_until(&visit.ctx, &campaign);
    let frozen = server::frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let reference = visit.ctx.platform.reference();
    Ok(Frame::new("Participation").below("/vote", "Vote").render(&visit, move || {
        let mut strata: BTreeMap<Stratum, Turnout> = BTreeMap::new();
        let mut regions: BTreeMap<&str, Turnout> = BTreeMap::new();
        let mut all = Turnout::default();
        let called = |found: &Collectivity| frozen.as_ref().is_none_or(|frozen| frozen.rule.may_vote(&found.siren));
        for found in reference.collectivities().filter(|found| called(found)) {
            let stratum = Stratum::of(found.kind, reference.figures(&found.siren).population);
            let voted = u64::from(voters.contains(&found.siren));
            for turnout in [&mut all, strata.entry(stratum).or_default(), regions.entry(&found.region).or_default()] {
                turnout.called += 1;
                turnout.voted += voted;
            }
        }
        let by_stratum = Stratum::ALL
            .iter()
            .filter_map(|stratum| Some((wording::stratum_title(*stratum).to_owned(), *strata.get(stratum)?)));
        let by_region = reference
            .regions()
            .iter()
            .filter_map(|region| Some((region.name.clone(), *regions.get(region.code.as_str())?)));
        view! {
            <h1>"Participation"</h1>
            <p class="fr-text--lead">
                {count(all.voted, "collectivité a voté", "collectivités ont voté")} " sur " {number(all.called)}
                " appelées à voter."
            </p>
            {match until {
                None => {
                    view! {
                        <p>"Qui a voté est public ; ce que chacun a choisi ne l’est pas avant la clôture."</p>
                    }
                }
                Some(_) => {
                    view! {
                        <p>
                            "Ces chiffres sont ceux d’hier soir, à minuit : les bulletins seront publiés sans nom, et \
                             suivre la participation à la minute dirait lequel est de qui."
                        </p>
                    }
                }
            }}
            {table("par-categorie", "Par catégorie", by_stratum)}
            {table("par-region", "Par région", by_region)}
        }
        .into_any()
    }))
}

fn table(id: &'static str, caption: &'static str, lines: impl Iterator<Item = (String, Turnout)>) -> AnyView {
    let rows = views(lines.map(|(label, Turnout { voted, called })| {
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td class="fr-cell--right">{number(voted)}</td>
                <td class="fr-cell--right">{number(called)}</td>
            </tr>
        }
        .into_any()
    }));
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
                            "Appelées à voter"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
