//! Ballots that wait to be written.

use crate::Error;
use entity::{
    ballot::Choice,
    id::{CampaignId, CastId, PersonId},
    permission::Actor,
    siren::Siren,
    table::ballot,
};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// A ballot that waits to be written.
pub(super) struct Casting {
    pub(super) actor: Actor,
    /// The identifier of the request that casts it.
    pub(super) request: String,
    /// The version that the form which is confirmed showed, as it was sent; None where no form was read.
    pub(super) shown: Option<Arc<Vec<(String, String)>>>,
    /// The campaign that was named; None for the current one.
    pub(super) campaign: Option<CampaignId>,
    pub(super) siren: Siren,
    pub(super) person: PersonId,
    pub(super) id: CastId,
    pub(super) chosen: Vec<Choice>,
    pub(super) reply: oneshot::Sender<Result<ballot::Model, Error>>,
}

/// The ballots that wait, and whose turn it is to write.
#[derive(Default)]
pub(crate) struct Queue {
    pub(super) waiting: Mutex<Vec<Casting>>,
    pub(super) turn: tokio::sync::Mutex<()>,
}
