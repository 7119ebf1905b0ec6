//! Who acts for a collectivité or for the State, and the acts that take two people.

use super::subject::subject;
use crate::count;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::AlreadyActs => "cette personne agit déjà pour cette collectivité.".into(),
        Refusal::AlreadyAsked => "la demande est déjà faite ; la réponse est attendue.".into(),
        Refusal::TooManyRequests { most } => format!(
            "{} attendent déjà une réponse. Retirez-en une sur la page de votre compte, ou attendez qu’on y réponde.",
            count(*most, "demande", "demandes")
        ),
        Refusal::TooManyRequestsToday => {
            "trop de demandes sont parties aujourd’hui de votre réseau. Réessayez demain, ou écrivez à l’équipe de \
             l’Incubateur."
                .into()
        }
        Refusal::Disowned => {
            "la demande n’est plus possible : l’adresse officielle a répondu qu’elle ne connaît personne de ce nom. Si \
             c’est une erreur, écrivez à l’équipe de l’Incubateur, qui peut vous rattacher sur justification."
                .into()
        }
        Refusal::TooManyInvitations => {
            "trop d’invitations sont parties aujourd’hui, de votre part ou vers cette adresse. Réessayez demain.".into()
        }
        Refusal::ColleagueInvited => {
            "cette adresse est déjà invitée ; sa réponse est attendue. L’invitation figure dans la liste, où vous \
             pouvez la reprendre."
                .into()
        }
        Refusal::InvitationsRefused => {
            "cette personne a demandé à ne plus recevoir vos invitations. Elle peut demander elle-même à agir pour la \
             collectivité."
                .into()
        }
        Refusal::ConsentNeeded => {
            "le référent a été nommé par l’équipe de l’Incubateur : du moment où la règle du vote est arrêtée jusqu’à \
             la clôture, il ne peut pas changer qui vote sans l’accord de l’adresse officielle de la collectivité. \
             Demandez cet accord sur la page « Personnes et mandat de vote »."
                .into()
        }
        Refusal::LastReferent => "c’est le dernier référent de la collectivité : nommez-en d’abord un autre.".into(),
        Refusal::ActProposed => "la même demande attend déjà une seconde personne, ou la fin du délai \
            d’opposition."
            .into(),
        Refusal::ProposerGone => "la personne qui l’avait proposé n’a plus ce rôle : cet acte reste sans suite.".into(),
        Refusal::RoleHeld => {
            "vous avez déjà un rôle parmi les personnes de l’État : un administrateur peut en proposer le \
                changement."
                .into()
        }
        Refusal::LastAdministrator => "c’est le dernier administrateur : nommez-en d’abord un autre.".into(),
        subject!(text choice state money needs vote rule sign_in application decision file one_of_several) => {
            return None;
        }
    })
}
