//! Error pages: what happened, what was kept, and a way on.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, ButtonLink, Weight},
        frame::{Frame, Page},
        front_door::WAY_ON,
        sign_in::sign_in_link,
    },
};
use entity::{address::Address, form_field};
use leptos::prelude::*;
use wording::count;

/// What the page shows.
struct ErrorPage {
    title: &'static str,
    text: String,
    /// Why a form was refused; empty for any other failure.
    reasons: String,
    /// The code of what went wrong when signing in.
    fault: Option<&'static str>,
    status: u16,
    /// Finds the request in the log.
    reference: String,
    /// What leads somebody who acts for nobody to the step below.
    way_on: Option<&'static str>,
    /// The step to take next.
    next: (String, &'static str),
    /// Where one writes to those who run the site.
    contact: String,
}

const DENIED: &str = "Accès refusé";

/// What is said to one of the State's people, who act for no collectivité.
const OF_A_ROLE: &str = "Votre rôle ne permet pas cette action. Rien n’a été modifié.";

/// What is said to somebody who acts for nobody: title, text, and what the way on is for.
const OF_NOBODY: (&str, &str, &str) = (
    "Vous n’agissez encore pour aucune collectivité",
    "Cette page est réservée aux personnes qui agissent pour une collectivité ou pour l’État. Rien n’a été modifié.",
    "Vous êtes élu ou agent ? Indiquez votre collectivité : trois écrans suffisent pour demander à agir pour elle.",
);

/// The page of a failure. `reference` finds the request in the log.
pub fn page(visit: &Visit, failure: &Failure, reference: &str) -> Page {
    let refused = matches!(failure, Failure::Forbidden | Failure::NotFound);
    let for_nobody = refused && visit.acts_for_nobody();
    let (title, text) = match (failure, for_nobody) {
        (Failure::Forbidden, true) => (OF_NOBODY.0, OF_NOBODY.1.to_owned()),
        (Failure::Forbidden, false) if visit.ctx.actor.acting.is_none() => (DENIED, OF_A_ROLE.to_owned()),
        _ => said(failure),
    };
    let page = ErrorPage {
        title,
        text,
        reasons: reasons(failure),
        fault: match failure {
            Failure::SignIn(fault) => Some(fault.code()),
            _ => None,
        },
        status: failure.status().as_u16(),
        reference: reference.to_owned(),
        way_on: for_nobody.then_some(OF_NOBODY.2),
        next: match failure {
            _ if for_nobody => (Address::MembershipRequest.into(), WAY_ON),
            Failure::SignInNeeded => (sign_in_link(visit), "Se connecter"),
            Failure::SignIn(_) => (Address::SignIn.into(), "Revenir à la connexion"),
            _ => (Address::Home.into(), "Retour à l’accueil"),
        },
        contact: Address::Contact.with(form_field::CAME_FROM.as_str(), visit.path()).to_string(),
    };
    Frame::new(title).render(visit, || view! { <ErrorText page /> }.into_any())
}

/// What happened: a title and a sentence or two.
fn said(failure: &Failure) -> (&'static str, String) {
    let (title, text) = match failure {
        Failure::NotFound => (
            "Page introuvable",
            "Cette page n’existe pas, ou n’est pas visible pour vous. Vérifiez l’adresse, ou cherchez depuis \
             l’accueil.",
        ),
        Failure::SignInNeeded => {
            ("Connexion nécessaire", "Connectez-vous pour continuer : vous reviendrez ensuite à cette page.")
        }
        Failure::SignIn(fault) => ("La connexion n’a pas abouti", wording::fault_sentence(*fault)),
        Failure::Forbidden => {
            (DENIED, "Votre rôle ne permet pas cette action pour cette collectivité. Rien n’a été modifié.")
        }
        Failure::Viewing => (
            "Vous ne faites que regarder",
            "Vous voyez le site comme une autre personne le verrait\u{a0}: rien ne peut être fait sous cette vue, et \
             ce qui est secret ou personnel n’y est pas montré. Rien n’a été enregistré. Pour agir, quittez d’abord \
             la vue, en haut de la page.",
        ),
        Failure::TooLarge => (
            "Envoi trop volumineux",
            "Le formulaire dépasse la taille permise. Rien n’a été enregistré : revenez à la page précédente et \
             raccourcissez le texte.",
        ),
        Failure::ForeignOrigin => {
            ("Envoi refusé", "Ce formulaire a été envoyé depuis un autre site. Rien n’a été enregistré.")
        }
        Failure::Refused(_) => {
            ("Demande refusée", "La demande n’a pas pu être enregistrée. Revenez à la page précédente.")
        }
        Failure::TooMany(seconds) => return ("Trop de demandes", wait(*seconds)),
        Failure::Internal => (
            "Une erreur est survenue",
            "Le problème vient de notre côté et a été consigné. Rien n’a été enregistré par cette demande : vous \
             pouvez la refaire.",
        ),
    };
    (title, text.to_owned())
}

fn wait(seconds: u64) -> String {
    format!(
        "Trop de demandes viennent de vous, ou de votre réseau. Attendez {}, puis recommencez. Rien n’a été \
         enregistré par cette demande.",
        count(seconds, "seconde", "secondes")
    )
}

fn reasons(failure: &Failure) -> String {
    let Failure::Refused(refusals) = failure else { return String::new() };
    let sentences = refusals.iter().map(|(_, refusal)| wording::capitalised(&wording::refusal_sentence(refusal)));
    sentences.collect::<Vec<_>>().join(" ")
}

#[component]
fn ErrorText(page: ErrorPage) -> AnyView {
    let (next, label) = page.next;
    view! {
        <h1>{page.title}</h1>
        <p data-fault=page.fault>{page.text}</p>
        <p>{page.reasons}</p>
        {page.way_on.map(|text| view! { <p>{text}</p> })}
        <p class="fr-hint-text">
            {format!(
                "Erreur {} – référence {}, à indiquer si vous demandez de l’aide.",
                page.status,
                page.reference,
            )}
        </p>
        <Actions>
            <ButtonLink href=next>{label}</ButtonLink>
            <ButtonLink weight=Weight::Secondary href=Address::Needs>
                "Parcourir les besoins"
            </ButtonLink>
            <a href=page.contact>"Écrire à l’équipe"</a>
        </Actions>
    }
    .into_any()
}

/// Any address that is none of ours.
pub async fn not_found() -> Failure {
    Failure::NotFound
}
