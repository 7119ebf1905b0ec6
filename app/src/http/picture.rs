//! Pictures of the site's addresses, shown where one is shared, and its icons: drawn in the site's own type and motifs
//! when they are first asked for, and kept. One is drawn at a time.

use super::{assets, embeddable::Embeddable, failure::Failure};
use crate::ui::motif::Motif;
use axum::{
    body::Bytes,
    http::header,
    response::{IntoResponse, Response},
};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb},
};
use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};
use tokio::sync::Semaphore;

/// How large the picture of an address is, in pixels.
pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;

/// The icons that there are, by their width in pixels.
pub const ICONS: [u32; 3] = [180, 192, 512];

/// The most pictures that are kept; each has about 30 kB.
const MOST_KEPT: usize = 200;

/// What is read of a title, in characters, and the most lines that it is drawn on.
const LONGEST: usize = 160;
const MOST_LINES: usize = 4;

/// How wide a line is at most, in pixels.
const LINE: f32 = 1040.0;

/// The longest word that is kept whole, in characters.
const WORD: usize = 24;

const MARK: &str = include_str!("../../../style/favicon.svg");

/// What a picture shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The site.
    Site,
    /// Something of the site: its title, and a line under it.
    Thing { motif: Motif, title: String, under: String },
    /// The mark alone, so many pixels wide.
    Icon(u32),
}

/// The pictures that were drawn.
pub struct Pictures {
    kept: Mutex<HashMap<Subject, Bytes>>,
    drawing: Arc<Semaphore>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { kept: Mutex::default(), drawing: Arc::new(Semaphore::new(1)) }
    }
}

impl Pictures {
    /// The picture as a PNG; None where it cannot be drawn, which is logged.
    pub async fn get(&self, subject: Subject) -> Option<Bytes> {
        if let Some(kept) = self.find(&subject) {
            return Some(kept);
        }
        let turn = Arc::clone(&self.drawing).acquire_owned().await.ok()?;
        // Whoever drew before may have drawn this one.
        if let Some(kept) = self.find(&subject) {
            return Some(kept);
        }
        let drawn = subject.clone();
        let drawn = tokio::task::spawn_blocking(move || {
            let png = draw(&drawn);
            drop(turn);
            png
        });
        let png = match drawn.await {
            Ok(Ok(png)) => Bytes::from(png),
            Ok(Err(error)) => {
                tracing::error!(error, "a picture could not be drawn");
                return None;
            }
            Err(error) => {
                tracing::error!(%error, "a picture could not be drawn");
                return None;
            }
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(subject, png.clone());
        Some(png)
    }

    fn find(&self, subject: &Subject) -> Option<Bytes> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(subject).cloned()
    }
}

/// A picture, which others may keep for an hour: a title changes.
pub async fn send(pictures: &Pictures, subject: Subject) -> Result<Response, Failure> {
    let png = pictures.get(subject).await.ok_or(Failure::Internal)?;
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "public, max-age=3600")];
    let mut response = (headers, png).into_response();
    response.extensions_mut().insert(Embeddable);
    Ok(response)
}

/// The type of the site, unpacked; without it, as in tests of an executable whose style was not built, pictures bear no
/// text.
static TYPE: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    if let Some(Ok(font)) = assets::font().map(wuff::decompress_woff2) {
        database.load_font_data(font);
    }
    Arc::new(database)
});

/// The name under which the type stands in its own file.
fn family() -> String {
    let name = TYPE.faces().next().and_then(|face| face.families.first());
    name.map(|(name, _)| name.clone()).unwrap_or_default()
}

fn draw(subject: &Subject) -> Result<Vec<u8>, String> {
    let (svg, width, height) = match subject {
        Subject::Icon(size) => (icon(*size), *size, *size),
        Subject::Site => (site(), WIDTH, HEIGHT),
        Subject::Thing { motif, title, under } => (thing(*motif, title, under), WIDTH, HEIGHT),
    };
    let tree = read(&svg)?;
    let mut pixels = Pixmap::new(width, height).ok_or("no room for the pixels")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

fn read(svg: &str) -> Result<Tree, String> {
    let options = Options { fontdb: Arc::clone(&TYPE), font_family: family(), ..Options::default() };
    Tree::from_str(svg, &options).map_err(|error| error.to_string())
}

/// A drawing of ours, at a place and of a size.
fn placed(svg: &str, x: u32, y: u32, size: u32) -> String {
    svg.replacen("<svg ", &format!("<svg x=\"{x}\" y=\"{y}\" width=\"{size}\" height=\"{size}\" "), 1)
}

fn icon(size: u32) -> String {
    let mark = placed(MARK, 3, 3, 26);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\" width=\"{size}\" height=\"{size}\">\
         <rect width=\"32\" height=\"32\" fill=\"#fbfaf6\"/>{mark}</svg>"
    )
}

/// The ground of every picture: the name of the site, and a motif behind the text.
fn ground(motif: &str, inside: &str) -> String {
    let (mark, motif) = (placed(MARK, 80, 56, 84), placed(motif, 800, 250, 460));
    let name = line("Terreau", 184, 118, 52, 700, "#17624a");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fbfaf6\"/>\
         <g opacity=\"0.1\">{motif}</g><rect y=\"614\" width=\"{WIDTH}\" height=\"16\" fill=\"#17624a\"/>\
         {mark}{name}{inside}</svg>"
    )
}

fn site() -> String {
    let mut inside = title("Les services numériques que les collectivités choisissent ensemble", 250);
    for (at, motif) in (0_u32..).zip(Motif::ALL) {
        inside += &placed(&drawing(motif), 80 + 120 * at, 490, 84);
    }
    ground(&drawing(Motif::Group), &inside)
}

fn thing(motif: Motif, text: &str, under: &str) -> String {
    let drawing = drawing(motif);
    let mut inside = placed(&drawing, 80, 178, 44);
    inside += &line(motif.word(), 138, 212, 34, 650, "#17624a");
    inside += &title(text, 304);
    inside += &line(under, 80, 572, 34, 400, "#585d57");
    ground(&drawing, &inside)
}

/// A motif, in the colour of the site.
fn drawing(motif: Motif) -> String {
    let svg = match motif {
        Motif::Need => include_str!("../../../style/icons/seed.svg"),
        Motif::Group => include_str!("../../../style/icons/root.svg"),
        Motif::Project => include_str!("../../../style/icons/leaf.svg"),
    };
    svg.replace("#000", "#17624a")
}

/// A title on as many lines as it takes, in a smaller size where it is long; `y` is the foot of its first line.
fn title(text: &str, y: u32) -> String {
    let text: String = text.chars().take(LONGEST).collect();
    let sizes = [68, 58, 50];
    let fits = sizes
        .into_iter()
        .map(|size| (size, lines(&text, size)))
        .find(|(size, lines)| lines.len() <= if *size == sizes[0] { MOST_LINES - 1 } else { MOST_LINES });
    let (size, mut lines) = fits.unwrap_or_else(|| (sizes[2], self::lines(&text, sizes[2])));
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        lines.last_mut().into_iter().for_each(|last| last.push('…'));
    }
    let mut drawn = String::new();
    for (at, text) in (0_u32..).zip(lines) {
        drawn += &line(&text, 80, y + at * size * 6 / 5, size, 700, "#1d211e");
    }
    drawn
}

/// Words on lines that are not too wide.
fn lines(text: &str, size: u32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word: String = match word.chars().count() {
            length if length > WORD => word.chars().take(WORD - 1).chain(['…']).collect(),
            _ => word.to_owned(),
        };
        let longer = lines.last().map(|last| format!("{last} {word}"));
        match longer.filter(|longer| width(longer, size) <= LINE) {
            Some(longer) => lines.last_mut().into_iter().for_each(|last| last.clone_from(&longer)),
            None => lines.push(word),
        }
    }
    lines
}

/// How wide a text is in the type, in pixels; 0 without it.
fn width(text: &str, size: u32) -> f32 {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">{}</svg>",
        line(text, 0, 0, size, 700, "#000")
    );
    read(&svg).map_or(0.0, |tree| tree.root().bounding_box().width())
}

/// A line of text; what the type does not have is left out.
fn line(text: &str, x: u32, y: u32, size: u32, weight: u32, colour: &str) -> String {
    let mut shown = String::new();
    for c in text.chars().filter(|c| is_of_the_type(*c)) {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '\u{a0}' | '\u{202f}' => shown.push(' '),
            c => shown.push(c),
        }
    }
    let mut drawn = String::new();
    // Writing to a string never fails.
    let _ = write!(
        drawn,
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{colour}\">{shown}</text>"
    );
    drawn
}

/// Whether the file of the type has a letter: Latin-1, and what French adds.
fn is_of_the_type(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='ÿ' | '\u{202f}' | 'œ' | 'Œ' | 'Ÿ' | '€')
        || matches!(c, '’' | '‘' | '“' | '”' | '–' | '—' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_picture_is_drawn_once_and_shows_no_markup_of_what_was_typed() {
        let pictures = Pictures::default();
        let thing = |title: &str| Subject::Thing { motif: Motif::Need, title: title.into(), under: "Figeac".into() };
        let hostile = thing("</text><image href=\"http://exemple.fr/x.png\"/>& \u{202e} \u{0} 日本");
        for subject in [Subject::Site, hostile, thing(&"mot ".repeat(400)), thing(&"é".repeat(4_000)), thing("")] {
            let png = pictures.get(subject.clone()).await.expect("drawn");
            assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "{subject:?}");
            let again = pictures.get(subject).await.expect("kept");
            assert_eq!(png.as_ptr(), again.as_ptr(), "the same bytes");
        }
        for size in ICONS {
            let png = pictures.get(Subject::Icon(size)).await.expect("drawn");
            assert_eq!(png[16..20], size.to_be_bytes(), "the width that the file says");
        }
        let line = line("<a> & \u{0}日b", 1, 2, 3, 400, "#000");
        assert!(line.ends_with(">&lt;a&gt; &amp; b</text>"), "{line}");
    }

    #[tokio::test]
    async fn no_more_pictures_are_kept_than_there_is_room_for() {
        let pictures = Pictures::default();
        let room = Bytes::from_static(b"x");
        let full = (0..MOST_KEPT).map(|at| (Subject::Icon(u32::try_from(at).expect("small") + 1_000), room.clone()));
        pictures.kept.lock().expect("not poisoned").extend(full);
        pictures.get(Subject::Icon(180)).await.expect("drawn");
        assert_eq!(pictures.kept.lock().expect("not poisoned").len(), 1);
    }
}
