//! What is said of a file.

use std::{fmt::Display, path::Path};

/// A file that cannot be written or read, and why.
pub fn failed(file: &Path, error: impl Display) -> String {
    format!("« {} » : {error}", file.display())
}

/// A file that gave its place to another, and where it is now.
pub fn kept_as(file: &Path, now: &Path) -> String {
    format!("« {} » est gardé sous « {} »", file.display(), now.display())
}

/// A file of a key that holds no key.
pub const KEY_OF_ANOTHER_LENGTH: &str = "le fichier n’a pas 32 octets";
