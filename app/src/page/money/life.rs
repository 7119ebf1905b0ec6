//! A payment and all that led to it: from the euro that was paid back to the first words of a need.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        figures::{Definitions, entry},
        frame::{Frame, Page},
        here::here,
        lineage::{LineStep, Lineage},
        motif::Motif,
        place::place,
    },
};
use axum::extract::Path;
use entity::{address::Address, id::EntryId, lineage::StepState, siren::Siren, tally::Utility};
use leptos::prelude::*;
use server::{
    grant::life::{self, FirstWords, Life},
    reference::Reference,
};
use std::sync::Arc;
use wording::{count, euros, time};

/// What the page shows.
struct LifePage {
    life: Life,
    steps: Vec<LineStep>,
    reference: Arc<Reference>,
}

/// The line of a payment.
pub async fn page(visit: Visit, Path(id): Path<EntryId>) -> Result<Page, Failure> {
    let life = life::of_payment(&visit.ctx, id).await?;
    let reference = visit.ctx.platform.reference();
    let steps = steps(&visit, &life, &reference);
    let amount = euros(life.payment.amount.cents());
    let described = format!("{amount} versés pour «\u{202f}{}\u{202f}», et d’où ils viennent.", life.payment.title);
    let frame = Frame::new(format!("Un versement de {amount}"))
        .below(visit.here(Address::Envelopes), "Financements")
        .below(visit.here(Address::Money), "Versements")
        .described(&described);
    let page = LifePage { life, steps, reference };
    Ok(frame.render(&visit, || view! { <PaymentLife page=&page /> }.into_any()))
}

fn done(motif: Motif, title: String, href: Option<String>, when: String, note: String) -> LineStep {
    LineStep { motif, state: StepState::Done, title, href, when, note }
}

/// The steps that led to a payment, itself first.
fn steps(visit: &Visit, life: &Life, reference: &Reference) -> Vec<LineStep> {
    let (payment, decided) = (&life.payment, &life.grant.decided);
    let to = place(reference, &payment.siren);
    let mut steps = vec![done(
        Motif::Project,
        format!("{} versés à {to}", euros(payment.amount.cents())),
        None,
        time::day(payment.paid_at()),
        format!("{} versés sur {} accordés.", euros(life.grant.paid.cents()), euros(decided.amount.cents())),
    )];
    let envelope = life.campaign.spec.envelope(&decided.envelope).map(|envelope| envelope.title.clone());
    let envelope = envelope.unwrap_or_else(|| decided.envelope.clone());
    steps.push(done(
        Motif::Project,
        format!("Décision\u{a0}: {} accordés", euros(decided.amount.cents())),
        Some(visit.here(Address::Envelope(decided.envelope.clone()))),
        time::day(decided.published_at()),
        format!("Enveloppe «\u{202f}{envelope}\u{202f}»."),
    ));
    let number = decided.number.as_ref().map(|number| format!("Dossier {number}.")).unwrap_or_default();
    let applied = format!("Candidature «\u{202f}{}\u{202f}»", decided.title);
    steps.push(match &life.group {
        Some((id, name)) => done(
            Motif::Group,
            format!("{applied}, du groupement «\u{202f}{name}\u{202f}»"),
            Some(Address::Group(*id).to_string()),
            String::new(),
            number,
        ),
        None => done(Motif::Group, applied, Some(here_of(visit, decided.siren)), String::new(), number),
    });
    steps.extend(vote(visit, life));
    steps.extend(life.needs.iter().map(|need| first(need, reference)));
    steps
}

fn here_of(visit: &Visit, siren: Siren) -> String {
    visit.here(Address::Collectivity(siren))
}

/// The project, and after the close the ballots that carried it.
fn vote(visit: &Visit, life: &Life) -> Vec<LineStep> {
    let Some((id, title)) = &life.project else { return Vec::new() };
    let project = Address::Project(*id).to_string();
    let project =
        done(Motif::Project, format!("Projet «\u{202f}{title}\u{202f}»"), Some(project), String::new(), String::new());
    let carried = life.verdict.map(|verdict| {
        let votes = match verdict.utility {
            Utility::Cost => count(verdict.votes, "voix", "voix"),
            Utility::Points => count(verdict.votes, "point", "points"),
        };
        let voters = count(verdict.voters, "collectivité a voté", "collectivités ont voté");
        let title = format!("Porté par {votes} dans le vote des collectivités");
        let close = life.campaign.spec.calendar.selection.close();
        done(
            Motif::Project,
            title,
            Some(visit.here(Address::Result)),
            time::day(close - chrono::Duration::seconds(1)),
            format!("{voters}."),
        )
    });
    // From the money back: the vote stands between the application and the project that it chose.
    carried.into_iter().chain([project]).collect()
}

/// A need, with its first words.
fn first(need: &FirstWords, reference: &Reference) -> LineStep {
    done(
        Motif::Need,
        format!("Besoin de {}\u{a0}: «\u{202f}{}\u{202f}»", reference.name(&need.siren), need.title),
        Some(Address::Need(need.need).to_string()),
        need.published_at.map(time::day).unwrap_or_default(),
        need.words
            .as_ref()
            .map(|words| format!("Ses premiers mots\u{a0}: «\u{202f}{words}\u{202f}»"))
            .unwrap_or_default(),
    )
}

#[component]
fn PaymentLife<'a>(page: &'a LifePage) -> AnyView {
    let LifePage { life, steps, reference } = page;
    let payment = &life.payment;
    let (page_of, to) = (here(Address::Collectivity(payment.siren)), place(reference, &payment.siren));
    let beneficiary = view! { <a href=page_of>{to}</a> };
    let more = (life.more_needs > 0).then(|| {
        let more = count(life.more_needs, "autre besoin", "autres besoins");
        view! { <p>{format!("Et {more}, sur la page du projet.")}</p> }
    });
    let json = format!("{}/payments/{}", crate::http::api::BASE, payment.id);
    let others = life.project.as_ref().map(|(id, _)| {
        view! {
            <li>
                <a href=here(Address::Money.with("projet", id))>"Les autres versements de ce projet"</a>
            </li>
        }
    });
    let entries = vec![
        entry("Montant", euros(payment.amount.cents())),
        entry("Versé le", time::day(payment.paid_at())),
        entry("À", beneficiary),
        entry("Pour", payment.title.clone()),
    ];
    view! {
        <h1>{format!("Un versement de {}", euros(payment.amount.cents()))}</h1>
        <Definitions entries />
        <Lineage steps heading="Du dernier euro au premier mot" />
        {more}
        <ul>
            {others} <li>
                <a href=json>"Ce parcours en JSON"</a>
            </li>
        </ul>
    }
    .into_any()
}
