//! What curators do about who acts for whom: first referents on evidence, and bodies attached by hand.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    page::collectivity::request::request_form,
    ui::{
        form::{Entry, Form},
        frame::{Frame, Page, views},
        membership_request::MembershipRequest,
    },
};
use axum::response::Redirect;
use leptos::prelude::*;
use server::{
    membership::{self, Unknown},
    reference::Reference,
};
use wording::{count, time};

/// Requests that nobody else can answer, and the form to attach somebody.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let waiting = membership::without_referent(&visit.ctx).await?;
    let unknown = membership::unknown(&visit.ctx).await?;
    let reference = visit.ctx.platform.reference();
    let form = Form::new(&visit, "/curation/rattachements").personal();
    Ok(Frame::new("Rattachements").below("/curation", "Curation").render(&visit, move || {
        let rows = views(waiting.iter().map(|asking| {
            let siren = asking.request.siren;
            view! {
                <li class="t-card">
                    <h3 class="t-card__title">
                        <a href=format!("/collectivites/{siren}/personnes")>{reference.name(&siren)}</a>
                    </h3>
                    <MembershipRequest asking />
                </li>
            }
            .into_any()
        }));
        let none = waiting.is_empty().then(|| view! { <p>"Aucune demande n’attend l’équipe."</p> });
        let fields = view! {
            {form
                .entry(
                    Entry::Email,
                    "email",
                    "Adresse de courriel de la personne",
                    "Elle s’est déjà connectée une fois avec cette adresse",
                    "",
                )}
            {form.entry(Entry::Digits, "siren", "SIREN de la collectivité", "Neuf chiffres", "")}
            {form.radios("capacity", "Qualité", &wording::capacities(), "")}
            {form.line("title", "Fonction", "Par exemple : directeur du CCAS", "")}
            {form
                .lines(
                    "evidence",
                    "Justification",
                    "Pourquoi cet organisme se rattache à cette collectivité ; gardé dans la trace",
                    "",
                    3,
                )}
            <button class="fr-btn">"Rattacher"</button>
        };
        view! {
            <h1>"Rattachements"</h1>
            {form.summary()}
            <h2>"Demandes pour des collectivités sans référent"</h2>
            <p>
                "Confirmez sur justification, depuis la page de la collectivité : la personne agit aussitôt pour elle, \
                 et est proposée comme son premier référent. Cela attend une seconde personne de l’équipe sur la page "
                <a href="/actes-a-deux">"Actes à deux"</a> ", ou l’accord de l’adresse officielle."
            </p>
            {none}
            <ul class="t-list">{rows}</ul>
            {said_unknown(&reference, &unknown)}
            <h2>"Rattacher à la main"</h2>
            <p>"Pour un CCAS, un syndicat, un organisme d’une métropole : ce qu’aucun numéro SIRET ne dit."</p>
            {form.around(fields)}
        }
        .into_any()
    }))
}

/// Who was said not to be known, where, and how often.
fn said_unknown(reference: &Reference, unknown: &[Unknown]) -> AnyView {
    if unknown.is_empty() {
        return ().into_any();
    }
    let rows = views(unknown.iter().map(|one| {
        let by =
            one.siren.map_or_else(|| "une personne invitée par courriel".to_owned(), |siren| reference.name(&siren));
        let stopped = one.stopped.then_some(" Cette personne ne peut plus ni demander ni inviter.");
        view! {
            <li>
                <strong>{one.name.clone()}</strong>
                " : inconnue de "
                {by}
                ", réponse du "
                {time::moment(one.at.utc())}
                ". "
                {count(one.times as u64, "réponse de ce genre", "réponses de ce genre")}
                "."
                {stopped}
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Personnes inconnues de ceux à qui elles ont fait écrire"</h2>
        <p>
            "Elles ne peuvent plus refaire leur demande. Si c’est une erreur, rattachez la personne à la main : la \
             réponse est alors levée."
        </p>
        <ul>{rows}</ul>
    }
    .into_any()
}

/// Attaches somebody by hand.
pub async fn attach(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    membership::attach(&visit.ctx, &fields.text("email"), &request_form(&fields)).await?;
    Ok(Redirect::to("/curation/rattachements"))
}
