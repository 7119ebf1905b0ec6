//! Text that people write: trimmed, of a bounded length, without characters that hide or reorder what is shown.

use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Text of `MIN` to `MAX` characters, with inner line ends kept as `\n`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Reads what was typed. Refused when too short ([`Refusal::Missing`] when empty), too long, or when it holds control or
    /// direction-changing characters.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        let text = typed.replace("\r\n", "\n").trim().to_owned();
        let length = text.chars().count();
        if length == 0 && MIN > 0 {
            return Err(Refusal::Missing);
        }
        if length < MIN {
            return Err(Refusal::TooShort { least: MIN });
        }
        if length > MAX {
            return Err(Refusal::TooLong { most: MAX, length });
        }
        if text.chars().any(is_deceptive) {
            return Err(Refusal::HiddenCharacters);
        }
        Ok(Self(text))
    }

    /// Reads a text of one line; as [`Self::parse`], and refused when it holds line ends or tabs.
    pub fn line(typed: &str) -> Result<Self, Refusal> {
        match Self::parse(typed) {
            Ok(text) if text.0.contains(['\n', '\t']) => Err(Refusal::HiddenCharacters),
            read => read,
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, given away.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Control characters other than line ends and tabs, and those that reorder text, hide it, or show nothing (Unicode TR 36 and 39). The
/// joiners U+200C and U+200D stay: some scripts, and many emoji, are written with them.
pub fn is_deceptive(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
        || matches!(
            c,
            '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'
                ..='\u{2064}'
        )
        || matches!(c, '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

/// Text as it is searched: lower case, without accents, every run of other characters than letters and digits one space.
///
/// `Saint-Étienne-d’Orthe` gives `saint etienne d orthe`; `Œuf` gives `oeuf`.
pub fn searchable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            if gap && !plain.is_empty() {
                plain.push(' ');
            }
            gap = false;
            match c {
                'œ' | 'Œ' => plain.push_str("oe"),
                'æ' | 'Æ' => plain.push_str("ae"),
                _ => plain.extend(c.to_lowercase()),
            }
        } else {
            gap = true;
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_hyphens_and_case_do_not_matter_in_a_search() {
        assert_eq!(searchable("Saint-Étienne-d’Orthe"), "saint etienne d orthe");
        assert_eq!(searchable("  L'Haÿ--les-Roses "), "l hay les roses");
        assert_eq!(searchable("Œuilly"), "oeuilly");
    }

    #[test]
    fn text_is_trimmed_bounded_and_free_of_hidden_characters() {
        type Short = Text<3, 5>;
        assert_eq!(Short::parse(" été \r\n").map(Text::into_string), Ok("été".to_owned()));
        assert_eq!(Short::parse("  "), Err(Refusal::Missing));
        assert_eq!(Short::parse("ab"), Err(Refusal::TooShort { least: 3 }));
        assert_eq!(Short::parse("abcdef"), Err(Refusal::TooLong { most: 5, length: 6 }));
        assert_eq!(Short::parse("ab\u{202e}c"), Err(Refusal::HiddenCharacters));
        assert_eq!(Short::line("ab\ncd"), Err(Refusal::HiddenCharacters));
        for hidden in [
            "ab\0c",
            "ab\u{200b}c",
            "\u{200b}\u{200b}\u{200b}",
            "ab\u{61c}c",
            "ab\u{ad}c",
            "ab\u{2028}c",
            "ab\u{e0041}c",
            "ab\u{3164}c",
        ] {
            assert_eq!(Short::parse(hidden), Err(Refusal::HiddenCharacters), "{hidden:?}");
        }
    }
}
