//! Mailings, and messages on top of every page.

use entity::{
    mailing::{Addressees, Lacking, MailingState},
    service_message::MessageAudience,
};

/// What becomes of a mailing.
pub fn mailing_state(state: MailingState) -> &'static str {
    match state {
        MailingState::Draft => "en préparation",
        MailingState::Sending => "en cours d’envoi",
        MailingState::Stopped => "arrêté",
        MailingState::Done => "terminé",
        MailingState::Discarded => "abandonné",
    }
}

/// To which addresses a mailing goes.
pub fn addressees(to: Addressees) -> &'static str {
    match to {
        Addressees::Official => "Les adresses officielles des collectivités",
        Addressees::People => "Les personnes qui agissent pour elles, sauf celles qui ne veulent aucun courriel",
    }
}

/// What a collectivité did not do.
pub fn not_done(lacking: Lacking) -> &'static str {
    match lacking {
        Lacking::Account => "Personne n’agit pour elles",
        Lacking::Publication => "Elles ont un brouillon de besoin, et n’en ont publié aucun",
        Lacking::Ballot => "Elles n’ont pas voté",
        Lacking::Application => "Elles pourraient candidater seules à l’enveloppe choisie, et ne l’ont pas fait",
    }
}

/// Who reads a message.
pub fn message_audience(audience: MessageAudience) -> &'static str {
    match audience {
        MessageAudience::Everybody => "Tout le monde",
        MessageAudience::SignedIn => "Les personnes connectées",
        MessageAudience::Collectivities => "Les personnes qui agissent pour une collectivité",
        MessageAudience::Curators => "L’équipe de l’Incubateur",
        MessageAudience::Observers => "Les observateurs",
        MessageAudience::Administrators => "Les administrateurs",
        MessageAudience::Assessors => "Les évaluateurs",
        MessageAudience::Prefectures => "Les préfectures",
    }
}
