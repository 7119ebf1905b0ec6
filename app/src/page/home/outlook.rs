//! What is said where nothing awaits whoever reads: what they can do now, and what comes next.

use super::task_words::Words;
use crate::{http::visit::Visit, ui::front_door::WAY_ON};
use entity::{
    address::Address,
    calendar::{Calendar, Phase, Progress},
    permission::StaffRole,
};
use server::campaign::loaded::StoredCampaign;
use wording::time;

/// A heading, and what can be done.
pub fn outlook(visit: &Visit, campaign: &StoredCampaign) -> (&'static str, Words) {
    if visit.acts_for_nobody() {
        let sentence = "Indiquez laquelle et qui vous y êtes\u{a0}: elle confirme, et vous pouvez agir pour elle.";
        let words = Words::new(sentence, Address::MembershipRequest, WAY_ON);
        return ("Vous n’agissez encore pour aucune collectivité", words);
    }
    let calendar = &campaign.spec.calendar;
    let progress = calendar.progress(visit.ctx.now());
    let (title, words) = match (&visit.who, visit.ctx.actor.staff) {
        (None, _) => ("Vous êtes élu ou agent d’une collectivité\u{202f}?", visitor()),
        (Some(_), None) => ("Rien ne vous attend pour le moment", collectivity(calendar, progress)),
        (Some(_), Some(role)) => ("Rien ne vous attend pour le moment", state(role, progress)),
    };
    (title, words)
}

fn visitor() -> Words {
    let sentence = "Connectez-vous pour voir ce qui attend la vôtre, et jusqu’à quand.";
    Words::new(sentence, Address::SignIn, "Se connecter")
}

/// For somebody who acts for a collectivité.
pub fn collectivity(calendar: &Calendar, progress: Progress) -> Words {
    let opens = |phase| time::date(calendar.period(phase).opens);
    match progress {
        Progress::Before(Phase::Census) => Words::new(
            format!("Vous pourrez publier vos besoins dès le {}.", opens(Phase::Census)),
            Address::Help,
            "Lire les règles",
        ),
        Progress::In(Phase::Census) => {
            Words::new("Soutenez les besoins que vous partagez.", Address::Needs, "Parcourir les besoins")
        }
        Progress::Before(Phase::Selection) => Words::new(
            format!("Le recensement est clos. Lisez les projets\u{a0}: le vote ouvre le {}.", opens(Phase::Selection)),
            Address::Projects,
            "Lire les projets",
        ),
        Progress::In(Phase::Selection) => Words::new(
            "Le bulletin de votre collectivité est enregistré. Il peut être remplacé jusqu’à la clôture.",
            Address::Ballot,
            "Revoir le bulletin",
        ),
        Progress::Before(Phase::Application) => Words::new(
            format!("Le vote est dépouillé. Les candidatures ouvrent le {}.", opens(Phase::Application)),
            Address::Result,
            "Voir les projets retenus",
        ),
        Progress::In(Phase::Application) => Words::new(
            "Suivez vos candidatures, et ce qu’il reste dans chaque enveloppe.",
            Address::Applications,
            "Suivre vos candidatures",
        ),
        Progress::Over => Words::new(
            "La campagne est terminée. Ce qui a été décidé et versé reste lisible.",
            Address::Applications,
            "Suivre vos candidatures",
        ),
    }
}

/// For somebody with a role of the State.
pub fn state(role: StaffRole, progress: Progress) -> Words {
    let is_before_vote =
        matches!(progress, Progress::Before(Phase::Census | Phase::Selection) | Progress::In(Phase::Census));
    match role {
        StaffRole::Curator if is_before_vote => {
            Words::new("Lisez les besoins et les projets.", Address::Curation, "Ouvrir les besoins à trier")
        }
        StaffRole::Curator if progress == Progress::In(Phase::Selection) => following(progress),
        StaffRole::Curator | StaffRole::Prefecture => {
            Words::new("Les dossiers déposés arriveront ici.", Address::Desk, "Ouvrir les dossiers")
        }
        StaffRole::Assessor => Words::new(
            "Les dossiers que le sort vous confie arriveront ici. Dites déjà où vous résidez.",
            Address::Assessments,
            "Voir vos évaluations",
        ),
        StaffRole::Administrator => Words::new(
            "Donnez et retirez les rôles, lisez l’historique de ce qui a été fait.",
            Address::Administration,
            "Ouvrir l’administration",
        ),
        StaffRole::Observer => following(progress),
    }
}

/// For somebody who follows the campaign.
fn following(progress: Progress) -> Words {
    match progress {
        Progress::Before(Phase::Census) | Progress::In(Phase::Census) => {
            Words::new("Suivez les besoins que les collectivités publient.", Address::Needs, "Parcourir les besoins")
        }
        Progress::Before(Phase::Selection) => {
            Words::new("Lisez les projets soumis au vote.", Address::Projects, "Lire les projets")
        }
        Progress::In(Phase::Selection) => {
            Words::new("Suivez la participation au vote.", Address::Turnout, "Voir la participation")
        }
        Progress::Before(Phase::Application) => {
            Words::new("Le vote est dépouillé.", Address::Result, "Voir les projets retenus")
        }
        Progress::In(Phase::Application) | Progress::Over => {
            Words::new("Suivez l’argent de chaque enveloppe.", Address::Envelopes, "Voir les enveloppes")
        }
    }
}
