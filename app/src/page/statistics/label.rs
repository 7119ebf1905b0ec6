//! What the lines and columns of the figures are called.

use entity::statistics::{Breakdown, Counts, Part};
use server::{reference::Reference, statistics::Statistics};
use wording::statistics;

/// A part of the roll: `Lot (46)`, `Communes`, « Non renseigné ».
pub fn part_name(reference: &Reference, part: &Part) -> String {
    match (part, statistics::part(part)) {
        (Part::Departement(code), _) => format!("{} ({code})", reference.departement_name(code)),
        (Part::Region(code), _) => reference.region_name(code).to_owned(),
        (_, name) => name.unwrap_or(statistics::UNKNOWN).to_owned(),
    }
}

/// The lines of a breakdown, regions in the order of their names.
pub fn lines(reference: &Reference, figures: &Statistics, breakdown: Breakdown) -> Vec<(String, Part, Counts)> {
    let named = figures.parts.lines(breakdown).map(|(part, counts)| {
        let name = part_name(reference, part);
        (name, part.clone(), *counts)
    });
    let mut lines: Vec<_> = named.collect();
    if breakdown == Breakdown::Region {
        let place = |part: &Part| reference.regions().iter().position(|area| area.code == part.code());
        lines.sort_by_key(|(_, part, _)| (place(part).is_none(), place(part)));
    }
    lines
}

/// What a reader has to know of a breakdown.
pub fn note(breakdown: Breakdown) -> Option<&'static str> {
    match breakdown {
        Breakdown::Departement => Some(
            "Une collectivité compte dans le département de son siège. «\u{202f}Non renseigné\u{202f}»\u{a0}: les \
             régions, qui n’en ont pas, et les collectivités que l’annuaire n’a plus.",
        ),
        Breakdown::Programme => Some(
            "Les labels sont ceux des communes. Une commune peut en avoir plusieurs\u{a0}: seules les lignes «\u{202f}\
             Un label au moins\u{202f}» et «\u{202f}Aucun label\u{202f}» s’additionnent.",
        ),
        Breakdown::Kind | Breakdown::Stratum | Breakdown::Region => None,
    }
}
