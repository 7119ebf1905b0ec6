//! Which programmes a project serves, and why.

use crate::{count, number, programme};
use entity::priority::{Behind, ONE_IN, Priority};

/// The programmes that a project serves.
pub fn priority_programmes(priority: &Priority) -> String {
    let names: Vec<&str> = priority.programmes.iter().map(|one| programme(*one)).collect();
    if names.is_empty() { "Aucun en particulier".to_owned() } else { names.join(", ") }
}

/// Who is behind a project, and how many of them have a label.
pub fn behind(behind: &Behind) -> String {
    let all = behind.collectivities;
    if all == 0 {
        return String::new();
    }
    let who = count(all, "collectivité est derrière lui", "collectivités sont derrière lui");
    let labels: Vec<String> =
        behind.labelled.iter().map(|(one, labelled)| format!("{} {}", number(*labelled), programme(*one))).collect();
    match labels.is_empty() {
        true => format!("{who}, sans label."),
        false => format!("{who}, dont labels\u{a0}: {}.", labels.join(", ")),
    }
}

/// Why a project serves the programmes that it does: what the labels say, or what a curator said.
pub fn priority_reason(priority: &Priority) -> String {
    let labels = behind(&priority.behind);
    match &priority.correction {
        Some(reason) => {
            let chosen = format!("Choisis par l’équipe de l’Incubateur\u{a0}: «\u{202f}{reason}\u{202f}»");
            format!("{chosen} {labels}").trim_end().to_owned()
        }
        None if labels.is_empty() => labels,
        None => format!("{labels} Un programme est retenu dès qu’une collectivité sur {ONE_IN} en a le label."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::programme::Programme;

    #[test]
    fn a_reader_learns_why_a_project_serves_a_programme() {
        let pvd = Programme::PetitesVillesDeDemain;
        let of = |labels: &[&[Programme]]| Behind::of(labels.iter().copied(), &[pvd]);
        let computed = Priority { programmes: vec![pvd], behind: of(&[&[pvd], &[]]), correction: None };
        assert_eq!(priority_programmes(&computed), "Petites villes de demain");
        let why = priority_reason(&computed);
        assert!(why.starts_with("2\u{a0}collectivités sont derrière lui, dont labels\u{a0}: 1 Petites"), "{why}");
        let corrected = Priority { correction: Some("Un motif.".into()), behind: of(&[&[]]), ..Priority::default() };
        let why = priority_reason(&corrected);
        assert!(why.contains("«\u{202f}Un motif.\u{202f}» 1\u{a0}collectivité est derrière lui, sans label."), "{why}");
        assert_eq!(priority_reason(&Priority::default()), "");
        assert_eq!(priority_programmes(&Priority::default()), "Aucun en particulier");
    }
}
