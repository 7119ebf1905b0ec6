//! A text to search for, as it comes from outside: bounded before anything is done with it.

use crate::text::{one_line, searchable};
use serde::Deserialize;
use unicode_normalization::char::is_combining_mark;

/// At most a hundred characters and ten words; what is over is cut, so that no search meets more.
///
/// Every text that an address carries to be looked for is one: words, a code, a number. `app/tests/it/search.rs` holds
/// that none is a plain `String`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
pub struct SearchText(String);

impl SearchText {
    /// The most characters.
    pub const MOST: usize = 100;
    /// The most words, each a run of letters and digits.
    pub const WORDS: usize = 10;
    /// How much of what came is looked at, in bytes: a hundred characters never take more than four hundred.
    const BYTES: usize = 600;

    /// Cuts what was typed, tidied.
    pub fn cut(typed: &str) -> Self {
        let begin = &typed[..typed.floor_char_boundary(Self::BYTES)];
        let line: String = one_line(begin).trim().chars().take(Self::MOST).collect();
        let mut words = 0;
        let mut inside = false;
        let end = line.char_indices().find(|(_, c)| {
            let begins = c.is_alphanumeric() && !inside;
            // An accent that stands on its own, as files of a Mac hold it, belongs to the letter before.
            inside = c.is_alphanumeric() || (inside && is_combining_mark(*c));
            words += usize::from(begins);
            words > Self::WORDS
        });
        let end = end.map_or(line.len(), |(at, _)| at);
        Self(line[..end].trim().to_owned())
    }

    /// The text, as it is shown in the field again.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is compared, word by word: lower case, without accents ([`searchable`]).
    pub fn words(&self) -> Vec<String> {
        let words = searchable(&self.0);
        words.split(' ').filter(|word| !word.is_empty()).take(Self::WORDS).map(str::to_owned).collect()
    }
}

impl From<String> for SearchText {
    fn from(typed: String) -> Self {
        Self::cut(&typed)
    }
}

impl std::fmt::Display for SearchText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_over_ten_words_or_a_hundred_characters_is_cut() {
        let cut = |typed: &str| SearchText::cut(typed).to_string();
        assert_eq!(cut("  Figeac (Lot)\r\n"), "Figeac (Lot)");
        assert_eq!(cut("Saint\u{ad}-Cirq\u{200b}-Lapopie"), "Saint-Cirq-Lapopie");
        assert_eq!(
            cut("un deux trois quatre cinq six sept huit neuf dix onze"),
            "un deux trois quatre cinq six sept huit neuf dix"
        );
        assert_eq!(cut("a-b-c-d-e-f-g-h-i-j-k"), "a-b-c-d-e-f-g-h-i-j-");
        assert_eq!(cut(&"é".repeat(32_000)).chars().count(), 100);
        assert_eq!(cut(&"😀".repeat(32_000)).chars().count(), 100);
        assert_eq!(SearchText::cut("L’Haÿ-les-Roses").words(), ["l", "hay", "les", "roses"]);
        assert!(SearchText::cut(" \u{feff} ").is_empty());
    }

    proptest! {
        #[test]
        fn whatever_was_typed_is_within_the_bounds_and_cut_again_as_itself(typed in "(\\PC| [a-z])*") {
            let text = SearchText::cut(&typed);
            prop_assert!(text.as_str().chars().count() <= SearchText::MOST && text.words().len() <= SearchText::WORDS);
            prop_assert_eq!(SearchText::cut(text.as_str()), text);
        }
    }
}
