//! A list of services (CSV): columns `nom`, `objet`, `opérateur`, `licence` and `adresse`, separated by commas or
//! semicolons, in UTF-8 with or without its mark. What is not UTF-8 is refused and not guessed: these texts are shown
//! to everybody, and a wrong guess would stand there.

use crate::reference::{ImportError, csv_table::Table};
use entity::{
    service::{MOST_SERVICES, ServiceColumn, ServiceContent, ServiceForm},
    text::searchable,
};
use std::collections::{HashMap, hash_map::Entry};
use wording::{operator::import as words, refusal_sentence};

/// Why a list is not read.
#[derive(Debug)]
pub(super) enum Fault {
    /// The first line that is not UTF-8.
    NotUtf8 {
        line: u64,
    },
    Table(Vec<ImportError>),
}

/// What a workbook begins with: it is told as one, and not as a text in a wrong encoding.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

/// Reads a list, without asking the database.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Vec<ServiceContent>, Fault> {
    let is_workbook = WORKBOOKS.iter().any(|start| bytes.starts_with(start));
    if let Some(line) = first_line_not_utf8(bytes).filter(|_| !is_workbook) {
        return Err(Fault::NotUtf8 { line });
    }
    rows(file, bytes).map_err(Fault::Table)
}

/// The line of the first byte that is not UTF-8 text, counted from 1; a character that an earlier conversion lost, and
/// the zero bytes of UTF-16, are none either.
fn first_line_not_utf8(bytes: &[u8]) -> Option<u64> {
    let at = match std::str::from_utf8(bytes) {
        Err(error) => error.valid_up_to(),
        Ok(text) => text.find(['\0', '\u{fffd}'])?,
    };
    Some(bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64 + 1)
}

fn rows(file: &str, bytes: &[u8]) -> Result<Vec<ServiceContent>, Vec<ImportError>> {
    let table = Table::open(file, bytes)?;
    if table.rows().len() > MOST_SERVICES {
        return Err(vec![ImportError::File { file: file.to_owned(), why: words::too_many_lines(MOST_SERVICES) }]);
    }
    // Every column that is missing is told at once.
    let (mut at, mut missing) = (HashMap::new(), Vec::new());
    for &column in ServiceColumn::ALL {
        match table.column(words::service_columns(column), &words::column_named(column.code())) {
            Ok(place) => drop(at.insert(column, place)),
            Err(faults) => missing.extend(faults),
        }
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut seen: HashMap<String, u64> = HashMap::new();
    let (services, faults) = table.read(|line, text| {
        let of = |column: ServiceColumn| at.get(&column).map(|at| text(*at)).unwrap_or_default();
        let form = ServiceForm {
            name: of(ServiceColumn::Name),
            purpose: of(ServiceColumn::Purpose),
            operator: of(ServiceColumn::Operator),
            licence: of(ServiceColumn::Licence),
            address: of(ServiceColumn::Address),
        };
        let service = ServiceContent::parse(&form).map_err(|(column, cell, refusal)| {
            words::wrong_service_cell(column.code(), &cell, &refusal_sentence(&refusal))
        })?;
        match seen.entry(searchable(&service.name)) {
            Entry::Occupied(first) => Err(words::service_twice(&service.name, *first.get())),
            Entry::Vacant(place) => {
                place.insert(line);
                Ok(Some(service))
            }
        }
    });
    match (faults.is_empty(), services.is_empty()) {
        (true, false) => Ok(services),
        (true, true) => Err(vec![ImportError::File { file: file.to_owned(), why: words::NO_SERVICE.to_owned() }]),
        (false, _) => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "nom;objet;opérateur;licence;adresse\n";

    fn faults(text: &str) -> Vec<String> {
        match read("liste.csv", text.as_bytes()) {
            Err(Fault::Table(faults)) => faults.iter().map(ToString::to_string).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_list_is_read_with_or_without_a_mark_by_commas_or_semicolons() {
        let line = "Grist;\"Un tableur, partagé\";DINUM;Apache-2.0;https://grist.numerique.gouv.fr\n";
        for text in
            [format!("{HEADER}{line}"), format!("\u{feff}{HEADER}{line}"), format!("{HEADER}{line}").replace(';', ",")]
        {
            let read = read("liste.csv", text.as_bytes()).expect("read");
            assert_eq!((read.len(), read[0].purpose.as_str()), (1, "Un tableur, partagé"), "{text}");
        }
    }

    #[test]
    fn what_is_not_utf_8_is_told_with_its_line_and_not_guessed() {
        let line = |bytes: &[u8]| match read("liste.csv", bytes) {
            Err(Fault::NotUtf8 { line }) => line,
            other => panic!("{other:?}"),
        };
        let windows = [b"nom;objet\nGrist;Un tableur\nD\xe9marche;".as_slice(), b"Un objet\n"].concat();
        assert_eq!(line(&windows), 3);
        assert_eq!(line("nom;objet\nD\u{fffd}marche;x\n".as_bytes()), 2, "lost before");
        let wide: Vec<u8> = "nom;objet\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(line(&wide), 1);
    }

    #[test]
    fn each_line_that_is_wrong_is_told_and_nothing_is_read() {
        let good = "Grist;Un tableur partagé;DINUM;;\n";
        let text = format!(
            "{HEADER}{good}GRIST;Un autre tableur;DINUM;;\nTchap;Une messagerie;DINUM;;www.tchap.fr\n\
             =1+1;Une formule cachée;X1;;\nCourt;Bref;DINUM;;\n"
        );
        let told = faults(&text);
        assert_eq!(told.len(), 4, "{told:#?}");
        assert!(told[0].starts_with("liste.csv, ligne 3") && told[0].contains("ligne 2"), "{told:#?}");
        assert!(told[1].contains("ligne 4") && told[1].contains("adresse"), "{told:#?}");
        assert!(told[2].contains("formule") && told[3].contains("objet"), "{told:#?}");
        let missing = faults("nom;opérateur\nGrist;DINUM\n");
        assert_eq!(missing.len(), 3, "{missing:#?}");
        assert_eq!(faults(HEADER).len(), 1);
        assert!(faults("PK\u{3}\u{4}").iter().all(|told| told.contains("classeur")));
    }
}
