//! What is not possible any more, or not yet: somebody was quicker, or the phase is another.

use super::subject::subject;
use entity::{calendar::Phase, refusal::Refusal};

/// Of discussions and moderation.
macro_rules! discussions {
    () => {
        Refusal::DiscussionClosed
            | Refusal::NoLongerEditable
            | Refusal::TakenBack
            | Refusal::TextHidden
            | Refusal::ThreadFull { .. }
            | Refusal::AlreadyAnswered
            | Refusal::TooManyMessages
            | Refusal::TooManyReports
            | Refusal::TooManyEnquiries
            | Refusal::TooManyCanned { .. }
    };
}

/// The sentence of a refusal of this subject; None for any other.
pub fn sentence(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        discussions!() => of_discussions(refusal),
        Refusal::PhaseClosed { phase: Phase::Census } => {
            "ce n’est pas possible à ce moment de la campagne : le recensement des besoins n’est pas ouvert. Le \
             calendrier figure sur la page d’accueil."
                .into()
        }
        Refusal::PhaseClosed { phase: Phase::Selection } => {
            "le vote n’est pas ouvert à ce moment. Le calendrier figure sur la page d’accueil.".into()
        }
        Refusal::PhaseClosed { phase: Phase::Application } => {
            "les candidatures ne sont pas ouvertes à ce moment. Le calendrier figure sur la page d’accueil.".into()
        }
        Refusal::WrongState => "l’état actuel ne le permet plus. Rechargez la page pour voir où il en est.".into(),
        Refusal::ChangedMeanwhile => {
            "quelqu’un d’autre a modifié ce texte entre-temps. Le vôtre est encore là : comparez-le à celui qui est \
             enregistré, puis enregistrez de nouveau."
                .into()
        }
        Refusal::TrainingLeft => {
            "ce formulaire vient d’un bac à sable que vous avez quitté\u{a0}: rien n’a été enregistré sur le site."
                .into()
        }
        Refusal::ActingChanged => {
            "vous agissez maintenant pour une autre collectivité que celle de ce formulaire. Vérifiez-la en haut de la \
             page, puis envoyez à nouveau."
                .into()
        }
        Refusal::ShownChanged => {
            "ce qui est affiché a changé depuis que vous l’avez lu : rien n’est enregistré. Relisez la page telle \
             qu’elle est maintenant, puis confirmez."
                .into()
        }
        Refusal::RequestEnded => "cette demande a déjà reçu une réponse, ou a été retirée.".into(),
        Refusal::ActEnded => "cet acte a déjà reçu une réponse, ou il a été retiré.".into(),
        Refusal::AnswerChanged { theirs } if theirs.starts_with('{') => {
            "une autre personne a modifié ce tableau entre-temps. Votre saisie est gardée ici : ouvrez la candidature \
             dans un autre onglet, comparez, puis enregistrez votre choix."
                .into()
        }
        Refusal::AnswerChanged { theirs } if theirs.is_empty() => {
            "une autre personne a vidé ce champ entre-temps. Votre texte est gardé ici : enregistrez à nouveau pour le \
             remettre."
                .into()
        }
        Refusal::AnswerChanged { theirs } => format!(
            "une autre personne a écrit entre-temps : « {theirs} ». Votre texte est gardé ici : choisissez, puis \
             enregistrez à nouveau."
        ),
        Refusal::RulesChanged => {
            "les règles de l’enveloppe ont changé depuis que la page est ouverte. Relisez le calcul, puis déposez à \
             nouveau."
                .into()
        }
        subject!(text choice money needs vote rule sign_in membership application decision file one_of_several) => {
            return None;
        }
    })
}

/// Of discussions and moderation.
fn of_discussions(refusal: &Refusal) -> String {
    match refusal {
        Refusal::DiscussionClosed => {
            "la discussion n’est pas ouverte à ce moment de la campagne. Ce qui y est écrit reste lisible.".into()
        }
        Refusal::NoLongerEditable => {
            "un message se corrige dans le quart d’heure qui suit. Répondez-lui pour le compléter, ou retirez-le."
                .into()
        }
        Refusal::TakenBack => "ce message a été retiré par son auteur.".into(),
        Refusal::TextHidden => {
            "ce texte est masqué par l’équipe de l’Incubateur ; le motif est affiché à sa place.".into()
        }
        Refusal::ThreadFull { most } => {
            format!("ce message a déjà {most} réponses, le maximum. Écrivez un nouveau message.")
        }
        Refusal::AlreadyAnswered => "vous avez déjà répondu, et l’équipe a lu ou va lire votre réponse.".into(),
        Refusal::TooManyMessages => {
            "vous avez écrit beaucoup de messages en peu de temps. Votre texte est gardé ici : attendez dix minutes, \
             puis envoyez-le à nouveau (soixante messages par jour au plus)."
                .into()
        }
        Refusal::TooManyEnquiries => {
            "beaucoup de messages sont déjà venus de vous, de cette adresse ou de votre réseau. Votre texte est gardé \
             ici\u{a0}: attendez un peu, puis envoyez-le à nouveau."
                .into()
        }
        Refusal::TooManyCanned { most } => {
            format!("{most} réponses types sont déjà gardées, le maximum. Supprimez-en une d’abord.")
        }
        Refusal::TooManyReports => {
            "vous avez signalé beaucoup de textes en peu de temps. Attendez dix minutes, puis envoyez à nouveau \
             (trente signalements par jour au plus)."
                .into()
        }
        _ => String::new(),
    }
}
