//! How names are compared, and the ways to read what a person typed.

use entity::{
    collectivity::{Collectivity, Kind},
    search_text::SearchText,
    text::searchable,
};

/// Which kinds of collectivités a document is, or a search is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kinds(u8);

impl Kinds {
    pub(super) const COMMUNE: Kinds = Kinds(1);
    const INTERCOMMUNAL: Kinds = Kinds(2);
    const DEPARTEMENT: Kinds = Kinds(4);
    const REGION: Kinds = Kinds(8);
    const ALL: Kinds = Kinds(15);

    pub(super) fn of(collectivity: &Collectivity) -> Self {
        match collectivity.kind {
            Kind::Commune => Self::COMMUNE,
            Kind::Epci | Kind::Ept => Self::INTERCOMMUNAL,
            Kind::Departement => Self::DEPARTEMENT,
            Kind::Region => Self::REGION,
            // Paris.
            Kind::SpecialStatus if collectivity.insee.is_some() => Self::COMMUNE.or(Self::DEPARTEMENT),
            // Lyon.
            Kind::SpecialStatus if searchable(&collectivity.name).starts_with("metropole") => {
                Self::INTERCOMMUNAL.or(Self::DEPARTEMENT)
            }
            // Alsace, Corse, Martinique, Guyane, Mayotte.
            Kind::SpecialStatus => Self::DEPARTEMENT.or(Self::REGION),
        }
    }

    const fn or(self, other: Kinds) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn allow(self, of: Kinds) -> bool {
        self.0 & of.0 != 0
    }

    /// Whether a search says what it is for.
    pub(super) fn chosen(self) -> bool {
        self != Self::ALL
    }

    pub(super) fn is_intercommunal(self) -> bool {
        self.allow(Self::INTERCOMMUNAL)
    }

    fn is_commune_alone(self) -> bool {
        self == Self::COMMUNE
    }
}

/// Words that say what a collectivité is, before its name or after it; the longer ones first.
const PHRASES: [(&str, Kinds); 32] = [
    ("etablissement public territorial", Kinds::INTERCOMMUNAL),
    ("communaute de communes", Kinds::INTERCOMMUNAL),
    ("communaute d agglomeration", Kinds::INTERCOMMUNAL),
    ("communaute d agglo", Kinds::INTERCOMMUNAL),
    ("hotel de ville", Kinds::COMMUNE),
    ("communaute communes", Kinds::INTERCOMMUNAL),
    ("communaute agglomeration", Kinds::INTERCOMMUNAL),
    ("communaute urbaine", Kinds::INTERCOMMUNAL),
    ("commune nouvelle", Kinds::COMMUNE),
    ("conseil departemental", Kinds::DEPARTEMENT),
    ("conseil general", Kinds::DEPARTEMENT),
    ("conseil regional", Kinds::REGION),
    ("conseil municipal", Kinds::COMMUNE),
    ("collectivite territoriale", Kinds::DEPARTEMENT.or(Kinds::REGION)),
    ("collectivite europeenne", Kinds::DEPARTEMENT.or(Kinds::REGION)),
    ("collectivite", Kinds::DEPARTEMENT.or(Kinds::REGION)),
    ("com com", Kinds::INTERCOMMUNAL),
    ("comcom", Kinds::INTERCOMMUNAL),
    ("communaute", Kinds::INTERCOMMUNAL),
    ("agglomeration", Kinds::INTERCOMMUNAL),
    ("agglo", Kinds::INTERCOMMUNAL),
    ("metropole", Kinds::INTERCOMMUNAL),
    ("eurometropole", Kinds::INTERCOMMUNAL),
    ("intercommunalite", Kinds::INTERCOMMUNAL),
    ("cc", Kinds::INTERCOMMUNAL),
    ("ca", Kinds::INTERCOMMUNAL),
    ("cu", Kinds::INTERCOMMUNAL),
    ("mairie", Kinds::COMMUNE),
    ("ville", Kinds::COMMUNE),
    ("commune", Kinds::COMMUNE),
    ("departement", Kinds::DEPARTEMENT),
    ("region", Kinds::REGION),
];

/// Words that join others: a search does not need them.
const JOINING: [&str; 13] = ["de", "du", "des", "d", "l", "la", "le", "les", "et", "en", "a", "au", "aux"];

fn joins(word: &str) -> bool {
    JOINING.contains(&word)
}

/// Whether a word is a number, a code of a département, commune or post mailer: no part of a name.
pub(super) fn is_code(word: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let corsican = word.strip_prefix("2a").or_else(|| word.strip_prefix("2b"));
    word.len() > 1 && (digits(word) || corsican.is_some_and(digits))
}

/// A word as all ways to write it are compared: `st` is `saint`, `lez` is `les`, `12eme` is `12`.
fn canonical_word(word: &str) -> String {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    match word {
        "st" => "saint",
        "ste" => "sainte",
        "sts" => "saints",
        "stes" => "saintes",
        "lez" => "les",
        _ if digits > 0 && ["e", "er", "ere", "eme", "ieme", "nd", "nde"].contains(&&word[digits..]) => &word[..digits],
        _ => word,
    }
    .to_owned()
}

/// The words of a name, as they are compared.
pub(super) fn canonical(name: &str) -> Vec<String> {
    searchable(name).split(' ').filter(|word| !word.is_empty()).map(canonical_word).collect()
}

/// The words of a search that are no codes and join nothing, as they are compared.
pub(super) fn name_words(typed: &SearchText) -> Vec<String> {
    let words = typed.words();
    words.iter().filter(|word| !is_code(word) && !joins(word)).map(|word| canonical_word(word)).collect()
}

/// A name whole, as it is compared.
pub(super) fn full(words: &[String]) -> String {
    words.join(" ")
}

/// What is left of a name without words that say the kind (of others than communes) and words that join; all of it
/// where nothing is.
pub(super) fn core(words: &[String], kinds: Kinds) -> String {
    let mut rest = words;
    if !kinds.is_commune_alone() {
        rest = after_phrase(words).map_or(rest, |(_, rest)| rest);
        rest = rest.strip_suffix(&["metropole".to_owned()]).filter(|rest| !rest.is_empty()).unwrap_or(rest);
    }
    let kept: Vec<&str> = rest.iter().map(String::as_str).filter(|word| !joins(word)).collect();
    if kept.is_empty() { full(words) } else { kept.join(" ") }
}

fn begins_with(words: &[String], phrase: &str) -> bool {
    let mut words = words.iter();
    phrase.split(' ').all(|part| words.next().is_some_and(|word| word == part))
}

/// The kinds that a phrase at the beginning chooses, and the words after it; None where none stands there, or nothing
/// after it.
fn after_phrase(words: &[String]) -> Option<(Kinds, &[String])> {
    let (phrase, kinds) = PHRASES.iter().find(|(phrase, _)| begins_with(words, phrase))?;
    let rest = &words[phrase.split(' ').count()..];
    let rest = &rest[rest.iter().take_while(|word| joins(word)).count()..];
    (!rest.is_empty()).then_some((*kinds, rest))
}

fn before_phrase(words: &[String]) -> Option<(Kinds, &[String])> {
    PHRASES.iter().find_map(|(phrase, kinds)| {
        let rest = words.len().checked_sub(phrase.split(' ').count())?;
        (rest > 0 && begins_with(&words[rest..], phrase)).then_some((*kinds, &words[..rest]))
    })
}

/// A word to look for.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: String,
    /// As it was typed: `st` may begin Strasbourg.
    pub(super) typed: String,
}

/// One way to read what was typed.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) words: Vec<Word>,
    /// Where it is, said apart: « (Lot) ».
    pub(super) places: Vec<String>,
    pub(super) kinds: Kinds,
    /// The name without codes, and without what joins its words.
    pub(super) full: String,
    pub(super) core: String,
}

impl Wanted {
    /// Every way to read it: as it stands; with what is in parentheses or after a comma as its place; without the words
    /// that say the kind.
    pub(super) fn all(typed: &SearchText) -> Vec<Wanted> {
        let words = typed.words();
        let mut ways = Vec::new();
        add_ways(&mut ways, &words, &[]);
        if let Some((name, place)) = typed.as_str().split_once(['(', ',']) {
            let (place, after) = place.split_once(')').unwrap_or((place, ""));
            let words = |text: &str| SearchText::cut(text).words();
            let (name, place) = (words(&format!("{name} {after}")), words(place));
            if !name.is_empty() && !place.is_empty() {
                add_ways(&mut ways, &name, &place);
            }
        }
        ways
    }

    fn of(typed: &[String], places: &[String], kinds: Kinds) -> Self {
        let name: Vec<String> = typed.iter().filter(|word| !is_code(word)).map(|word| canonical_word(word)).collect();
        let only_joining = name.iter().all(|word| joins(word));
        let words = typed.iter().filter(|word| !joins(word) || (only_joining && !name.is_empty()));
        Self {
            words: words.map(|word| Word { text: canonical_word(word), typed: word.clone() }).collect(),
            places: places.iter().filter(|word| !joins(word)).map(|word| canonical_word(word)).collect(),
            kinds,
            full: full(&name),
            core: core(&name, Kinds::COMMUNE),
        }
    }
}

fn add_ways(ways: &mut Vec<Wanted>, words: &[String], places: &[String]) {
    if words.is_empty() {
        return;
    }
    ways.push(Wanted::of(words, places, Kinds::ALL));
    let mut rest = words;
    while let Some((kinds, name)) = after_phrase(rest) {
        ways.push(Wanted::of(name, places, kinds));
        rest = name;
    }
    if let Some((kinds, name)) = before_phrase(words) {
        ways.push(Wanted::of(name, places, kinds));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_the_kind_and_joining_words() {
        let commune = |name: &str| core(&canonical(name), Kinds::COMMUNE);
        assert_eq!(commune("Saint-Étienne-d’Orthe"), "saint etienne orthe");
        assert_eq!(commune("Ville-d'Avray"), "ville avray");
        assert_eq!(commune("Lès"), "les");
        let other = |name: &str| core(&canonical(name), Kinds::DEPARTEMENT);
        assert_eq!(other("Département de l'Ain"), "ain");
        assert_eq!(other("CC du Pays de Pontchâteau St-Gildas-des-Bois"), "pays pontchateau saint gildas bois");
        assert_eq!(other("Bordeaux Métropole"), "bordeaux");
        assert_eq!(other("Métropole de Lyon"), "lyon");
    }

    #[test]
    fn there_are_few_ways_to_read_even_the_longest_text() {
        for typed in ["ville ville ville ville ville ville ville ville ville ville", "cc, cc cc cc cc cc cc cc cc cc"] {
            assert!(Wanted::all(&SearchText::cut(typed)).len() <= 24);
        }
    }
}
