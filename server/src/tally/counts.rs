//! Elections that are counted, and the counts that are kept.

use crate::Error;
use entity::tally::{Election, Lacking, Priority, Rule, Tally, lacking, tally};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{OnceCell, watch};

/// What follows from an election and a rule alone.
#[derive(Debug)]
pub struct Counted {
    pub tally: Tally,
    /// The same ballots, counted by votes alone, to compare.
    pub greedy: Tally,
    lacking: watch::Receiver<Option<Vec<Option<Lacking>>>>,
}

impl Counted {
    /// What each project that is not selected lacked, by project. It takes many counts, which run beside the visits:
    /// None when they are not done within `patience`.
    pub async fn lacking(&self, patience: Duration) -> Option<Vec<Option<Lacking>>> {
        let mut lacking = self.lacking.clone();
        let found = tokio::time::timeout(patience, lacking.wait_for(Option::is_some)).await;
        found.ok()?.ok()?.clone()
    }
}

/// Elections that were counted, so that a result is counted once and not for each visitor. What is kept is found by all
/// that the count depends on, and so is never old.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<(Rule, Arc<Election>), Count>>);

/// A count that is done, or that somebody is doing.
type Count = Arc<OnceCell<Arc<Counted>>>;

/// How many elections are kept: a server has one campaign or two.
const MOST_KEPT: usize = 4;

/// Counts an election, or finds what was counted before.
pub(super) async fn counted(counts: &Counts, rule: Rule, election: &Arc<Election>) -> Result<Arc<Counted>, Error> {
    let cell = {
        let mut counts = counts.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_KEPT {
            counts.clear();
        }
        Arc::clone(counts.entry((rule, Arc::clone(election))).or_default())
    };
    let election = Arc::clone(election);
    let counted = cell
        .get_or_try_init(|| async {
            tokio::task::spawn_blocking(move || Arc::new(count(rule, &election)))
                .await
                .map_err(|error| Error::Stored(format!("the count stopped: {error}")))
        })
        .await?;
    Ok(Arc::clone(counted))
}

/// Counts by the rule and by votes alone; what each project lacked is then looked for.
fn count(rule: Rule, election: &Arc<Election>) -> Counted {
    let greedy = tally(Rule::Greedy { priority: Priority::None }, election);
    let (found, lacking) = watch::channel(None);
    look_for_lacking(rule, Arc::clone(election), found);
    Counted { tally: tally(rule, election), greedy, lacking }
}

/// Finds what each project lacked, in threads of its own that no visit and no stop of the server waits for; they give
/// up when nobody can ask for the outcome any more.
fn look_for_lacking(rule: Rule, election: Arc<Election>, found: watch::Sender<Option<Vec<Option<Lacking>>>>) {
    std::thread::spawn(move || {
        let projects = election.projects().len();
        let next = AtomicUsize::new(0);
        let look = || {
            let mut part = Vec::new();
            while !found.is_closed() {
                let project = next.fetch_add(1, Ordering::Relaxed);
                if project >= projects {
                    break;
                }
                part.push((project, lacking(rule, &election, project)));
            }
            part
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let parts: Vec<Vec<(usize, Option<Lacking>)>> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(look)).collect();
            running.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        let mut all = vec![None; projects];
        parts.into_iter().flatten().for_each(|(project, lacks)| all[project] = lacks);
        found.send_replace(Some(all));
    });
}
