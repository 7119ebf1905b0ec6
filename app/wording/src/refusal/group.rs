//! Needs, groups, projects and campaigns.

use super::subject::subject;
use crate::count;
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
        Refusal::NoNeed => "un projet répond à un besoin au moins.".into(),
        Refusal::NeedTaken => "un de ces besoins est déjà dans un projet.".into(),
        Refusal::NeedInProject => "un projet répond à ce besoin : il ne peut plus être retiré.".into(),
        Refusal::MembersChanged => "la composition du groupement a changé depuis le dépôt.".into(),
        Refusal::GroupDissolved => "le groupement est dissous.".into(),
        Refusal::CampaignNameTaken => "une campagne porte déjà ce nom, ou quelqu’un l’écrit déjà.".into(),
        Refusal::NotASlug => "écrivez-le en minuscules sans accent, avec des chiffres et des tirets.".into(),
        Refusal::CampaignNotReady { faults } => format!(
            "la campagne n’est pas complète\u{a0}: {} à corriger d’abord.",
            count(*faults as u64, "point reste", "points restent"),
        ),
        Refusal::NotACampaignFile { line: Some(line), why } => {
            format!("ce fichier n’est pas une campagne\u{a0}; à la ligne {line}\u{a0}: {why}.")
        }
        Refusal::NotACampaignFile { line: None, why } => format!("ce fichier n’est pas une campagne\u{a0}: {why}."),
        Refusal::NothingToChange => "la campagne dit déjà tout cela\u{a0}: il n’y a rien à changer.".into(),
        Refusal::MemberGone { name } => {
            format!(
                "{name} n’existe plus sous ce SIREN dans le référentiel : sa fusion dans une autre collectivité \
                est à constater d’abord."
            )
        }
        subject!(text choice state money vote rule sign_in membership application decision file one_of_several) => {
            return None;
        }
    })
}
