//! Needs, groups and projects.

use super::subject::subject;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::OwnNeed => "ce besoin est celui de votre collectivité : elle ne peut pas le soutenir.".into(),
        Refusal::AlreadySupported => "votre collectivité soutient déjà ce besoin.".into(),
        Refusal::AlreadyMember => "cette collectivité est déjà membre du groupement.".into(),
        Refusal::AlreadyInvited => "cette collectivité est déjà invitée ; sa réponse est attendue.".into(),
        Refusal::LeadStays => "le chef de file ne peut pas quitter son groupement ; il peut le dissoudre.".into(),
        Refusal::GroupSubmitted => "le groupement est déposé : sa composition ne change plus.".into(),
        Refusal::NotEligible => "le groupement ne remplit encore la condition d’aucune enveloppe.".into(),
        Refusal::TooManyFollowed { most } => {
            format!("vous suivez déjà {most} besoins, groupements et projets : cessez d’abord d’en suivre un.")
        }
        Refusal::NoNeed => "un projet répond à un besoin au moins.".into(),
        Refusal::NeedTaken => "un de ces besoins est déjà dans un projet.".into(),
        Refusal::NeedInProject => "un projet répond à ce besoin : il ne peut plus être retiré.".into(),
        Refusal::MembersChanged => "la composition du groupement a changé depuis le dépôt.".into(),
        Refusal::GroupDissolved => "le groupement est dissous.".into(),
        Refusal::MemberGone { name } => {
            format!(
                "{name} n’existe plus sous ce SIREN dans le référentiel : sa fusion dans une autre collectivité \
                est à constater d’abord."
            )
        }
        subject!(text choice state money announcement need campaign vote rule sign_in membership application
            decision file one_of_several) => {
            return None;
        }
    })
}
