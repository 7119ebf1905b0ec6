//! Attached files: what is taken, told by the content and not by the name alone.

use crate::refusal::Refusal;

/// The most that one file may hold, in bytes.
pub const MOST_BYTES: u64 = 20_000_000;

/// The most files in one application.
pub const MOST_FILES: usize = 20;

codes!(/// What a file is.
FileKind {
    Pdf = "pdf",
    Odt = "odt",
    Docx = "docx",
    Ods = "ods",
    Xlsx = "xlsx",
    Png = "png",
    Jpeg = "jpeg",
});

impl FileKind {
    /// The kind of a file by its content; the name's ending must say the same.
    ///
    /// Refused: nothing in it, more than [`MOST_BYTES`], another kind than these, or another than the name says.
    pub fn of(name: &str, content: &[u8]) -> Result<Self, Refusal> {
        if content.is_empty() {
            return Err(Refusal::FileEmpty);
        }
        if content.len() as u64 > MOST_BYTES {
            return Err(Refusal::FileTooLarge { most: MOST_BYTES });
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        let found = Self::by_content(content).ok_or(Refusal::FileType)?;
        if found.endings().contains(&ending.as_str()) { Ok(found) } else { Err(Refusal::FileType) }
    }

    fn by_content(content: &[u8]) -> Option<Self> {
        let begins = |magic: &[u8]| content.starts_with(magic);
        let holds = |text: &[u8]| content.windows(text.len()).any(|window| window == text);
        match () {
            () if begins(b"%PDF-") => Some(FileKind::Pdf),
            () if begins(b"\x89PNG\r\n\x1a\n") => Some(FileKind::Png),
            () if begins(b"\xff\xd8\xff") => Some(FileKind::Jpeg),
            // OpenDocument: the first entry of the archive is called mimetype and holds it as it is (OpenDocument 1.2, part 3, 3.3).
            () if begins(b"PK\x03\x04") => match content.get(30..) {
                Some(rest) if rest.starts_with(b"mimetypeapplication/vnd.oasis.opendocument.text") => {
                    Some(FileKind::Odt)
                }
                Some(rest) if rest.starts_with(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet") => {
                    Some(FileKind::Ods)
                }
                // Office Open XML: its parts have these names (ECMA-376, part 2).
                Some(_) if holds(b"[Content_Types].xml") && holds(b"word/document.xml") => Some(FileKind::Docx),
                Some(_) if holds(b"[Content_Types].xml") && holds(b"xl/workbook.xml") => Some(FileKind::Xlsx),
                _ => None,
            },
            () => None,
        }
    }

    fn endings(self) -> &'static [&'static str] {
        match self {
            FileKind::Pdf => &["pdf"],
            FileKind::Odt => &["odt"],
            FileKind::Docx => &["docx"],
            FileKind::Ods => &["ods"],
            FileKind::Xlsx => &["xlsx"],
            FileKind::Png => &["png"],
            FileKind::Jpeg => &["jpg", "jpeg"],
        }
    }

    /// The type that browsers are told.
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Odt => "application/vnd.oasis.opendocument.text",
            FileKind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileKind::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Png => "image/png",
            FileKind::Jpeg => "image/jpeg",
        }
    }
}

/// The name under which a file is shown: without folders, control characters and what hides text; never a path.
pub fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\', ':']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| {
            !c.is_control() && !crate::text::is_deceptive(*c) && !matches!(c, '"' | '<' | '>' | '|' | '*' | '?')
        })
        .collect();
    let trimmed = plain.trim().trim_start_matches('.');
    let length = trimmed.chars().count();
    match length {
        0 => "fichier".to_owned(),
        // The ending stays.
        _ => trimmed.chars().skip(length.saturating_sub(120)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An OpenDocument archive's first bytes: a local header of thirty bytes, then name and content.
    fn open_document(kind: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.resize(30, 0);
        bytes.extend_from_slice(format!("mimetypeapplication/vnd.oasis.opendocument.{kind}").as_bytes());
        bytes
    }

    fn office(part: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.resize(30, 0);
        bytes.extend_from_slice(format!("[Content_Types].xml…{part}").as_bytes());
        bytes
    }

    #[test]
    fn a_file_is_what_its_content_says_and_its_name_must_agree() {
        let check = |name: &str, content: &[u8], expected| assert_eq!(FileKind::of(name, content), expected, "{name}");
        check("plan.pdf", b"%PDF-1.7 ...", Ok(FileKind::Pdf));
        check("PLAN.PDF", b"%PDF-1.7 ...", Ok(FileKind::Pdf));
        check("plan.odt", &open_document("text"), Ok(FileKind::Odt));
        check("plan.ods", &open_document("spreadsheet"), Ok(FileKind::Ods));
        check("plan.docx", &office("word/document.xml"), Ok(FileKind::Docx));
        check("plan.xlsx", &office("xl/workbook.xml"), Ok(FileKind::Xlsx));
        check("photo.jpeg", b"\xff\xd8\xff\xe0", Ok(FileKind::Jpeg));
        check("plan.pdf", b"", Err(Refusal::FileEmpty));
        check("plan.pdf", b"MZ\x90\x00 a program", Err(Refusal::FileType));
        check("plan.exe", b"%PDF-1.7 ...", Err(Refusal::FileType));
        check("plan.ods", &open_document("text"), Err(Refusal::FileType));
        check("plan.zip", b"PK\x03\x04", Err(Refusal::FileType));
        check("plan", b"%PDF-1.7", Err(Refusal::FileType));
        let mut large = b"%PDF-".to_vec();
        large.resize(20_000_001, b' ');
        check("plan.pdf", &large, Err(Refusal::FileTooLarge { most: MOST_BYTES }));
    }

    #[test]
    fn a_name_is_never_a_path() {
        for (name, shown) in [
            ("plan.pdf", "plan.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\moi\\plan.pdf", "plan.pdf"),
            ("eicar/../\0\"<b>.com", "b.com"),
            ("..", "fichier"),
            (".htaccess", "htaccess"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("  Délibération n° 12.pdf ", "Délibération n° 12.pdf"),
            ("", "fichier"),
        ] {
            assert_eq!(shown_name(name), shown, "{name:?}");
        }
        assert!(shown_name(&format!("{}.pdf", "é".repeat(300))).ends_with(".pdf"));
    }
}
