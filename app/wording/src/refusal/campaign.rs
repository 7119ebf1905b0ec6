//! Campaigns that are being written.

use super::subject::subject;
use crate::{campaign_outline::label, count, number};
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::CampaignNameTaken => "une campagne porte déjà ce nom, ou quelqu’un l’écrit déjà.".into(),
        Refusal::NotASlug => "écrivez-le en minuscules sans accent, avec des chiffres et des tirets.".into(),
        Refusal::TooManyTrainingCopies { most } => {
            let copies = count(*most as u64, "bac à sable", "bacs à sable");
            format!("{copies} sont déjà ouverts\u{a0}: effacez-en un d’abord.")
        }
        Refusal::CampaignNotReady { faults } => format!(
            "la campagne n’est pas complète\u{a0}: {} à corriger d’abord.",
            count(*faults as u64, "point reste", "points restent"),
        ),
        Refusal::NotACampaignFile { line: Some(line), why } => {
            format!("ce fichier n’est pas une campagne\u{a0}; à la ligne {line}\u{a0}: {why}.")
        }
        Refusal::NotACampaignFile { line: None, why } => format!("ce fichier n’est pas une campagne\u{a0}: {why}."),
        Refusal::NothingToChange => "la campagne dit déjà tout cela\u{a0}: il n’y a rien à changer.".into(),
        Refusal::LegalTextsUnfinished { texts } => format!(
            "aucune campagne n’ouvre tant que {}\u{a0}: voyez «\u{202f}Avant d’ouvrir\u{202f}».",
            count(*texts as u64, "page légale n’est pas prête", "pages légales ne sont pas prêtes"),
        ),
        Refusal::CampaignListTooLong { of, key, most, found } => format!(
            "«\u{202f}{}\u{202f}» compte {} entrées\u{202f}; {} au plus.",
            label(of, key).0,
            number(*found as u64),
            number(*most as u64),
        ),
        Refusal::TooManyQuestions { form, most, found } => format!(
            "le formulaire «\u{202f}{form}\u{202f}» pose {} questions\u{202f}; {} au plus.",
            number(*found as u64),
            number(*most as u64),
        ),
        Refusal::EnvelopesInACircle { envelope } => {
            format!("l’enveloppe «\u{202f}{envelope}\u{202f}» fait partie d’elle-même, par celles qui la contiennent.")
        }
        Refusal::ConditionTooDeep { most } => {
            format!("une condition en contient d’autres sur plus de {most} niveaux.")
        }
        Refusal::QuestionsInACircle { question } => {
            format!("la question «\u{202f}{question}\u{202f}» n’est montrée que selon une réponse qui dépend d’elle.")
        }
        Refusal::WavesOverlap { envelope } => format!(
            "deux vagues de l’enveloppe «\u{202f}{envelope}\u{202f}» sont ouvertes le même jour\u{a0}: chacune \
             commence après la fin de la précédente."
        ),
        subject!(text choice state money announcement group need vote rule sign_in membership application
            decision file one_of_several) => {
            return None;
        }
    })
}
