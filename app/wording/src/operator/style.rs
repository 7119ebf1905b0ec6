//! What is wrong with the folder of an operator's own style.

/// The folder cannot be read.
pub fn unreadable(why: &str) -> String {
    format!("ce dossier ne se lit pas ({why})")
}

/// It holds no sheet.
pub const NO_SHEET: &str = "il y manque style.css";

/// A name that is none of a file, as it can be served.
pub fn not_a_name(name: &str) -> String {
    format!(
        "«\u{202f}{name}\u{202f}» ne peut pas être servi\u{202f}; un nom de fichier a des lettres sans accent, des \
         chiffres, - _ et ."
    )
}

/// A file of another kind than is served.
pub fn not_served(name: &str) -> String {
    format!("«\u{202f}{name}\u{202f}» n’est ni css, ni woff2, ni svg, ni png\u{202f}; retirez-le du dossier")
}

/// More files than are served.
pub fn too_many(most: usize) -> String {
    format!("il compte plus de {most} fichiers")
}

/// A file that is too large, in bytes.
pub fn too_large(name: &str, most: u64) -> String {
    format!("«\u{202f}{name}\u{202f}» dépasse {} ko", most / 1_000)
}

/// A sheet that is no text.
pub fn not_a_text(name: &str) -> String {
    format!("«\u{202f}{name}\u{202f}» n’est pas un texte en UTF-8")
}

/// A sheet names a file that is not there, or another sheet than style.css may name.
pub fn not_there(sheet: &str, named: &str) -> String {
    format!("«\u{202f}{sheet}\u{202f}» nomme «\u{202f}{named}\u{202f}», qui n’est pas dans le dossier")
}

/// A sheet names what stands elsewhere.
pub fn elsewhere(sheet: &str, named: &str) -> String {
    format!(
        "«\u{202f}{sheet}\u{202f}» appelle «\u{202f}{named}\u{202f}»\u{202f}; les pages ne chargent rien \
         d’ailleurs, mettez ce fichier dans le dossier"
    )
}
