//! Attached files: what is taken, told by the content and not by the name alone.

use crate::refusal::Refusal;

/// The most that one file may hold, in bytes.
pub const MOST_BYTES: u64 = 20_000_000;

/// The most files of one need.
pub const MOST_OF_NEED: usize = 5;

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

/// The most bytes before `%PDF-`: what readers of PDF take (PDF 1.7, annex H, note 13).
pub const BEGINNING: usize = 1_024;

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    Kind(FileKind),
    /// A ZIP archive, as office documents are: what it is stands inside ([`Declared`]).
    Archive,
    Unknown,
}

impl Beginning {
    /// What a file's first [`BEGINNING`] bytes say.
    pub fn of(first: &[u8]) -> Self {
        let first = &first[..first.len().min(BEGINNING)];
        match () {
            () if first.starts_with(b"\x89PNG\r\n\x1a\n") => Beginning::Kind(FileKind::Png),
            () if first.starts_with(b"\xff\xd8\xff") => Beginning::Kind(FileKind::Jpeg),
            () if first.starts_with(b"PK\x03\x04") => Beginning::Archive,
            () if is_pdf(first) => Beginning::Kind(FileKind::Pdf),
            () => Beginning::Unknown,
        }
    }
}

/// Whether a PDF begins here, at once or after what printers, scanners and mail programs put before it: a byte order
/// mark, blank lines, the orders of a printer (PJL), a line of text; no program and no page.
fn is_pdf(first: &[u8]) -> bool {
    const ESCAPE: u8 = 0x1b;
    let Some(at) = first.windows(5).position(|window| window == b"%PDF-") else { return false };
    let before = &first[..at];
    let before = [b"\xef\xbb\xbf".as_slice(), b"\xff\xfe", b"\xfe\xff"]
        .into_iter()
        .find_map(|mark| before.strip_prefix(mark))
        .unwrap_or(before);
    let harmless = |byte: u8| matches!(byte, b'\t'..=b'\r' | ESCAPE | b' '..=b'~') && byte != b'<';
    before.iter().all(|byte| harmless(*byte)) && !before.starts_with(b"#!") && !before.starts_with(b"MZ")
}

/// The two parts by which an archive tells which office document it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// The entry `mimetype`, wherever it stands (OpenDocument 1.2, part 3, 3.3, wants it first and not compressed; not
    /// every program does so).
    pub mimetype: Option<Vec<u8>>,
    /// The entry `[Content_Types].xml` (ECMA-376, part 2): it names the main part's type, whatever that part is called.
    pub content_types: Option<Vec<u8>>,
}

impl Declared {
    /// The document that it is, if it is one of those taken: none with macros.
    pub fn kind(&self) -> Option<FileKind> {
        if let Some(mimetype) = &self.mimetype {
            let mimetype = std::str::from_utf8(mimetype).ok()?.trim_matches(['\u{feff}', ' ', '\r', '\n', '\t', '\0']);
            return [FileKind::Odt, FileKind::Ods].into_iter().find(|kind| kind.media_type() == mimetype);
        }
        // In UTF-8 or UTF-16 alike.
        let types: Vec<u8> = self.content_types.as_ref()?.iter().copied().filter(|byte| *byte != 0).collect();
        let names = |text: &str| types.windows(text.len()).any(|window| window == text.as_bytes());
        match () {
            () if names("wordprocessingml.document.main+xml") => Some(FileKind::Docx),
            () if names("spreadsheetml.sheet.main+xml") => Some(FileKind::Xlsx),
            () => None,
        }
    }
}

impl FileKind {
    /// The kind of a file whose content was found to be `found`; the name's ending must say the same.
    ///
    /// Refused: nothing in it, more than [`MOST_BYTES`], another kind than these, or another than the name says.
    pub fn of(name: &str, size: u64, found: Option<FileKind>) -> Result<Self, Refusal> {
        if size == 0 {
            return Err(Refusal::FileEmpty);
        }
        if size > MOST_BYTES {
            return Err(Refusal::FileTooLarge { most: MOST_BYTES });
        }
        let name = shown_name(name);
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.trim_end().to_lowercase()).unwrap_or_default();
        found.filter(|found| found.endings().contains(&ending.as_str())).ok_or(Refusal::FileType)
    }

    /// How names of such files end.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            FileKind::Pdf => &["pdf"],
            FileKind::Odt => &["odt"],
            FileKind::Docx => &["docx"],
            FileKind::Ods => &["ods"],
            FileKind::Xlsx => &["xlsx"],
            FileKind::Png => &["png"],
            // What Windows, browsers and cameras make of it.
            FileKind::Jpeg => &["jpg", "jpeg", "jpe", "jfif", "jif", "pjpeg", "pjp"],
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

/// The most characters of a name: file systems hold no longer ones.
const LONGEST_NAME: usize = 255;

/// The name under which a file is shown: as it was given, without folders, control characters and what hides text;
/// never a path.
pub fn shown_name(name: &str) -> String {
    // Browsers write these so (HTML standard, "multipart/form-data encoding algorithm").
    let name = name.replace("%22", "\"").replace("%0D", "").replace("%0A", "");
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control() && !crate::text::is_deceptive(*c)).collect();
    let trimmed = plain.trim_end().trim_start_matches(|c: char| c == '.' || c.is_whitespace());
    if trimmed.is_empty() {
        return "fichier".to_owned();
    }
    let length = trimmed.chars().count();
    if length <= LONGEST_NAME {
        return trimmed.to_owned();
    }
    // The beginning says what it is; the ending stays.
    let ending = trimmed.rsplit_once('.').map(|(_, ending)| format!("….{ending}")).unwrap_or_default();
    let ending = if ending.chars().count() > 20 { String::new() } else { ending };
    trimmed.chars().take(LONGEST_NAME - ending.chars().count()).chain(ending.chars()).collect()
}

/// What no system lets stand in a name, or only some do.
fn is_portable(c: char) -> bool {
    !matches!(c, '/' | '\\' | ':' | '"' | '<' | '>' | '|' | '*' | '?') && !c.is_control()
}

/// Names under which files can be unpacked on every system, in one folder, in the order given: portable, each different
/// from the others whatever its case.
pub fn portable_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
    let mut taken = std::collections::HashSet::new();
    let mut portable = Vec::new();
    for name in names {
        let plain: String = shown_name(name).chars().map(|c| if is_portable(c) { c } else { '_' }).collect();
        let plain = plain.trim_end_matches(['.', ' ']);
        let (stem, ending) = match plain.rsplit_once('.') {
            Some((stem, ending)) if ending.len() <= 5 => (stem.trim_end(), format!(".{ending}")),
            _ => (plain, String::new()),
        };
        let device = stem.split('.').next().unwrap_or_default().to_lowercase();
        let numbered = |name: &str| device.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest != "0");
        let guard = if RESERVED.contains(&device.as_str()) || numbered("com") || numbered("lpt") { "_" } else { "" };
        // Room for a number, within the 255 bytes of a file system.
        let mut end = stem.len().min(200);
        while !stem.is_char_boundary(end) {
            end -= 1;
        }
        let stem = format!("{guard}{}", stem[..end].trim_end_matches(['.', ' ']));
        let mut name = format!("{stem}{ending}");
        let mut number = 2;
        while !taken.insert(name.to_lowercase()) {
            name = format!("{stem} ({number}){ending}");
            number += 1;
        }
        portable.push(name);
    }
    portable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_may_begin_after_what_programs_put_before_it_and_nothing_else_does() {
        let check = |first: &[u8], expected| assert_eq!(Beginning::of(first), expected, "{first:?}");
        let pdf = Beginning::Kind(FileKind::Pdf);
        check(b"%PDF-1.7 ...", pdf);
        check(b"\xef\xbb\xbf%PDF-1.4", pdf);
        check(b"\r\n\r\n%PDF-1.4", pdf);
        check(b"\x1b%-12345X@PJL JOB NAME = \"Deliberation\"\r\n@PJL ENTER LANGUAGE = PDF\r\n%PDF-1.3", pdf);
        check(&[vec![b' '; 1_019], b"%PDF-".to_vec()].concat(), pdf);
        check(&[vec![b' '; 1_020], b"%PDF-".to_vec()].concat(), Beginning::Unknown);
        check(b"MZ\x90\x00 a program %PDF-1.7", Beginning::Unknown);
        check(b"MZ a program of text alone %PDF-1.7", Beginning::Unknown);
        check(b"#!/bin/sh\n%PDF-1.7", Beginning::Unknown);
        check(b"<html><!-- %PDF-1.7", Beginning::Unknown);
        check(b"PK\x03\x04 %PDF-1.7", Beginning::Archive);
        check(b"\xff\xd8\xff\xe0", Beginning::Kind(FileKind::Jpeg));
        check(b"", Beginning::Unknown);
    }

    #[test]
    fn an_archive_is_the_document_that_it_declares() {
        let odf = |text: &str| Declared { mimetype: Some(text.into()), content_types: None }.kind();
        assert_eq!(odf("application/vnd.oasis.opendocument.text"), Some(FileKind::Odt));
        assert_eq!(odf("application/vnd.oasis.opendocument.spreadsheet\r\n"), Some(FileKind::Ods));
        assert_eq!(odf("application/vnd.oasis.opendocument.text-template"), None);
        assert_eq!(odf("application/epub+zip"), None);
        let office = |main: &str| {
            let types = format!("<Types><Override PartName=\"/word/document2.xml\" ContentType=\"{main}\"/></Types>");
            let wide = types.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let [narrow, wide] =
                [types.into_bytes(), wide].map(|types| Declared { mimetype: None, content_types: Some(types) }.kind());
            assert_eq!(narrow, wide);
            narrow
        };
        let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
        assert_eq!(office(word), Some(FileKind::Docx));
        assert_eq!(
            office("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
            Some(FileKind::Xlsx)
        );
        assert_eq!(office("application/vnd.ms-word.document.macroEnabled.main+xml"), None);
        assert_eq!(Declared::default().kind(), None);
    }

    #[test]
    fn a_file_is_what_its_content_says_and_its_name_must_agree() {
        let check =
            |name: &str, size: u64, found, expected| assert_eq!(FileKind::of(name, size, found), expected, "{name}");
        let (pdf, jpeg, ods) = (Some(FileKind::Pdf), Some(FileKind::Jpeg), Some(FileKind::Ods));
        check("plan.pdf", 9, pdf, Ok(FileKind::Pdf));
        check("PLAN.PDF ", 9, pdf, Ok(FileKind::Pdf));
        for name in ["a.jpg", "a.jpeg", "a.JPE", "a.jfif"] {
            check(name, 9, jpeg, Ok(FileKind::Jpeg));
        }
        check("plan.ods", 9, ods, Ok(FileKind::Ods));
        check("plan.odt", 9, ods, Err(Refusal::FileType));
        check("plan.exe", 9, pdf, Err(Refusal::FileType));
        check("plan", 9, pdf, Err(Refusal::FileType));
        check("plan.pdf", 9, None, Err(Refusal::FileType));
        check("plan.pdf", 0, pdf, Err(Refusal::FileEmpty));
        check("plan.pdf", MOST_BYTES + 1, pdf, Err(Refusal::FileTooLarge { most: MOST_BYTES }));
    }

    #[test]
    fn a_name_is_shown_as_given_and_is_never_a_path() {
        for (name, shown) in [
            ("plan.pdf", "plan.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\moi\\plan.pdf", "plan.pdf"),
            ("eicar/../\0\"<b>.com", "\"<b>.com"),
            ("..", "fichier"),
            (".htaccess", "htaccess"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("  Délibération n° 12.pdf ", "Délibération n° 12.pdf"),
            ("Quel budget ? 10 % : le « plan ».pdf", "Quel budget ? 10 % : le « plan ».pdf"),
            ("Plan %22final%22.pdf", "Plan \"final\".pdf"),
            ("De\u{301}libe\u{301}ration.pdf", "De\u{301}libe\u{301}ration.pdf"),
            ("", "fichier"),
        ] {
            assert_eq!(shown_name(name), shown, "{name:?}");
        }
        let long = shown_name(&format!("Annexe 3 {}.pdf", "é".repeat(300)));
        assert!(long.starts_with("Annexe 3 é") && long.ends_with("….pdf") && long.chars().count() == LONGEST_NAME);
    }

    #[test]
    fn names_unpack_beside_each_other_on_every_system() {
        let names = ["Plan : 1.pdf", "plan.pdf", "PLAN.pdf", "plan (2).pdf", "con.pdf", "com1.x.pdf", "a.. ", ""];
        let portable = portable_names(names);
        let expected =
            ["Plan _ 1.pdf", "plan.pdf", "PLAN (2).pdf", "plan (2) (2).pdf", "_con.pdf", "_com1.x.pdf", "a", "fichier"];
        assert_eq!(portable, expected);
    }

    proptest::proptest! {
        #[test]
        fn every_list_of_names_unpacks(names in proptest::collection::vec("\\PC{0,300}", 0..6)) {
            let portable = portable_names(names.iter().map(String::as_str));
            let folded: std::collections::HashSet<String> = portable.iter().map(|name| name.to_lowercase()).collect();
            proptest::prop_assert_eq!(folded.len(), names.len());
            for name in portable {
                proptest::prop_assert!(!name.is_empty() && name.len() <= 255, "{}", name);
                proptest::prop_assert!(name.chars().all(is_portable), "{}", name);
                proptest::prop_assert!(name != "." && name != ".." && !name.ends_with([' ', '.']), "{}", name);
            }
        }
    }
}
