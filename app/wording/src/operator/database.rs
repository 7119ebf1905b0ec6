//! What is said of a database, and of the trace that it keeps.

use std::{fmt::Display, path::Path};

/// A newer executable has migrated it: the step of the schema that this one does not know.
pub fn newer(step: &str) -> String {
    format!("la base vient d’une version plus récente de Terreau (étape « {step} » inconnue)")
}

/// Its schema lacks steps of this executable's.
pub fn older(missing: usize) -> String {
    format!("la base est d’une version plus ancienne de Terreau ({missing} étapes manquent)")
}

/// Its schema could not be brought to this executable's.
pub fn not_migrated(error: impl Display) -> String {
    format!("la mise à jour du schéma a échoué : {error}")
}

/// The copy that comes before a migration could not be made.
pub fn not_copied(error: impl Display) -> String {
    format!("la copie d’avant la mise à jour n’a pas pu être faite : {error}")
}

/// The file of SQLite is not there.
pub fn missing(file: &Path) -> String {
    format!("la base « {} » n’existe pas", file.display())
}

/// A server is at work on the file of SQLite.
pub fn held(file: &Path) -> String {
    format!("un serveur tient la base « {} », et une base SQLite n’en a qu’un", file.display())
}

/// Whether a server is at work on the file of SQLite could not be found out.
pub fn lock_failed(error: impl Display) -> String {
    format!("verrou de la base : {error}")
}

/// The journal of SQLite could not be measured.
pub fn journal_failed(error: impl Display) -> String {
    format!("terreau.sqlite-wal : {error}")
}

/// PostgreSQL has no file to copy.
pub const NO_FILE: &str = "seule une base SQLite se copie ainsi";

/// Rights were to be given to what can be no account of PostgreSQL.
pub fn no_account(role: &str) -> String {
    format!("« {role} » n’est pas un compte de PostgreSQL (lettres minuscules, chiffres et « _ »)")
}

/// The trace does not hold the head that was noted earlier.
pub const NOTED_HEAD_IS_GONE: &str =
    "la tête notée n’est pas dans la chaîne : la fin a été coupée, ou la chaîne refaite";
