//! Applying for an envelope.

use super::subject::subject;
use crate::count;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::WaveNotOpen => "les dépôts ne sont pas encore ouverts. Les dates figurent sur la page de \
            l’enveloppe."
            .into(),
        Refusal::WaveClosed => {
            "les dépôts sont clos. Le brouillon est gardé ; en cas d’empêchement grave, écrivez à l’équipe du \
             programme."
                .into()
        }
        Refusal::NoCall => "on ne candidate pas à cette enveloppe.".into(),
        Refusal::ApplicantNotEligible => {
            "les conditions de l’enveloppe ne sont pas remplies. La page de l’enveloppe dit ce qui manque.".into()
        }
        Refusal::WrongApplicant => "cette enveloppe ne s’adresse pas à ce type de candidat.".into(),
        Refusal::NotSelected => "choisissez un projet que le vote a retenu.".into(),
        Refusal::AlreadyApplied => "une candidature existe déjà pour cette demande. Retrouvez-la dans \
            « Candidatures »."
            .into(),
        Refusal::AlreadySubmitted => "la candidature est déposée : elle ne se modifie plus.".into(),
        Refusal::NotConfirmed { missing } => {
            let waits = count(
                *missing as u64,
                "collectivité doit encore confirmer sa part",
                "collectivités doivent \
                encore confirmer leur part",
            );
            format!("{waits}.")
        }
        Refusal::PlacesTaken { places } => {
            format!("toutes les places d’expérimentation de ce projet sont prises ({places}).")
        }
        subject!(text choice state money needs vote rule sign_in membership decision file one_of_several) => {
            return None;
        }
    })
}
