//! Text that people write or paste: tidied, trimmed, of a bounded length, without characters that turn what is shown.

use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Text of `MIN` to `MAX` characters, with inner line ends kept as `\n`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// The most characters that it holds.
    pub const MOST: usize = MAX;

    /// Reads what was typed, tidied ([`tidy`]). Refused when too short ([`Refusal::Missing`] when empty), too long, or
    /// when a character turns the direction of reading ([`turns`]).
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        Self::tidied(tidy(typed))
    }

    /// Reads a text of one line: as [`Self::parse`], with line ends and tabs made spaces.
    pub fn line(typed: &str) -> Result<Self, Refusal> {
        Self::tidied(one_line(typed))
    }

    /// Reads the name of a person, or of a body: as [`Self::line`], and refused when it mixes letters of several
    /// scripts, which make one name look like another ([`Refusal::MixedScripts`]).
    pub fn name(typed: &str) -> Result<Self, Refusal> {
        let name = Self::line(typed)?;
        match mixed_scripts(&name.0) {
            Some(word) => Err(Refusal::MixedScripts { word: word.to_owned() }),
            None => Ok(name),
        }
    }

    fn tidied(text: String) -> Result<Self, Refusal> {
        let text = text.trim().to_owned();
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
        require_straight(&text)?;
        Ok(Self(text))
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

/// Text as people paste it from a PDF, slides or a page: what shows nothing is taken out, every kind of line end
/// becomes `\n`, and letters that a PDF joined come apart. Whatever is left, was seen by whoever pasted it. Tidying
/// twice is tidying once.
///
/// Every field of every form goes through it (`app/src/http/outer.rs`).
pub fn tidy(typed: &str) -> String {
    let mut text = String::with_capacity(typed.len());
    let mut rest = typed.chars().filter(|c| !shows_nothing(*c)).peekable();
    let mut before = None;
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            // The line breaks of Word and PowerPoint, a form feed, NEL, and the separators of Unicode.
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => text.push('\n'),
            '\n' | '\t' => text.push(c),
            _ if c.is_control() => {}
            '\u{200c}' | '\u{200d}' if !(joins(before) && joins(rest.peek().copied())) => continue,
            '\u{fb00}' => text.push_str("ff"),
            '\u{fb01}' => text.push_str("fi"),
            '\u{fb02}' => text.push_str("fl"),
            '\u{fb03}' => text.push_str("ffi"),
            '\u{fb04}' => text.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => text.push_str("st"),
            _ => text.push(c),
        }
        before = Some(c);
    }
    text
}

/// Text of one line, tidied: each run of line ends and tabs is one space.
pub fn one_line(typed: &str) -> String {
    let mut line = String::with_capacity(typed.len());
    for c in tidy(typed).chars() {
        match c {
            '\n' | '\t' if line.ends_with(' ') => {}
            '\n' | '\t' => line.push(' '),
            _ => line.push(c),
        }
    }
    line
}

/// Characters that show nothing where they stand: soft hyphens, zero-width spaces, direction marks, the byte order
/// mark, fillers, tags, the anchors of annotations and objects (Unicode TR 36 and 39).
fn shows_nothing(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
        || matches!(c, '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a joiner (U+200C, U+200D) beside this character may change what is seen: some scripts, and many emoji, are
/// written with them.
fn joins(beside: Option<char>) -> bool {
    let alone = |c: char| matches!(c, '\u{200c}' | '\u{200d}' | '\u{fb00}'..='\u{fb06}');
    beside.is_some_and(|c| c >= '\u{600}' && !c.is_whitespace() && !alone(c))
}

/// Characters that turn the direction of reading, and make a text look like another: overrides, embeddings, isolates.
pub fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Refused when a character turns the direction of reading ([`Refusal::HiddenCharacters`], with the words before it).
pub fn require_straight(text: &str) -> Result<(), Refusal> {
    let Some(at) = text.find(turns) else { return Ok(()) };
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    let length = line.chars().count();
    let after: String = line.chars().skip(length.saturating_sub(40)).collect();
    Err(Refusal::HiddenCharacters { after: after.trim().to_owned() })
}

/// What is taken out of a text that nobody can be asked about, such as the name of a file: control characters other
/// than line ends and tabs, and those that turn, hide, or show nothing.
pub fn is_deceptive(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || shows_nothing(c) || turns(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// The first word whose letters are of another script than those before it.
fn mixed_scripts(name: &str) -> Option<&str> {
    let mut first = None;
    name.split_whitespace().find(|word| word.chars().filter_map(script).any(|one| *first.get_or_insert(one) != one))
}

/// A script whose letters may be taken for those of another; all the others are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Other,
}

fn script(c: char) -> Option<Script> {
    match c {
        // Signs that stand beside the letters of any script, such as the ʻokina of Tahitian.
        '\u{2b0}'..='\u{36f}' => None,
        _ if !c.is_alphabetic() => None,
        ..='\u{24f}' | '\u{250}'..='\u{2af}' | '\u{1d00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' => Some(Script::Latin),
        '\u{2071}'..='\u{209c}' | '\u{a720}'..='\u{a7ff}' => Some(Script::Latin),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Script::Greek),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => {
            Some(Script::Cyrillic)
        }
        _ => Some(Script::Other),
    }
}

/// Text as it is searched: lower case, without accents, every run of other characters than letters and digits one
/// space.
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
    use proptest::prelude::*;

    #[test]
    fn accents_hyphens_and_case_do_not_matter_in_a_search() {
        assert_eq!(searchable("Saint-Étienne-d’Orthe"), "saint etienne d orthe");
        assert_eq!(searchable("  L'Haÿ--les-Roses "), "l hay les roses");
        assert_eq!(searchable("Œuilly"), "oeuilly");
    }

    #[test]
    fn text_is_trimmed_and_bounded() {
        type Short = Text<3, 5>;
        assert_eq!(Short::parse(" été \r\n").map(Text::into_string), Ok("été".to_owned()));
        assert_eq!(Short::parse("  "), Err(Refusal::Missing));
        assert_eq!(Short::parse("ab"), Err(Refusal::TooShort { least: 3 }));
        assert_eq!(Short::parse("abcdef"), Err(Refusal::TooLong { most: 5, length: 6 }));
        assert_eq!(Short::parse("\u{200b}\u{ad}\u{feff}"), Err(Refusal::Missing), "nothing can be seen");
    }

    #[test]
    fn what_shows_nothing_is_taken_out_of_pasted_text_in_silence() {
        for (pasted, expected) in [
            ("média\u{ad}thèque", "médiathèque"),
            ("\u{feff}Figeac", "Figeac"),
            ("Fi\u{200b}ge\u{2060}ac\u{200e}\u{200f}\u{61c}", "Figeac"),
            ("Fi\u{200d}geac\u{200c}", "Figeac"),
            (
                "une\u{b}deux\u{c}trois\u{2028}quatre\u{2029}cinq\u{85}six\rsept\r\nhuit",
                "une\ndeux\ntrois\nquatre\ncinq\nsix\nsept\nhuit",
            ),
            ("ab\0c\u{8}d\u{e0041}e\u{3164}f\u{fffc}", "abcdef"),
            ("\u{fb01}nancement a\u{fb00}ecté", "financement affecté"),
            ("un\u{a0}million\u{202f}?", "un\u{a0}million\u{202f}?"),
            ("une famille\u{a0}: 👩\u{200d}👧", "une famille\u{a0}: 👩\u{200d}👧"),
        ] {
            assert_eq!(Text::<1, 100>::parse(pasted).map(Text::into_string), Ok(expected.to_owned()), "{pasted:?}");
        }
        let line = Text::<1, 100>::line("Un titre\u{b}sur deux\t lignes\r\n").map(Text::into_string);
        assert_eq!(line, Ok("Un titre sur deux  lignes".to_owned()));
    }

    #[test]
    fn a_character_that_turns_the_reading_is_refused_and_its_place_told() {
        let text = Text::<1, 200>::parse("Première ligne\nVersez mille euros à \u{202e}la commune");
        assert_eq!(text, Err(Refusal::HiddenCharacters { after: "Versez mille euros à".into() }));
        for turning in ["\u{202a}a", "\u{202d}a", "\u{2066}a\u{2069}"] {
            assert_eq!(Text::<1, 9>::line(turning), Err(Refusal::HiddenCharacters { after: String::new() }));
        }
    }

    #[test]
    fn a_name_of_several_scripts_is_refused_and_the_word_told() {
        let name = |typed: &str| Text::<2, 100>::name(typed).map(Text::into_string);
        for good in ["Hélène Lacassagne", "Иван Петров", "Ηλίας", "O’Neil-Ñíguez", "Tā ʻŌura", "田中さくら", "Élu n° 2"]
        {
            assert_eq!(name(good), Ok(good.to_owned()));
        }
        for (mixed, word) in
            [("Hélènе Lacassagne", "Hélènе"), ("Jean Реtit", "Реtit"), ("Ηélène", "Ηélène"), ("𝐉ean", "𝐉ean")]
        {
            assert_eq!(name(mixed), Err(Refusal::MixedScripts { word: word.into() }), "{mixed}");
        }
    }

    /// What is shown and what hides, mixed.
    const TYPED: &str = "(\\PC|[\u{0}-\u{ad}\u{200b}-\u{2069}\u{feff}a\r\n])*";

    proptest! {
        #[test]
        fn tidied_text_is_tidied_again_as_itself_and_holds_nothing_hidden(typed in TYPED) {
            let text = tidy(&typed);
            prop_assert_eq!(tidy(&text), text.clone());
            prop_assert!(!text.chars().any(|c| is_deceptive(c) && !turns(c)));
            let line = one_line(&typed);
            prop_assert!(!line.contains(['\n', '\t']));
            prop_assert_eq!(one_line(&line), line.clone());
        }

        #[test]
        fn a_text_that_was_read_is_read_again_as_itself(typed in TYPED) {
            type Some = Text<1, 200>;
            for read in [Some::parse, Some::line, Some::name] {
                if let Ok(text) = read(&typed) {
                    prop_assert_eq!(read(text.as_str()), Ok(text));
                }
            }
        }
    }
}
