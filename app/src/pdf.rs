//! Documents as PDF, to keep and to print: A4 pages of text in the site's own font. The text can be selected, and is
//! tagged for those who have it read aloud (PDF/UA-1).

use krilla::{
    Document, SerializeSettings,
    configure::{Accessibility, ConfigurationBuilder},
    destination::XyzDestination,
    geom::Point,
    metadata::Metadata,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag, TagGroup, TagTree},
    text::{Font, GlyphId, KrillaGlyph},
};
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
};
use std::num::NonZeroU16;

const REGULAR: &[u8] = include_bytes!("../fonts/public-sans-regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/public-sans-bold.ttf");

/// A4, in points.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
/// Above, below and beside the text, in points.
const MARGIN: f32 = 68.0;
/// Of one line of the text to the next, in parts of its size.
const LEADING: f32 = 1.4;

/// The most pages of a document: what comes after is left out.
const MOST_PAGES: usize = 40;

/// How a block of text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// The title of the document.
    Title,
    Heading,
    Paragraph,
    /// A paragraph in bold.
    Strong,
    /// A paragraph on the right half: place and day, who a letter is for, who signs.
    Aside,
}

/// A block of text; its line ends are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    pub text: String,
}

/// A document in French to be written as PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Of the document, for lists of files and screen readers.
    pub title: String,
    pub author: String,
    /// At the foot of each page, before its number.
    pub foot: String,
    pub blocks: Vec<Block>,
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
#[error("no PDF: {0}")]
pub struct Fault(String);

struct Face {
    font: Font,
    metrics: FontRef<'static>,
}

impl Face {
    fn of(bytes: &'static [u8]) -> Result<Self, Fault> {
        let font = Font::new(bytes.into(), 0).ok_or_else(|| Fault("the font".into()))?;
        Ok(Self { font, metrics: FontRef::new(bytes).map_err(|fault| Fault(fault.to_string()))? })
    }

    /// The text with what the font has no sign for replaced, and its glyphs; widths in parts of the size.
    fn shape(&self, text: &str) -> (String, Vec<KrillaGlyph>) {
        let (charmap, widths) =
            (self.metrics.charmap(), self.metrics.glyph_metrics(Size::new(1.0), LocationRef::default()));
        let mut shown = String::with_capacity(text.len());
        let mut glyphs = Vec::with_capacity(text.len());
        for letter in text.chars() {
            let (letter, glyph) = match (charmap.map(letter), letter) {
                (Some(glyph), _) => (letter, Some(glyph)),
                // Narrow and other spaces that the font lacks.
                (None, space) if space.is_whitespace() => (space, charmap.map(' ')),
                (None, _) => ('?', charmap.map('?')),
            };
            let Some(glyph) = glyph else { continue };
            let start = shown.len();
            shown.push(letter);
            let width = widths.advance_width(glyph).unwrap_or_default();
            glyphs.push(KrillaGlyph::new(GlyphId::new(glyph.to_u32()), width, 0.0, 0.0, 0.0, start..shown.len(), None));
        }
        (shown, glyphs)
    }

    fn width(&self, text: &str) -> f32 {
        self.shape(text).1.iter().map(|glyph| glyph.x_advance).sum()
    }

    /// The lines into which a text is broken to be no wider than this, in parts of its size.
    fn lines(&self, text: &str, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let paragraph = glued(paragraph);
            let mut line = String::new();
            // No-break spaces are no places to break.
            for word in paragraph.split([' ', '\t']).filter(|word| !word.is_empty()) {
                let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if self.width(&longer) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for letter in word.chars() {
                    if !line.is_empty() && self.width(&line) + self.width(letter.encode_utf8(&mut [0; 4])) > width {
                        lines.push(std::mem::take(&mut line));
                    }
                    line.push(letter);
                }
            }
            lines.push(line);
        }
        lines
    }
}

/// With no break inside French quotation marks, nor before a sign that stands apart from its word.
fn glued(text: &str) -> String {
    let mut text = text.replace("« ", "«\u{a0}");
    for sign in ["»", ":", ";", "?", "!", "€", "%"] {
        text = text.replace(&format!(" {sign}"), &format!("\u{a0}{sign}"));
    }
    text
}

/// A line with its place on a page, in points from above.
struct Line {
    block: usize,
    text: String,
    x: f32,
    y: f32,
    /// Whether another line of the same paragraph follows: a space stands between them.
    goes_on: bool,
}

impl BlockKind {
    fn size(self) -> f32 {
        match self {
            BlockKind::Title => 14.0,
            BlockKind::Heading => 11.5,
            BlockKind::Paragraph | BlockKind::Strong | BlockKind::Aside => 10.5,
        }
    }

    fn left(self) -> f32 {
        if self == BlockKind::Aside { WIDTH / 2.0 } else { MARGIN }
    }

    /// The space above, in points.
    fn above(self) -> f32 {
        match self {
            BlockKind::Title => 22.0,
            BlockKind::Heading => 16.0,
            BlockKind::Paragraph | BlockKind::Strong => 8.0,
            BlockKind::Aside => 14.0,
        }
    }
}

struct Faces {
    regular: Face,
    bold: Face,
}

impl Faces {
    fn of(&self, kind: BlockKind) -> &Face {
        match kind {
            BlockKind::Title | BlockKind::Heading | BlockKind::Strong => &self.bold,
            BlockKind::Paragraph | BlockKind::Aside => &self.regular,
        }
    }
}

/// The lines of each page.
fn pages(paper: &Paper, faces: &Faces) -> Vec<Vec<Line>> {
    let mut full = Vec::new();
    let mut page = Vec::new();
    let mut y = MARGIN;
    for (at, block) in paper.blocks.iter().enumerate() {
        let (kind, size) = (block.kind, block.kind.size());
        let lines = faces.of(kind).lines(&block.text, (WIDTH - MARGIN - kind.left()) / size);
        y += kind.above();
        // A heading does not stand alone at the foot of a page.
        let together = if matches!(kind, BlockKind::Title | BlockKind::Heading) { 3.0 } else { 1.0 };
        if y + together * size * LEADING > HEIGHT - MARGIN {
            full.push(std::mem::take(&mut page));
            y = MARGIN;
        }
        let last = lines.len().saturating_sub(1);
        for (number, line) in lines.into_iter().enumerate() {
            if y + size * LEADING > HEIGHT - MARGIN {
                full.push(std::mem::take(&mut page));
                y = MARGIN;
            }
            y += size * LEADING;
            page.push(Line { block: at, text: line, x: kind.left(), y, goes_on: number < last });
        }
    }
    full.push(page);
    full.truncate(MOST_PAGES);
    full
}

/// Writes a document. Takes milliseconds; not for the thread of a request.
pub fn write(paper: &Paper) -> Result<Vec<u8>, Fault> {
    let faces = Faces { regular: Face::of(REGULAR)?, bold: Face::of(BOLD)? };
    let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let configuration = configuration.map_err(|fault| Fault(format!("{fault:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let pages = pages(paper, &faces);
    let mut identifiers: Vec<Vec<_>> = paper.blocks.iter().map(|_| Vec::new()).collect();
    let mut outline = Outline::new();
    for (number, lines) in pages.iter().enumerate() {
        let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| Fault("the page".into()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for line in lines {
            let kind = paper.blocks[line.block].kind;
            let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            let end = if line.goes_on { " " } else { "" };
            draw(&mut surface, faces.of(kind), kind.size(), line.x, line.y, &format!("{}{end}", line.text));
            surface.end_tagged();
            if identifiers[line.block].is_empty() && matches!(kind, BlockKind::Title | BlockKind::Heading) {
                let place = XyzDestination::new(number, Point::from_xy(line.x, line.y - kind.size()));
                outline.push_child(OutlineNode::new(paper.blocks[line.block].text.clone(), place));
            }
            identifiers[line.block].push(identifier);
        }
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
        let foot = format!("{} – page {} sur {}", paper.foot, number + 1, pages.len());
        draw(&mut surface, &faces.regular, 8.5, MARGIN, HEIGHT - MARGIN / 2.0, &foot);
        surface.end_tagged();
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some("fr-FR".to_owned()));
    for (block, identifiers) in paper.blocks.iter().zip(identifiers) {
        let level = |level| Tag::Hn(level, Some(block.text.clone()));
        let mut group = match block.kind {
            BlockKind::Title => TagGroup::new(level(NonZeroU16::MIN)),
            BlockKind::Heading => TagGroup::new(level(NonZeroU16::MIN.saturating_add(1))),
            BlockKind::Paragraph | BlockKind::Strong | BlockKind::Aside => TagGroup::new(Tag::P),
        };
        identifiers.into_iter().for_each(|identifier| group.push(identifier));
        tree.push(group);
    }
    document.set_tag_tree(tree);
    document.set_outline(outline);
    document.set_metadata(
        Metadata::new()
            .title(paper.title.clone())
            .language("fr-FR".to_owned())
            .authors(vec![paper.author.clone()])
            .creator("Terreau".to_owned()),
    );
    document.finish().map_err(|fault| Fault(format!("{fault:?}")))
}

fn draw(surface: &mut Surface, face: &Face, size: f32, x: f32, y: f32, text: &str) {
    let (shown, glyphs) = face.shape(text);
    surface.draw_glyphs(Point::from_xy(x, y), &glyphs, face.font.clone(), &shown, size, false);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(kind: BlockKind, text: &str) -> Block {
        Block { kind, text: text.into() }
    }

    fn paper(blocks: Vec<Block>) -> Paper {
        Paper {
            title: "Décision sur la candidature n° 12".into(),
            author: "Préfecture du Lot".into(),
            foot: "Référence 12".into(),
            blocks,
        }
    }

    /// Its text, each run of spaces and line ends one space, and how many pages it has.
    fn read(paper: &Paper) -> (String, usize) {
        let bytes = write(paper).expect("written, and valid PDF/UA-1");
        let read = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let pages: Vec<u32> = read.get_pages().into_keys().collect();
        let text = read.extract_text(&pages).expect("has text");
        (text.split_whitespace().collect::<Vec<_>>().join(" "), pages.len())
    }

    #[test]
    fn what_is_written_can_be_selected_with_its_accents_over_several_pages() {
        let sentence =
            "L’accès de tous à l’œuvre «\u{202f}Cœur de ville\u{202f}»\u{a0}: 12\u{202f}000\u{a0}€ au plus, déjà.";
        let long = [sentence; 60].join(" ");
        let blocks = vec![
            block(BlockKind::Title, "Candidature acceptée"),
            block(BlockKind::Aside, "Cahors, le 3 mars 2027"),
            block(BlockKind::Paragraph, &long),
            block(BlockKind::Heading, "Voies et délais de recours"),
            block(BlockKind::Paragraph, &long),
        ];
        let (text, pages) = read(&paper(blocks));
        let plain = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        // A line of the foot of each page may stand inside one of them.
        assert!(text.matches(&plain).count() >= 120 - pages, "{text}");
        assert!(text.contains("Cahors, le 3 mars 2027") && text.contains("Voies et délais de recours"), "{text}");
        assert!(pages > 1 && text.contains(&format!("Référence 12 – page 2 sur {pages}")), "{text}");
    }

    #[test]
    fn signs_that_the_font_lacks_and_words_that_never_end_are_written_all_the_same() {
        let blocks = vec![block(BlockKind::Paragraph, &format!("漢😀 {}", "x".repeat(3_000)))];
        let (text, _) = read(&paper(blocks));
        assert!(text.starts_with("??"), "{text}");
        assert_eq!(text.matches('x').count(), 3_000);
    }

    #[test]
    fn a_document_says_its_title_and_language_and_is_tagged() {
        let bytes = write(&paper(vec![block(BlockKind::Title, "Candidature acceptée")])).expect("written");
        let read = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let catalog = read.catalog().expect("a catalog");
        assert_eq!(catalog.get(b"Lang").and_then(|lang| lang.as_str()).expect("a language"), b"fr-FR");
        let marked = catalog.get(b"MarkInfo").and_then(|info| read.dereference(info)).expect("says so").1;
        let marked = marked.as_dict().and_then(|info| info.get(b"Marked")).and_then(|marked| marked.as_bool());
        assert!(marked.expect("says so") && catalog.has(b"StructTreeRoot") && catalog.has(b"Outlines"));
        let metadata = catalog.get(b"Metadata").and_then(|xmp| read.dereference(xmp)).expect("is there").1;
        let metadata = metadata.as_stream().map(|stream| String::from_utf8_lossy(&stream.content).into_owned());
        let metadata = metadata.expect("a stream");
        assert!(metadata.contains("Décision sur la candidature n° 12") && metadata.contains("pdfuaid"), "{metadata}");
    }

    #[test]
    fn a_document_without_end_has_a_last_page() {
        let blocks = vec![block(BlockKind::Paragraph, &"a\n".repeat(5_000))];
        assert_eq!(read(&paper(blocks)).1, MOST_PAGES);
    }
}
