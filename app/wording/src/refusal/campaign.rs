//! Campaigns that are being written.

use super::subject::subject;
use crate::count;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::CampaignNameTaken => "une campagne porte déjà ce nom, ou quelqu’un l’écrit déjà.".into(),
        Refusal::NotASlug => "écrivez-le en minuscules sans accent, avec des chiffres et des tirets.".into(),
        Refusal::CampaignNotReady { faults } => format!(
            "la campagne n’est pas complète\u{a0}: {} à corriger d’abord.",
            count(*faults as u64, "point reste", "points restent"),
        ),
        Refusal::NotACampaignFile { line: Some(line), why } => {
            format!("ce fichier n’est pas une campagne\u{a0}; à la ligne {line}\u{a0}: {why}.")
        }
        Refusal::NotACampaignFile { line: None, why } => format!("ce fichier n’est pas une campagne\u{a0}: {why}."),
        Refusal::NothingToChange => "la campagne dit déjà tout cela\u{a0}: il n’y a rien à changer.".into(),
        subject!(text choice state money announcement group need vote rule sign_in membership application
            decision file one_of_several) => {
            return None;
        }
    })
}
