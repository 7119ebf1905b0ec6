//! The receipt of a collectivité's ballot: its page, and the file that proves it.

use super::choice::votes;
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, ButtonLink, Weight},
        alert::{Alert, Tone},
        figures::{Definitions, entry},
        frame::{Frame, Page},
        here::here,
        views::views,
    },
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use entity::{
    address::Address,
    ballot::Choice,
    log::{Receipt, commitment, hex},
};
use leptos::prelude::*;
use server::{ballot::Paper, log};
use wording::{euros, time};

/// What the page shows.
struct ReceiptPage {
    collectivity: String,
    siren: String,
    /// Who cast the ballot.
    by: String,
    at: String,
    /// 1 for the first ballot of the collectivité.
    version: i32,
    number: String,
    /// The projects chosen, a sentence each.
    chosen: Vec<String>,
    proof: Option<Proof>,
    /// The vote is open: the ballot can be changed.
    open: bool,
}

/// That the ballot stands in the log.
struct Proof {
    index: u64,
    /// The hash of the entry.
    entry: String,
    /// The hash of the frozen rule.
    rule: String,
    /// The receipt is mailed to the collectivité, too.
    mailed: bool,
    /// Where the file is, and where it is checked.
    file: String,
    log: String,
}

/// The page of the receipt.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let acting = visit.ctx.actor.acting.clone().ok_or(if visit.who.is_some() {
        Failure::Forbidden
    } else {
        Failure::SignInNeeded
    })?;
    let paper = server::ballot::paper(&visit.ctx, &campaign).await?;
    let (ballot, by) = paper.cast.clone().ok_or(Failure::NotFound)?;
    let choices = server::ballot::choices_of(&ballot.choices)?;
    let receipt = log::receipt(&visit.ctx, &campaign).await?;
    let mailed = server::mail::reaches(&visit.ctx).await?;
    let page = ReceiptPage {
        collectivity: visit.ctx.platform.reference().name(&acting.siren),
        siren: acting.siren.to_string(),
        by,
        at: time::moment(ballot.cast_at.utc()),
        version: ballot.version,
        number: ballot.id.to_string(),
        chosen: chosen(&paper, &choices, campaign.spec.selection.ballot.points.is_some()),
        proof: receipt.map(|receipt| Proof::of(&visit, &receipt, mailed)),
        open: campaign.spec.calendar.selection.is_open(visit.ctx.now()),
    };
    let frame = Frame::new("Récépissé").below(visit.here(Address::Ballot), "Vote");
    Ok(frame.render(&visit, || view! { <BallotReceipt page /> }.into_any()))
}

/// The receipt as a file.
pub async fn file(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let receipt = log::receipt(&visit.ctx, &campaign).await?.ok_or(Failure::NotFound)?;
    let siren = visit.ctx.acting_for()?;
    let name = format!("attachment; filename=\"recepisse-{siren}-{}.tlog-proof\"", receipt.ballot.version);
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, receipt.to_text()).into_response())
}

/// The projects chosen, in the order of the ballot.
fn chosen(paper: &Paper, choices: &[Choice], by_points: bool) -> Vec<String> {
    let chosen = paper.projects.iter().filter_map(|(project, _)| {
        let choice = choices.iter().find(|choice| choice.project == project.id)?;
        let (title, cost) = (&project.title, euros(project.cost.cents()));
        Some(format!("{title}, {cost}{}", votes(by_points, choice.points)))
    });
    chosen.collect()
}

impl Proof {
    fn of(visit: &Visit, receipt: &Receipt, mailed: bool) -> Self {
        Self {
            index: receipt.index,
            entry: hex(&commitment(&receipt.nonce, &receipt.ballot.canonical())),
            rule: receipt.ballot.rule.clone(),
            mailed,
            file: visit.here(Address::BallotReceiptFile),
            log: visit.here(Address::Log),
        }
    }
}

#[component]
fn BallotReceipt(page: ReceiptPage) -> AnyView {
    let version = match page.version {
        1 => "premier bulletin".to_owned(),
        version => format!("remplace le précédent ({version}e dépôt)"),
    };
    let entries = vec![
        entry("Collectivité", format!("{} (SIREN {})", page.collectivity, page.siren)),
        entry("Déposé par", page.by),
        entry("Le", format!("{}, heure de Paris", page.at)),
        entry("Dépôt", version),
        entry("Numéro", page.number),
    ];
    view! {
        <h1>"Récépissé de vote"</h1>
        <Alert tone=Tone::Success>
            <p>"Le bulletin est enregistré."</p>
        </Alert>
        <Definitions entries />
        <h2>"Projets choisis"</h2>
        <ul>{views(page.chosen.into_iter().map(|project| view! { <li>{project}</li> }.into_any()))}</ul>
        {page.proof.map(|proof| view! { <ProofInLog proof /> })}
        <p class="fr-hint-text">
            "Cette page n’est visible que des personnes de votre collectivité. Imprimez-la pour la garder."
        </p>
        {page.open.then(|| view! { <ChangeBallot /> })}
    }
    .into_any()
}

/// Where the ballot stands in the log, and the file that proves it.
#[component]
fn ProofInLog(proof: Proof) -> AnyView {
    let entries = vec![
        entry("Inscription au journal public", format!("n° {}", proof.index)),
        entry("Son empreinte", view! { <code>{proof.entry}</code> }),
        entry("Règle du vote", view! { <code>{proof.rule}</code> }),
    ];
    let mailed =
        proof.mailed.then(|| view! { <p>"Il est aussi envoyé à l’adresse officielle de la collectivité."</p> });
    view! {
        <h2>"La preuve"</h2>
        <Definitions entries />
        <p>
            "Le fichier prouve à lui seul que ce bulletin est dans le journal signé. Il contient vos choix : gardez-le \
             comme eux."
        </p>
        {mailed}
        <ul>
            <li>
                <a href=proof.file>"Télécharger le récépissé"</a>
            </li>
            <li>
                <a href=proof.log>"Vérifier un récépissé"</a>
            </li>
        </ul>
    }
    .into_any()
}

#[component]
fn ChangeBallot() -> AnyView {
    view! {
        <Actions>
            <ButtonLink weight=Weight::Secondary href=here(Address::Ballot)>
                "Changer le bulletin"
            </ButtonLink>
        </Actions>
    }
    .into_any()
}
