//! What is said of the place where attached files are kept.

use std::fmt::Display;

/// It says whose it is: the identity of another database.
pub fn of_another_database(identity: &str) -> String {
    format!("il contient les pièces jointes d’une autre base, d’identité {identity}")
}

/// It does not say whose it is, and the database knows none of its files.
pub fn of_unknown_files(files: usize) -> String {
    format!("il contient {files} pièces jointes, dont la base ne connaît aucune")
}

/// It cannot be read.
pub fn unreadable(error: impl Display) -> String {
    format!("il ne se laisse pas lire : {error}")
}

/// What was written to try it out came back otherwise.
pub const READS_OTHERWISE: &str = "ce qui y est écrit n’y est pas relu";
