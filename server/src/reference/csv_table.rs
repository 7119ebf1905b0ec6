//! A CSV file as people and spreadsheets save it: UTF-8 with or without its mark, UTF-16 ("Unicode text" of Excel) or
//! the encoding of Windows; commas, semicolons, tabs or bars; any line ends; empty rows; columns named in one of
//! several ways. What was lost on the way is put right where the list leaves no doubt, and told ([`Notes`]).

use super::fault::ImportError;
use csv::StringRecord;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::{collections::BTreeMap, fmt};
use wording::operator::table as words;
pub(crate) use wording::operator::table::Note;

/// What separates the columns, the likeliest in France first.
const SEPARATORS: [u8; 4] = *b";,\t|";

/// A file whose rows were read.
pub(crate) struct Table {
    file: String,
    header: StringRecord,
    /// Rows in which something stands, with the line on which each begins.
    rows: Vec<(u64, StringRecord)>,
}

impl Table {
    /// Reads the rows. Refused: a workbook, an encoding that is not known, a file without a header, a quotation mark
    /// that is never closed, a row with more cells than the header.
    pub(crate) fn open(file: &str, bytes: &[u8]) -> Result<Self, Vec<ImportError>> {
        let text = decode(file, bytes).map_err(|fault| vec![fault])?;
        let (separator, skipped) = separator_line(&text);
        let body = text.get(skipped..).unwrap_or_default();
        let separator = separator.unwrap_or_else(|| separator_of(body));
        let mut lines = Lines { text: &text, at: 0, line: 1 };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(body.as_bytes());
        let (mut header, mut rows, mut faults) = (None, Vec::new(), Vec::new());
        let mut record = StringRecord::new();
        loop {
            let start = skipped + usize::try_from(reader.position().byte()).unwrap_or(usize::MAX - skipped);
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Err(vec![whole(file, error.to_string())]),
            }
            let end = skipped + usize::try_from(reader.position().byte()).unwrap_or(usize::MAX - skipped);
            let line = lines.of(start);
            let fault = |why: String| ImportError::Line { file: file.to_owned(), line, why };
            if is_empty(&record) {
                continue;
            }
            let raw = text.get(start..end).unwrap_or_default();
            if end >= text.len() && raw.trim_end().contains('\n') && raw.matches('"').count() % 2 == 1 {
                faults.push(fault(words::QUOTATION_NOT_CLOSED.into()));
                break;
            }
            let Some(header) = &header else {
                header = Some(record.clone());
                continue;
            };
            let more = record.iter().skip(StringRecord::len(header)).filter(|cell| !cell.trim().is_empty()).count();
            match more {
                0 => rows.push((line, record.clone())),
                _ => faults.push(fault(words::too_many_cells(record.len(), header.len()))),
            }
        }
        let header = header.ok_or_else(|| vec![whole(file, words::EMPTY.into())])?;
        if faults.is_empty() { Ok(Self { file: file.to_owned(), header, rows }) } else { Err(faults) }
    }

    /// Names of the columns.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.header.iter().map(name_of)
    }

    /// Where the column stands that bears one of these names; `shown` says what it holds.
    pub(crate) fn column(&self, names: &[&str], shown: &str) -> Result<usize, Vec<ImportError>> {
        let at = self.names().position(|name| names.contains(&name.as_str()));
        at.ok_or_else(|| {
            let there: Vec<String> = self.names().filter(|name| !name.is_empty()).collect();
            vec![whole(&self.file, words::column_missing(shown, &there))]
        })
    }

    /// What `read` makes of every row, and what is wrong with each that is wrong, by its line. `read` gets the line and
    /// the text of a column.
    pub(crate) fn read<T>(
        &self,
        mut read: impl FnMut(u64, &dyn Fn(usize) -> String) -> Result<Option<T>, String>,
    ) -> (Vec<T>, Vec<ImportError>) {
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        for (line, record) in &self.rows {
            match read(*line, &|at| cell(record, at).to_owned()) {
                Ok(row) => rows.extend(row),
                Err(why) => faults.push(ImportError::Line { file: self.file.clone(), line: *line, why }),
            }
        }
        (rows, faults)
    }

    /// The rows, with the line on which each begins.
    pub(crate) fn rows(&self) -> &[(u64, StringRecord)] {
        &self.rows
    }
}

/// The text of a cell: without spaces around it, and without what keeps spreadsheets from taking it for a number
/// (`="01004"`, `'01004`).
pub(crate) fn cell(record: &StringRecord, at: usize) -> &str {
    let text = record.get(at).unwrap_or_default().trim_matches(is_blank);
    let formula = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    formula.unwrap_or_else(|| text.strip_prefix('\'').unwrap_or(text)).trim_matches(is_blank)
}

/// Whether nothing stands in a row, whatever separates its cells.
fn is_empty(row: &StringRecord) -> bool {
    row.iter().flat_map(str::chars).all(|c| is_blank(c) || matches!(c, ';' | ',' | '|'))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

fn name_of(text: &str) -> String {
    text.trim_matches(is_blank).to_lowercase()
}

fn whole(file: &str, why: String) -> ImportError {
    ImportError::File { file: file.to_owned(), why }
}

/// A code that a spreadsheet took for a number: without the decimals that it shows (`210100012,00`), and told when
/// digits are lost.
pub(crate) fn code(text: &str) -> Result<String, String> {
    let plain: String = text.chars().filter(|c| !is_blank(*c)).collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((mantissa, exponent)) = plain.split_once(['E', 'e'])
        && let Some(exponent) = exponent.strip_prefix('+')
        && digits(&mantissa.replace([',', '.'], ""))
        && digits(exponent)
    {
        return Err(words::code_rounded(text));
    }
    let whole = plain.split_once([',', '.']).filter(|(whole, zeros)| digits(whole) && zeros.bytes().all(|b| b == b'0'));
    Ok(whole.map(|(whole, _)| whole.to_owned()).unwrap_or(plain))
}

/// What was put right, each kind with its lines.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Notes(BTreeMap<Note, Vec<(u64, String)>>);

impl Notes {
    pub(crate) fn add(&mut self, note: Note, line: u64, what: String) {
        self.0.entry(note).or_default().push((line, what));
    }

    /// How many rows.
    pub fn count(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }
}

impl fmt::Display for Notes {
    /// One paragraph a kind: how many, then the first of them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(note, rows)| f.write_str(&words::put_right(*note, rows)))
    }
}

/// Counts lines up to ever later places.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first character from a place on that is no line end.
    fn of(&mut self, place: usize) -> u64 {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() && (self.at < place || bytes[self.at] == b'\n') {
            self.line += u64::from(bytes[self.at] == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// The text of a file, with one kind of line ends and without its mark.
fn decode(file: &str, bytes: &[u8]) -> Result<String, ImportError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(whole(file, words::WORKBOOK.into()));
    }
    let wide = match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [_, 0, _, 0, ..] => Some(UTF_16LE),
        [0, _, 0, _, ..] => Some(UTF_16BE),
        _ => None,
    };
    let (text, wrong) = match (wide, std::str::from_utf8(bytes)) {
        (Some(encoding), _) => {
            let (text, wrong) = encoding.decode_with_bom_removal(bytes);
            (text.into_owned(), wrong.then_some(0))
        }
        (None, Ok(text)) => (text.to_owned(), None),
        (None, Err(_)) => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            (text.into_owned(), bytes.iter().position(|byte| !is_windows(*byte)))
        }
    };
    if let Some(at) = wrong {
        let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        return Err(ImportError::Line { file: file.to_owned(), line, why: words::ENCODING.into() });
    }
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n"))
}

/// Whether a byte is one that French text in the encoding of Windows holds. The accents of old DOS and Macintosh files
/// are none of these.
fn is_windows(byte: u8) -> bool {
    const SIGNS: &[u8] = b"\x80\x85\x8c\x91\x92\x93\x94\x96\x97\x9c";
    !(0x80..0xa0).contains(&byte) || SIGNS.contains(&byte)
}

/// The separator that a first line `sep=;` names, as Excel reads and writes it, and the bytes of that line.
fn separator_line(text: &str) -> (Option<u8>, usize) {
    let line = text.split_inclusive('\n').next().unwrap_or_default();
    match line.trim_end_matches('\n').trim_matches('"').strip_prefix("sep=").map(str::as_bytes) {
        Some([one]) => (Some(*one), line.len()),
        Some([]) => (None, line.len()),
        _ => (None, 0),
    }
}

/// What separates the columns: that by which the first row with text has the most.
fn separator_of(text: &str) -> u8 {
    let columns = |separator: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records = reader.records().map_while(Result::ok);
        records.find(|row| !is_empty(row)).map_or(0, |row| row.len())
    };
    // The first of the best: `max_by_key` gives the last.
    SEPARATORS.into_iter().rev().max_by_key(|separator| columns(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        let table = Table::open("liste.csv", bytes).expect("a table");
        table.rows().iter().map(|(line, row)| (*line, (0..2).map(|at| cell(row, at).to_owned()).collect())).collect()
    }

    fn fault(bytes: &[u8]) -> String {
        let Err(faults) = Table::open("liste.csv", bytes) else { panic!("{} is refused", bytes.escape_ascii()) };
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    fn wide(text: &str, little: bool) -> Vec<u8> {
        let pair = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        format!("\u{feff}{text}").encode_utf16().flat_map(pair).collect()
    }

    #[test]
    fn the_same_table_is_read_however_a_spreadsheet_saved_it() {
        let windows = |text: &str| WINDOWS_1252.encode(text).0.into_owned();
        let expected =
            [(2, vec!["01004".to_owned(), "Bœuf – Évêché".to_owned()]), (3, vec!["2A004".into(), "« Île »".into()])];
        let excel = "insee;nom\r\n01004;Bœuf – Évêché\r\n2A004;« Île »\r\n";
        let quoted = "\"insee\"\t\"nom\"\n\"01004\"\t\"Bœuf – Évêché\"\n\"2A004\"\t\"« Île »\"\n";
        let old_mac = "insee,nom\r01004,Bœuf – Évêché\r2A004,« Île »\r";
        for text in [excel, quoted, old_mac, &excel.replace(';', "|"), &excel.replace("01004", "=\"01004\"")] {
            for bytes in [text.as_bytes().to_vec(), format!("\u{feff}{text}").into_bytes(), windows(text)] {
                assert_eq!(rows(&bytes), expected, "{text:?}");
            }
            assert_eq!(rows(&wide(text, true)), expected, "{text:?}");
            assert_eq!(rows(&wide(text, false)), expected, "{text:?}");
            assert_eq!(rows(&wide(text, true)[2..]), expected, "without its mark: {text:?}");
        }
    }

    #[test]
    fn a_line_is_counted_as_an_editor_shows_it() {
        let lines = |text: &str| rows(text.as_bytes()).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
        for end in ["\n", "\r\n", "\r"] {
            let text = "\n;;\nsiren;nom\n1;a\n\n;;\n2;\"b\nc\"\n3;d\n;\n;;;\n\n".replace('\n', end);
            assert_eq!(lines(&text), [4, 7, 9], "{end:?}");
        }
        assert_eq!(lines("sep=,\r\nsiren,nom\r\n1,\"a;b\"\r\n"), [3]);
        assert_eq!(rows(b"siren;nom\n1\n"), [(2, vec!["1".to_owned(), String::new()])], "a row may end early");
    }

    #[test]
    fn what_cannot_be_read_rightly_is_told_with_its_line() {
        // « é » of DOS, and of the Macintosh.
        for byte in [0x82, 0x8e] {
            let file = [b"insee;nom\r\n01004;\xe9\r\n01005;".as_slice(), &[byte], b"\r\n"].concat();
            assert!(fault(&file).starts_with("liste.csv, ligne 3 : l’encodage"), "{}", fault(&file));
        }
        assert!(fault(b"PK\x03\x04...").contains("classeur"));
        assert!(fault(b"\r\n;;\r\n").contains("vide"));
        assert!(fault(b"siren;nom\r\n1;a;b\r\n2;c\r\n3;d;;\r\n4;;;e\r\n").contains("ligne 2 : la ligne a 3 cellules"));
        assert!(fault(b"siren;nom\n1;a\n2;\"b\n3;c\n").contains("ligne 3 : un guillemet"));
        let table = Table::open("liste.csv", b"insee;Nom \n1;a\n").expect("a table");
        assert!(table.column(&["nom"], "« nom »").is_ok());
        assert!(
            table
                .column(&["siren"], "« siren »")
                .is_err_and(|faults| faults[0].to_string().contains("« insee », « nom »"))
        );
    }

    #[test]
    fn a_code_is_read_as_a_spreadsheet_shows_it_unless_digits_are_lost() {
        for text in ["210100012", "210 100 012", "210\u{a0}100\u{202f}012", "210100012,00", "210100012.0"] {
            assert_eq!(code(text).as_deref(), Ok("210100012"), "{text}");
        }
        assert!(code("2,1E+08").is_err_and(|why| why.contains("Texte")));
        assert_eq!(code("2A004").as_deref(), Ok("2A004"));
        assert_eq!(code("1,5").as_deref(), Ok("1,5"));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_stop_the_reader(bytes: Vec<u8>) {
            drop(Table::open("liste.csv", &bytes));
        }

        #[test]
        fn a_line_is_never_beyond_the_file(text in "[a;\"\r\n]{0,40}") {
            if let Ok(table) = Table::open("liste.csv", text.as_bytes()) {
                let lines = text.replace("\r\n", "\n").matches(['\n', '\r']).count() as u64 + 1;
                proptest::prop_assert!(table.rows().iter().all(|(line, _)| (1..=lines).contains(line)));
            }
        }
    }
}
