//! The chain of the trace: each event holds the hash of the one before, so that a hole, a change or an insertion shows.

use crate::{
    id::{EventId, PersonId},
    siren::Siren,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What the first event of a chain follows.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An event as it is chained: every column of its row but the hash itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line<'a> {
    /// From 1 on, without a gap.
    pub position: i64,
    pub id: EventId,
    /// Milliseconds since 1970.
    pub at: i64,
    pub person: Option<PersonId>,
    pub acting_for: Option<Siren>,
    pub kind: &'a str,
    pub payload: &'a str,
    pub subject: Option<&'a str>,
    pub request: &'a str,
}

impl Line<'_> {
    /// The hash of this event after the one whose hash is `before`: SHA-256, in hexadecimal, of both hashed one after
    /// the other as a JSON array of two (RFC 8785, so that anybody computes the same).
    pub fn hash(&self, before: &str) -> Result<String, serde_json::Error> {
        let text = serde_json_canonicalizer::to_vec(&(before, self))?;
        Ok(Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Why a chain is not whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An event is missing: another stands where this position was expected.
    #[error("l’événement n° {expected} manque : après le précédent vient le n° {found}")]
    Hole { expected: i64, found: i64 },
    /// An event is not what was chained, or what comes before it is not.
    #[error("l’événement n° {0} n’est pas celui qui a été enchaîné")]
    Changed(i64),
}

/// Follows a chain event by event.
#[derive(Debug, Clone)]
pub struct Follower {
    position: i64,
    hash: String,
}

impl Default for Follower {
    fn default() -> Self {
        Self { position: 0, hash: BEGINNING.to_owned() }
    }
}

impl Follower {
    /// Takes the next event with the hash that is stored beside it.
    pub fn take(&mut self, line: &Line<'_>, stored: &str) -> Result<(), Broken> {
        let expected = self.position + 1;
        if line.position != expected {
            return Err(Broken::Hole { expected, found: line.position });
        }
        match line.hash(&self.hash) {
            Ok(hash) if hash == stored => {
                self.position = line.position;
                self.hash = hash;
                Ok(())
            }
            _ => Err(Broken::Changed(line.position)),
        }
    }

    /// How many events were taken, and the hash of the last.
    pub fn head(&self) -> (i64, &str) {
        (self.position, &self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(position: i64, kind: &str) -> Line<'_> {
        Line {
            position,
            id: EventId(uuid::Uuid::from_u128(u128::from(position.unsigned_abs()))),
            at: 1_614_592_800_000,
            person: None,
            acting_for: None,
            kind,
            payload: "{}",
            subject: None,
            request: "test",
        }
    }

    fn chained<'a>(kinds: &[&'a str]) -> Vec<(Line<'a>, String)> {
        let mut before = BEGINNING.to_owned();
        (1..)
            .zip(kinds)
            .map(|(position, kind)| {
                let line = line(position, kind);
                before = line.hash(&before).expect("hashes");
                (line, before.clone())
            })
            .collect()
    }

    fn follow(chain: &[(Line<'_>, String)]) -> Result<i64, Broken> {
        let mut follower = Follower::default();
        chain.iter().try_for_each(|(line, hash)| follower.take(line, hash))?;
        Ok(follower.head().0)
    }

    #[test]
    fn a_hole_a_change_and_an_exchange_show() {
        let whole = chained(&["signed_in", "need_drafted", "need_published", "signed_out"]);
        assert_eq!(follow(&whole), Ok(4));

        let mut hole = whole.clone();
        hole.remove(1);
        assert_eq!(follow(&hole), Err(Broken::Hole { expected: 2, found: 3 }));

        let mut closed = hole.clone();
        for (position, (line, _)) in (1..).zip(&mut closed) {
            line.position = position;
        }
        assert_eq!(follow(&closed), Err(Broken::Changed(2)));

        let mut changed = whole.clone();
        changed[2].0.kind = "need_withdrawn";
        assert_eq!(follow(&changed), Err(Broken::Changed(3)));

        let mut exchanged = whole;
        exchanged.swap(1, 2);
        assert_eq!(follow(&exchanged), Err(Broken::Hole { expected: 2, found: 3 }));
    }
}
