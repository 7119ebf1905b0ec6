//! What somebody typed, as a query of the index: every word must be found, by its stem, as the beginning of a word,
//! with one slip, or by a synonym of the campaign; places first; words in quotes as they stand.

use super::{
    document::Fields,
    words::{Word, words},
};
use std::{collections::HashSet, ops::Range};
use tantivy::{
    Searcher, Term,
    collector::Count,
    query::{
        BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, FuzzyTermQuery, Occur, PhraseQuery,
        Query, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

/// What a match is worth, by where it is. Constants instead of statistics: the same needs come in the same order on
/// every server, whatever was deleted there, and anybody can say why.
const OF_PLACE_NAME: f32 = 30.0;
const IN_TITLE: f32 = 10.0;
const IN_PLACE: f32 = 8.0;
const IN_BODY: f32 = 3.0;
const AS_BEGINNING: f32 = 2.0;
const WITH_SLIP: f32 = 1.0;
/// Words of the query that stand beside each other in the text, too.
const TOGETHER: f32 = 4.0;
/// What a synonym is worth, of what the word itself would be.
const AS_SYNONYM: f32 = 0.6;

/// The most words of the index that a beginning or a slip stands for.
const MOST_EXPANSIONS: usize = 40;
/// The least letters of a word that may be mistyped.
const LEAST_FOR_SLIP: usize = 5;
/// The least letters of a word that is looked for as a beginning, too; one that is found nowhere may be shorter.
const LEAST_FOR_BEGINNING: usize = 5;
const LEAST_FOR_UNKNOWN_BEGINNING: usize = 3;
/// The most words of the name of a place.
const LONGEST_PLACE: usize = 6;

/// Terms of a campaign that mean the same, each as the stems of its words.
pub(super) type Synonyms = Vec<Vec<Vec<String>>>;

/// The lists of a campaign file as they are compared.
pub(super) fn synonyms(lists: &[Vec<String>]) -> Synonyms {
    let stems = |term: &String| words(term).iter().filter(|word| !word.is_stop_word()).map(Word::stem).collect();
    lists.iter().map(|list| list.iter().map(stems).collect()).collect()
}

/// By what the words of a text are marked: stems, and words as they are typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    stems: HashSet<String>,
    words: HashSet<String>,
}

impl Marks {
    /// The marks of a text that is looked for as it is.
    pub fn of(text: &str) -> Self {
        let stems = words(text).iter().filter(|word| !word.is_stop_word()).flat_map(Word::stems).collect();
        Self { stems, words: HashSet::new() }
    }

    /// Where the words stand that were looked for, in bytes of the text.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let is_marked = |word: &Word| {
            !word.is_stop_word()
                && (self.words.contains(&word.folded) || word.stems().iter().any(|stem| self.stems.contains(stem)))
        };
        words(text).iter().filter(|word| is_marked(word)).map(|word| word.from..word.to).collect()
    }
}

/// A query of the index, and what it marks.
pub(super) struct Typed {
    /// None where nothing to look for was typed, or nothing is near.
    pub query: Option<Box<dyn Query>>,
    pub marks: Marks,
}

/// What is looked for as one.
enum Part {
    Word(Word),
    /// Words in quotes.
    Phrase(Vec<Word>),
    /// Words that name a place, or a term of the campaign's synonyms.
    Run {
        words: Vec<Word>,
        place: Option<String>,
        others: Vec<Vec<String>>,
    },
}

/// Reads what was typed against one state of the index.
pub(super) struct Reader<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    pub synonyms: &'a Synonyms,
}

impl Reader<'_> {
    /// What holds every word of a text.
    pub(super) fn all_of(&self, text: &str) -> tantivy::Result<Typed> {
        let mut marks = Marks::default();
        let parts = self.parts(text)?;
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for part in &parts {
            let query = self.part(part, &mut marks)?.unwrap_or_else(|| Box::new(EmptyQuery));
            clauses.push((Occur::Must, query));
        }
        if clauses.is_empty() {
            return Ok(Typed { query: None, marks });
        }
        clauses.extend(self.together(&parts).into_iter().map(|query| (Occur::Should, query)));
        Ok(Typed { query: Some(Box::new(BooleanQuery::new(clauses))), marks })
    }

    /// What is nearest to a text of which nothing holds every word: any of them, rarer ones first, or words like them.
    pub(super) fn nearest_to(&self, text: &str) -> tantivy::Result<Typed> {
        let mut marks = Marks::default();
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        for part in &self.parts(text)? {
            let near = match self.part(part, &mut marks)? {
                Some(query) => Some(query),
                None => self.near(part, &mut marks)?,
            };
            if let Some(near) = near {
                ways.push(self.rarer_first(near)?);
            }
        }
        let query = (!ways.is_empty()).then(|| -> Box<dyn Query> { Box::new(BooleanQuery::union(ways)) });
        Ok(Typed { query, marks })
    }

    /// What was typed, part by part: what is in quotes, names of places, synonyms of the campaign, words.
    fn parts(&self, text: &str) -> tantivy::Result<Vec<Part>> {
        let mut parts = Vec::new();
        for (in_quotes, text) in quoted(text) {
            let words = words(text);
            if in_quotes {
                if words.iter().any(|word| !word.is_stop_word()) {
                    parts.push(Part::Phrase(words));
                }
                continue;
            }
            let mut rest = &words[..];
            while let Some(first) = rest.first() {
                let taken = match self.run(rest)? {
                    Some((length, run)) => {
                        parts.push(run);
                        length
                    }
                    None => {
                        if !first.is_stop_word() {
                            parts.push(Part::Word(first.clone()));
                        }
                        1
                    }
                };
                rest = &rest[taken..];
            }
        }
        Ok(parts)
    }

    /// The longest run at the beginning of some words that names a place or is a term of the synonyms.
    fn run(&self, words: &[Word]) -> tantivy::Result<Option<(usize, Part)>> {
        for length in (1..=words.len().min(LONGEST_PLACE)).rev() {
            let run = &words[..length];
            let name = run.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
            let is_place = self.searcher.doc_freq(&Term::from_field_text(self.fields.place_name, &name))? > 0;
            let stems: Vec<String> = run.iter().filter(|word| !word.is_stop_word()).map(Word::stem).collect();
            let begins_and_ends = |at: Option<&Word>| at.is_some_and(|word| !word.is_stop_word());
            let whole = begins_and_ends(run.first()) && begins_and_ends(run.last());
            let meant = self.synonyms.iter().filter(|list| whole && list.contains(&stems)).flatten();
            let others: Vec<Vec<String>> = meant.filter(|term| **term != stems).cloned().collect();
            if is_place || !others.is_empty() {
                let place = is_place.then_some(name);
                return Ok(Some((length, Part::Run { words: run.to_vec(), place, others })));
            }
        }
        Ok(None)
    }

    /// The query of one part; None where the index holds nothing of it.
    fn part(&self, part: &Part, marks: &mut Marks) -> tantivy::Result<Option<Box<dyn Query>>> {
        match part {
            Part::Word(word) => self.word(word, marks),
            Part::Phrase(words) => {
                marks.stems.extend(words.iter().filter(|word| !word.is_stop_word()).flat_map(Word::stems));
                let places: Vec<(usize, String)> = meaning(words).map(|(at, word)| (at, word.stem())).collect();
                self.phrase(&places, 1.0)
            }
            Part::Run { words, place, others } => {
                let mut ways: Vec<Box<dyn Query>> = Vec::new();
                if let Some(place) = place {
                    ways.push(self.term(self.fields.place_name, place, OF_PLACE_NAME));
                }
                let mut each = Vec::new();
                for (_, word) in meaning(words) {
                    each.push(self.word(word, marks)?);
                }
                if let Some(each) = each.into_iter().collect::<Option<Vec<_>>>().filter(|each| !each.is_empty()) {
                    ways.push(Box::new(BooleanQuery::intersection(each)));
                }
                for other in others {
                    marks.stems.extend(other.iter().cloned());
                    let places: Vec<(usize, String)> = other.iter().cloned().enumerate().collect();
                    ways.extend(self.phrase(&places, AS_SYNONYM)?);
                }
                Ok((!ways.is_empty()).then(|| best(ways)))
            }
        }
    }

    /// Documents that hold a word: its stem, else it as a beginning, else with one slip.
    fn word(&self, word: &Word, marks: &mut Marks) -> tantivy::Result<Option<Box<dyn Query>>> {
        let mut ways = self.exactly(&word.stems(), 1.0)?;
        let length = word.folded.chars().count();
        let least = if ways.is_empty() { LEAST_FOR_UNKNOWN_BEGINNING } else { LEAST_FOR_BEGINNING };
        if !ways.is_empty() {
            marks.stems.extend(word.stems());
        }
        if length >= least && !word.is_number() {
            let beginnings = self.beginnings(&word.folded)?;
            ways.extend(beginnings.iter().map(|word| self.term(self.fields.word, word, AS_BEGINNING)));
            marks.words.extend(beginnings);
        }
        if ways.is_empty() && length >= LEAST_FOR_SLIP && !word.is_number() {
            ways.extend(self.with_slips(word, 1, marks)?);
        }
        Ok((!ways.is_empty()).then(|| best(ways)))
    }

    /// What is nearest to a part of which the index holds nothing: words two slips away, or that begin alike.
    fn near(&self, part: &Part, marks: &mut Marks) -> tantivy::Result<Option<Box<dyn Query>>> {
        let mut ways = Vec::new();
        let words = match part {
            Part::Word(word) => std::slice::from_ref(word),
            Part::Phrase(words) | Part::Run { words, .. } => words,
        };
        for (_, word) in meaning(words).filter(|(_, word)| !word.is_number()) {
            ways.extend(self.exactly(&word.stems(), 1.0)?);
            if word.folded.chars().count() > LEAST_FOR_SLIP {
                ways.extend(self.with_slips(word, 2, marks)?);
            }
        }
        Ok((!ways.is_empty()).then(|| best(ways)))
    }

    /// Documents that hold one of some stems, by where they hold it.
    fn exactly(&self, stems: &[String], factor: f32) -> tantivy::Result<Vec<Box<dyn Query>>> {
        let mut ways = Vec::new();
        let Fields { title, place, body, .. } = *self.fields;
        for stem in stems {
            for (field, worth) in [(title, IN_TITLE), (place, IN_PLACE), (body, IN_BODY)] {
                if self.searcher.doc_freq(&Term::from_field_text(field, stem))? > 0 {
                    ways.push(self.term(field, stem, worth * factor));
                }
            }
        }
        Ok(ways)
    }

    /// Documents that hold a word so many slips away, or one whose stem is.
    fn with_slips(&self, word: &Word, slips: u8, marks: &mut Marks) -> tantivy::Result<Vec<Box<dyn Query>>> {
        let Fields { title, place, body, word: whole, .. } = *self.fields;
        let (typed, stem) = (word.folded.clone(), word.stem());
        let mut ways = Vec::new();
        for (field, text) in [(whole, &typed), (title, &stem), (place, &stem), (body, &stem)] {
            if text.chars().count() < LEAST_FOR_SLIP {
                continue;
            }
            let found = self.alike(field, text, slips)?;
            ways.extend(found.iter().map(|word| self.term(field, word, WITH_SLIP)));
            let marked = if field == whole { &mut marks.words } else { &mut marks.stems };
            marked.extend(found);
        }
        Ok(ways)
    }

    /// Terms of a field that are so many slips away.
    fn alike(&self, field: Field, text: &str, slips: u8) -> tantivy::Result<HashSet<String>> {
        let automaton = FuzzyTermQuery::new(Term::from_field_text(field, text), slips, true).automaton()?;
        let mut found = HashSet::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut stream = index.terms().search(&automaton).into_stream()?;
            while found.len() < MOST_EXPANSIONS && stream.advance() {
                found.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
            }
        }
        Ok(found)
    }

    /// Words of the index that begin so.
    fn beginnings(&self, word: &str) -> tantivy::Result<HashSet<String>> {
        let mut found = HashSet::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.word)?;
            let mut stream = index.terms().range().ge(word).into_stream()?;
            while found.len() < MOST_EXPANSIONS && stream.advance() && stream.key().starts_with(word.as_bytes()) {
                found.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
            }
        }
        Ok(found)
    }

    /// Stems beside each other, each at its place.
    fn phrase(&self, places: &[(usize, String)], factor: f32) -> tantivy::Result<Option<Box<dyn Query>>> {
        if let [(_, stem)] = places {
            let ways = self.exactly(std::slice::from_ref(stem), factor)?;
            return Ok((!ways.is_empty()).then(|| best(ways)));
        }
        let ways =
            [(self.fields.title, IN_TITLE), (self.fields.body, IN_BODY)].map(|(field, worth)| -> Box<dyn Query> {
                let terms = places.iter().map(|(at, stem)| (*at, Term::from_field_text(field, stem))).collect();
                Box::new(ConstScoreQuery::new(Box::new(PhraseQuery::new_with_offset(terms)), worth * factor))
            });
        Ok(Some(best(ways.into())))
    }

    /// Words that were typed beside each other are worth more where they stand so.
    fn together(&self, parts: &[Part]) -> Vec<Box<dyn Query>> {
        let stem = |part: &Part| match part {
            Part::Word(word) => Some(word.stem()),
            Part::Phrase(_) | Part::Run { .. } => None,
        };
        let pairs = parts.windows(2).filter_map(|pair| Some([stem(&pair[0])?, stem(&pair[1])?]));
        let pairs = pairs.flat_map(|pair| [self.fields.title, self.fields.body].map(|field| (field, pair.clone())));
        let phrase = |(field, pair): (Field, [String; 2])| -> Box<dyn Query> {
            let mut phrase = PhraseQuery::new(pair.iter().map(|stem| Term::from_field_text(field, stem)).collect());
            // « fuites d’eau » stands for « fuites eau », too.
            phrase.set_slop(2);
            Box::new(ConstScoreQuery::new(Box::new(phrase), TOGETHER))
        };
        pairs.map(phrase).collect()
    }

    fn term(&self, field: Field, text: &str, worth: f32) -> Box<dyn Query> {
        let term = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic);
        Box::new(ConstScoreQuery::new(Box::new(term), worth))
    }

    /// A query whose matches are worth the more the fewer they are.
    fn rarer_first(&self, query: Box<dyn Query>) -> tantivy::Result<Box<dyn Query>> {
        let (found, of) = (self.searcher.search(&query, &Count)?, self.searcher.num_docs());
        let rarity = ((of as f32 + 1.0) / (found as f32 + 1.0)).ln().max(0.1);
        Ok(Box::new(BoostQuery::new(query, rarity)))
    }
}

/// Words of meaning, each with its place.
fn meaning(words: &[Word]) -> impl Iterator<Item = (usize, &Word)> {
    words.iter().enumerate().filter(|(_, word)| !word.is_stop_word())
}

/// The best of several ways to match.
fn best(ways: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(DisjunctionMaxQuery::new(ways))
}

/// A text part by part, and whether each stands in quotes. A quote that nothing closes is none.
fn quoted(text: &str) -> Vec<(bool, &str)> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((open, mark)) = rest.char_indices().find(|(_, c)| matches!(c, '"' | '«' | '“')) {
        let close = match mark {
            '«' => '»',
            '“' => '”',
            _ => '"',
        };
        let inside = &rest[open + mark.len_utf8()..];
        let Some(end) = inside.find(close) else { break };
        parts.push((false, &rest[..open]));
        parts.push((true, &inside[..end]));
        rest = &inside[end + close.len_utf8()..];
    }
    parts.push((false, rest));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_of_every_kind_are_read_and_one_alone_is_none() {
        assert_eq!(quoted("a \"b c\" d"), [(false, "a "), (true, "b c"), (false, " d")]);
        assert_eq!(quoted("« b »«c»"), [(false, ""), (true, " b "), (false, ""), (true, "c"), (false, "")]);
        assert_eq!(quoted("5\" d’eau"), [(false, "5\" d’eau")]);
    }
}
