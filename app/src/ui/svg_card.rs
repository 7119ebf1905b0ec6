//! Small pictures that other sites show as images: a badge, a meter, a map, a result. Each is one SVG that loads
//! nothing and runs nothing, says what it shows (`title`, `desc`), and is light or dark as its reader's screen is.

use crate::http::feed::xml;
use entity::tile_grid::{COLUMNS, ROWS, TILES};
use std::fmt::{Display, Write};

/// The one sheet of all of them: the colours of `style/tokens.css`, by day and by night.
pub const SHEET: &str = "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:#1d211e}\
    .p{fill:#fff;stroke:#dedace}.a{fill:#17624a}.m{fill:#585d57}.o{fill:#fff}.w{fill:#dedace}.k{stroke:#1d211e}\
    .s0{fill:#ecebe3}.s1{fill:#cfe5da}.s2{fill:#a3cdb9}.s3{fill:#74b095}.s4{fill:#2b7259}.s5{fill:#143d30}\
    @media (prefers-color-scheme:dark){text{fill:#e9ebe5}.p{fill:#1b1f1c;stroke:#394039}.a{fill:#83cdab}\
    .m{fill:#abb3ab}.o{fill:#0b2018}.w{fill:#394039}.k{stroke:#e9ebe5}.s0{fill:#222723}.s1{fill:#1c3328}\
    .s2{fill:#275442}.s3{fill:#3a7b61}.s4{fill:#5aa384}.s5{fill:#aae2c8}}";

/// How wide a card is, and how high one without a map is, in pixels.
pub const WIDTH: u32 = 480;
pub const HEIGHT: u32 = 150;
/// How large a card with a map is.
pub const MAP_WIDTH: u32 = COLUMNS as u32 * TILE + 2 * MARGIN - 2;
pub const MAP_HEIGHT: u32 = ROWS as u32 * TILE + MAP_TOP + MARGIN;

const MARGIN: u32 = 16;
const TILE: u32 = 22;
const MAP_TOP: u32 = 76;
/// The most letters of a line of a card; longer titles are cut.
const LINE: usize = 54;
const MAP_LINE: usize = 34;

/// What a card shows.
pub struct Card<'a> {
    pub title: &'a str,
    /// Under the title, and read aloud.
    pub said: &'a str,
    pub drawn: Drawn,
}

/// What is drawn under the words.
pub enum Drawn {
    Nothing,
    /// So much of what is asked for; None where nothing is.
    Meter {
        reached: u64,
        asked: Option<u64>,
    },
    /// The steps of the départements (0 to 5), in the order of [`TILES`].
    Map(Vec<u8>),
}

impl Card<'_> {
    /// Its size in pixels.
    pub fn size(&self) -> (u32, u32) {
        match self.drawn {
            Drawn::Map(_) => (MAP_WIDTH, MAP_HEIGHT),
            Drawn::Nothing | Drawn::Meter { .. } => (WIDTH, HEIGHT),
        }
    }

    pub fn svg(&self) -> String {
        let (width, height) = self.size();
        let most = if matches!(self.drawn, Drawn::Map(_)) { MAP_LINE } else { LINE };
        let mut svg = head(width, height, self.title, self.said);
        let inner = (width - 1, height - 1);
        put(
            &mut svg,
            format_args!("<rect class=\"p\" x=\".5\" y=\".5\" rx=\"8\" width=\"{}\" height=\"{}\"/>", inner.0, inner.1),
        );
        put(
            &mut svg,
            format_args!(
                "<text x=\"{MARGIN}\" y=\"36\" font-size=\"17\" font-weight=\"700\">{}</text>",
                xml(&cut(self.title, most))
            ),
        );
        put(
            &mut svg,
            format_args!(
                "<text class=\"m\" x=\"{MARGIN}\" y=\"62\" font-size=\"14\">{}</text>",
                xml(&cut(self.said, most + 8))
            ),
        );
        match &self.drawn {
            Drawn::Nothing => {}
            Drawn::Meter { reached, asked } => meter(&mut svg, *reached, *asked),
            Drawn::Map(steps) => map(&mut svg, steps),
        }
        if !matches!(self.drawn, Drawn::Map(_)) {
            put(
                &mut svg,
                format_args!("<text class=\"m\" x=\"{MARGIN}\" y=\"{}\" font-size=\"12\">Terreau</text>", HEIGHT - 16),
            );
        }
        svg.push_str("</svg>");
        svg
    }
}

/// A line with a word on a coloured ground, then what is said.
pub fn badge(word: &str, title: &str, said: &str) -> String {
    // About as wide as the letters of the usual types are; `textLength` holds them to it.
    let wide = |text: &str| u32::try_from(text.chars().count()).unwrap_or(0) * 7;
    let (left, right) = (wide(word) + 20, wide(said) + 20);
    let width = left + right;
    let mut svg = head(width, 28, &format!("{word}\u{a0}: {title}"), said);
    put(&mut svg, format_args!("<rect class=\"p\" x=\".5\" y=\".5\" rx=\"5\" width=\"{}\" height=\"27\"/>", width - 1));
    put(&mut svg, format_args!("<path class=\"a\" d=\"M{left} 0H6a6 6 0 0 0-6 6v16a6 6 0 0 0 6 6h{}z\"/>", left - 6));
    let mut words = |class: &str, x: u32, length: u32, text: &str| {
        put(
            &mut svg,
            format_args!(
                "<text{class} x=\"{x}\" y=\"18.5\" font-size=\"13\" textLength=\"{length}\" \
                 lengthAdjust=\"spacingAndGlyphs\">{}</text>",
                xml(text)
            ),
        );
    };
    words(" class=\"o\" font-weight=\"700\"", 10, left - 20, word);
    words("", left + 10, right - 20, said);
    svg.push_str("</svg>");
    svg
}

fn put(svg: &mut String, what: impl Display) {
    // Writing to a string never fails.
    let _ = write!(svg, "{what}");
}

fn head(width: u32, height: u32, title: &str, said: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} \
         {height}\" role=\"img\" aria-labelledby=\"t d\" lang=\"fr\"><title id=\"t\">{}</title><desc \
         id=\"d\">{}</desc><style>{SHEET}</style>",
        xml(title),
        xml(said)
    )
}

/// The first letters of a text, with a mark where it is cut.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// As the meter of a page: it ends at 125 % of what is asked for, or at what is reached where that is more.
fn meter(svg: &mut String, reached: u64, asked: Option<u64>) {
    let scale = asked.unwrap_or(reached).max(1).saturating_mul(5).div_ceil(4).max(reached);
    let whole = u64::from(WIDTH - 2 * MARGIN);
    let at = |of: u64| u128::from(of) * u128::from(whole) / u128::from(scale);
    put(svg, format_args!("<rect class=\"w\" x=\"{MARGIN}\" y=\"82\" rx=\"4\" width=\"{whole}\" height=\"16\"/>"));
    put(
        svg,
        format_args!("<rect class=\"a\" x=\"{MARGIN}\" y=\"82\" rx=\"4\" width=\"{}\" height=\"16\"/>", at(reached)),
    );
    if let Some(asked) = asked {
        let x = u128::from(MARGIN) + at(asked);
        put(svg, format_args!("<path class=\"k\" stroke-width=\"2\" d=\"M{x} 78v24\"/>"));
    }
}

fn map(svg: &mut String, steps: &[u8]) {
    for (tile, step) in TILES.iter().zip(steps) {
        let (x, y) = (MARGIN + u32::from(tile.column) * TILE, MAP_TOP + u32::from(tile.row) * TILE);
        put(svg, format_args!("<rect class=\"s{step}\" x=\"{x}\" y=\"{y}\" width=\"20\" height=\"20\" rx=\"2\"/>"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_well_formed(svg: &str) {
        let tree = resvg::usvg::Tree::from_str(svg, &resvg::usvg::Options::default());
        assert!(tree.is_ok(), "{svg}");
        assert!(!svg.contains("<script") && !svg.contains("href"), "{svg}");
    }

    #[test]
    fn a_card_says_what_it_shows_and_holds_no_markup_of_what_was_typed() {
        let hostile = "</text><script>alert(1)</script>\" onload=\"x & \u{0} é".repeat(9);
        for drawn in [
            Drawn::Nothing,
            Drawn::Meter { reached: 0, asked: None },
            Drawn::Meter { reached: u64::MAX, asked: Some(500_000) },
            Drawn::Meter { reached: 250_000, asked: Some(500_000) },
            Drawn::Map(vec![3; TILES.len()]),
        ] {
            let svg = Card { title: &hostile, said: "Douze soutiens", drawn }.svg();
            is_well_formed(&svg);
            assert!(svg.contains("<desc id=\"d\">Douze soutiens</desc>") && svg.contains("prefers-color-scheme:dark"));
        }
        is_well_formed(&badge("Besoin", &hostile, &hostile));
        let half = Card { title: "x", said: "y", drawn: Drawn::Meter { reached: 250_000, asked: Some(500_000) } }.svg();
        assert!(half.contains("width=\"179\""), "40 % of the track: {half}");
    }
}
