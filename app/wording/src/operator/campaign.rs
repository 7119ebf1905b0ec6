//! What is said of the file of a campaign.

use std::fmt::Display;

/// A fault, with the line on which it stands.
pub fn line(line: usize, why: &str) -> String {
    format!("ligne {line} : {why}")
}

/// A fault of a value, named by its dotted path.
pub fn value(path: &str, why: &str) -> String {
    format!("{path} : {why}")
}

/// A value that differs from the one in force.
pub fn difference(path: &str, before: impl Display, after: impl Display) -> String {
    format!("{path} : {before} → {after}")
}

/// A file that is longer than any campaign.
pub fn too_long() -> String {
    "le fichier dépasse deux millions de caractères".to_owned()
}

/// An envelope that a stored file names, and the campaign does not have.
pub fn no_envelope(code: &str) -> String {
    format!("enveloppe {code}")
}

/// An envelope that has no form.
pub fn no_form(envelope: &str) -> String {
    format!("formulaire de {envelope}")
}
