//! The ballot, and who casts it.

use super::subject::subject;
use crate::number;
use entity::refusal::Refusal;

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::EmptyBallot => "choisissez au moins un projet.".into(),
        Refusal::TooManyChoices { most, chosen } => format!(
            "vous avez choisi {chosen} projets, le maximum est de \
            {most}."
        ),
        Refusal::TooFewChoices { least, chosen } => format!(
            "vous avez choisi {chosen} projets, il en faut au moins \
            {least}."
        ),
        Refusal::TooManyPoints { most, given } => {
            format!(
                "vous avez donné {} voix à un projet, le maximum est de {}.",
                number(*given),
                number(u64::from(*most))
            )
        }
        Refusal::PointsDoNotAddUp { total, given } => {
            format!(
                "vous avez donné {} voix en tout, il y en a {} à partager.",
                number(*given),
                number(u64::from(*total))
            )
        }
        Refusal::NotPoints => "indiquez un nombre entier de voix, par exemple 10 ; laissez vide pour n’en donner \
            aucune."
            .into(),
        Refusal::NotOnTheBallot => "un des projets choisis n’est plus soumis au vote ; relisez la liste.".into(),
        Refusal::NoMandate => {
            "seul l’élu qui détient le mandat de vote de la collectivité dépose son bulletin. Vous pouvez le \
                préparer."
                .into()
        }
        Refusal::ForgedCastId => {
            "cette confirmation n’est pas valable. Rechargez la page du vote, relisez le bulletin \
            et confirmez à nouveau."
                .into()
        }
        Refusal::NotOnTheRoll => "votre collectivité n’est pas sur la liste des collectivités appelées à voter.".into(),
        Refusal::NotAnElu => "le mandat de vote revient à un élu.".into(),
        subject!(text choice state money needs rule sign_in membership application decision file one_of_several) => {
            return None;
        }
    })
}
