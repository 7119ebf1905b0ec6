//! A CSV file as people export it: UTF-8 with or without its mark, commas or semicolons, columns named in one of several ways.

use super::import::ImportError;
use csv::StringRecord;

/// A file whose header was read.
pub(super) struct Table<'a> {
    file: &'a str,
    header: StringRecord,
    reader: csv::Reader<&'a [u8]>,
}

impl<'a> Table<'a> {
    /// Reads the header. Refused: another encoding than UTF-8.
    pub(super) fn open(file: &'a str, bytes: &'a [u8]) -> Result<Self, Vec<ImportError>> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
            let why = "l’encodage n’est pas UTF-8 ; enregistrez le fichier en UTF-8".into();
            vec![ImportError::Line { file: file.to_owned(), line, why }]
        })?;
        let text = text.trim_start_matches('\u{feff}');
        let first_line = text.lines().next().unwrap_or_default();
        let delimiter = if first_line.matches(';').count() > first_line.matches(',').count() { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let whole = |why: String| vec![ImportError::File { file: file.to_owned(), why }];
        let header = reader.headers().map_err(|error| whole(error.to_string()))?.clone();
        Ok(Self { file, header, reader })
    }

    /// Where the column stands that bears one of these names; `shown` says what it holds.
    pub(super) fn column(&self, names: &[&str], shown: &str) -> Result<usize, Vec<ImportError>> {
        let at = self.header.iter().position(|name| names.contains(&name.trim().to_lowercase().as_str()));
        at.ok_or_else(|| {
            vec![ImportError::File { file: self.file.to_owned(), why: format!("la colonne {shown} manque") }]
        })
    }

    /// What `read` makes of every row, or what is wrong with each that is wrong, by its line. `read` gets the trimmed text of a column.
    pub(super) fn read<T>(
        &mut self,
        mut read: impl FnMut(&dyn Fn(usize) -> String) -> Result<T, String>,
    ) -> Result<Vec<T>, Vec<ImportError>> {
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        for record in self.reader.records() {
            let (line, row) = match record {
                Ok(record) => {
                    let row = read(&|at| record.get(at).unwrap_or("").trim().to_owned());
                    (record.position().map_or(0, csv::Position::line), row)
                }
                Err(error) => (error.position().map_or(0, csv::Position::line), Err(error.to_string())),
            };
            match row {
                Ok(row) => rows.push(row),
                Err(why) => faults.push(ImportError::Line { file: self.file.to_owned(), line, why }),
            }
        }
        if faults.is_empty() { Ok(rows) } else { Err(faults) }
    }
}
