//! What curators' work on needs is called.

use crate::{count, number_of_needs};
use entity::curation::{BatchKind, BatchState, Standing, WorkState};

/// Where a need stands for the curators.
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::New => "Nouveau",
        Standing::Read => "Lu",
        Standing::Asked => "Question posée",
        Standing::ToMerge => "À rejoindre à un autre",
        Standing::InProject => "Dans un projet",
        Standing::Declined => "Écarté",
        Standing::Gone => "Retiré",
    }
}

/// How far curators are with a need.
pub fn work_state(work: WorkState) -> &'static str {
    match work {
        WorkState::New => standing(Standing::New),
        WorkState::Read => standing(Standing::Read),
        WorkState::Asked => standing(Standing::Asked),
        WorkState::ToMerge => standing(Standing::ToMerge),
    }
}

/// What was done with so many needs; `what` names the person, the project or the state.
pub fn batch_sentence(kind: BatchKind, needs: u64, what: &str) -> String {
    let several = |one: &str, many: &str| format!("{} {}", number_of_needs(needs), if needs < 2 { one } else { many });
    match (kind, what) {
        (BatchKind::Assign, "") => several("n’est plus confié à personne", "ne sont plus confiés à personne"),
        (BatchKind::Assign, who) => format!("{} à {who}", several("confié", "confiés")),
        (BatchKind::Sort, state) => format!("{}\u{a0}: «\u{202f}{state}\u{202f}»", several("noté", "notés")),
        (BatchKind::Note, _) => format!("Note écrite sur {}", number_of_needs(needs)),
        (BatchKind::Project, project) => {
            format!("{} dans le projet «\u{202f}{project}\u{202f}»", several("mis", "mis"))
        }
        (BatchKind::Decline, _) => several("écarté", "écartés"),
        (BatchKind::Answer, _) => format!("Réponse «\u{202f}existe déjà\u{202f}» sur {}", number_of_needs(needs)),
    }
}

/// What is answered with a service of the catalogue, shortened to what an answer may hold.
pub fn answered_by(name: &str, operator: &str, purpose: &str) -> String {
    let whole = format!("Ce service existe déjà\u{a0}: {name}, porté par {operator}. {purpose}");
    match whole.char_indices().nth(999) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}

/// How many needs are ticked.
pub fn ticked(needs: u64) -> String {
    count(needs, "besoin coché", "besoins cochés")
}

/// Where an act on many needs stands.
pub fn batch_state(state: BatchState) -> &'static str {
    match state {
        BatchState::Prepared => "En préparation",
        BatchState::Done => "Fait",
        BatchState::Undone => "Annulé",
        BatchState::Settled => "Fait, personnes averties",
    }
}

/// How long is left to undo, in minutes begun.
pub fn left_to_undo(left: chrono::Duration) -> String {
    let minutes = u64::try_from(left.num_seconds().max(0)).unwrap_or(0).div_ceil(60);
    format!("encore {}", count(minutes, "minute", "minutes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_said_of_one_and_of_many() {
        let said = |kind, needs, what: &str| batch_sentence(kind, needs, what).replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(said(BatchKind::Assign, 1, "Zoé"), "1 besoin confié à Zoé");
        assert_eq!(said(BatchKind::Assign, 2, ""), "2 besoins ne sont plus confiés à personne");
        assert_eq!(said(BatchKind::Project, 3, "Un portail"), "3 besoins mis dans le projet « Un portail »");
        assert_eq!(said(BatchKind::Decline, 1200, ""), "1 200 besoins écartés");
        assert_eq!(left_to_undo(chrono::Duration::seconds(61)).replace('\u{a0}', " "), "encore 2 minutes");
    }
}
