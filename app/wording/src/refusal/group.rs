//! Needs, groups and projects.

use super::subject::subject;
use crate::number;
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
        Refusal::NeedsChanged { titles, others } => format!(
            "depuis que vous les avez choisis, ces besoins ont changé\u{a0}: {}. Rien n’est fait, et votre sélection \
             est gardée\u{a0}: relisez-les, puis confirmez.",
            named(titles, *others)
        ),
        Refusal::NeedsUnfit { titles, others } => format!(
            "ces besoins sont déjà dans un projet, écartés ou retirés\u{a0}: {}. Rien n’est fait\u{a0}: retirez-les \
             de la sélection, puis confirmez.",
            named(titles, *others)
        ),
        Refusal::NoNeedChosen => "choisissez au moins un besoin.".into(),
        Refusal::TooManyNeeds { most } => {
            format!("choisissez {} besoins au plus\u{a0}: réduisez la sélection.", number(*most as u64))
        }
        Refusal::UndoOver => "les dix minutes sont passées\u{a0}: les personnes concernées sont averties.".into(),
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

/// Some titles, and how many others there are.
fn named(titles: &[String], others: usize) -> String {
    let quoted = titles.iter().map(|title| format!("«\u{202f}{title}\u{202f}»"));
    let mut named = quoted.collect::<Vec<_>>().join(", ");
    match others {
        0 => {}
        1 => named.push_str(" et un autre"),
        others => named.push_str(&format!(" et {} autres", number(others as u64))),
    }
    named
}
