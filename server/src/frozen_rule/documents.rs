//! Frozen rules as they were read.

use crate::Error;
use entity::{frozen_rule::FrozenRule, log::LogName};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

/// A frozen rule, with its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    pub rule: FrozenRule,
    /// The canonical document.
    pub document: String,
    /// Its hash, in hexadecimal.
    pub hash: String,
    pub log: LogName,
}

/// The documents read lately, by their hashes: one holds every collectivité that may vote.
#[derive(Default)]
pub(crate) struct Documents(pub(super) Mutex<HashMap<String, Arc<Frozen>>>);

/// Reads a stored document.
pub(super) fn read(document: String) -> Result<Frozen, Error> {
    let broken = || Error::Stored("a frozen rule is not canonical".into());
    let rule = FrozenRule::parse(&document).ok_or_else(broken)?;
    let log = rule.log().ok_or_else(broken)?;
    let hash = FrozenRule::hash(&document);
    Ok(Frozen { rule, document, hash, log })
}
