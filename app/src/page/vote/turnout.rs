//! Turnout: how many collectivités have voted, by kind and region. Nothing else of the vote is public before the close.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page},
        here::here,
        table::{Cell, Head, Row, Table},
    },
};
use entity::{
    address::Address,
    collectivity::{Collectivity, Stratum},
    frozen_rule::FrozenRule,
    siren::Siren,
};
use leptos::prelude::*;
use server::{Context, campaign::loaded::StoredCampaign, reference::Reference};
use std::collections::{BTreeMap, HashSet};
use wording::{count, number};

/// How many voted, and how many may.
#[derive(Debug, Clone, Copy, Default)]
pub struct Turnout {
    pub voted: u64,
    pub called: u64,
}

/// What the page shows.
pub struct TurnoutPage {
    pub all: Turnout,
    pub by_stratum: Vec<(String, Turnout)>,
    pub by_region: Vec<(String, Turnout)>,
    /// The figures stop at yesterday's midnight: ballots will be published without names.
    pub is_of_yesterday: bool,
}

/// The page of the turnout.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let page = TurnoutPage::find(&visit.ctx, &campaign).await?;
    let frame = Frame::new("Participation")
        .described("Combien de collectivités ont voté, par catégorie et par région.")
        .below(visit.here(Address::Ballot), "Vote");
    Ok(frame.render(&visit, || view! { <TurnoutFigures page /> }.into_any()))
}

impl TurnoutPage {
    /// The figures of a campaign's vote.
    pub async fn find(ctx: &Context, campaign: &StoredCampaign) -> Result<Self, server::Error> {
        let voters: HashSet<Siren> = server::ballot::voters(ctx, campaign).await?.into_iter().collect();
        let frozen = server::frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await?;
        let is_of_yesterday = server::ballot::turnout_until(ctx, campaign).is_some();
        let rule = frozen.as_ref().map(|frozen| &frozen.rule);
        Ok(Self::of(&ctx.platform.reference(), &voters, rule, is_of_yesterday))
    }

    fn of(reference: &Reference, voters: &HashSet<Siren>, rule: Option<&FrozenRule>, is_of_yesterday: bool) -> Self {
        let mut strata: BTreeMap<Stratum, Turnout> = BTreeMap::new();
        let mut regions: BTreeMap<&str, Turnout> = BTreeMap::new();
        let mut all = Turnout::default();
        let called = |found: &Collectivity| rule.is_none_or(|rule| rule.may_vote(&found.siren));
        for found in reference.collectivities().filter(|found| called(found)) {
            let stratum = Stratum::of(found.kind, reference.figures(&found.siren).population);
            let voted = u64::from(voters.contains(&found.siren));
            for turnout in [&mut all, strata.entry(stratum).or_default(), regions.entry(&found.region).or_default()] {
                turnout.called += 1;
                turnout.voted += voted;
            }
        }
        let title = |stratum: &Stratum| wording::stratum_title(*stratum).to_owned();
        let by_stratum = Stratum::ALL.iter().filter_map(|stratum| Some((title(stratum), *strata.get(stratum)?)));
        let areas = reference.regions().iter();
        let by_region = areas.filter_map(|area| Some((area.name.clone(), *regions.get(area.code.as_str())?)));
        Self { all, by_stratum: by_stratum.collect(), by_region: by_region.collect(), is_of_yesterday }
    }
}

#[component]
fn TurnoutFigures(page: TurnoutPage) -> AnyView {
    let until = match page.is_of_yesterday {
        false => "Qui a voté est public ; ce que chacun a choisi ne l’est pas avant la clôture.",
        true => {
            "Ces chiffres sont ceux d’hier soir, à minuit : les bulletins seront publiés sans nom, et suivre la \
             participation à la minute dirait lequel est de qui."
        }
    };
    view! {
        <h1>"Participation"</h1>
        <p class="fr-text--lead">
            {count(page.all.voted, "collectivité a voté", "collectivités ont voté")} " sur "
            {number(page.all.called)} " appelées à voter."
        </p>
        <p>{until}</p>
        <TurnoutTable id="par-categorie" caption="Par catégorie" lines=page.by_stratum />
        <TurnoutTable id="par-region" caption="Par région" lines=page.by_region />
        <p>
            <a href=here(Address::Statistics)>"Tous les chiffres de la campagne"</a>
        </p>
    }
    .into_any()
}

#[component]
fn TurnoutTable(id: &'static str, caption: &'static str, lines: Vec<(String, Turnout)>) -> AnyView {
    let rows = lines.into_iter().map(|(label, Turnout { voted, called })| {
        Row::new([Cell::head(label), Cell::number(number(voted)), Cell::number(number(called))])
    });
    let heads = vec![Head::new("Collectivités"), Head::number("Ont voté"), Head::number("Appelées à voter")];
    view! { <Table id caption heads rows=rows.collect() /> }.into_any()
}
