//! Eligibility in sentences: why an applicant meets a condition, what it lacks, and what would be enough. Built from
//! the condition itself, whatever a campaign asks for.

use crate::{capitalised, condition, count, number};
use entity::{
    eligibility::{Condition, Judgement},
    group::MemberState,
};

/// What lacks: a noun that « il manque » takes, or a clause of its own.
enum Lack {
    Noun(String),
    Clause(String),
}

impl Lack {
    fn clause(self) -> String {
        match self {
            Lack::Noun(noun) => format!("il manque {noun}"),
            Lack::Clause(clause) => clause,
        }
    }
}

/// What lacks to meet a condition, as a clause: « il manque 41 200 habitants ou un département ». Empty when it is met.
pub fn lacking_clause(judgement: &Judgement) -> String {
    if judgement.met { String::new() } else { lack(judgement).clause() }
}

fn lack(judgement: &Judgement) -> Lack {
    match &judgement.condition {
        Condition::Inhabitants(_) => Lack::Noun(count(judgement.missing, "habitant", "habitants")),
        Condition::Departement(true) => Lack::Noun("un département".to_owned()),
        Condition::Members(_) => Lack::Noun(count(judgement.missing, "collectivité", "collectivités")),
        Condition::InhabitantsAtMost(_) => {
            Lack::Clause(format!("il y a {} de trop", count(judgement.missing, "habitant", "habitants")))
        }
        Condition::Departement(false) => Lack::Clause("aucun membre ne doit être un département".to_owned()),
        Condition::Kind(_) => Lack::Clause(format!("il faudrait {}", condition(&judgement.condition))),
        Condition::Programme(_) => Lack::Clause(format!("il faudrait {}", condition(&judgement.condition))),
        Condition::Any(_) => joined(judgement, " ou ", "\u{a0}; ou bien "),
        Condition::All(_) => joined(judgement, " et ", "\u{a0}; et "),
    }
}

/// What the parts that are not met lack: one « il manque » for all that take it, clauses otherwise.
fn joined(judgement: &Judgement, word: &str, between: &str) -> Lack {
    let mut parts: Vec<&Judgement> = judgement.parts.iter().filter(|part| !part.met).collect();
    // What one is does not change: of alternatives, those for what the applicant is, where there are any.
    if matches!(judgement.condition, Condition::Any(_)) && !parts.iter().all(|part| lacks_kind(part)) {
        parts.retain(|part| !lacks_kind(part));
    }
    if let [one] = parts[..] {
        return lack(one);
    }
    let simple = parts.iter().all(|part| part.parts.is_empty());
    let lacks: Vec<Lack> = parts.into_iter().map(lack).collect();
    let noun = |lack: &Lack| match lack {
        Lack::Noun(noun) => Some(noun.clone()),
        Lack::Clause(_) => None,
    };
    let nouns: Option<Vec<String>> = lacks.iter().map(noun).collect();
    match nouns.filter(|_| simple) {
        Some(nouns) => Lack::Noun(nouns.join(word)),
        None => Lack::Clause(lacks.into_iter().map(Lack::clause).collect::<Vec<_>>().join(between)),
    }
}

fn lacks_kind(judgement: &Judgement) -> bool {
    judgement.lacking().iter().any(|lack| matches!(lack.condition, Condition::Kind(_)))
}

/// Why a condition is met, as a clause: « un département est membre ». Empty when it is not.
pub fn met_clause(judgement: &Judgement) -> String {
    let found = judgement.found.unwrap_or(0);
    match &judgement.condition {
        _ if !judgement.met => String::new(),
        Condition::Inhabitants(least) => {
            format!("{} pour {} demandés", count(found, "habitant", "habitants"), number(*least))
        }
        Condition::InhabitantsAtMost(most) => {
            format!("{} pour {} au plus", count(found, "habitant", "habitants"), number(*most))
        }
        Condition::Departement(true) => "un département est membre".to_owned(),
        Condition::Departement(false) => "aucun membre n’est un département".to_owned(),
        Condition::Members(least) => {
            format!("{} pour {} demandées", count(found, "collectivité", "collectivités"), number(u64::from(*least)))
        }
        // What one is needs no telling.
        Condition::Kind(_) => String::new(),
        Condition::Programme(_) => condition(&judgement.condition),
        Condition::Any(_) | Condition::All(_) => {
            let parts = judgement.parts.iter().map(met_clause).filter(|clause| !clause.is_empty());
            parts.collect::<Vec<_>>().join(", et ")
        }
    }
}

/// What inviting a body does, as a sentence: that it is enough, or what would still lack.
pub fn remedy_sentence(name: &str, after: &Judgement) -> String {
    let name = with_article(name);
    match after.met {
        true => format!("Inviter {name} suffit."),
        false => format!("Avec {name}, {} encore.", lacking_clause(after)),
    }
}

/// What is said of a body that was invited and has not answered, or that asked to join; None where its joining would
/// not be enough.
pub fn waiting_sentence(name: &str, state: MemberState, after: &Judgement) -> Option<String> {
    let name = capitalised(&with_article(name));
    match state {
        MemberState::Invited if after.met => {
            Some(format!("{name} n’a pas encore répondu à l’invitation\u{a0}: son accord suffit."))
        }
        MemberState::Requested if after.met => Some(format!("{name} demande à rejoindre\u{a0}: l’accepter suffit.")),
        _ => None,
    }
}

/// The name of a département, or of a body with its powers, as in « inviter le Département du Lot ».
pub fn with_article(name: &str) -> String {
    let masculine = name.starts_with("Département");
    let feminine = ["Collectivité", "Métropole", "Ville"].iter().any(|kind| name.starts_with(kind));
    match (masculine, feminine) {
        (true, _) => format!("le {name}"),
        (false, true) => format!("la {name}"),
        (false, false) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::{collectivity::Kind, eligibility::Applicant, programme::Programme};

    fn applicant(population: u64, departements: u32) -> Applicant {
        Applicant { population, departements, members: 2, kinds: vec![Kind::Epci], programmes: vec![] }
    }

    fn either() -> Condition {
        Condition::Any(vec![Condition::Inhabitants(500_000), Condition::Departement(true)])
    }

    fn both() -> Condition {
        Condition::All(vec![Condition::Inhabitants(500_000), Condition::Departement(true)])
    }

    #[test]
    fn what_lacks_is_one_sentence_whatever_the_condition() {
        let check = |condition: Condition, population, departements, expected: &str| {
            let judged = condition.judge(&applicant(population, departements));
            assert_eq!(lacking_clause(&judged), expected);
        };
        check(either(), 458_800, 0, "il manque 41\u{202f}200\u{a0}habitants ou un département");
        check(both(), 458_800, 0, "il manque 41\u{202f}200\u{a0}habitants et un département");
        check(both(), 600_000, 0, "il manque un département");
        check(both(), 458_800, 1, "il manque 41\u{202f}200\u{a0}habitants");
        check(both(), 600_000, 1, "");
        check(Condition::Members(3), 0, 0, "il manque 1\u{a0}collectivité");
        check(Condition::InhabitantsAtMost(20_000), 21_500, 0, "il y a 1\u{202f}500\u{a0}habitants de trop");
        check(Condition::Departement(false), 0, 1, "aucun membre ne doit être un département");
        let label = Condition::Programme(Programme::PetitesVillesDeDemain);
        check(label.clone(), 0, 0, "il faudrait porter le label Petites villes de demain");
        let nested = Condition::All(vec![Condition::Members(3), either()]);
        let (members, one) = ("il manque 1\u{a0}collectivité", "il manque 1\u{a0}habitant ou un département");
        check(nested, 499_999, 0, &format!("{members}\u{a0}; et {one}"));
        let small = |kind, most| Condition::All(vec![Condition::Kind(vec![kind]), Condition::InhabitantsAtMost(most)]);
        let small = Condition::Any(vec![small(Kind::Commune, 20_000), small(Kind::Epci, 100_000)]);
        check(small, 101_000, 0, "il y a 1\u{202f}000\u{a0}habitants de trop");
        let either = Condition::Any(vec![Condition::Kind(vec![Kind::Commune]), Condition::Kind(vec![Kind::Region])]);
        check(either, 0, 0, "il faudrait être commune\u{a0}; ou bien il faudrait être région");
    }

    #[test]
    fn why_it_is_met_is_told_from_the_part_that_is() {
        let why = |condition: Condition, population, departements| {
            met_clause(&condition.judge(&applicant(population, departements)))
        };
        assert_eq!(why(either(), 12_000, 1), "un département est membre");
        let reached = "612\u{202f}000\u{a0}habitants pour 500\u{202f}000 demandés";
        assert_eq!(why(either(), 612_000, 0), reached);
        assert_eq!(why(both(), 612_000, 1), format!("{reached}, et un département est membre"));
        assert_eq!(why(both(), 12_000, 1), "");
        let small = Condition::All(vec![Condition::Kind(vec![Kind::Epci]), Condition::InhabitantsAtMost(20_000)]);
        assert_eq!(why(small, 9_793, 0), "9\u{202f}793\u{a0}habitants pour 20\u{202f}000 au plus");
    }

    #[test]
    fn a_threshold_is_told_as_an_act() {
        let lot = "Département du Lot";
        let enough = both().judge(&applicant(600_000, 1));
        assert_eq!(remedy_sentence(lot, &enough), "Inviter le Département du Lot suffit.");
        let after = both().judge(&applicant(450_000, 1));
        let still = "Avec le Département du Lot, il manque 50\u{202f}000\u{a0}habitants encore.";
        assert_eq!(remedy_sentence(lot, &after), still);
        let waits = |state, after| waiting_sentence(lot, state, after);
        let invited = "Le Département du Lot n’a pas encore répondu à l’invitation\u{a0}: son accord suffit.";
        assert_eq!(waits(MemberState::Invited, &enough).as_deref(), Some(invited));
        let asks = "Le Département du Lot demande à rejoindre\u{a0}: l’accepter suffit.";
        assert_eq!(waits(MemberState::Requested, &enough).as_deref(), Some(asks));
        assert_eq!((waits(MemberState::Invited, &after), waits(MemberState::Left, &enough)), (None, None));
        for (name, expected) in [
            ("Métropole de Lyon", "la Métropole de Lyon"),
            ("Ville de Paris", "la Ville de Paris"),
            ("Collectivité de Corse", "la Collectivité de Corse"),
            ("Figeac", "Figeac"),
        ] {
            assert_eq!(with_article(name), expected);
        }
    }
}
