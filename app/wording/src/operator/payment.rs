//! What is said of a file of payments that is read back, line by line.

use crate::euros;

pub const COLUMN_REFERENCE: &str = "«\u{202f}reference\u{202f}»";
pub const COLUMN_AMOUNT: &str = "«\u{202f}montant\u{202f}»";

/// How the columns may be named, ours first.
pub const REFERENCE_COLUMNS: &[&str] = &["reference", "référence"];
pub const AMOUNT_COLUMNS: &[&str] = &["montant", "amount", "montant payé", "montant paye"];

pub const NO_LINE: &str = "Le fichier ne contient aucun paiement.";
pub const NOT_A_REFERENCE: &str = "La référence n’est pas celle d’un versement de ce site.";
pub const UNKNOWN: &str = "Aucun versement de cette référence n’est à payer par vous.";
pub const REFUSED: &str = "Ce versement a été refusé.";
pub const NOT_PAYABLE: &str = "Ce versement ne se paie pas\u{a0}: son dossier est soldé, ou sa convention manque.";

pub const UNSIGNED: &str = "Ce versement ne se paie pas encore\u{a0}: la convention n’est pas signée des deux côtés.";

/// Twice in one file.
pub fn twice(first: u64) -> String {
    format!("Ce versement est déjà à la ligne {first}.")
}

/// Another amount than was asked for.
pub fn another_amount(asked: i64) -> String {
    format!("Le montant n’est pas celui qui a été demandé\u{a0}: {}.", euros(asked))
}
