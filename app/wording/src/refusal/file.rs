//! Attached files.

use super::subject::subject;
use crate::count;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::FileMissing => "joignez un fichier.".into(),
        Refusal::FilesUnreachable => {
            "ce fichier ne peut pas être gardé en ce moment. Réessayez dans quelques minutes ; le reste de la \
             candidature est intact."
                .into()
        }
        Refusal::FileEmpty => "ce fichier est vide.".into(),
        Refusal::FileTooLarge { most } => format!(
            "ce fichier est trop lourd, le maximum est de {} \
            Mo.",
            most / 1_000_000
        ),
        Refusal::FileType => {
            "ce type de fichier n’est pas accepté, ou son contenu ne correspond pas à son nom. Sont acceptés\u{a0}: \
             PDF (.pdf), texte (.odt, .docx), tableur (.ods, .xlsx), image (.png, .jpg). Ouvrez le fichier, \
             enregistrez-le dans l’un de ces formats, puis joignez-le à nouveau."
                .into()
        }
        Refusal::TooManyFiles { most } => format!("il y a trop de fichiers, le maximum est de {most}."),
        Refusal::NotUtf8 { line } => format!(
            "rien n’est importé\u{a0}: à la ligne {line}, les accents de ce fichier ne se lisent pas, car il n’est \
             pas enregistré en UTF-8. Dans votre tableur, choisissez «\u{202f}Enregistrer sous\u{202f}», puis le \
             format «\u{202f}CSV UTF-8\u{202f}» (avec LibreOffice\u{a0}: «\u{202f}Texte CSV\u{202f}», jeu de \
             caractères «\u{202f}Unicode (UTF-8)\u{202f}»), et joignez le nouveau fichier."
        ),
        Refusal::Formula => "il commence comme une formule de tableur. Retirez le signe du début.".into(),
        Refusal::ListUnreadable { why } => format!("rien n’est importé\u{a0}: {why}."),
        Refusal::ListLine { line, why } => format!("ligne {line}\u{a0}: {why}."),
        Refusal::OtherListLines { others } => {
            format!("et {}.", count(*others as u64, "autre ligne à corriger", "autres lignes à corriger"))
        }
        subject!(text choice state money needs vote rule sign_in membership application decision one_of_several) => {
            return None;
        }
    })
}
