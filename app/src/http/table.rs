//! Tables that are downloaded, in four ways: `X.csv` for programs, `X.csv?tableur=fr` for a spreadsheet in French,
//! `X.ods` (or `X.csv?tableur=ods`) as an OpenDocument workbook, `X.jsonl` (or `X.csv?tableur=jsonl`) as JSON lines.
//!
//! The first is RFC 4180 in UTF-8: commas, columns with names of our own, euros with a point, days and instants as ISO
//! 8601 has them (UTC). The second is what Excel and LibreOffice open rightly with a double click where French is
//! spoken: semicolons, a byte order mark, French headings, a decimal comma, days and hours of Paris. The third
//! ([`ods`]) says of each cell what it is, so that no spreadsheet guesses. The last has an object a line, under the
//! names that programs read: what is nothing is null, euros are cents. Rows are written as they are read by the
//! other side: a table takes no more memory than its rows do, and none where they are streamed.

mod cell;
mod ods;

pub use self::cell::{Cell, Column};

use crate::http::failure::Failure;
use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};
use chrono::SecondsFormat;
use entity::calendar::in_paris;
use futures_util::{Stream, StreamExt, stream};
use serde_json::Value;
use std::convert::Infallible;

/// For whom a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CSV for programs.
    Program,
    /// CSV for a spreadsheet in French.
    Spreadsheet,
    /// OpenDocument (ODS).
    Workbook,
    /// JSON lines, for programs.
    Lines,
}

impl<S: Sync> FromRequestParts<S> for Format {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "tableur");
        Ok(match asked.as_ref().map(|(_, value)| value.as_ref()) {
            Some("fr") => Format::Spreadsheet,
            Some("ods") => Format::Workbook,
            Some("jsonl") => Format::Lines,
            _ => Format::Program,
        })
    }
}

/// The endings by which a table is asked for, beside `.csv`, and how they are asked of that one.
const ENDINGS: [(&str, &str); 2] = [(".ods", "tableur=ods"), (".jsonl", "tableur=jsonl")];

/// Asks for a table by its address that ends in `.csv`, whichever ending it was asked with.
pub fn take_ending(parts: &mut Parts) {
    let found = ENDINGS.iter().find_map(|(ending, asked)| Some((parts.uri.path().strip_suffix(ending)?, asked)));
    let Some((table, asked)) = found else { return };
    let query = parts.uri.query().map(|query| format!("&{query}")).unwrap_or_default();
    if let Ok(uri) = format!("{table}.csv?{asked}{query}").parse() {
        parts.uri = uri;
    }
}

/// A cell as JSON.
fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Nothing => Value::Null,
        Cell::Text(text) | Cell::Named(text, _) => Value::from(text.as_str()),
        Cell::Number(number) | Cell::Euros(number) => Value::from(*number),
        Cell::Day(day) => Value::from(day.format("%Y-%m-%d").to_string()),
        Cell::Instant(at) => Value::from(at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
    }
}

/// A cell as text.
fn written(cell: &Cell, format: Format) -> String {
    match (cell, format) {
        (Cell::Nothing, _) => String::new(),
        (Cell::Text(text), _)
        | (Cell::Named(text, _), Format::Program | Format::Lines)
        | (Cell::Named(_, text), Format::Spreadsheet | Format::Workbook) => guarded(text, format),
        (Cell::Number(number), _) => number.to_string(),
        (Cell::Euros(cents), _) => {
            let sign = if *cents < 0 { "-" } else { "" };
            let mark = if format == Format::Program { '.' } else { ',' };
            format!("{sign}{}{mark}{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
        }
        (Cell::Day(day), Format::Program) => day.format("%Y-%m-%d").to_string(),
        (Cell::Day(day), _) => day.format("%d/%m/%Y").to_string(),
        (Cell::Instant(at), Format::Program) => at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        (Cell::Instant(at), _) => in_paris(*at).format("%d/%m/%Y %H:%M:%S").to_string(),
    }
}

/// A text that no spreadsheet takes for a formula (OWASP, "CSV injection"): an apostrophe stands before what begins
/// like one. So does it inside a text, after what a spreadsheet set to another separator takes for the end of a cell.
fn guarded(text: &str, format: Format) -> String {
    let other = if format == Format::Program { ';' } else { ',' };
    let mut guarded = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        let formula = matches!(c, '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}');
        let at_start = guarded.is_empty() && matches!(c, '\t' | '\r');
        if (begins && formula) || at_start {
            guarded.push('\'');
        }
        guarded.push(c);
        begins = matches!(c, '\t' | '\r' | '\n') || c == other || (begins && (c.is_whitespace() || c == '"'));
    }
    guarded
}

/// The most bytes that are written before they are sent.
const CHUNK: usize = 32 * 1024;

/// A table of these rows, to download under a name (without its ending).
pub fn table(
    format: Format,
    name: &str,
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Cell>, IntoIter: Send + 'static>,
) -> Response {
    streamed(format, name, columns, stream::iter(rows.into_iter().map(Ok)))
}

/// A table of rows that come one after the other. Where one fails, the download breaks off, so that no part passes for
/// the whole.
pub fn streamed(
    format: Format,
    name: &str,
    columns: &[Column],
    rows: impl Stream<Item = Result<Vec<Cell>, server::Error>> + Send + 'static,
) -> Response {
    match format {
        Format::Workbook => return ods::workbook(name, columns, rows),
        Format::Lines => {
            let names: Vec<String> = columns.iter().map(|Column(program, _)| (*program).to_owned()).collect();
            let object = move |row: Vec<Cell>, text: &mut Vec<u8>| {
                for (at, (name, cell)) in names.iter().zip(&row).enumerate() {
                    text.push(if at == 0 { b'{' } else { b',' });
                    serde_json::to_writer(&mut *text, name)?;
                    text.push(b':');
                    serde_json::to_writer(&mut *text, &value(cell))?;
                }
                text.extend_from_slice(b"}\n");
                Ok(())
            };
            return sent("application/x-ndjson", &format!("{name}.jsonl"), Vec::new(), rows, object);
        }
        Format::Program | Format::Spreadsheet => {}
    }
    let mark = if format == Format::Spreadsheet { "\u{feff}" } else { "" };
    let mut first = mark.as_bytes().to_vec();
    let headings = columns.iter().map(|Column(program, people)| match format {
        Format::Program | Format::Lines => (*program).to_owned(),
        Format::Spreadsheet | Format::Workbook => (*people).to_owned(),
    });
    if let Err(error) = line(format, headings, &mut first) {
        return Failure::from(error).into_response();
    }
    let cells =
        move |row: Vec<Cell>, text: &mut Vec<u8>| line(format, row.iter().map(|cell| written(cell, format)), text);
    sent("text/csv; charset=utf-8; header=present", &format!("{name}.csv"), first, rows, cells)
}

/// A file to download: `first`, then what `write` makes of each row.
fn sent(
    kind: &'static str,
    name: &str,
    first: Vec<u8>,
    rows: impl Stream<Item = Result<Vec<Cell>, server::Error>> + Send + 'static,
    write: impl Fn(Vec<Cell>, &mut Vec<u8>) -> Result<(), server::Error> + Send + 'static,
) -> Response {
    let lines = (Box::pin(rows), first, write, false);
    let content = stream::unfold(lines, |(mut rows, mut text, write, ended)| async move {
        if ended {
            return None;
        }
        while text.len() < CHUNK {
            let Some(row) = rows.next().await else {
                return Some((Ok(text), (rows, Vec::new(), write, true)));
            };
            if let Err(error) = row.and_then(|row| write(row, &mut text)) {
                tracing::error!(%error, "a table broke off");
                return Some((Err(error), (rows, Vec::new(), write, true)));
            }
        }
        Some((Ok(text), (rows, Vec::new(), write, false)))
    });
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, Body::from_stream(content)).into_response()
}

/// Writes a line at the end of a text.
fn line(format: Format, cells: impl Iterator<Item = String>, text: &mut Vec<u8>) -> Result<(), server::Error> {
    let separator = if format == Format::Program { b',' } else { b';' };
    let mut writer =
        csv::WriterBuilder::new().delimiter(separator).terminator(csv::Terminator::CRLF).from_writer(&mut *text);
    let failed = |error: csv::Error| server::Error::Stored(error.to_string());
    writer.write_record(cells).map_err(failed)?;
    writer.flush().map_err(|error| failed(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use http_body_util::BodyExt;

    const COLUMNS: &[Column] =
        &[Column("name", "Nom"), Column("amount", "Montant"), Column("at", "Instant"), Column("day", "Jour")];

    async fn text_of(format: Format, rows: Vec<Vec<Cell>>) -> String {
        let body = table(format, "essai", COLUMNS, rows).into_body().collect().await.expect("a body").to_bytes();
        String::from_utf8(body.to_vec()).expect("UTF-8")
    }

    #[tokio::test]
    async fn one_table_is_written_for_programs_and_for_french_spreadsheets() {
        let at = "2021-07-01T10:00:00Z".parse().expect("an instant");
        let day = NaiveDate::from_ymd_opt(2021, 7, 14).expect("a day");
        let rows = || {
            vec![
                vec![Cell::Text("L’Île; \"d’Yeu\"".into()), Cell::Euros(-123_450), Cell::Instant(at), Cell::Day(day)],
                vec![Cell::Named("wave 1".into(), "Vague 1".into()), Cell::Number(-12), Cell::Nothing, Cell::Nothing],
            ]
        };
        assert_eq!(
            text_of(Format::Program, rows()).await,
            "name,amount,at,day\r\n\"L’Île; \"\"d’Yeu\"\"\",-1234.50,2021-07-01T10:00:00Z,2021-07-14\r\nwave \
             1,-12,,\r\n"
        );
        assert_eq!(
            text_of(Format::Spreadsheet, rows()).await,
            "\u{feff}Nom;Montant;Instant;Jour\r\n\"L’Île; \"\"d’Yeu\"\"\";-1234,50;01/07/2021 12:00:00;14/07/2021\r\n\
             Vague 1;-12;;\r\n"
        );
        assert_eq!(text_of(Format::Program, Vec::new()).await, "name,amount,at,day\r\n");
        assert_eq!(
            text_of(Format::Lines, rows()).await,
            "{\"name\":\"L’Île; \\\"d’Yeu\\\"\",\"amount\":-123450,\"at\":\"2021-07-01T10:00:00Z\",\
             \"day\":\"2021-07-14\"}\n{\"name\":\"wave 1\",\"amount\":-12,\"at\":null,\"day\":null}\n"
        );
    }

    #[tokio::test]
    async fn a_table_that_breaks_off_does_not_pass_for_the_whole() {
        let rows = stream::iter([Ok(vec![Cell::Number(1)]), Err(server::Error::NotFound)]);
        let body = streamed(Format::Program, "essai", &COLUMNS[..1], rows).into_body();
        assert!(body.collect().await.is_err());
    }

    #[tokio::test]
    async fn a_workbook_that_breaks_off_is_none() {
        let rows = stream::iter([Ok(vec![Cell::Number(1)]), Err(server::Error::NotFound)]);
        let body = streamed(Format::Workbook, "essai", &COLUMNS[..1], rows).into_body();
        assert!(body.collect().await.is_err());
    }

    #[test]
    fn a_text_is_no_formula() {
        let check = |text: &str, guarded: &str| assert_eq!(super::guarded(text, Format::Program), guarded, "{text:?}");
        check("=HYPERLINK(1)", "'=HYPERLINK(1)");
        check("+33 1", "'+33 1");
        check("-2+3", "'-2+3");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t'=1");
        check("\r=1", "'\r'=1");
        check("  =1", "  '=1");
        check("＝1", "'＝1");
        check("x;=1", "x;'=1");
        check("x; \"=1", "x; \"'=1");
        check("x,=1", "x,=1");
        check("x\n=1", "x\n'=1");
        check("Saint-Denis = 3 + 2", "Saint-Denis = 3 + 2");
    }

    /// The cells of a table as a spreadsheet reads them that takes this for the end of a cell.
    fn cells(text: &str, separator: u8) -> Vec<String> {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(separator).flexible(true).has_headers(false);
        let records = builder.from_reader(text.as_bytes()).into_records();
        records.flat_map(|record| record.expect("reads").iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    proptest::proptest! {
        #[test]
        fn no_spreadsheet_finds_a_formula_whatever_its_separator(
            texts in proptest::collection::vec("[a=+@;,\t\n\" -]{0,8}", 1..4),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            for format in [Format::Program, Format::Spreadsheet] {
                let rows = vec![texts.iter().map(|text| Cell::Text(text.clone())).collect()];
                let text = runtime.block_on(text_of(format, rows));
                for separator in *b",;\t" {
                    for cell in cells(&text, separator) {
                        let begins = cell.trim_start_matches([' ', '"']).starts_with(['=', '+', '-', '@']);
                        proptest::prop_assert!(!begins, "{:?} in {:?}", cell, text);
                    }
                }
            }
        }
    }
}
