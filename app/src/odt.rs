//! Documents as OpenDocument text (ODT), for who adapts them: A4 pages with the same paragraphs as the PDF, under
//! styles that a word processor knows by name.

use crate::{
    open_document::{begin, escape, line},
    pdf::{BlockKind, Paper},
};
use std::io::{Cursor, Write};
use zip::result::ZipError;

/// What an OpenDocument text is called among types of files.
pub const TYPE: &str = "application/vnd.oasis.opendocument.text";

const NAMESPACES: &str = concat!(
    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" ",
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" ",
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" ",
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" ",
    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" ",
    "xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" ",
    "office:version=\"1.3\"",
);

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The styles of the paragraphs: name, shown name, what stands above and below, on the left, how it is written.
const PARAGRAPHS: [(&str, &str, &str, &str); 5] = [
    (
        "Title",
        "Title",
        "fo:margin-top=\"0.5cm\" fo:margin-bottom=\"0.4cm\" fo:keep-with-next=\"always\"",
        "fo:font-size=\"16pt\" fo:font-weight=\"bold\"",
    ),
    (
        "Heading_20_2",
        "Heading 2",
        "fo:margin-top=\"0.4cm\" fo:margin-bottom=\"0.15cm\" fo:keep-with-next=\"always\"",
        "fo:font-size=\"12pt\" fo:font-weight=\"bold\"",
    ),
    ("Text_20_body", "Text body", "fo:margin-bottom=\"0.25cm\"", ""),
    ("Strong", "Strong", "fo:margin-bottom=\"0.25cm\"", "fo:font-weight=\"bold\""),
    ("Aside", "Aside", "fo:margin-left=\"8cm\" fo:margin-bottom=\"0.25cm\"", ""),
];

fn style_of(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Title => PARAGRAPHS[0].0,
        BlockKind::Heading => PARAGRAPHS[1].0,
        BlockKind::Paragraph => PARAGRAPHS[2].0,
        BlockKind::Strong => PARAGRAPHS[3].0,
        BlockKind::Aside => PARAGRAPHS[4].0,
    }
}

/// Writes a document.
pub fn write(paper: &Paper) -> Result<Vec<u8>, ZipError> {
    let parts = [("styles.xml", styles(paper)), ("meta.xml", meta(paper))];
    let parts = parts.each_ref().map(|(path, content)| (*path, content.as_str()));
    let mut zip = begin(Cursor::new(Vec::new()), TYPE, &parts)?;
    zip.write_all(content(paper).as_bytes())?;
    Ok(zip.finish()?.into_inner())
}

/// The pages, the styles of paragraphs, and the foot of each page with its number.
fn styles(paper: &Paper) -> String {
    let mut xml = format!(
        "{DECLARATION}<office:document-styles {NAMESPACES}><office:styles>\
         <style:default-style style:family=\"paragraph\"><style:paragraph-properties fo:line-height=\"130%\"/>\
         <style:text-properties fo:language=\"fr\" fo:country=\"FR\" fo:font-family=\"sans-serif\" \
         fo:font-size=\"11pt\"/></style:default-style>"
    );
    for (name, shown, paragraph, text) in PARAGRAPHS {
        let outline = if name == "Heading_20_2" { " style:default-outline-level=\"2\"" } else { "" };
        xml += &format!(
            "<style:style style:name=\"{name}\" style:display-name=\"{shown}\" style:family=\"paragraph\"{outline}>\
             <style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
        );
    }
    xml += "<style:style style:name=\"Footer\" style:family=\"paragraph\">\
        <style:text-properties fo:font-size=\"8.5pt\"/></style:style></office:styles>\
        <office:automatic-styles><style:page-layout style:name=\"A4\"><style:page-layout-properties \
        fo:page-width=\"21cm\" fo:page-height=\"29.7cm\" style:print-orientation=\"portrait\" \
        fo:margin-top=\"2.4cm\" fo:margin-bottom=\"1.4cm\" fo:margin-left=\"2.4cm\" fo:margin-right=\"2.4cm\"/>\
        <style:footer-style><style:header-footer-properties fo:min-height=\"1cm\" fo:margin-top=\"0.5cm\"/>\
        </style:footer-style></style:page-layout></office:automatic-styles>\
        <office:master-styles><style:master-page style:name=\"Standard\" style:page-layout-name=\"A4\">\
        <style:footer><text:p text:style-name=\"Footer\">";
    line(&paper.foot, &mut xml);
    xml + " – page <text:page-number text:select-page=\"current\">1</text:page-number> sur \
        <text:page-count>1</text:page-count></text:p></style:footer></style:master-page></office:master-styles>\
        </office:document-styles>"
}

fn meta(paper: &Paper) -> String {
    let mut xml = format!("{DECLARATION}<office:document-meta {NAMESPACES}><office:meta>");
    for (element, text) in [
        ("meta:generator", "Terreau"),
        ("dc:title", paper.title.as_str()),
        ("meta:initial-creator", paper.author.as_str()),
        ("dc:language", "fr-FR"),
    ] {
        xml += &format!("<{element}>");
        escape(text, &mut xml);
        xml += &format!("</{element}>");
    }
    xml + "</office:meta></office:document-meta>"
}

/// The blocks in their order, each one paragraph; its line ends are kept inside it.
fn content(paper: &Paper) -> String {
    let mut xml = format!("{DECLARATION}<office:document-content {NAMESPACES}><office:body><office:text>");
    for block in &paper.blocks {
        let (open, close) = match block.kind {
            BlockKind::Title => ("h text:outline-level=\"1\"", "h"),
            BlockKind::Heading => ("h text:outline-level=\"2\"", "h"),
            BlockKind::Paragraph | BlockKind::Strong | BlockKind::Aside => ("p", "p"),
        };
        xml += &format!("<text:{open} text:style-name=\"{}\">", style_of(block.kind));
        for (text, at) in block.text.lines().zip(0..) {
            if at > 0 {
                xml += "<text:line-break/>";
            }
            line(text, &mut xml);
        }
        xml += &format!("</text:{close}>");
    }
    xml + "</office:text></office:body></office:document-content>"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::{self, Block};
    use std::io::Read;
    use zip::{CompressionMethod, ZipArchive};

    fn paper() -> Paper {
        let block = |kind, text: &str| Block { kind, text: text.into() };
        Paper {
            title: "Projet de délibération\u{a0}: « mandat » & vote".into(),
            author: "Figeac\u{1}".into(),
            foot: "Projet <à adapter>".into(),
            blocks: vec![
                block(BlockKind::Strong, "Figeac"),
                block(BlockKind::Aside, "Séance du ……\nDélibération n° ……"),
                block(BlockKind::Title, "Projet de délibération"),
                block(BlockKind::Paragraph, "Considérant que l’accès <de tous> & l’œuvre  comptent,"),
                block(BlockKind::Heading, "Article 1"),
                block(BlockKind::Paragraph, "Désigne.\n\nCharge."),
            ],
        }
    }

    fn part(file: &[u8], path: &str) -> String {
        let mut zip = ZipArchive::new(Cursor::new(file)).expect("a ZIP");
        let mut text = String::new();
        zip.by_name(path).expect("is there").read_to_string(&mut text).expect("is text");
        text
    }

    /// The paragraphs of a document, each with the name of its element; the XML is read by another's parser.
    fn paragraphs(xml: &str) -> Vec<(String, String)> {
        let read = roxmltree::Document::parse(xml).expect("well-formed");
        let of_text =
            |node: &roxmltree::Node| node.tag_name().namespace().is_some_and(|name| name.ends_with(":text:1.0"));
        let is_paragraph = |node: &roxmltree::Node| of_text(node) && matches!(node.tag_name().name(), "p" | "h");
        let told = |node: roxmltree::Node| -> String {
            let one = |node: roxmltree::Node| match (node.is_text(), node.tag_name().name()) {
                (true, _) => node.text().unwrap_or_default().to_owned(),
                (false, "line-break") => "\n".to_owned(),
                (false, "s") => " ".to_owned(),
                _ => String::new(),
            };
            node.children().map(one).collect()
        };
        read.descendants().filter(is_paragraph).map(|node| (node.tag_name().name().to_owned(), told(node))).collect()
    }

    #[test]
    fn it_says_what_the_pdf_says_paragraph_by_paragraph() {
        let paper = paper();
        let file = write(&paper).expect("written");
        let read = paragraphs(&part(&file, "content.xml"));
        let wanted: Vec<_> = paper.blocks.iter().map(|block| block.text.clone()).collect();
        assert_eq!(read.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>(), wanted);
        let elements: String = read.into_iter().map(|(element, _)| element).collect();
        assert_eq!(elements, "pphphp", "headings are headings");
        let printed = lopdf::Document::load_mem(&pdf::write(&paper).expect("written")).expect("a PDF");
        let words = |text: &str| text.replace(char::is_whitespace, "");
        let printed = words(&printed.extract_text(&[1]).expect("has text"));
        for text in wanted {
            assert!(printed.contains(&words(&text)), "the PDF says {text} too");
        }
    }

    #[test]
    fn the_type_stands_first_as_it_is_and_every_part_is_listed_and_well_formed() {
        let file = write(&paper()).expect("written");
        assert_eq!(&file[30..38 + TYPE.len()], format!("mimetype{TYPE}").as_bytes());
        let mut zip = ZipArchive::new(Cursor::new(&file[..])).expect("a ZIP");
        let names: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
        assert_eq!(names[0], "mimetype");
        assert_eq!(zip.by_index(0).expect("there").compression(), CompressionMethod::Stored);
        let manifest = part(&file, "META-INF/manifest.xml");
        for name in &names[1..] {
            roxmltree::Document::parse(&part(&file, name)).expect("well-formed");
            assert!(name.starts_with("META-INF") || manifest.contains(&format!("\"{name}\"")), "{name}");
        }
        let meta = part(&file, "meta.xml");
        assert!(meta.contains("<meta:initial-creator>Figeac</meta:initial-creator>"), "{meta}");
        assert!(meta.contains("<dc:title>Projet de délibération\u{a0}: « mandat » &amp; vote</dc:title>"), "{meta}");
        assert!(part(&file, "styles.xml").contains("Projet &lt;à adapter&gt; – page "));
    }
}
