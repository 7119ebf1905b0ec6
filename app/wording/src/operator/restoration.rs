//! What is said of a backup that is looked through and put back.

use std::{fmt::Display, path::Path};

/// A folder without a manifest that can be read.
pub fn unfinished(folder: &Path, manifest: &str, error: impl Display) -> String {
    format!("« {} » n’est pas une sauvegarde achevée : {manifest} ne se lit pas ({error})", folder.display())
}

/// The manifest is none.
pub fn not_a_manifest(manifest: &str, error: impl Display) -> String {
    format!("{manifest} : {error}")
}

/// The shape of the folder is another one.
pub fn other_format(found: &str, known: &str) -> String {
    format!("cette sauvegarde est d’un autre format ({found}) que {known}")
}

/// A newer executable made it: the step of the schema that this one does not know.
pub fn newer(step: &str) -> String {
    format!("cette sauvegarde vient d’une version plus récente de Terreau (étape « {step} »)")
}

/// The steps of its schema are not the first ones of this executable's.
pub const OTHER_SCHEMA: &str =
    "le schéma de la sauvegarde n’est pas celui d’une version de Terreau que celle-ci connaît";

/// The manifest names what is not in the folder.
pub fn file_outside(path: &str) -> String {
    format!("le manifeste nomme un fichier hors de la sauvegarde : « {path} »")
}

/// A file is not as the manifest says.
pub fn file_changed(file: &Path) -> String {
    format!("« {} » n’est plus le fichier qui a été sauvegardé", file.display())
}

/// The copy of SQLite cannot be read as a whole.
pub fn damaged(file: &str, error: impl Display) -> String {
    format!("{file} est abîmé : {error}")
}

/// The trace is not whole.
pub fn trace_broken(fault: impl Display) -> String {
    format!("la trace de la sauvegarde n’est pas entière : {fault}")
}

/// The key in the folder is not the one that the manifest names.
pub fn other_key(file: &Path) -> String {
    format!("« {} » n’est pas la clé du journal que le manifeste annonce", file.display())
}

/// A backup of SQLite is put back into PostgreSQL, or the reverse.
pub const OTHER_KIND: &str = "une sauvegarde de SQLite se restaure dans SQLite, une de PostgreSQL dans PostgreSQL";

/// Others are at work on the database.
pub fn others_connected(connections: usize) -> String {
    format!("{connections} connexions à la base sont ouvertes : arrêtez les serveurs, puis recommencez")
}

/// A table came back with another number of rows than the manifest says.
pub fn other_row_count(table: &str, rows: u64) -> String {
    format!("la table {table} a {rows} lignes, et non celles que le manifeste annonce")
}

/// The rows of a table could not be written.
pub fn table_failed(table: &str, error: impl Display) -> String {
    format!("table {table} : {error}")
}

/// Tables refer to each other: none can come first.
pub const TABLES_IN_A_CIRCLE: &str = "des tables se réfèrent les unes aux autres en cercle";

/// What would be lost, each thing on its line.
pub fn would_replace(lost: &[String]) -> String {
    format!(
        "l’endroit n’est pas vide ; y restaurer remplacerait :\n  {}\nAjoutez --force pour le faire. Rien n’a changé.",
        lost.join("\n  ")
    )
}

/// Would be lost: the database that the attached files belong to.
pub const FILES_OF_ANOTHER_DATABASE: &str =
    "les pièces jointes d’une autre base (elles restent, mais plus rien ne les nomme)";

/// Would be lost: another key of the log.
pub fn key_replaced(key: &Path) -> String {
    format!("une autre clé du journal, « {} »", key.display())
}

/// Would be lost: a file of SQLite that cannot be read.
pub fn unreadable_database(file: &Path) -> String {
    format!("une base qui ne se lit pas, « {} »", file.display())
}

/// What a table holds, among what would be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    Campaigns,
    People,
    Needs,
    Applications,
    Attachments,
    Ballots,
    Acts,
}

/// Would be lost: the rows of a table.
pub fn rows_lost(what: Rows, rows: u64) -> String {
    let name = match what {
        Rows::Campaigns => "campagnes",
        Rows::People => "personnes",
        Rows::Needs => "besoins",
        Rows::Applications => "candidatures",
        Rows::Attachments => "pièces jointes nommées",
        Rows::Ballots => "bulletins",
        Rows::Acts => "actes tracés",
    };
    format!("{rows} {name}")
}
