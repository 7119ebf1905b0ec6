//! Acts on many needs at once, all or nothing: needs are chosen and kept as they are seen, the act is done with all of
//! them or refused whole, can be undone for ten minutes, and tells each need's people once when these are over.

mod act;
mod choose;
mod effect;
mod query;
mod settle;
mod stored;
mod undo;

pub use self::{
    act::act,
    choose::{Choice, Reduced, choose, choose_and_act, reduce},
    query::{Batch, BatchLine, can_be_undone, get, list, projects},
    settle::settle_due,
    undo::undo,
};
pub use super::seen::SeenNeed;
