//! Mailings, and messages on top of every page.

use super::subject::subject;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::UnknownMailField { name } => format!(
            "«\u{202f}{{{name}}}\u{202f}» n’est pas un champ\u{a0}; il y a {{collectivité}}, {{échéance}} et \
             {{campagne}}."
        ),
        Refusal::UnknownField { name } => format!(
            "«\u{202f}{{{name}}}\u{202f}» n’est pas un champ de ce courriel\u{a0}; le tableau des champs les donne \
             tous."
        ),
        Refusal::FieldMissing { name } => {
            format!("il manque «\u{202f}{{{name}}}\u{202f}», sans quoi ce courriel ne sert à rien.")
        }
        Refusal::FieldNotInSubject { name } => {
            format!("«\u{202f}{{{name}}}\u{202f}» ne peut pas figurer dans l’objet.")
        }
        Refusal::FieldTooEarly { name, after } => format!(
            "«\u{202f}{{{name}}}\u{202f}» est écrit par une personne, sans vérification\u{a0}: placez-le après \
             «\u{202f}{{{after}}}\u{202f}»."
        ),
        Refusal::HtmlInText { found } => {
            format!("«\u{202f}{found}\u{202f}» est du HTML\u{a0}: écrivez en Markdown.")
        }
        Refusal::PictureInText => "un envoi ne contient pas d’image.".into(),
        Refusal::LinkNotAllowed { address } => format!(
            "le lien «\u{202f}{address}\u{202f}» n’est pas permis\u{a0}: écrivez une adresse en https:// ou mailto:."
        ),
        Refusal::NoRecipient => "personne ne recevrait cet envoi\u{a0}: élargissez le choix.".into(),
        Refusal::DeadlineMissing => "le texte nomme l’échéance\u{a0}: indiquez-la.".into(),
        Refusal::NoOwnAddress => "aucune adresse de courriel n’est connue pour vous ici.".into(),
        Refusal::NoMailServer => "aucun serveur de courriel n’est réglé\u{a0}: rien ne peut partir.".into(),
        Refusal::TooManyServiceMessages { most } => {
            format!("{most} messages sont déjà affichés à ce moment-là\u{a0}: terminez-en un, ou changez les dates.")
        }
        Refusal::ShownTooLong { days } => format!("un message s’affiche pendant {days} jours au plus."),
        Refusal::EndsInThePast => "cette fin est déjà passée.".into(),
        subject!(text choice state money group need campaign vote rule sign_in membership application
            decision file one_of_several) => {
            return None;
        }
    })
}
