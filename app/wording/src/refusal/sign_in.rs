//! Signing in.

use super::subject::subject;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::TooManyLinks => {
            "trop de courriels de connexion ont été demandés. Attendez un quart d’heure, ou tapez le code du dernier \
             courriel reçu."
                .into()
        }
        Refusal::TooManySignIns => {
            "trop de connexions ont été commencées depuis votre réseau. Attendez dix minutes, puis recommencez.".into()
        }
        Refusal::LinkEnded => "ce lien ou ce code a déjà servi, ou il est trop ancien. Demandez-en un autre.".into(),
        Refusal::OtherBrowser => {
            "ce lien a été demandé dans un autre navigateur. Revenez-y, et tapez-y le code du courriel.".into()
        }
        Refusal::WrongCode => "ce n’est pas le code du dernier courriel. Vérifiez les huit caractères.".into(),
        Refusal::SecondFactorNeeded => {
            "ce rôle demande une connexion en deux étapes : connectez-vous par ProConnect, puis ouvrez à nouveau le \
             lien si c’est une invitation."
                .into()
        }
        subject!(text choice state money needs vote rule membership application decision file one_of_several) => {
            return None;
        }
    })
}
