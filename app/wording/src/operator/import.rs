//! What is said of the lists that are imported: territories, programmes, official addresses, successions.

use entity::siren::Siren;

// How the columns that a list must have are called.
pub const COLUMN_SIREN: &str = "« siren »";
pub const COLUMN_MAIL: &str = "« courriel »";
pub const COLUMN_FORMER: &str = "« ancien »";
pub const COLUMN_SUCCESSOR: &str = "« nouveau »";
pub const COLUMN_FORMER_NAME: &str = "« nom »";
pub const COLUMN_FORMER_INSEE: &str = "« insee »";
pub const COLUMN_COMMUNE: &str = "du code INSEE (« insee »)";
pub const COLUMN_PROGRAMME: &str = "« programme »";

/// No column of the communes says of which year their populations are.
pub const NO_VINTAGE: &str = "aucune colonne « population_AAAA » ne dit le millésime";

/// A cell holds no SIREN.
pub fn not_a_siren(cell: &str) -> String {
    format!("« {cell} » n’est pas un SIREN")
}

/// A cell holds no INSEE code.
pub fn not_an_insee_code(cell: &str) -> String {
    format!("« {cell} » n’est pas un code INSEE")
}

/// A cell holds no number of inhabitants.
pub fn not_a_population(cell: &str) -> String {
    format!("« {cell} » n’est pas une population")
}

/// A commune stands on two lines.
pub fn commune_twice(insee: &str) -> String {
    format!("la commune {insee} figure deux fois")
}

/// No commune has this INSEE code, nor had it.
pub fn no_commune(cell: &str) -> String {
    format!("aucune commune n’a le code INSEE « {cell} »")
}

/// No collectivité has this SIREN.
pub fn no_collectivity(cell: &str) -> String {
    format!("aucune collectivité n’a le SIREN « {cell} »")
}

/// A collectivité that is said to be no more still exists, or never did.
pub fn not_former(cell: &str) -> String {
    format!("« {cell} » n’est pas le SIREN d’une ancienne collectivité")
}

/// A former collectivité has no name.
pub const NAME_MISSING: &str = "le nom manque";

/// A cell holds no mail address.
pub fn not_a_mail_address(cell: &str) -> String {
    format!("« {cell} » n’est pas une adresse de courriel")
}

/// A programme is not known.
pub fn unknown_programme(cell: &str) -> String {
    format!("le programme « {cell} » est inconnu")
}

/// A collectivité has another address on an earlier line.
pub fn other_address(siren: Siren, first: u64) -> String {
    format!("la collectivité {siren} a une autre adresse à la ligne {first}")
}

/// A former collectivité is told otherwise on an earlier line.
pub fn other_succession(former: Siren, first: u64) -> String {
    format!("la collectivité {former} est déjà à la ligne {first}, autrement")
}

/// Put right: a collectivité that an earlier line has.
pub fn same_collectivity(siren: Siren, first: u64) -> String {
    format!("{siren}, comme la ligne {first}")
}

/// Put right: a label that an earlier line gives.
pub fn same_label(insee: &str, programme: &str, first: u64) -> String {
    format!("{insee}, {programme}, comme la ligne {first}")
}

/// Put right: a code whose commune is now another one.
pub fn counted_for(code: &str, insee: &str) -> String {
    format!("{code} est compté pour {insee}")
}
