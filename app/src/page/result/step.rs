//! What was decided of a project: what it was bought with, or what it lacked.

use super::words::{EnvelopeBar, ProjectLink, cents, rounded, stratum_of};
use crate::{
    http::visit::Visit,
    ui::{
        act::{ButtonLink, Details, Weight},
        alert::Tone,
        badge::Badge,
        here::here,
    },
};
use entity::{
    address::Address,
    campaign::Call,
    siren::Siren,
    tally::{Lacking, Outcome, Step, TieBreak, Utility},
};
use leptos::prelude::*;
use server::{
    campaign::loaded::StoredCampaign,
    reference::Reference,
    tally::{CampaignTally, paid_by_stratum},
};
use std::collections::BTreeSet;
use wording::{count, number};

/// Whether a project is selected.
pub fn is_selected(step: &Step) -> bool {
    matches!(step.outcome, Outcome::Selected | Outcome::Bought(_))
}

/// A project selected: who chose it, and with what money.
#[component]
pub fn SelectedProject<'a>(
    result: &'a CampaignTally,
    reference: &'a Reference,
    step: &'a Step,
    /// Who reads, about the projects selected.
    reader: &'a Reader,
) -> AnyView {
    let cost = result.election.projects()[step.project].cost;
    let supporters: Vec<&Siren> = result.supporters(step.project).collect();
    let approvals = count(supporters.len() as u64, "collectivité l’a choisi", "collectivités l’ont choisi");
    // Where ballots bear no names, few voters of a kind or region would be told by what their kind or region chose.
    let regions = result.rule.publication.is_named().then(|| {
        let found = supporters.iter().filter_map(|siren| reference.find(siren));
        let regions: BTreeSet<&str> = found.map(|found| found.region.as_str()).collect();
        format!(", dans {}", count(regions.len() as u64, "région", "régions"))
    });
    let money = money(result, reference, step, cost).map(|money| {
        view! {
            <Details summary="Qui l’a payé">
                <p>{money}</p>
            </Details>
        }
    });
    view! {
        <li>
            <p>
                <ProjectLink result project=step.project strong=true />
            </p>
            <p class="t-selected__meta">
                <strong>{cents(cost)}</strong>
                {format!(", soit {} de l’enveloppe", percent(cost, result.election.budget()))}
                <br />
                {approvals}
                {regions}
            </p>
            <EnvelopeBar part=cost whole=result.election.budget() />
            <OfReader result project=step.project reader />
            {money}
        </li>
    }
    .into_any()
}

/// A part of the envelope, in whole percent.
fn percent(part: u64, whole: u64) -> String {
    format!("{}\u{a0}%", (part * 100 + whole / 2) / whole.max(1))
}

/// Who reads the result: for which collectivité, and whether it may apply to try what is selected.
pub struct Reader {
    acting: Option<Siren>,
    /// Code of the envelope whose call is open, for who may answer it.
    call: Option<String>,
}

impl Reader {
    /// Of the result of a campaign.
    pub fn of(visit: &Visit, campaign: &StoredCampaign) -> Self {
        let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
        let pilot = campaign.spec.envelopes.iter().find(|envelope| envelope.call == Some(Call::Pilot));
        let open = pilot.filter(|envelope| envelope.open_intake(&campaign.spec.calendar, visit.ctx.now()).is_some());
        let call = open.filter(|_| acting.is_some()).map(|envelope| envelope.code.clone());
        Self { acting, call }
    }
}

/// That the collectivité acted for chose the project, for its own people, and the way to try it.
#[component]
fn OfReader<'a>(result: &'a CampaignTally, project: usize, reader: &'a Reader) -> AnyView {
    let Some(acting) = &reader.acting else { return ().into_any() };
    let chosen = result.supporters(project).any(|siren| siren == acting);
    let chosen = chosen.then(|| {
        view! {
            <Badge tone=Tone::Info label="Votre collectivité a approuvé ce projet" />
            " "
        }
    });
    let id = result.rule.project_ids().get(project).copied();
    let candidate = reader.call.as_ref().zip(id).map(|(code, id)| {
        let href = here(Address::Envelope(code.clone()).with("projet", id).at("candidater"));
        let title = result.title(project).to_owned();
        view! {
            <ButtonLink weight=Weight::Small href>
                "Candidater "
                <span class="fr-sr-only">{format!("pour «\u{202f}{title}\u{202f}»")}</span>
            </ButtonLink>
        }
    });
    if chosen.is_none() && candidate.is_none() {
        return ().into_any();
    }
    view! { <p class="t-selected__act">{chosen} {candidate}</p> }.into_any()
}

/// What a selected project is paid with, where shares say so.
fn money(result: &CampaignTally, reference: &Reference, step: &Step, cost: u64) -> Option<String> {
    match &step.outcome {
        Outcome::Bought(_) if !result.rule.publication.is_named() => {
            Some("Payé par les parts de ceux qui l’ont choisi.".to_owned())
        }
        Outcome::Bought(_) => {
            let paid = paid_by_stratum(result, |siren| stratum_of(reference, siren), step.project);
            let parts = paid.iter().filter_map(|(&stratum, &amount)| {
                let percent = (amount * 100 + cost / 2) / cost.max(1);
                (percent > 0).then(|| format!("{} pour {percent}\u{a0}%", wording::stratum(stratum)))
            });
            Some(format!("Payé par les parts de ceux qui l’ont choisi : {}.", parts.collect::<Vec<_>>().join(", ")))
        }
        Outcome::Selected if result.counted.tally.endowment.is_some() => {
            Some("Retenu par ses voix, sur l’argent que les parts ont laissé.".to_owned())
        }
        _ => None,
    }
}

/// A project that is not selected, with what it lacked once that is known.
#[component]
pub fn LostProject<'a>(
    result: &'a CampaignTally,
    step: &'a Step,
    /// By project; None while it is looked for.
    lacked: Option<&'a [Option<Lacking>]>,
) -> AnyView {
    let cost = result.election.projects()[step.project].cost;
    let lacked = lacked.and_then(|lacked| lacked.get(step.project).copied().flatten());
    let voters = result.voters.len() as u64;
    view! {
        <li>
            <p>
                <ProjectLink result project=step.project strong=true />
                ", "
                {cents(cost)}
                " : "
                {count(step.votes, "voix", "voix")}
                "."
            </p>
            {lacked.map(|lacked| view! { <p>{wording::lacking(&lacked, voters, result.election.utility())}</p> })}
        </li>
    }
    .into_any()
}

/// What was decided of a project, in a sentence without its full stop.
pub fn decided(step: &Step, cost: u64, utility: Utility) -> String {
    match &step.outcome {
        Outcome::Selected => "Retenu".to_owned(),
        Outcome::Bought(purchase) => {
            let each = if utility == Utility::Points { " par voix" } else { "" };
            let (payers, price) = (number(purchase.full.len() as u64), cents(rounded(&purchase.price)));
            let whole = format!("{payers} ont payé {price}{each}");
            match purchase.rest.len() as u64 {
                0 => format!("Retenu\u{a0}: {whole}"),
                rest => format!("Retenu : {whole}, {} tout ce qui leur restait", number(rest)),
            }
        }
        Outcome::DoesNotFit { missing } => {
            format!("Non retenu : il manquait {} à l’enveloppe à son tour", cents(*missing))
        }
        Outcome::NotAffordable { held } => {
            format!("Non retenu : il restait {} sur {} à ceux qui l’ont choisi", cents(rounded(held)), cents(cost))
        }
        Outcome::TooFewVotes => "Non retenu : d’autres ont plus de voix".to_owned(),
        Outcome::NoVote => "Non retenu : aucune collectivité ne l’a choisi".to_owned(),
    }
}

/// What put a project before the next one, when they were level; empty otherwise.
pub fn tie_broken(step: &Step) -> &'static str {
    step.tie.as_ref().map_or("", |tie| match tie.broken_by {
        TieBreak::Priority => " Passé avant le suivant, à égalité, car il sert un programme prioritaire.",
        TieBreak::LowestCost => " Passé avant le suivant, à égalité, car moins cher.",
        TieBreak::MostVotes => " Passé avant le suivant, à égalité, car il a plus de voix.",
        TieBreak::DrawnOrder => " Passé avant le suivant, à égalité de voix et de coût, par l’ordre tiré au sort.",
    })
}
