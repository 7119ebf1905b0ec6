//! What a text is about, found once and compared often.

use super::thesaurus::{Feature, thesaurus};
use std::collections::BTreeSet;

/// What a text with a title is about.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    pub(super) title: BTreeSet<Feature>,
    pub(super) body: BTreeSet<Feature>,
}

impl Compared {
    pub(crate) fn of(title: &str, body: &str) -> Self {
        Self { title: thesaurus().features(title), body: thesaurus().features(body) }
    }

    /// Whether they have anything in common.
    pub(super) fn shares(&self, other: &Self) -> bool {
        let has = |feature: &Feature| other.title.contains(feature) || other.body.contains(feature);
        self.title.iter().chain(&self.body).any(has)
    }
}
