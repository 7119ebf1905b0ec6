//! Amounts, and the plan of the money.

use super::subject::subject;
use crate::euros;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::AmbiguousAmount { grouped, decimal } => format!(
            "ce montant se lit de deux façons\u{a0}: {grouped} ou {decimal}. Écrivez-le sans point et avec deux \
             chiffres après la virgule, ou sans virgule, par exemple 1234,50 ou 1234."
        ),
        Refusal::NotAnAmount => "indiquez un montant en euros supérieur à zéro, par exemple 1 200 000.".into(),
        Refusal::NegativeAmount => "un montant est positif : retirez le signe moins.".into(),
        Refusal::AmountTooLarge => "ce montant est trop grand pour être juste. Vérifiez les zéros.".into(),
        Refusal::NoEligibleCost => "indiquez au moins une dépense éligible, avec son montant.".into(),
        Refusal::UnderFloor { least } => {
            format!(
                "le montant obtenu est inférieur au minimum de {} : un dossier plus petit n’est pas \
                financé.",
                euros(*least)
            )
        }
        Refusal::OverCeiling { most } => format!("le plafond est de {} par dossier.", euros(*most)),
        Refusal::OverAsked { most } => format!("c’est plus que ce que le dossier demande ({}).", euros(*most)),
        Refusal::TooMuchPublicFunding => {
            "les autres financements publics atteignent déjà le maximum : il ne reste rien à subventionner.".into()
        }
        Refusal::NothingLeftToPay => "les autres financements couvrent déjà tout le coût.".into(),
        Refusal::NotEnoughLeft { left } => format!("il ne reste que {} : ce montant n’y tient pas.", euros(*left)),
        Refusal::OverGranted { left } => format!("il reste {} à demander sur le montant accordé.", euros(*left)),
        Refusal::NotAnIban => "ce n’est pas un IBAN : il commence par deux lettres (FR) et deux chiffres, et un IBAN \
            français a 27 signes. Recopiez-le du relevé d’identité bancaire."
            .into(),
        Refusal::IbanCheckDigits => {
            "un signe de cet IBAN est faux, manque ou est en trop : sa clé ne correspond pas. Recopiez-le du relevé \
             d’identité bancaire."
                .into()
        }
        Refusal::IbanKeyMissing => {
            "la campagne demande un IBAN, et aucune clé n’est donnée pour le chiffrer. Qui exploite le site \
            indique TERREAU_IBAN_KEY_FILE."
                .into()
        }
        Refusal::IbanKeyWrong => {
            "des IBAN sont chiffrés par une autre clé que celle de ce serveur (TERREAU_IBAN_KEY_FILE). Qui \
            exploite le site remet la bonne clé."
                .into()
        }
        Refusal::RangeReversed => "le montant haut est inférieur au montant bas.".into(),
        Refusal::CostOutsideRange { low, high } => format!(
            "le coût soumis au vote doit être dans la fourchette de ses lignes, de {} à {}. Corrigez-le, ou reprenez \
             le milieu de la fourchette.",
            euros(*low),
            euros(*high)
        ),
        subject!(text choice state needs vote rule sign_in membership application decision file one_of_several) => {
            return None;
        }
    })
}
