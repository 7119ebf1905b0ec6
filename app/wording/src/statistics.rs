//! What the figures of a campaign are called.

use entity::{
    collectivity::Kind,
    statistics::{Act, Breakdown, Flow, Part},
};

/// What the directory does not say.
pub const UNKNOWN: &str = "Non renseigné";

/// By what figures are broken down, as the title of a table.
pub fn breakdown(breakdown: Breakdown) -> &'static str {
    match breakdown {
        Breakdown::Kind => "Par nature de collectivité",
        Breakdown::Stratum => "Par taille",
        Breakdown::Region => "Par région",
        Breakdown::Departement => "Par département",
        Breakdown::Programme => "Par programme de l’État",
    }
}

/// The head of the column of a breakdown's parts.
pub fn breakdown_head(breakdown: Breakdown) -> &'static str {
    match breakdown {
        Breakdown::Kind => "Nature",
        Breakdown::Stratum => "Taille",
        Breakdown::Region => "Région",
        Breakdown::Departement => "Département",
        Breakdown::Programme => "Programme",
    }
}

/// Several collectivités of a kind.
pub fn kind_title(kind: Kind) -> &'static str {
    match kind {
        Kind::Commune => "Communes",
        Kind::Epci => "Intercommunalités",
        Kind::Ept => "Établissements publics territoriaux",
        Kind::Departement => "Départements",
        Kind::Region => "Régions",
        Kind::SpecialStatus => "Collectivités à statut particulier",
    }
}

/// A part of the roll; None for a region or a département, whose names the directory has.
pub fn part(part: &Part) -> Option<&'static str> {
    Some(match part {
        Part::Kind(kind) => kind_title(*kind),
        Part::Stratum(stratum) => crate::stratum_title(*stratum),
        Part::Programme(programme) => crate::programme(*programme),
        Part::Labelled => "Un label au moins",
        Part::Unlabelled => "Aucun label",
        Part::Unknown => UNKNOWN,
        Part::Region(_) | Part::Departement(_) => return None,
    })
}

/// What is counted week by week.
pub fn act_title(act: Act) -> &'static str {
    match act {
        Act::Need => "Besoins publiés",
        Act::Support => "Soutiens",
        Act::Group => "Groupements ouverts",
        Act::Ballot => "Collectivités qui ont voté",
        Act::Application => "Candidatures déposées",
    }
}

/// What becomes of the money week by week.
pub fn flow_title(flow: Flow) -> &'static str {
    match flow {
        Flow::Granted => "Argent accordé",
        Flow::Paid => "Argent versé",
    }
}

/// As [`act_title`], with how many.
pub fn acts(act: Act, times: u64) -> String {
    let (one, several) = match act {
        Act::Need => ("besoin publié", "besoins publiés"),
        Act::Support => ("soutien", "soutiens"),
        Act::Group => ("groupement ouvert", "groupements ouverts"),
        Act::Ballot => ("collectivité a voté", "collectivités ont voté"),
        Act::Application => ("candidature déposée", "candidatures déposées"),
    };
    crate::count(times, one, several)
}
