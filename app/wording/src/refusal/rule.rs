//! The rule of the vote: frozen or not, and what hangs on it.

use super::subject::subject;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::RuleFrozen => "la règle du vote est figée : les projets, leurs coûts, les dates et l’enveloppe ne \
            changent plus."
            .into(),
        Refusal::RuleNotFrozen => "le vote n’est pas ouvert : la règle du vote n’a pas encore été figée.".into(),
        Refusal::NotDurable => {
            "le vote est suspendu : la base de données n’est pas réglée pour garder chaque bulletin \
            en cas de panne. Les administrateurs du site en sont avertis dans le journal du serveur."
                .into()
        }
        Refusal::NoProject => "aucun projet n’est soumis au vote : il n’y a rien à figer.".into(),
        Refusal::SelectionFrozen => {
            "le vote est ouvert ou clos : sa règle, ses dates et son enveloppe ne changent plus.".into()
        }
        Refusal::VoteUnderWay { campaign } => format!(
            "la règle du vote de la campagne « {campaign} » est figée, et ce vote n’est pas encore clos : une autre \
             campagne ne peut pas prendre sa place avant sa clôture."
        ),
        Refusal::CommitteeNotFavourable => {
            "dans cette campagne, un projet n’est soumis au vote qu’une fois retenu par le comité. Proposez-le à une \
             séance du comité, puis notez sa décision."
                .into()
        }
        subject!(text choice state money needs vote sign_in membership application decision file one_of_several) => {
            return None;
        }
    })
}
