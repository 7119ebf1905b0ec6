//! The figures of a campaign: who takes part, where, when, and what the envelopes hold.

use super::{
    label::lines,
    money::{MoneyTable, PriorityReach},
    tables::BreakdownTable,
    weeks::{WeekLines, WeekTable},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        chart::{BarLine, Bars, part_of},
        figures::Figures,
        frame::{Frame, Page, download},
        here::here,
        tile_map::CountMap,
        views::views,
    },
};
use entity::{
    address::Address,
    statistics::{Breakdown, Part},
};
use leptos::prelude::*;
use server::{reference::Reference, statistics::Statistics};
use std::sync::Arc;
use wording::{number, statistics as words, time};

/// The value of `par` in the address of the list of those that voted.
pub const VOTERS: &str = "votants";

/// What the page shows.
struct StatisticsPage {
    campaign: String,
    figures: Arc<Statistics>,
    reference: Arc<Reference>,
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let page = StatisticsPage {
        campaign: campaign.spec.title.clone(),
        figures: server::statistics::of_campaign(&visit.ctx, &campaign).await?,
        reference: visit.ctx.platform.reference(),
    };
    let frame = Frame::new("Statistiques").described(
        "Les chiffres de la campagne\u{a0}: qui participe, où et quand, par taille, par région, par département, et \
         l’argent des enveloppes.",
    );
    Ok(frame.render(&visit, || view! { <CampaignStatistics page=&page /> }.into_any()))
}

#[component]
fn CampaignStatistics<'a>(page: &'a StatisticsPage) -> AnyView {
    let (reference, figures) = (&*page.reference, &*page.figures);
    let breakdowns = [Breakdown::Kind, Breakdown::Stratum, Breakdown::Region, Breakdown::Programme];
    let one = |breakdown| view! { <OneBreakdown reference figures breakdown /> }.into_any();
    let breakdowns = views(breakdowns.into_iter().map(one));
    let reach = figures.reach.as_ref().map(|reach| {
        view! {
            <h2>"Territoires prioritaires"</h2>
            <PriorityReach reach />
        }
    });
    view! {
        <h1>"Statistiques"</h1>
        <p class="fr-text--lead">{page.campaign.clone()}</p>
        <KeyFigures figures />
        <Caveats figures />
        <h2>"Où"</h2>
        <Where reference figures />
        {breakdowns}
        <h2>"Semaine après semaine"</h2>
        <WeekLines weeks=&figures.weeks />
        <WeekTable weeks=&figures.weeks />
        <h2>"L’argent"</h2>
        <MoneyTable envelopes=&figures.envelopes />
        <p>
            <a href=here(Address::Envelopes)>"Le détail de chaque enveloppe, à télécharger"</a>
        </p>
        {reach}
    }
    .into_any()
}

/// The whole in a few figures.
#[component]
pub fn KeyFigures<'a>(figures: &'a Statistics) -> AnyView {
    let total = &figures.parts.total;
    let or = |value: u64, one: &'static str, several: &'static str| (value, if value < 2 { one } else { several });
    let figures = vec![
        or(total.participating, "collectivité participe", "collectivités participent"),
        or(figures.inhabitants, "habitant de leurs territoires", "habitants de leurs territoires"),
        or(total.needs, "besoin", "besoins"),
        or(total.supports, "soutien", "soutiens"),
        or(total.groups, "groupement", "groupements"),
        or(total.voted, "collectivité a voté", "collectivités ont voté"),
        or(total.applications, "candidature déposée", "candidatures déposées"),
    ];
    view! { <Figures figures /> }.into_any()
}

/// When the figures were counted, what they do not tell, and where they are read otherwise.
#[component]
fn Caveats<'a>(figures: &'a Statistics) -> AnyView {
    let until = figures.turnout_until.is_some().then_some(
        " La participation au vote est celle d’hier à minuit\u{a0}: les bulletins seront publiés sans nom, et la \
         suivre à la minute dirait lequel est de qui.",
    );
    let voters = figures.voters.as_ref().filter(|voters| !voters.is_empty()).map(|_| {
        let address = here(Address::StatisticsTable.with("par", VOTERS));
        download(&address, "Qui a voté")
    });
    view! {
        <p>
            {format!("Chiffres du {}. ", time::moment(figures.at))}
            "On y compte ce que font les collectivités, jamais des personnes ; rien n’y dépend de ce que les bulletins \
             choisissent, ni des décisions qui ne sont pas publiées." {until}
        </p>
        <p>
            <a href=here(Address::StatisticsSheet)>"Deux pages à imprimer"</a>
            " · "
            <a href=here(Address::Turnout)>"La participation au vote"</a>
            " · "
            <a href=Address::Account.at("chiffres").to_string()>"Les recevoir chaque lundi par courriel"</a>
        </p>
        {voters}
    }
    .into_any()
}

/// The map, and every département in the table below it.
#[component]
fn Where<'a>(reference: &'a Reference, figures: &'a Statistics) -> AnyView {
    let breakdown = Breakdown::Departement;
    view! {
        <ParticipationMap reference figures />
        <BreakdownTable reference figures breakdown />
    }
    .into_any()
}

/// How many collectivités take part in each département.
#[component]
pub fn ParticipationMap<'a>(reference: &'a Reference, figures: &'a Statistics) -> AnyView {
    let of_departement = figures.parts.lines(Breakdown::Departement).filter_map(|(part, counts)| match part {
        Part::Departement(code) => Some((code.clone(), counts.participating)),
        _ => None,
    });
    let counts = of_departement.collect();
    view! { <CountMap reference counts=&counts /> }.into_any()
}

/// A breakdown as bars, with its table.
#[component]
fn OneBreakdown<'a>(reference: &'a Reference, figures: &'a Statistics, breakdown: Breakdown) -> AnyView {
    view! {
        <h2>{words::breakdown(breakdown)}</h2>
        <ParticipationBars reference figures breakdown />
        <BreakdownTable reference figures breakdown />
    }
    .into_any()
}

/// How many collectivités of each part take part, of how many.
#[component]
pub fn ParticipationBars<'a>(reference: &'a Reference, figures: &'a Statistics, breakdown: Breakdown) -> AnyView {
    let bars = lines(reference, figures, breakdown).into_iter().filter(|(_, _, counts)| counts.collectivities > 0);
    let bars = bars.map(|(label, part, counts)| BarLine {
        label,
        value: counts.participating,
        // Of what the directory does not say, no whole is known.
        told: match part {
            Part::Unknown => number(counts.participating),
            _ => part_of(counts.participating, counts.collectivities),
        },
    });
    let title = format!("Collectivités qui participent, {}", words::breakdown(breakdown).to_lowercase());
    view! { <Bars id=format!("barres-{}", breakdown.code()) title lines=bars.collect() /> }.into_any()
}
