//! Handling an application: corrections, assessments, the decision.

use super::subject::subject;
use crate::count;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::BeingCorrected => "le candidat est en train de corriger ce dossier : attendez son nouveau \
            dépôt."
            .into(),
        Refusal::CorrectionClosed => "le délai pour corriger est passé. Écrivez à l’équipe qui instruit le \
            dossier."
            .into(),
        Refusal::AlreadyDecided => "une décision est déjà prise sur ce dossier.".into(),
        Refusal::NotAssessed => "toutes les évaluations de ce dossier ne sont pas rendues.".into(),
        Refusal::DiscussionNeeded => {
            "des notes s’écartent de deux points ou plus : les évaluateurs doivent d’abord les maintenir ou les \
             revoir."
                .into()
        }
        Refusal::MarkMissing => "donnez une note à ce critère.".into(),
        Refusal::NotEnoughAssessors { wanted } => format!(
            "il manque {} sans lien avec le candidat. Un administrateur peut en nommer.",
            count(*wanted as u64, "évaluateur", "évaluateurs")
        ),
        Refusal::ConflictNotDeclared => "dites d’abord si vous avez un lien avec le candidat.".into(),
        Refusal::MarksSettled => "vos notes sont définitives.".into(),
        Refusal::PublicationPast => "l’heure de publication est passée. Choisissez-en une autre, ou laissez vide pour \
            publier tout de suite."
            .into(),
        Refusal::NotPublished => "la décision n’est pas encore publiée.".into(),
        Refusal::ConventionUnsigned => "la convention n’est pas signée des deux côtés : rien n’est versé avant.".into(),
        Refusal::SignatureNoted => "une autre signature est déjà notée de ce côté.".into(),
        Refusal::DayToCome => "ce jour est à venir : indiquez le jour où la convention a été signée.".into(),
        subject!(text choice state money needs vote rule sign_in membership application file one_of_several) => {
            return None;
        }
    })
}
