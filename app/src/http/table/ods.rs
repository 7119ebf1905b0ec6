//! A table as an OpenDocument workbook (ISO/IEC 26300), which LibreOffice and Excel open with a double click: each cell
//! says what it is, so that no spreadsheet takes a code for a number or a text for a formula.
//!
//! Written over the `zip` crate: those that write whole workbooks are ten times what one sheet of typed cells needs.
//! Rows go to a temporary file without a name as they come, so that a long table takes no memory.

use super::cell::{Cell, Column};
use crate::open_document::{self, begin, escape};
use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use entity::calendar::in_paris;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use server::Error;
use std::{
    fmt::Write as _,
    fs::File,
    io::{Read, Seek, Write},
    pin::Pin,
};
use zip::ZipWriter;

/// What an OpenDocument spreadsheet is called among types of files.
const TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// What of a sheet is written at once, and of a file sent at once, in bytes.
const CHUNK: usize = 128 * 1024;

/// The language of the document: numbers and days are shown as in France, whatever the reader's system says.
const STYLES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<office:document-styles xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" ",
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" ",
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" office:version=\"1.3\">",
    "<office:styles><style:default-style style:family=\"table-cell\">",
    "<style:text-properties fo:language=\"fr\" fo:country=\"FR\"/>",
    "</style:default-style></office:styles></office:document-styles>"
);

/// What stands before the rows: how euros, days and instants are shown, and the head of columns.
const HEAD: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" ",
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" ",
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" ",
    "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" ",
    "xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" ",
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" office:version=\"1.3\">",
    "<office:automatic-styles>",
    "<style:style style:name=\"column\" style:family=\"table-column\">",
    "<style:table-column-properties style:column-width=\"5cm\"/></style:style>",
    "<number:currency-style style:name=\"N1\" number:language=\"fr\" number:country=\"FR\">",
    "<number:number number:decimal-places=\"2\" number:min-integer-digits=\"1\" number:grouping=\"true\"/>",
    "<number:text>\u{a0}</number:text>",
    "<number:currency-symbol number:language=\"fr\" number:country=\"FR\">€</number:currency-symbol>",
    "</number:currency-style>",
    "<number:date-style style:name=\"N2\"><number:day number:style=\"long\"/><number:text>/</number:text>",
    "<number:month number:style=\"long\"/><number:text>/</number:text><number:year number:style=\"long\"/>",
    "</number:date-style>",
    "<number:date-style style:name=\"N3\"><number:day number:style=\"long\"/><number:text>/</number:text>",
    "<number:month number:style=\"long\"/><number:text>/</number:text><number:year number:style=\"long\"/>",
    "<number:text> </number:text><number:hours number:style=\"long\"/><number:text>:</number:text>",
    "<number:minutes number:style=\"long\"/><number:text>:</number:text><number:seconds number:style=\"long\"/>",
    "</number:date-style>",
    "<style:style style:name=\"euros\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>",
    "<style:style style:name=\"day\" style:family=\"table-cell\" style:data-style-name=\"N2\"/>",
    "<style:style style:name=\"instant\" style:family=\"table-cell\" style:data-style-name=\"N3\"/>",
    "<style:style style:name=\"head\" style:family=\"table-cell\">",
    "<style:text-properties fo:font-weight=\"bold\"/></style:style>",
    "</office:automatic-styles><office:body><office:spreadsheet>"
);

const FOOT: &str = "</table:table></office:spreadsheet></office:body></office:document-content>";

type Rows = Pin<Box<dyn Stream<Item = Result<Vec<Cell>, Error>> + Send>>;

/// A workbook of these rows, to download. Where a row fails nothing is sent: no part passes for the whole.
pub(super) fn workbook(
    name: &str,
    columns: &[Column],
    rows: impl Stream<Item = Result<Vec<Cell>, Error>> + Send + 'static,
) -> Response {
    let headings = columns.iter().map(|Column(_, people)| (*people).to_owned()).collect();
    let whole = write(name.to_owned(), headings, Box::pin(rows));
    let content = stream::once(whole).map_ok(sent).try_flatten();
    let content = content.inspect_err(|error| tracing::error!(%error, "a workbook broke off"));
    let headers = [
        (header::CONTENT_TYPE, TYPE.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.ods\"")),
    ];
    (headers, Body::from_stream(content)).into_response()
}

/// The bytes of a file, from where it stands.
fn sent(file: File) -> impl Stream<Item = Result<Vec<u8>, Error>> {
    stream::try_unfold(file, |mut file| {
        blocking(move || {
            let mut bytes = Vec::new();
            let read = (&mut file).take(CHUNK as u64).read_to_end(&mut bytes).map_err(failed)?;
            Ok((read > 0).then_some((bytes, file)))
        })
    })
}

async fn write(name: String, headings: Vec<String>, mut rows: Rows) -> Result<File, Error> {
    let mut sheet = blocking(move || Sheet::begin(&name, &headings)).await?;
    while let Some(row) = rows.next().await {
        sheet.row(&row?);
        if sheet.xml.len() >= CHUNK {
            sheet = blocking(move || sheet.flush()).await?;
        }
    }
    blocking(move || sheet.finish()).await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Stored(format!("a workbook: {error}"))
}

/// A workbook of one sheet that is being written.
struct Sheet {
    zip: ZipWriter<File>,
    /// What is not in the file yet.
    xml: String,
}

impl Sheet {
    fn begin(name: &str, headings: &[String]) -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(failed)?;
        let zip = begin(file, TYPE, &[("styles.xml", STYLES)]).map_err(failed)?;
        let mut xml = HEAD.to_owned();
        xml.push_str("<table:table table:name=\"");
        escape(name, &mut xml);
        let columns = headings.len().max(1);
        let _ = write!(
            xml,
            "\"><table:table-column table:style-name=\"column\" table:number-columns-repeated=\"{columns}\"/>"
        );
        xml.push_str("<table:table-header-rows><table:table-row>");
        for heading in headings {
            text(heading, Some("head"), &mut xml);
        }
        xml.push_str("</table:table-row></table:table-header-rows>");
        Ok(Self { zip, xml })
    }

    fn row(&mut self, cells: &[Cell]) {
        self.xml.push_str("<table:table-row>");
        for one in cells {
            cell(one, &mut self.xml);
        }
        self.xml.push_str("</table:table-row>");
    }

    /// Writes what is not in the file yet.
    fn flush(mut self) -> Result<Self, Error> {
        self.zip.write_all(self.xml.as_bytes()).map_err(failed)?;
        self.xml.clear();
        Ok(self)
    }

    /// The file, whole, from its beginning.
    fn finish(mut self) -> Result<File, Error> {
        self.xml.push_str(FOOT);
        let mut file = self.flush()?.zip.finish().map_err(failed)?;
        file.rewind().map_err(failed)?;
        Ok(file)
    }
}

fn cell(cell: &Cell, xml: &mut String) {
    match cell {
        Cell::Nothing => xml.push_str("<table:table-cell/>"),
        Cell::Text(shown) | Cell::Named(_, shown) => text(shown, None, xml),
        Cell::Number(number) => value("float", "value", None, &number.to_string(), xml),
        Cell::Euros(cents) => {
            let sign = if *cents < 0 { "-" } else { "" };
            let amount = format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
            value("currency", "value", Some("euros"), &amount, xml);
        }
        Cell::Day(day) => value("date", "date-value", Some("day"), &day.format("%Y-%m-%d").to_string(), xml),
        Cell::Instant(at) => {
            let at = in_paris(*at).format("%Y-%m-%dT%H:%M:%S").to_string();
            value("date", "date-value", Some("instant"), &at, xml);
        }
    }
}

/// A cell that is no text. What it shows is made by the reader from its value.
fn value(kind: &str, attribute: &str, style: Option<&str>, value: &str, xml: &mut String) {
    let style = style.map(|style| format!(" table:style-name=\"{style}\"")).unwrap_or_default();
    let currency = if kind == "currency" { " office:currency=\"EUR\"" } else { "" };
    let _ = write!(
        xml,
        "<table:table-cell{style} office:value-type=\"{kind}\"{currency} office:{attribute}=\"{value}\">\
         <text:p>{value}</text:p></table:table-cell>"
    );
}

/// A cell of text: a paragraph a line, every space kept.
fn text(text: &str, style: Option<&str>, xml: &mut String) {
    let style = style.map(|style| format!(" table:style-name=\"{style}\"")).unwrap_or_default();
    let _ = write!(xml, "<table:table-cell{style} office:value-type=\"string\">");
    for line in text.split('\n') {
        xml.push_str("<text:p>");
        open_document::line(line, xml);
        xml.push_str("</text:p>");
    }
    xml.push_str("</table:table-cell>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Ods, Reader, open_workbook_from_rs};
    use chrono::NaiveDate;
    use http_body_util::BodyExt;
    use std::io::Cursor;

    const COLUMNS: &[Column] = &[Column("name", "Nom"), Column("amount", "Montant (€)")];

    async fn bytes(rows: Vec<Vec<Cell>>) -> Vec<u8> {
        let response = workbook("essai", COLUMNS, stream::iter(rows.into_iter().map(Ok)));
        assert_eq!(response.headers()[header::CONTENT_DISPOSITION], "attachment; filename=\"essai.ods\"");
        response.into_body().collect().await.expect("a body").to_bytes().to_vec()
    }

    async fn read(rows: Vec<Vec<Cell>>) -> Vec<Vec<Data>> {
        let mut book: Ods<_> = open_workbook_from_rs(Cursor::new(bytes(rows).await)).expect("opens");
        let range = book.worksheet_range("essai").expect("a sheet");
        range.rows().map(<[Data]>::to_vec).collect()
    }

    #[tokio::test]
    async fn another_program_reads_each_cell_as_what_it_is() {
        let at = "2021-07-01T10:00:00Z".parse().expect("an instant");
        let day = NaiveDate::from_ymd_opt(2021, 7, 14).expect("a day");
        let rows = read(vec![
            vec![Cell::Text("L’Île <d’Yeu> & \"Cie\"".into()), Cell::Euros(-123_450)],
            vec![Cell::Named("wave".into(), "01004".into()), Cell::Number(12)],
            vec![Cell::Day(day), Cell::Instant(at)],
            vec![Cell::Text("=1+1".into()), Cell::Text("deux  espaces\u{1}\nseconde ligne ".into())],
        ])
        .await;
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!(rows[0], [text("Nom"), text("Montant (€)")]);
        assert_eq!(rows[1], [text("L’Île <d’Yeu> & \"Cie\""), Data::Float(-1234.5)]);
        assert_eq!(rows[2], [text("01004"), Data::Float(12.0)], "a code keeps its zero");
        let [Data::DateTimeIso(day), Data::DateTimeIso(instant)] = &rows[3][..] else { panic!("{:?}", rows[3]) };
        assert_eq!((day.as_str(), instant.as_str()), ("2021-07-14", "2021-07-01T12:00:00"), "as in Paris");
        assert_eq!(rows[4], [text("=1+1"), text("deux  espaces\nseconde ligne ")], "no formula");
    }

    #[tokio::test]
    async fn the_type_stands_first_as_it_is_and_a_long_table_comes_whole() {
        let rows = (0..20_000).map(|at| vec![Cell::Text(format!("Ligne {at}")), Cell::Number(at)]);
        let rows: Vec<_> = rows.collect();
        let file = bytes(rows.clone()).await;
        assert_eq!(&file[30..38 + TYPE.len()], format!("mimetype{TYPE}").as_bytes());
        let read = read(rows).await;
        assert_eq!(read.len(), 20_001);
        assert_eq!(read[20_000][1], Data::Float(19_999.0));
    }
}
