//! What is said of people: for whom they act, how they are written to.

use crate::capacity;
use entity::{collectivity::Capacity, door::Reached, event::MailPreference};

/// Both capacities, for a choice: codes and names.
pub fn capacities() -> Vec<(String, String)> {
    Capacity::ALL.iter().map(|&one| (one.code().to_owned(), capacity(one).to_owned())).collect()
}

/// How somebody hears of the answer to their request.
pub const WHEN_ANSWERED: &str = "Dès la réponse, un avis vous attend sur ce site, et un courriel vous est envoyé si \
                                 vous l’avez choisi sur la page de votre compte.";

/// Whom a request to act for a collectivité reached, and what to do where it reached nobody.
pub fn request_reached(reached: Option<Reached>) -> &'static str {
    match reached {
        None => "La réponse est attendue.",
        Some(Reached::People) => "Le référent de la collectivité est averti ; sa réponse est attendue.",
        Some(Reached::Mail) => {
            "Un courriel est parti à l’adresse officielle de la collectivité ; sa réponse est attendue."
        }
        Some(Reached::MailBefore) => {
            "L’adresse officielle a déjà reçu un courriel pour une demande que vous avez retirée : aucun autre n’est \
             parti, et le lien du premier sert à répondre à celle-ci. Si besoin, téléphonez à la mairie ou au siège \
             pour le signaler."
        }
        Some(Reached::NoAddress) => {
            "Aucun courriel n’est parti : l’adresse officielle de la collectivité n’est pas connue ici. L’équipe de \
             l’Incubateur voit votre demande et peut la confirmer sur justification ; écrivez-lui si elle tarde."
        }
        Some(Reached::TooMany) => {
            "Aucun courriel n’est parti : l’adresse officielle en a déjà reçu assez aujourd’hui. Retirez la demande et \
             refaites-la demain, ou téléphonez à la mairie ou au siège ; l’équipe de l’Incubateur voit aussi votre \
             demande et peut la confirmer sur justification."
        }
        Some(Reached::NoMail) => {
            "Aucun courriel n’est parti : ce serveur n’en envoie pas. L’équipe de l’Incubateur voit votre demande et \
             peut la confirmer sur justification."
        }
    }
}

/// When a person is written to about what others do.
pub fn mail_preference(preference: MailPreference) -> &'static str {
    match preference {
        MailPreference::Each => "Un courriel à chaque fois",
        MailPreference::Digest => "Un courriel par jour, le matin, s’il y a du nouveau",
        MailPreference::None => "Aucun courriel : les avis restent sur le site",
    }
}

/// For which body a request to act for a collectivité is made, after the function; nothing where there is none.
pub fn for_body(body: &str) -> Option<String> {
    (!body.is_empty()).then(|| format!(", pour l’organisme «\u{202f}{body}\u{202f}»"))
}
