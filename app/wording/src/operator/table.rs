//! What is said of a CSV file as a table, whatever it lists.

/// What is wrong with a line of a file.
pub fn line(file: &str, line: u64, why: &str) -> String {
    format!("{file}, ligne {line} : {why}")
}

/// What is wrong with a file as a whole.
pub fn file(file: &str, why: &str) -> String {
    format!("{file} : {why}")
}

/// It cannot be read, nobody knows why.
pub const UNREADABLE: &str = "ne se lit pas";

/// It holds no row.
pub const EMPTY: &str = "le fichier est vide";

/// It is a workbook.
pub const WORKBOOK: &str =
    "c’est un classeur, pas un fichier CSV ; dans le tableur, « Enregistrer sous », « CSV UTF-8 »";

/// Its encoding is not known.
pub const ENCODING: &str = "l’encodage n’est ni UTF-8 ni celui de Windows ; enregistrez le fichier en « CSV UTF-8 »";

/// A quotation mark opens a text that never ends.
pub const QUOTATION_NOT_CLOSED: &str = "un guillemet ouvert sur cette ligne n’est jamais fermé";

/// A row has more cells than there are columns.
pub fn too_many_cells(cells: usize, columns: usize) -> String {
    format!(
        "la ligne a {cells} cellules et l’en-tête {columns} : une cellule contient peut-être un séparateur sans \
         guillemets"
    )
}

/// A spreadsheet made a rounded number of a code.
pub fn code_rounded(cell: &str) -> String {
    format!(
        "le tableur a arrondi ce code (« {cell} ») : mettez la colonne au format Texte et reprenez le fichier \
         d’origine"
    )
}

/// A column is not there, with the names of those that are. `shown` is how it is called to the reader.
pub fn column_missing(shown: &str, there: &[String]) -> String {
    format!("la colonne {shown} manque ; il y a « {} »", there.join(" », « "))
}

/// A column of the territories is not there.
pub fn named_column_missing(name: &str) -> String {
    format!("la colonne « {name} » manque")
}

/// What is put right in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// A code that had lost its first zero.
    Zero,
    /// An arrondissement, or a commune that is no more.
    Mapped,
    /// A row that says what another said.
    Same,
}

/// What was put right, of one kind: how many rows, then the first of them, each with its line.
pub fn put_right(note: Note, rows: &[(u64, String)]) -> String {
    const SHOWN: usize = 10;
    let what = match note {
        Note::Zero => "codes qui avaient perdu leur zéro, complétés",
        Note::Mapped => "arrondissements ou anciennes communes, comptés pour la commune actuelle",
        Note::Same => "lignes qui disent la même chose qu’une autre, comptées une fois",
    };
    let mut text = format!("{} {what} :\n", rows.len());
    for (line, what) in rows.iter().take(SHOWN) {
        text.push_str(&format!("  ligne {line} : {what}\n"));
    }
    if rows.len() > SHOWN {
        text.push_str(&format!("  … et {} autres\n", rows.len() - SHOWN));
    }
    text
}

/// A code that was completed.
pub fn read_as(typed: &str, full: &str) -> String {
    format!("{typed} est lu {full}")
}

/// A code of a column that was completed.
pub fn read_as_in(column: &str, typed: &str, full: &str) -> String {
    format!("{column} : {typed} est lu {full}")
}
