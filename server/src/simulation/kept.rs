//! What is simulated, and the simulations that were asked for last.

use entity::{
    frozen_rule::FrozenRule,
    id::{CampaignId, ProjectId},
    siren::Siren,
    tally::{Election, Tally},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OnceCell;

/// How many simulations are kept.
const KEPT: usize = 16;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ballots {
    /// Drawn from a seed, so many.
    Drawn { seed: u32, voters: u32 },
    /// Those of another campaign, whose vote is closed.
    Cast(CampaignId),
}

/// What the rule of a campaign makes of ballots that are not its own.
#[derive(Debug)]
pub struct Simulation {
    /// The projects that are voted on, in the order in which the election knows them.
    pub vote: FrozenRule,
    /// Who votes, in the order in which the election knows them.
    pub voters: Vec<Siren>,
    pub election: Election,
    /// By the rule of the campaign.
    pub tally: Tally,
    /// By votes alone.
    pub greedy: Tally,
}

/// All that a simulation depends on.
#[derive(PartialEq)]
pub(super) struct Key {
    pub campaign: CampaignId,
    pub version: i32,
    pub projects: Vec<(ProjectId, u64, bool)>,
    pub ballots: Ballots,
}

type Kept = Arc<OnceCell<Arc<Simulation>>>;

/// The simulations that were asked for last.
#[derive(Default)]
pub(crate) struct Simulations(Mutex<VecDeque<(Key, Kept)>>);

impl Simulations {
    pub(super) fn cell(&self, key: Key) -> Kept {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cell)) = kept.iter().find(|(known, _)| *known == key) {
            return Arc::clone(cell);
        }
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        let cell = Kept::default();
        kept.push_back((key, Arc::clone(&cell)));
        cell
    }
}
