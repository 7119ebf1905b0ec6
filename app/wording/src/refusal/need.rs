//! Acts on many needs, and needs that join one another.

use super::subject::subject;
use crate::number;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::NeedsChanged { titles, others } => format!(
            "depuis que vous les avez choisis, ces besoins ont changé\u{a0}: {}. Rien n’est fait, et votre sélection \
             est gardée\u{a0}: relisez-les, puis confirmez.",
            named(titles, *others)
        ),
        Refusal::NeedsUnfit { titles, others } => format!(
            "ces besoins sont déjà dans un projet, écartés ou retirés, ou en ont rejoint un autre\u{a0}: {}. Rien \
             n’est fait\u{a0}: retirez-les de la sélection, puis confirmez.",
            named(titles, *others)
        ),
        Refusal::NoNeedChosen => "choisissez au moins un besoin.".into(),
        Refusal::TooManyNeeds { most } => {
            format!("choisissez {} besoins au plus\u{a0}: réduisez la sélection.", number(*most as u64))
        }
        Refusal::UndoOver => "les dix minutes sont passées\u{a0}: les personnes concernées sont averties.".into(),
        Refusal::MergeWithItself => "un besoin ne peut pas se rejoindre lui-même : choisissez-en un autre.".into(),
        Refusal::MergeCircle => {
            "ce besoin-ci a déjà rejoint l’autre : l’autre ne peut pas le rejoindre à son tour. Séparez-les d’abord."
                .into()
        }
        Refusal::MergeAcrossCampaigns => {
            "ces besoins sont de deux campagnes : seuls ceux d’une même campagne peuvent se rejoindre.".into()
        }
        Refusal::NeedJoined => {
            "ce besoin en a rejoint un autre, qui en tient lieu : agissez sur la page de celui-là, ou séparez-les \
             d’abord."
                .into()
        }
        Refusal::NeedNotPublished => {
            "ce besoin n’est pas publié : il a été retiré, ou n’est pas retenu. Laissez-le de côté.".into()
        }
        Refusal::HeldByAnotherProject => {
            "un projet répond déjà à ce besoin, et non à celui qu’il rejoindrait. Choisissez-le comme besoin qui reste \
             visible, ou retirez-le d’abord du projet."
                .into()
        }
        Refusal::NothingToMerge => "cochez au moins deux besoins : l’un reste visible, l’autre le rejoint.".into(),
        Refusal::MergeProposed => {
            "votre collectivité propose déjà que ce besoin en rejoigne un autre. Attendez la réponse, ou reprenez \
             d’abord cette proposition."
                .into()
        }
        subject!(text choice state money announcement group campaign vote rule sign_in membership application
            decision file one_of_several) => {
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
