//! Error pages: what happened, what was kept, and a way on.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::frame::{Frame, Page},
    ui::sign_in::sign_in_link,
};
use leptos::prelude::*;
use wording::count;

/// The page of a failure. `reference` finds the request in the log.
pub fn page(visit: &Visit, failure: &Failure, reference: &str) -> Page {
    let wait;
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
            ("Accès refusé", "Votre rôle ne permet pas cette action pour cette collectivité. Rien n’a été modifié.")
        }
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
        Failure::TooMany(seconds) => {
            wait = format!(
                "Trop de demandes viennent de vous, ou de votre réseau. Attendez {}, puis recommencez. Rien n’a été \
                 enregistré par cette demande.",
                count(*seconds, "seconde", "secondes")
            );
            ("Trop de demandes", wait.as_str())
        }
        Failure::Internal => (
            "Une erreur est survenue",
            "Le problème vient de notre côté et a été consigné. Rien n’a été enregistré par cette demande : vous \
             pouvez la refaire.",
        ),
    };
    let way_on = match failure {
        Failure::SignInNeeded => view! {
            <a class="fr-btn" href=sign_in_link(visit)>
                "Se connecter"
            </a>
        }
        .into_any(),
        Failure::SignIn(_) => view! {
            <a class="fr-btn" href="/connexion">
                "Revenir à la connexion"
            </a>
        }
        .into_any(),
        _ => view! {
            <a class="fr-btn" href="/">
                "Retour à l’accueil"
            </a>
        }
        .into_any(),
    };
    let reasons = match failure {
        Failure::Refused(refusals) => refusals
            .0
            .iter()
            .map(|(_, refusal)| wording::capitalised(&wording::refusal_sentence(refusal)))
            .collect::<Vec<_>>()
            .join(" "),
        _ => String::new(),
    };
    let fault = match failure {
        Failure::SignIn(fault) => Some(fault.code()),
        _ => None,
    };
    let status = failure.status().as_u16();
    let (text, reference) = (text.to_owned(), reference.to_owned());
    Frame::new(title).render(visit, move || {
        view! {
            <h1>{title}</h1>
            <p data-fault=fault>{text}</p>
            <p>{reasons}</p>
            <p class="fr-hint-text">
                {format!("Erreur {status} – référence {reference}, à indiquer si vous demandez de l’aide.")}
            </p>
            <div class="t-actions">
                {way_on} <a class="fr-btn fr-btn--secondary" href="/besoins">
                    "Parcourir les besoins"
                </a>
            </div>
        }
        .into_any()
    })
}

/// Any address that is none of ours.
pub async fn not_found() -> Failure {
    Failure::NotFound
}
