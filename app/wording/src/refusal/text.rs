//! What is typed: too short, too long, of characters that deceive.

use super::subject::subject;
use crate::{count, number, personal_data};
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::Missing => "ce champ est à remplir.".into(),
        Refusal::TooShort { least } => format!("écrivez au moins {}.", count(*least as u64, "caractère", "caractères")),
        Refusal::TooLong { most, length } => {
            format!(
                "le texte compte {} caractères, le maximum est de {}.",
                number(*length as u64),
                number(*most as u64)
            )
        }
        Refusal::AddressInName => {
            "écrivez seulement un nom ou une fonction : ni adresse, ni « @ », ni barre oblique, ni point au milieu \
             d’un mot."
                .into()
        }
        Refusal::HiddenCharacters { after } if after.is_empty() => {
            "le texte contient, au début d’une ligne, un caractère invisible qui inverse le sens de lecture. Effacez \
             le début de cette ligne et retapez-le."
                .into()
        }
        Refusal::HiddenCharacters { after } => {
            format!(
                "le texte contient un caractère invisible qui inverse le sens de lecture, juste après \
                «\u{a0}{after}\u{a0}». Effacez les mots qui suivent et retapez-les."
            )
        }
        Refusal::MixedScripts { word } => {
            format!(
                "«\u{a0}{word}\u{a0}» mêle des lettres de plusieurs alphabets, qui peuvent faire prendre un nom \
                pour un autre. Retapez ce mot au clavier."
            )
        }
        Refusal::PersonalData { found } => format!(
            "le texte contient {}. Rien n’est encore publié\u{a0}: retirez ce qui n’a pas à être lu, ou cochez \
             «\u{202f}Publier quand même\u{202f}».",
            personal_data(found)
        ),
        Refusal::TooManyMentions { most, named } => format!(
            "le texte nomme {} collectivités, le maximum est de {}. Nommez celles qui sont concernées, et elles \
             seules.",
            number(*named as u64),
            number(*most as u64)
        ),
        Refusal::MentionUnknown { name } => format!(
            "aucune collectivité ne s’appelle «\u{202f}{name}\u{202f}». Écrivez son nom entier, ou son SIREN, entre \
             @[ et ]."
        ),
        Refusal::MentionUnclear { name, among } => format!(
            "plusieurs collectivités s’appellent «\u{202f}{name}\u{202f}». Écrivez le SIREN de la vôtre entre @[ et ]\
             \u{a0}: {}.",
            among.join("\u{202f}; ")
        ),
        Refusal::NotHttps => "indiquez une adresse complète qui commence par https://.".into(),
        Refusal::NotAnEmail => "indiquez une adresse de courriel, par exemple mairie@figeac.fr.".into(),
        subject!(choice state money needs vote rule sign_in membership application decision file one_of_several) => {
            return None;
        }
    })
}
