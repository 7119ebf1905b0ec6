//! What is kept in memory so that pages ask the database less. Decisions never read it: they load what they need in their own
//! transaction.

use crate::{Context, Error};
use chrono::{DateTime, Duration, Utc};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError, atomic::Ordering},
};

/// For how long, when this server saw no act: another one may have.
const KEPT: Duration = Duration::seconds(10);

/// How many values at most: more are asked by robots only.
const MOST: usize = 1000;

/// Values by key, kept until this server commits an act, or for ten seconds.
pub(crate) struct Kept<K, V>(Mutex<State<K, V>>);

struct State<K, V> {
    acts: u64,
    since: DateTime<Utc>,
    values: HashMap<K, V>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::new(State { acts: 0, since: DateTime::UNIX_EPOCH, values: HashMap::new() }))
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    /// The value of a key: the one kept, or the one that `make` finds now.
    pub(crate) async fn get(
        &self,
        ctx: &Context,
        key: K,
        make: impl Future<Output = Result<V, Error>> + Send,
    ) -> Result<V, Error> {
        let (acts, now) = (ctx.platform.acts.load(Ordering::SeqCst), ctx.now());
        {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if state.acts != acts || (now - state.since).abs() >= KEPT || state.values.len() >= MOST {
                *state = State { acts, since: now, values: HashMap::new() };
            }
            if let Some(value) = state.values.get(&key) {
                return Ok(value.clone());
            }
        }
        let value = make.await?;
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // An act that was committed in the meantime may have made the value old.
        if state.acts == acts && ctx.platform.acts.load(Ordering::SeqCst) == acts {
            state.values.insert(key, value.clone());
        }
        Ok(value)
    }
}
