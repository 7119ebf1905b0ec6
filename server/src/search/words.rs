//! Words of a French text, as the search compares them.

use entity::text::searchable;
use frostem::{Algorithm, Stemmer};
use std::sync::LazyLock;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

static FRENCH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::French));

/// Words that say nothing of what a text is about, folded, in alphabetical order.
const STOP_WORDS: [&str; 84] = [
    "a", "ai", "au", "aux", "avec", "c", "ca", "ce", "cela", "ces", "cet", "cette", "comme", "d", "dans", "de", "des",
    "donc", "du", "elle", "elles", "en", "entre", "est", "et", "eux", "il", "ils", "j", "je", "l", "la", "le", "les",
    "leur", "leurs", "lui", "m", "ma", "mais", "me", "meme", "mes", "mon", "n", "ne", "ni", "nos", "notre", "nous",
    "on", "ont", "or", "ou", "par", "pas", "plus", "pour", "qu", "quand", "que", "qui", "s", "sa", "sans", "se", "ses",
    "si", "son", "sont", "sur", "t", "ta", "te", "tes", "ton", "tu", "un", "une", "vers", "vos", "votre", "vous", "y",
];

/// A word of a text, and where it stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it begins in the text, in bytes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// In lower case, with its accents: what the stemmer reads.
    lower: String,
    /// In lower case, without accents and ligatures.
    pub folded: String,
}

impl Word {
    fn of(text: &str, from: usize, to: usize) -> Self {
        let lower = text[from..to].nfc().flat_map(char::to_lowercase).collect::<String>();
        // The stemmer knows « œ » as two letters.
        let lower = lower.replace('œ', "oe").replace('æ', "ae");
        Self { from, to, folded: searchable(&lower), lower }
    }

    /// Whether it says nothing of what a text is about.
    pub(super) fn is_stop_word(&self) -> bool {
        STOP_WORDS.binary_search(&self.folded.as_str()).is_ok()
    }

    /// Whether it is a number, such as a postcode.
    pub(super) fn is_number(&self) -> bool {
        self.folded.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// What its inflected forms have in common: the stem of the word as it is written and, where it differs, of the
    /// word without accents, by which somebody finds it who types none.
    pub(super) fn stems(&self) -> Vec<String> {
        let (written, plain) = (stem(&self.lower), stem(&self.folded));
        if written == plain { vec![written] } else { vec![written, plain] }
    }

    /// The word in lower case, with its accents.
    pub(super) fn lower(&self) -> &str {
        &self.lower
    }

    /// The stem with its accents, which tells « pêche » from « péché ».
    pub(super) fn accented_stem(&self) -> String {
        FRENCH.stem(singular(&self.lower)).into_owned()
    }

    /// The stem of the word as it is written.
    pub(super) fn stem(&self) -> String {
        stem(&self.lower)
    }
}

/// The stem of a word, folded.
fn stem(word: &str) -> String {
    searchable(&FRENCH.stem(singular(word)))
}

/// A word without its plural, where the stemmer does not see it.
fn singular(word: &str) -> &str {
    // The stemmer leaves a plural's « s » after a vowel where it stands: « vélos », « caméras ».
    let mut ending = word.chars().rev();
    let is_plural = ending.next() == Some('s') && ending.next().is_some_and(|c| matches!(c, 'a' | 'i' | 'o' | 'u'));
    if is_plural && word.chars().count() > 3 { &word[..word.len() - 1] } else { word }
}

/// The words of a text, in their order: runs of letters and digits.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices() {
        match (from, c.is_alphanumeric() || is_combining_mark(c)) {
            (None, true) => from = Some(at),
            (Some(begin), false) => {
                words.push(Word::of(text, begin, at));
                from = None;
            }
            _ => {}
        }
    }
    words.extend(from.map(|begin| Word::of(text, begin, text.len())));
    words.retain(|word| !word.folded.is_empty());
    words
}

/// Writes the stems of words into the index, at the places of the words; stop words take a place and leave none.
#[derive(Clone)]
pub(super) struct Stems;

/// Writes words as they are typed, folded.
#[derive(Clone)]
pub(super) struct Folded;

/// Tokens made before they are asked for: a text is short.
pub(super) struct Tokens {
    tokens: Vec<Token>,
    /// How many were handed out; the last of them is the current one.
    handed_out: usize,
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        self.handed_out += 1;
        self.handed_out <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.handed_out - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.handed_out - 1]
    }
}

fn tokens(text: &str, forms: impl Fn(&Word) -> Vec<String>) -> Tokens {
    let mut tokens = Vec::new();
    for (position, word) in words(text).iter().enumerate().filter(|(_, word)| !word.is_stop_word()) {
        for form in forms(word) {
            tokens.push(Token { offset_from: word.from, offset_to: word.to, position, text: form, position_length: 1 });
        }
    }
    Tokens { tokens, handed_out: 0 }
}

impl Tokenizer for Stems {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        tokens(text, Word::stems)
    }
}

impl Tokenizer for Folded {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        tokens(text, |word| vec![word.folded.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share_a_stem(one: &str, other: &str) -> bool {
        let stems = |text: &str| words(text).iter().flat_map(Word::stems).collect::<Vec<_>>();
        stems(one).iter().any(|stem| stems(other).contains(stem))
    }

    #[test]
    fn inflected_forms_share_a_stem_with_accents_or_without() {
        for (one, other) in [
            ("appel", "appels"),
            ("déchet", "déchets"),
            ("fuite", "fuites"),
            ("régional", "régionaux"),
            ("régionaux", "regional"),
            ("isolées", "isole"),
            ("cœur", "coeurs"),
            ("numérique", "NUMERIQUES"),
            ("vélo", "vélos"),
            ("caméras", "camera"),
            ("e\u{301}cole", "école"),
        ] {
            assert!(share_a_stem(one, other), "{one} and {other}");
        }
        for (one, other) in [("eau", "école"), ("salle", "sale"), ("port", "portail")] {
            assert!(!share_a_stem(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn apostrophes_and_hyphens_part_words_and_stop_words_are_left_out() {
        let of = |text| {
            let words = words(text).into_iter().filter(|word| !word.is_stop_word());
            words.map(|word| word.folded).collect::<Vec<_>>()
        };
        assert_eq!(of("L’eau d'Aime-la-Plagne, aujourd’hui"), ["eau", "aime", "plagne", "aujourd", "hui"]);
        assert_eq!(of("où est-ce qu’on va ?"), ["va"]);
    }
}
