//! Concepts of local government: words and expressions that say the same thing, by which two needs are recognised that
//! share no word. Written by hand, in `thesaurus.toml`; nothing is learnt, downloaded or asked elsewhere.

use super::words::{Word, words};
use serde::Deserialize;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

const SOURCE: &str = include_str!("thesaurus.toml");

/// How much it says that two needs share a concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Weight {
    /// What they speak of.
    Subject,
    /// What goes wrong, or is done.
    Act,
    /// Who is concerned.
    Who,
}

#[derive(Deserialize)]
struct File {
    /// Words that do not say which need it is, as they are written.
    empty: Vec<String>,
    concept: Vec<Concept>,
}

#[derive(Deserialize)]
struct Concept {
    name: String,
    weight: Weight,
    terms: Vec<String>,
}

/// What a text is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Feature {
    /// A concept, by its place.
    Concept(usize),
    /// The stem of a word that says something.
    Word(String),
}

/// The thesaurus, as texts are compared with it.
pub(super) struct Thesaurus {
    concepts: Vec<(String, Weight)>,
    /// Concepts by the stems of a term, joined by spaces.
    terms: HashMap<String, Vec<usize>>,
    empty: HashSet<String>,
    /// Words of the longest term.
    longest: usize,
}

static THESAURUS: LazyLock<Result<Thesaurus, String>> = LazyLock::new(|| Thesaurus::read(SOURCE));

/// The thesaurus of the executable; a fault in its file is told by a test, and leaves it empty.
pub(super) fn thesaurus() -> &'static Thesaurus {
    static EMPTY: LazyLock<Thesaurus> =
        LazyLock::new(|| Thesaurus::of(File { empty: Vec::new(), concept: Vec::new() }));
    THESAURUS.as_ref().unwrap_or(&EMPTY)
}

impl Thesaurus {
    fn read(source: &str) -> Result<Self, String> {
        toml::from_str(source).map(Self::of).map_err(|error| error.to_string())
    }

    fn of(file: File) -> Self {
        let mut terms: HashMap<String, Vec<usize>> = HashMap::new();
        let mut longest = 1;
        for (at, concept) in file.concept.iter().enumerate() {
            for term in &concept.terms {
                let stems: Vec<String> = words(term).iter().map(Word::accented_stem).collect();
                longest = longest.max(stems.len());
                let concepts = terms.entry(stems.join(" ")).or_default();
                if !concepts.contains(&at) {
                    concepts.push(at);
                }
            }
        }
        let empty = file.empty.iter().map(|word| word.to_lowercase()).collect();
        let concepts = file.concept.into_iter().map(|concept| (concept.name, concept.weight)).collect();
        Self { concepts, terms, empty, longest }
    }

    /// The name of a concept.
    pub(super) fn name(&self, concept: usize) -> &str {
        &self.concepts[concept].0
    }

    /// How much a concept says.
    pub(super) fn weight(&self, concept: usize) -> Weight {
        self.concepts[concept].1
    }

    fn is_empty_word(&self, word: &Word) -> bool {
        word.is_stop_word() || word.is_number() || word.folded.len() < 2 || self.empty.contains(word.lower())
    }

    /// What a text is about: expressions first, the longest before others; words that no concept has as themselves.
    pub(super) fn features(&self, text: &str) -> BTreeSet<Feature> {
        let words = words(text);
        let stems: Vec<String> = words.iter().map(Word::accented_stem).collect();
        let mut features = BTreeSet::new();
        let mut at = 0;
        while at < words.len() {
            let term = (1..=self.longest.min(words.len() - at)).rev().find_map(|length| {
                let concepts = self.terms.get(&stems[at..at + length].join(" "))?;
                (length > 1 || !self.is_empty_word(&words[at])).then_some((length, concepts))
            });
            if let Some((_, concepts)) = term {
                features.extend(concepts.iter().copied().map(Feature::Concept));
            }
            let length = term.map_or(1, |(length, _)| length);
            if length == 1 && !self.is_empty_word(&words[at]) {
                features.insert(Feature::Word(words[at].stem()));
            }
            at += length;
        }
        features
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_and_its_expressions_come_before_their_words() {
        let thesaurus = Thesaurus::read(SOURCE).expect("reads");
        assert!(thesaurus.concepts.len() > 300);
        let concepts = |text: &str| {
            let features = thesaurus.features(text).into_iter();
            let concepts = features.filter_map(|feature| match feature {
                Feature::Concept(at) => Some(thesaurus.name(at).to_owned()),
                Feature::Word(_) => None,
            });
            concepts.collect::<BTreeSet<_>>()
        };
        let shared = |one: &str, other: &str| concepts(one).intersection(&concepts(other)).count();
        assert!(shared("Le standard sonne dans le vide", "Personne ne décroche le téléphone") > 0);
        assert!(shared("Un nid-de-poule par rue", "Des trous dans la chaussée") > 0);
        assert_eq!(shared("Un nid-de-poule par rue", "La cantine de l’école"), 0);
        assert_eq!(concepts("La mairie de la commune met en place un outil numérique"), BTreeSet::new());
    }
}
