//! What a received file is, told by its content: its first bytes, and of an archive the two parts by which mailer
//! documents tell.
//!
//! Of an archive little is read, whatever it says of itself: its list of entries up to [`MOST_LISTED`], and
//! [`MOST_UNPACKED`] of a part.

use entity::{
    attachment::{BEGINNING, Beginning, Declared, FileKind, MOST_BYTES},
    refusal::Refusal,
};
use flate2::read::DeflateDecoder;
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom};

/// The most bytes of an archive's list of entries: far more than a document of 20 MB has.
const MOST_LISTED: u64 = 1_000_000;

/// The most bytes that are unpacked of one part.
const MOST_UNPACKED: u64 = 500_000;

/// The kind of a received file; its name's ending must say the same.
///
/// Refused: nothing in it, too large, not one of the kinds taken. A file that cannot be read again is not refused for
/// what it is.
pub fn kind_of(name: &str, content: &mut (impl Read + Seek)) -> std::result::Result<FileKind, Refusal> {
    let size = size_of(content).map_err(|_| Refusal::FilesUnreachable)?;
    // What is too large is not looked into.
    let found = if size > MOST_BYTES { Ok(None) } else { found(content) };
    let found = found.map_err(|_| Refusal::FilesUnreachable)?;
    FileKind::of(name, size, found)
}

fn size_of(content: &mut (impl Read + Seek)) -> Result<u64> {
    content.seek(SeekFrom::End(0))
}

fn found(content: &mut (impl Read + Seek)) -> Result<Option<FileKind>> {
    let first = bytes_at(content, 0, BEGINNING as u64)?;
    match Beginning::of(&first) {
        Beginning::Kind(kind) => Ok(Some(kind)),
        Beginning::Unknown => Ok(None),
        Beginning::Archive => match declared(content) {
            Ok(declared) => Ok(declared.kind()),
            Err(error) => match error.kind() {
                // An archive that is cut or malformed, or packed wrongly, is no document.
                ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof => Ok(None),
                _ => Err(error),
            },
        },
    }
}

/// Up to so many bytes from a place.
fn bytes_at(content: &mut (impl Read + Seek), place: u64, most: u64) -> Result<Vec<u8>> {
    content.seek(SeekFrom::Start(place))?;
    let mut bytes = Vec::new();
    content.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn malformed() -> Error {
    Error::from(ErrorKind::InvalidData)
}

fn number(bytes: &[u8], at: usize, width: usize) -> Result<u64> {
    let field = bytes.get(at..at + width).ok_or_else(malformed)?;
    Ok(field.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// One entry of an archive's list (APPNOTE.TXT 4.3.12).
struct Entry {
    method: u64,
    packed: u64,
    place: u64,
}

/// Reads the parts by which an archive tells what it is.
fn declared(content: &mut (impl Read + Seek)) -> Result<Declared> {
    let list = list(content)?;
    let mut declared = Declared::default();
    let mut rest = list.as_slice();
    while rest.starts_with(b"PK\x01\x02") {
        let (name_length, extra, comment) = (number(rest, 28, 2)?, number(rest, 30, 2)?, number(rest, 32, 2)?);
        let after = 46 + usize::try_from(name_length + extra + comment).map_err(|_| malformed())?;
        let name = rest.get(46..46 + usize::try_from(name_length).map_err(|_| malformed())?).ok_or_else(malformed)?;
        let entry = Entry { method: number(rest, 10, 2)?, packed: number(rest, 20, 4)?, place: number(rest, 42, 4)? };
        match name {
            b"mimetype" if declared.mimetype.is_none() => declared.mimetype = Some(part(content, &entry)?),
            _ if name.eq_ignore_ascii_case(b"[Content_Types].xml") && declared.content_types.is_none() => {
                declared.content_types = Some(part(content, &entry)?);
            }
            _ => {}
        }
        rest = rest.get(after..).ok_or_else(malformed)?;
    }
    Ok(declared)
}

/// The list of an archive's entries, found from the record at its end (APPNOTE.TXT 4.3.16).
fn list(content: &mut (impl Read + Seek)) -> Result<Vec<u8>> {
    // The record, and the longest comment after it.
    const LONGEST_END: u64 = 22 + 65_535;
    let size = size_of(content)?;
    let tail = bytes_at(content, size.saturating_sub(LONGEST_END), LONGEST_END)?;
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06").ok_or_else(malformed)?;
    let (length, place) = (number(&tail, at + 12, 4)?, number(&tail, at + 16, 4)?);
    bytes_at(content, place, length.min(MOST_LISTED))
}

/// The content of an entry, stored or deflated.
fn part(content: &mut (impl Read + Seek), entry: &Entry) -> Result<Vec<u8>> {
    let head = bytes_at(content, entry.place, 30)?;
    if !head.starts_with(b"PK\x03\x04") {
        return Err(malformed());
    }
    let packed = bytes_at(content, entry.place + 30 + number(&head, 26, 2)? + number(&head, 28, 2)?, entry.packed)?;
    let mut unpacked = Vec::new();
    match entry.method {
        0 => packed.as_slice().take(MOST_UNPACKED).read_to_end(&mut unpacked)?,
        8 => DeflateDecoder::new(packed.as_slice()).take(MOST_UNPACKED).read_to_end(&mut unpacked)?,
        _ => return Err(malformed()),
    };
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    fn archive(parts: &[(&str, &str, CompressionMethod)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text, method) in parts {
            zip.start_file(*name, SimpleFileOptions::default().compression_method(*method)).expect("begins");
            zip.write_all(text.as_bytes()).expect("takes");
        }
        zip.set_comment("fait par un tableur").expect("short");
        zip.finish().expect("ends").into_inner()
    }

    fn kind(name: &str, bytes: &[u8]) -> std::result::Result<FileKind, Refusal> {
        kind_of(name, &mut Cursor::new(bytes))
    }

    const SHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";
    const WORD: &str = r#"<Types><Override PartName="/word/document2.xml"
        ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

    #[test]
    fn office_documents_are_known_wherever_their_parts_stand_and_however_they_are_packed() {
        use CompressionMethod::{Deflated, Stored};
        let first = archive(&[("mimetype", SHEET, Stored), ("content.xml", "<a/>", Deflated)]);
        let last = archive(&[("content.xml", "<a/>", Deflated), ("mimetype", SHEET, Stored)]);
        let packed = archive(&[("mimetype", SHEET, Deflated), ("content.xml", "<a/>", Deflated)]);
        for bytes in [first, last, packed] {
            assert_eq!(kind("budget.ods", &bytes), Ok(FileKind::Ods));
            assert_eq!(kind("budget.odt", &bytes), Err(Refusal::FileType));
        }
        let word = archive(&[("[Content_Types].xml", WORD, Deflated), ("word/document2.xml", "<a/>", Deflated)]);
        assert_eq!(kind("note.docx", &word), Ok(FileKind::Docx));
        let names_alone = archive(&[("notes/word/document.xml", WORD, Deflated)]);
        assert_eq!(kind("note.docx", &names_alone), Err(Refusal::FileType), "an archive of files is no document");
    }

    #[test]
    fn what_an_archive_says_of_itself_is_not_believed() {
        let large = "<Types/>".repeat(1_000_000);
        let bomb = archive(&[("[Content_Types].xml", &large, CompressionMethod::Deflated)]);
        assert!(bomb.len() < 100_000);
        assert_eq!(kind("note.docx", &bomb), Err(Refusal::FileType));
        let whole = archive(&[("mimetype", SHEET, CompressionMethod::Deflated)]);
        let end = whole.windows(4).rposition(|window| window == b"PK\x05\x06").expect("a record at the end");
        for end in 0..end + 20 {
            assert!(kind("budget.ods", &whole[..end]).is_err(), "cut after {end} bytes");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_archive_stops_the_reader(at in 0_usize..200, byte: u8) {
            let other = ("a", "b", CompressionMethod::Stored);
            let mut bytes = archive(&[other, ("mimetype", SHEET, CompressionMethod::Deflated)]);
            let at = at % bytes.len();
            bytes[at] = byte;
            let read = kind("budget.ods", &bytes);
            proptest::prop_assert!(matches!(read, Ok(FileKind::Ods) | Err(Refusal::FileType)));
        }
    }
}
