//! What every OpenDocument file (ISO/IEC 26300) is made of: a ZIP whose type stands first, a list of what is in it, and
//! text inside XML. Written over the `zip` crate.

use std::{
    fmt::Write as _,
    io::{Seek, Write},
};
use zip::{CompressionMethod, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// How the parts of a file are kept, its type apart.
pub fn packed() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

/// Begins a file of this type with these parts, each a path and its content; `content.xml` follows.
pub fn begin<W: Write + Seek>(to: W, kind: &str, parts: &[(&str, &str)]) -> ZipResult<ZipWriter<W>> {
    let mut zip = ZipWriter::new(to);
    // The type comes first and as it is, so that who looks at the first bytes alone knows it (part 2, 3.3).
    zip.start_file("mimetype", SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
    zip.write_all(kind.as_bytes())?;
    zip.start_file("META-INF/manifest.xml", packed())?;
    zip.write_all(manifest(kind, parts).as_bytes())?;
    for (path, content) in parts {
        zip.start_file(*path, packed())?;
        zip.write_all(content.as_bytes())?;
    }
    zip.start_file("content.xml", packed())?;
    Ok(zip)
}

fn manifest(kind: &str, parts: &[(&str, &str)]) -> String {
    let mut xml = concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" ",
        "manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" ",
    )
    .to_owned();
    let _ = write!(xml, "manifest:media-type=\"{kind}\"/>");
    for path in std::iter::once("content.xml").chain(parts.iter().map(|(path, _)| *path)) {
        let _ = write!(xml, "<manifest:file-entry manifest:full-path=\"{path}\" manifest:media-type=\"text/xml\"/>");
    }
    xml + "</manifest:manifest>"
}

/// Text inside XML; a character that XML cannot hold is left out.
pub fn escape(text: &str, xml: &mut String) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => xml.push(c),
        }
    }
}

/// A line of a paragraph, every space kept: runs of spaces, and those at its ends, are told apart from the layout of
/// the XML.
pub fn line(text: &str, xml: &mut String) {
    let mut rest = text.trim_end_matches('\r');
    while let Some(at) = rest.find([' ', '\t']) {
        let (before, after) = rest.split_at(at);
        escape(before, xml);
        let single = !before.is_empty() && after.chars().nth(1).is_some_and(|next| !matches!(next, ' ' | '\t'));
        xml.push_str(match after.starts_with('\t') {
            true => "<text:tab/>",
            false if single => " ",
            false => "<text:s/>",
        });
        rest = &after[1..];
    }
    escape(rest, xml);
}
