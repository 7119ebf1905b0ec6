//! What is chosen or counted: a value of a list, a day, a number, somebody.

use super::subject::subject;
use crate::number;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::NotOnTheList => "choisissez une valeur de la liste.".into(),
        Refusal::UnknownCollectivity => "aucune collectivité ne porte ce SIREN.".into(),
        Refusal::UnknownEnvelope => "cette enveloppe n’existe pas dans la campagne.".into(),
        Refusal::NotADay => "indiquez une date, par exemple 2021-04-30.".into(),
        Refusal::EndsBeforeItBegins => "la fin vient avant le début.".into(),
        Refusal::UnknownPerson => {
            "personne ne s’est encore connecté avec cette adresse. Demandez à la personne de se connecter une première \
             fois."
                .into()
        }
        Refusal::DepartementNeeded => {
            "indiquez le code d’un département pour un agent de préfecture, et rien pour les autres rôles.".into()
        }
        Refusal::OutsideTheCampaign => "choisissez un moment de la campagne.".into(),
        Refusal::NotANumber => "indiquez un nombre entier, par exemple 120 000.".into(),
        Refusal::OutOfRange { least, most } => {
            format!("indiquez un nombre de {} à {}.", number(u64::from(*least)), number(u64::from(*most)))
        }
        Refusal::TooManyLines { most } => format!("le tableau compte trop de lignes, le maximum est de {most}."),
        Refusal::NothingTicked => "choisissez au moins un dossier.".into(),
        Refusal::TooManyTicked { most } => format!("choisissez-en {most} au plus à la fois."),
        Refusal::NotAnHour => "indiquez une heure, par exemple 09:00.".into(),
        subject!(text state money needs vote rule sign_in membership application decision file one_of_several) => {
            return None;
        }
    })
}
