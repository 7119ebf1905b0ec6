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
        Refusal::NoNeed => "un projet répond à un besoin au moins.".into(),
        Refusal::NeedTaken => "un de ces besoins est déjà dans un projet.".into(),
        Refusal::NeedInProject => "un projet répond à ce besoin : il ne peut plus être retiré.".into(),
        Refusal::MergeWithItself => "un besoin ne peut pas se rejoindre lui-même : choisissez-en un autre.".into(),
        Refusal::MergeCircle => {
            "ce besoin-ci a déjà rejoint l’autre : l’autre ne peut pas le rejoindre à son tour. Séparez-les d’abord."
                .into()
        }
        Refusal::MergeAcrossCampaigns => {
            "ces besoins sont de deux campagnes : seuls ceux d’une même campagne peuvent se rejoindre.".into()
        }
        Refusal::NeedJoined => {
            "ce besoin en a rejoint un autre, qui en tient lieu : agissez sur la page de celui-là, ou séparez-les \
             d’abord."
                .into()
        }
        Refusal::NeedNotPublished => {
            "ce besoin n’est pas publié : il a été retiré, ou n’est pas retenu. Laissez-le de côté.".into()
        }
        Refusal::HeldByAnotherProject => {
            "un projet répond déjà à ce besoin, et non à celui qu’il rejoindrait. Choisissez-le comme besoin qui reste \
             visible, ou retirez-le d’abord du projet."
                .into()
        }
        Refusal::NothingToMerge => "cochez au moins deux besoins : l’un reste visible, l’autre le rejoint.".into(),
        Refusal::TooManyNeeds { most } => {
            format!("pas plus de {most} besoins à la fois : réunissez-les en plusieurs fois.")
        }
        Refusal::MergeProposed => {
            "votre collectivité propose déjà que ce besoin en rejoigne un autre. Attendez la réponse, ou reprenez \
             d’abord cette proposition."
                .into()
        }
        Refusal::MembersChanged => "la composition du groupement a changé depuis le dépôt.".into(),
        Refusal::GroupDissolved => "le groupement est dissous.".into(),
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
