//! Words, each with the documents that hold it; and sets of documents.

use std::collections::HashMap;

/// Words in their order, each with the numbers of the documents that hold it.
#[derive(Default)]
pub(super) struct Terms {
    text: String,
    /// Where each word ends in `text`, and its documents in `documents`.
    ends: Vec<(u32, u32)>,
    documents: Vec<u32>,
}

/// Gathers words.
#[derive(Default)]
pub(super) struct TermsBuilder(HashMap<Box<str>, Vec<u32>>);

impl TermsBuilder {
    pub(super) fn add(&mut self, word: &str, document: u32) {
        match self.0.get_mut(word) {
            Some(documents) if documents.last() == Some(&document) => {}
            Some(documents) => documents.push(document),
            None => {
                self.0.insert(word.into(), vec![document]);
            }
        }
    }

    pub(super) fn build(self) -> Terms {
        let mut words: Vec<(Box<str>, Vec<u32>)> = self.0.into_iter().collect();
        words.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut terms = Terms::default();
        let place = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        terms.ends.reserve_exact(words.len());
        terms.documents.reserve_exact(words.iter().map(|(_, documents)| documents.len()).sum());
        for (word, documents) in words {
            terms.text.push_str(&word);
            terms.documents.extend(documents);
            terms.ends.push((place(terms.text.len()), place(terms.documents.len())));
        }
        terms.text.shrink_to_fit();
        terms
    }
}

impl Terms {
    /// Where a word begins in `text`, and its documents in `documents`.
    fn begin(&self, at: usize) -> (usize, usize) {
        at.checked_sub(1).map_or((0, 0), |before| (self.ends[before].0 as usize, self.ends[before].1 as usize))
    }

    fn word(&self, at: usize) -> &str {
        &self.text[self.begin(at).0..self.ends[at].0 as usize]
    }

    /// The place of the first word for which `is_before` no longer holds.
    fn first(&self, is_before: impl Fn(&str) -> bool) -> usize {
        let (mut from, mut to) = (0, self.ends.len());
        while from < to {
            let middle = from.midpoint(to);
            if is_before(self.word(middle)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// Adds the documents that hold a word that begins so; or this very word where it is `whole`.
    pub(super) fn add_to(&self, documents: &mut Documents, word: &str, whole: bool) {
        let from = self.first(|one| one < word);
        let to = match whole {
            true => from + usize::from(from < self.ends.len() && self.word(from) == word),
            false => self.first(|one| one < word || one.starts_with(word)),
        };
        for &number in &self.documents[self.begin(from).1..self.begin(to).1] {
            documents.put(number);
        }
    }
}

/// A set of documents: a bit each.
pub(super) struct Documents(Vec<u64>);

impl Documents {
    pub(super) fn none(most: usize) -> Self {
        Self(vec![0; most.div_ceil(64)])
    }

    /// Every document; also numbers that are none, up to the next multiple of 64.
    pub(super) fn all(most: usize) -> Self {
        Self(vec![u64::MAX; most.div_ceil(64)])
    }

    pub(super) fn put(&mut self, number: u32) {
        self.0[number as usize / 64] |= 1 << (number % 64);
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.0[number as usize / 64] & (1 << (number % 64)) != 0
    }

    /// Keeps what is in the other set, too.
    pub(super) fn keep(&mut self, other: &Documents) {
        self.0.iter_mut().zip(&other.0).for_each(|(ours, theirs)| *ours &= theirs);
    }

    /// Adds what is in the other set.
    pub(super) fn add(&mut self, other: &Documents) {
        self.0.iter_mut().zip(&other.0).for_each(|(ours, theirs)| *ours |= theirs);
    }

    /// The numbers, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..).step_by(64).zip(&self.0).flat_map(|(first, &bits)| {
            let mut left = bits;
            std::iter::from_fn(move || {
                let next = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (next < 64).then_some(first + next)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_beginning_or_whole() {
        let mut builder = TermsBuilder::default();
        for (number, name) in (0..).zip(["us", "ussel", "uzes", "y", "ussel"]) {
            builder.add(name, number * 30);
        }
        let terms = builder.build();
        let found = |word: &str, whole: bool| {
            let mut documents = Documents::none(200);
            terms.add_to(&mut documents, word, whole);
            documents.iter().collect::<Vec<u32>>()
        };
        assert_eq!(found("us", false), [0, 30, 120]);
        assert_eq!(found("us", true), [0]);
        assert!(found("u", true).is_empty());
        assert_eq!(found("y", false), [90]);
        assert!(found("z", false).is_empty());
        assert_eq!(found("", false), [0, 30, 60, 90, 120]);
    }
}
