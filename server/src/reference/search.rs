//! The search of collectivités: an index over what a person may type, built once with the reference data.
//!
//! A word typed is the beginning of a word of the name (of today, or of a commune that merged into it), a postcode,
//! INSEE code or SIREN, or says where it is: « Figeac 46100 », « Figeac (Lot) », « Saint-Denis 93 ». Words that say
//! what it is (« Mairie de … », « Conseil départemental du … ») choose the kind. Nothing here goes over the whole
//! directory but bit by bit.

mod names;
mod terms;

use super::{Area, Hit, Reference, import};
use crate::Error;
use entity::{
    collectivity::{Collectivity, Kind},
    search_text::SearchText,
    siren::Siren,
    territory::Commune,
};
use names::{Kinds, Wanted, Word, canonical, core, full};
use std::collections::HashMap;
use terms::{Documents, Terms, TermsBuilder};
use wording::OVERSEAS;

/// Hits on a page.
pub const PAGE: usize = 10;

/// Names and codes of communes that merged, of arrondissements, and the postcodes of communes that have no SIREN.
const FORMER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/communes_anciennes.csv.br"));

/// One page of what a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    pub hits: Vec<Hit<'a>>,
    /// On all pages.
    pub total: usize,
    /// Counted from 1.
    pub page: usize,
    pub pages: usize,
}

/// Who a document of the index is, by its place.
#[derive(Debug, Clone, Copy)]
enum Subject {
    /// In the directory.
    Collectivity(u32),
    /// In the atlas: a commune without SIREN.
    Commune(u32),
}

/// What the ranking compares.
struct Document {
    subject: Subject,
    kinds: Kinds,
    /// The département of its seat, by its place in `areas`.
    area: u8,
    /// Where its names begin in `names`, and how long each is: the whole, and without what every name has («
    /// Département du »).
    at: u32,
    full: u16,
    core: u16,
    /// Whether it has other names.
    former: bool,
}

/// Another name of a document.
struct Alias {
    document: u32,
    name: Box<str>,
    core: Box<str>,
}

/// The index.
pub(super) struct Index {
    /// The most populous first: the number of a document is its place here, and the order of hits that are alike.
    documents: Vec<Document>,
    names: String,
    aliases: Vec<Alias>,
    /// Words of names.
    words: Terms,
    /// Postcodes and INSEE codes, also former ones.
    codes: Terms,
    /// By SIREN.
    by_siren: Vec<(Siren, u32)>,
    areas: Vec<AreaWords>,
}

/// The words that name a département: its code, its name, its region's.
struct AreaWords {
    code: String,
    words: Vec<String>,
}

impl Reference {
    /// Searches by name (accents, hyphens and case do not matter, words in any order), with or without a postcode,
    /// département or kind beside it; by postcode, INSEE code or SIREN; by the names and codes of communes that merged.
    ///
    /// The name typed comes first, then names that begin so, then the more populous. `page` counts from 1; one beyond
    /// the last is the last.
    pub fn search(&self, typed: &SearchText, page: usize) -> Found<'_> {
        let found = self.index.find(typed);
        let total = found.len();
        let pages = total.div_ceil(PAGE).max(1);
        let page = page.clamp(1, pages);
        let words = names::name_words(typed);
        let shown = found.into_iter().skip((page - 1) * PAGE).take(PAGE);
        Found { hits: shown.map(|number| self.hit(number, &words)).collect(), total, page, pages }
    }

    /// The collectivités that are called so, of today's names alone: the whole name, or what is left of it without the
    /// words that say the kind. A text that says the kind (« mairie figeac ») finds none of another.
    pub fn named(&self, text: &SearchText) -> Vec<&Collectivity> {
        let is_named = |number: &u32| {
            let document = &self.index.documents[*number as usize];
            let (full, core) = self.index.names(document);
            let ways = Wanted::all(text);
            ways.iter().any(|way| way.kinds.allow(document.kinds) && (full == way.full || core == way.core))
        };
        let found = self.index.find(text).into_iter().filter(is_named).map(|number| self.hit(number, &[]));
        found
            .filter_map(|hit| match hit {
                Hit::Collectivity { collectivity, .. } => Some(collectivity),
                Hit::WithoutSiren { .. } => None,
            })
            .collect()
    }

    fn hit(&self, number: u32, words: &[String]) -> Hit<'_> {
        match self.index.documents[number as usize].subject {
            Subject::Collectivity(at) => {
                let listed = &self.collectivities[at as usize];
                let formerly = self.index.formerly(number, words);
                Hit::Collectivity { collectivity: &listed.collectivity, figures: listed.figures, formerly }
            }
            Subject::Commune(at) => Hit::WithoutSiren { commune: &self.atlas.communes()[at as usize] },
        }
    }
}

/// The name of the place overseas that a commune without SIREN is in.
pub fn overseas(departement: &str) -> &str {
    OVERSEAS.iter().find(|(code, _)| *code == departement).map_or(departement, |(_, name)| name)
}

/// A row of the table of former communes.
struct Former {
    code: String,
    name: String,
    commune: String,
}

fn former_communes() -> Result<Vec<Former>, Error> {
    let text = import::unpack(FORMER).map_err(|error| Error::Stored(error.to_string()))?;
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Error::Stored(error.to_string()))?;
        let field = |at: usize| record.get(at).unwrap_or_default().to_owned();
        rows.push(Former { code: field(0), name: field(1), commune: field(3) });
    }
    Ok(rows)
}

/// Builds the index of a directory.
struct Builder<'a> {
    reference: &'a Reference,
    territories: &'a HashMap<Siren, String>,
    index: Index,
    words: TermsBuilder,
    codes: TermsBuilder,
    by_insee: HashMap<&'a str, u32>,
}

impl Index {
    /// An index of nothing.
    pub(super) fn empty() -> Self {
        Self {
            documents: Vec::new(),
            names: String::new(),
            aliases: Vec::new(),
            words: Terms::default(),
            codes: Terms::default(),
            by_siren: Vec::new(),
            areas: Vec::new(),
        }
    }

    /// The index of everybody whom `reference` lists, and of the communes that have no SIREN.
    ///
    /// `territories`: the départements on which a body holds a département's powers, as the table has them.
    pub(super) fn of(reference: &Reference, territories: &HashMap<Siren, String>) -> Result<Self, Error> {
        let mut builder = Builder {
            reference,
            territories,
            index: Index { areas: area_words(reference), ..Self::empty() },
            words: TermsBuilder::default(),
            codes: TermsBuilder::default(),
            by_insee: HashMap::new(),
        };
        builder.add_all();
        for row in former_communes()? {
            if let Some(&number) = builder.by_insee.get(row.commune.as_str()) {
                builder.add_former(number, &row.code, &row.name);
            }
        }
        let mut by_siren: Vec<(Siren, u32)> = std::mem::take(&mut builder.index.by_siren);
        by_siren.sort_unstable();
        for row in reference.former.values() {
            if let Ok(at) = by_siren.binary_search_by_key(&row.successor, |(siren, _)| *siren) {
                let number = by_siren[at].1;
                builder.add_former(number, row.insee.as_deref().unwrap_or_default(), &row.name);
                builder.index.by_siren.push((row.former, number));
            }
        }
        by_siren.append(&mut builder.index.by_siren);
        by_siren.sort_unstable();
        let mut index = builder.index;
        index.aliases.sort_by(|one, other| (one.document, &one.name).cmp(&(other.document, &other.name)));
        index.aliases.dedup_by(|one, other| one.document == other.document && one.name == other.name);
        index.aliases.shrink_to_fit();
        index.names.shrink_to_fit();
        Ok(Self { words: builder.words.build(), codes: builder.codes.build(), by_siren, ..index })
    }
}

fn area_words(reference: &Reference) -> Vec<AreaWords> {
    let words = |names: &[&str]| names.iter().flat_map(|name| canonical(name)).collect();
    let ours = reference.departements().iter().map(|Area { code, name }| {
        let region = reference.region_of(code).map_or("", |region| reference.region_name(region));
        AreaWords { code: code.to_lowercase(), words: words(&[name, region]) }
    });
    let overseas = OVERSEAS.iter().map(|(code, name)| AreaWords { code: (*code).to_owned(), words: words(&[name]) });
    ours.chain(overseas).collect()
}

impl<'a> Builder<'a> {
    fn add_all(&mut self) {
        let reference = self.reference;
        let mut all: Vec<(u64, Subject)> = Vec::with_capacity(reference.collectivities.len() + 100);
        for (at, listed) in (0..).zip(&reference.collectivities) {
            all.push((listed.figures.population, Subject::Collectivity(at)));
        }
        for (at, commune) in (0..).zip(reference.atlas.communes()) {
            if !reference.by_insee.contains_key(&commune.insee) {
                all.push((u64::from(commune.population), Subject::Commune(at)));
            }
        }
        // The same order whichever database it was read from.
        let code = |subject: &Subject| match *subject {
            Subject::Collectivity(at) => reference.collectivities[at as usize].collectivity.siren.as_str(),
            Subject::Commune(at) => reference.atlas.communes()[at as usize].insee.as_str(),
        };
        all.sort_unstable_by(|(more, one), (less, other)| less.cmp(more).then_with(|| code(one).cmp(code(other))));
        self.index.documents.reserve_exact(all.len());
        for (_, subject) in all {
            match subject {
                Subject::Collectivity(at) => self.add_collectivity(subject, at as usize),
                Subject::Commune(at) => self.add_commune(subject, &reference.atlas.communes()[at as usize]),
            }
        }
    }

    fn add_collectivity(&mut self, subject: Subject, at: usize) {
        let collectivity = &self.reference.collectivities[at].collectivity;
        let departement = collectivity.departement.as_deref().unwrap_or_default();
        let number = self.add(subject, Kinds::of(collectivity), &collectivity.name, departement);
        self.index.by_siren.push((collectivity.siren, number));
        if let Some(insee) = &collectivity.insee {
            self.by_insee.insert(insee, number);
            self.codes.add(&insee.to_lowercase(), number);
        }
        for postcode in collectivity.postcodes.split('|').filter(|code| !code.is_empty()) {
            self.codes.add(postcode, number);
        }
        // « 46 » and « Département 46 ».
        if matches!(collectivity.kind, Kind::Departement | Kind::SpecialStatus) {
            let row = self.territories.get(&collectivity.siren).map_or(departement, String::as_str);
            for code in row.split('|') {
                self.words.add(&code.to_lowercase(), number);
            }
        }
    }

    fn add_commune(&mut self, subject: Subject, commune: &'a Commune) {
        let number = self.add(subject, Kinds::COMMUNE, &commune.name, &commune.departement);
        self.by_insee.insert(&commune.insee, number);
        self.codes.add(&commune.insee, number);
    }

    fn add(&mut self, subject: Subject, kinds: Kinds, name: &str, departement: &str) -> u32 {
        let index = &mut self.index;
        let number = u32::try_from(index.documents.len()).unwrap_or(u32::MAX);
        let words = canonical(name);
        let (full, core) = (full(&words), core(&words, kinds));
        for word in &words {
            self.words.add(word, number);
        }
        let departement = departement.to_lowercase();
        let area = index.areas.iter().position(|area| area.code == departement);
        let short = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
        index.documents.push(Document {
            subject,
            kinds,
            area: area.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX),
            at: u32::try_from(index.names.len()).unwrap_or(u32::MAX),
            full: short(full.len()),
            core: short(core.len()),
            former: false,
        });
        index.names.push_str(&full);
        index.names.push_str(&core);
        number
    }

    fn add_former(&mut self, number: u32, code: &str, name: &str) {
        if !code.is_empty() {
            self.codes.add(&code.to_lowercase(), number);
        }
        if !name.is_empty() {
            for word in canonical(name) {
                self.words.add(&word, number);
            }
            let core = core(&canonical(name), Kinds::COMMUNE).into();
            self.index.aliases.push(Alias { document: number, name: name.into(), core });
            self.index.documents[number as usize].former = true;
        }
    }
}

impl Index {
    fn names(&self, document: &Document) -> (&str, &str) {
        let (at, full, core) = (document.at as usize, usize::from(document.full), usize::from(document.core));
        (&self.names[at..at + full], &self.names[at + full..at + full + core])
    }

    fn aliases(&self, number: u32) -> &[Alias] {
        let from = self.aliases.partition_point(|alias| alias.document < number);
        let length = self.aliases[from..].partition_point(|alias| alias.document == number);
        &self.aliases[from..from + length]
    }

    /// The former name under which a document was found, when its own does not hold what was typed.
    fn formerly(&self, number: u32, wanted: &[String]) -> Option<&str> {
        let has = |words: &[String], wanted: &String| words.iter().any(|word| word.starts_with(wanted.as_str()));
        let own = canonical(self.names(&self.documents[number as usize]).0);
        let rest: Vec<&String> = wanted.iter().filter(|word| !has(&own, word)).collect();
        let counts = |alias: &Alias| {
            let words = canonical(&alias.name);
            rest.iter().filter(|word| has(&words, word)).count()
        };
        let (best, counted) =
            self.aliases(number).iter().map(|alias| (alias, counts(alias))).max_by_key(|one| one.1)?;
        (counted > 0).then_some(&*best.name)
    }

    /// The numbers of all documents that answer, best first.
    fn find(&self, typed: &SearchText) -> Vec<u32> {
        if let Some(found) = self.by_siren(typed.as_str()) {
            return found;
        }
        let mut ranks = Ranks { of: vec![u8::MAX; self.documents.len()], noted: Vec::new() };
        for wanted in &Wanted::all(typed) {
            self.rank(wanted, &mut ranks);
        }
        ranks.in_order()
    }

    /// Who answers to a number of six digits or more, the beginning of a SIREN (or a SIRET, whose beginning is one).
    fn by_siren(&self, typed: &str) -> Option<Vec<u32>> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() < 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = &digits[..digits.len().min(9)];
        let from = self.by_siren.partition_point(|(siren, _)| siren.as_str() < digits);
        let begins = self.by_siren[from..].iter().take_while(|(siren, _)| siren.as_str().starts_with(digits));
        let mut found: Vec<u32> = begins.map(|(_, number)| *number).collect();
        found.sort_unstable();
        found.dedup();
        Some(found)
    }

    /// Notes the rank of each document that answers to one way of reading what was typed, where it is better than the
    /// one noted.
    fn rank(&self, wanted: &Wanted, ranks: &mut Ranks) {
        let all = self.documents.len();
        let (mut everywhere, mut in_name) = (Documents::all(all), Documents::all(all));
        let mut somewhere = Documents::none(all);
        for word in &wanted.words {
            let mut named = Documents::none(all);
            self.add_named(&mut named, word);
            in_name.keep(&named);
            self.add_codes(&mut named, &word.text);
            somewhere.add(&named);
            self.add_places(&mut named, &word.text);
            everywhere.keep(&named);
        }
        for word in &wanted.places {
            let mut there = Documents::none(all);
            self.add_codes(&mut there, word);
            self.add_places(&mut there, word);
            everywhere.keep(&there);
        }
        // Not everybody of a place: something of the name, or a code, must be typed.
        everywhere.keep(&somewhere);
        let order = if wanted.kinds.chosen() { OF_KIND } else { AS_TYPED };
        for number in everywhere.iter() {
            let document = &self.documents[number as usize];
            if wanted.kinds.allow(document.kinds) {
                let rank = order[self.rank_of(number, document, wanted, in_name.has(number))];
                ranks.note(number, rank);
            }
        }
    }

    fn add_named(&self, documents: &mut Documents, word: &Word) {
        let whole = word.text.bytes().all(|byte| byte.is_ascii_digit());
        self.words.add_to(documents, &word.text, whole);
        if word.typed != word.text && !whole {
            self.words.add_to(documents, &word.typed, false);
        }
    }

    fn add_codes(&self, documents: &mut Documents, word: &str) {
        if word.len() > 3 && names::is_code(word) {
            self.codes.add_to(documents, word, word.len() >= 5);
        }
    }

    /// Adds the documents of the départements that a word names.
    fn add_places(&self, documents: &mut Documents, word: &str) {
        let mut named = [false; 256];
        for (at, area) in self.areas.iter().enumerate().take(255) {
            named[at] = area.code == word || area.words.iter().any(|one| one == word);
        }
        if named.contains(&true) {
            for (number, document) in (0..).zip(&self.documents) {
                if named[usize::from(document.area)] {
                    documents.put(number);
                }
            }
        }
    }

    fn rank_of(&self, number: u32, document: &Document, wanted: &Wanted, in_name: bool) -> usize {
        let (full, core) = self.names(document);
        let same = core == wanted.core;
        let kinds = document.kinds;
        // The name of a département or region is its own; that of an intercommunal body is often a commune's.
        let own = same && (!kinds.is_intercommunal() || wanted.kinds.chosen());
        let covered = || core.split(' ').all(|word| wanted.words.iter().any(|one| one.text == word));
        let former = || document.former && self.aliases(number).iter().any(|alias| *alias.core == *wanted.core);
        match () {
            () if full == wanted.full || (own && kinds != Kinds::COMMUNE) => 0,
            () if own => 1,
            () if !in_name && covered() => 2,
            () if same => 3,
            () if former() => 4,
            () if full.starts_with(&wanted.full) || core.starts_with(&wanted.core) => 5,
            () if in_name => 6,
            () => 7,
        }
    }
}

/// The best rank of each document, and which have one.
struct Ranks {
    of: Vec<u8>,
    noted: Vec<u32>,
}

impl Ranks {
    fn note(&mut self, number: u32, rank: u8) {
        let before = &mut self.of[number as usize];
        if *before == u8::MAX {
            self.noted.push(number);
        }
        *before = rank.min(*before);
    }

    /// Best first, and of two alike the more populous.
    fn in_order(mut self) -> Vec<u32> {
        self.noted.sort_unstable();
        let mut by_rank: [Vec<u32>; RANKS] = Default::default();
        for number in self.noted {
            if let Some(alike) = by_rank.get_mut(usize::from(self.of[number as usize])) {
                alike.push(number);
            }
        }
        by_rank.concat()
    }
}

/// The order of hits by what was typed, and by what is left of it without the words that say the kind: the same name
/// before a name that begins so, and of two alike the one as typed; but the kind that was said before a name that
/// happens to hold the words.
const AS_TYPED: [u8; 8] = [0, 2, 4, 6, 8, 10, 13, 15];
const OF_KIND: [u8; 8] = [1, 3, 5, 7, 9, 11, 12, 14];
const RANKS: usize = 16;
