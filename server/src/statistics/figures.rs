//! What the figures of a campaign hold.

use chrono::{DateTime, Utc};
use entity::{
    id::ProjectId,
    ledger::Holdings,
    priority::Behind,
    siren::Siren,
    statistics::{Parts, Week},
};

/// The figures of a campaign.
#[derive(Debug, Clone)]
pub struct Statistics {
    pub parts: Parts,
    pub weeks: Vec<Week>,
    /// Each envelope; those inside another stand after it.
    pub envelopes: Vec<EnvelopeLine>,
    /// What of the projects of the vote reaches priority territories; None where nothing is to be told.
    pub reach: Option<Reach>,
    /// Inhabitants of the collectivités that did something, each counted once.
    pub inhabitants: u64,
    /// Until when ballots count; None for all ([`crate::ballot::turnout_until`]).
    pub turnout_until: Option<DateTime<Utc>>,
    /// Who voted, by name; None where the campaign publishes ballots without names.
    pub voters: Option<Vec<Siren>>,
    /// When they were counted.
    pub at: DateTime<Utc>,
}

/// What an envelope holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeLine {
    pub code: String,
    pub title: String,
    /// Whether it is a part of the one before it that is not.
    pub is_inside: bool,
    pub holdings: Holdings,
    /// What is requested by applications that are neither rejected nor withdrawn, in cents.
    pub asked: i64,
}

/// What of the projects of a vote reaches priority territories.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Whether these are the projects that were selected; else all that are on the ballot.
    pub is_selected: bool,
    /// In cents: what they cost, and what of it goes to those behind them whom the envelope prefers.
    pub cost: i64,
    pub reaching: i64,
    /// Each project: title, cost in cents, who is behind it.
    pub projects: Vec<(ProjectId, String, i64, Behind)>,
}
