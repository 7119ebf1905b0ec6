//! What is kept in memory so that pages ask the database less. Decisions never read it: they load what they need in
//! their own transaction.

use crate::Error;
use chrono::{DateTime, Duration, Utc};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time,
};
use tokio::{sync::watch, time::Instant};

/// For how long, when this server saw no act: another one may have.
const LIFE: Duration = Duration::seconds(10);

/// How many values at most: more are asked by robots only.
const MOST: usize = 1000;

/// From here on, a value is costly to make.
const COSTLY: time::Duration = time::Duration::from_millis(50);

/// What a costly value took to make, times this, is for how long acts do not make it old: making it takes a twentieth
/// of the time.
const RESPITE: u32 = 20;

/// The longest that acts do not make a value old.
const LONGEST_RESPITE: time::Duration = time::Duration::from_secs(10);

/// By what values grow old: the acts that this server committed, and the clock.
pub(crate) trait Ages {
    /// How many acts this server has committed.
    fn acts(&self) -> u64;
    fn now(&self) -> DateTime<Utc>;
}

/// Values by key, kept until this server commits an act, or for ten seconds; a costly one a little longer than the act.
///
/// One visitor's question makes a value; whoever asks meanwhile gets the value before, or waits for this one where
/// there is none. Making goes on when whoever asked first is gone.
pub(crate) struct Cache<K, V>(Arc<Mutex<HashMap<K, Slot<V>>>>);

struct Slot<V> {
    value: Option<Value<V>>,
    /// Set while somebody makes the value: tells those who wait that it is there, or could not be made.
    making: Option<watch::Receiver<()>>,
}

#[derive(Clone)]
struct Value<V> {
    value: V,
    /// How many acts this server had committed when making began.
    acts: u64,
    made_at: DateTime<Utc>,
    /// Until when acts do not make it old.
    respite: Instant,
}

/// What somebody who asks for a value does.
enum Turn<V> {
    Take(V),
    Wait(watch::Receiver<()>),
    Make(watch::Sender<()>),
    /// What was waited for could not be made.
    GiveUp,
}

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Eq + Hash + Clone + Send + 'static, V: Clone + Send + 'static> Cache<K, V> {
    /// The value of a key: the one kept, or the one that `make` finds now. Where making fails, it fails for those who
    /// waited, too.
    pub(crate) async fn get<C, F>(&self, ctx: &C, key: K, make: impl FnOnce(C) -> F) -> Result<V, Error>
    where
        C: Ages + Clone,
        F: Future<Output = Result<V, Error>> + Send + 'static,
    {
        let mut waited = false;
        let made = loop {
            match self.turn(ctx, &key, waited) {
                Turn::Take(value) => return Ok(value),
                Turn::Wait(mut making) => drop(making.changed().await),
                Turn::Make(made) => break made,
                Turn::GiveUp => return Err(Error::Stored("what was waited for could not be made".into())),
            }
            waited = true;
        };
        let (slots, ctx) = (Arc::clone(&self.0), ctx.clone());
        let (acts, made_at, began) = (ctx.acts(), ctx.now(), Instant::now());
        let value = make(ctx);
        let making = tokio::spawn(async move {
            // Told when this is dropped, whatever comes of it.
            let _made = Making { slots: Arc::clone(&slots), key: key.clone(), made };
            let value = value.await?;
            let kept =
                Value { value: value.clone(), acts, made_at, respite: Instant::now() + respite(began.elapsed()) };
            lock(&slots).entry(key).or_insert_with(Slot::empty).value = Some(kept);
            Ok(value)
        });
        making.await.unwrap_or_else(|error| Err(Error::Stored(format!("a kept value was not made: {error}"))))
    }

    /// The value that was kept last, however old; None where none was.
    pub(crate) fn last(&self, key: &K) -> Option<V> {
        lock(&self.0).get(key)?.value.as_ref().map(|kept| kept.value.clone())
    }

    fn turn(&self, ctx: &impl Ages, key: &K, waited: bool) -> Turn<V> {
        let mut slots = lock(&self.0);
        if slots.len() >= MOST && !slots.contains_key(key) {
            slots.retain(|_, slot| slot.making.is_some());
        }
        let slot = slots.entry(key.clone()).or_insert_with(Slot::empty);
        let (acts, now) = (ctx.acts(), ctx.now());
        match (&slot.value, &slot.making) {
            (Some(kept), _) if kept.is_new(acts, now) => Turn::Take(kept.value.clone()),
            (Some(kept), Some(_)) => Turn::Take(kept.value.clone()),
            (None, Some(making)) => Turn::Wait(making.clone()),
            (None, None) if waited => Turn::GiveUp,
            (_, None) => {
                let (made, making) = watch::channel(());
                slot.making = Some(making);
                Turn::Make(made)
            }
        }
    }
}

impl<V> Slot<V> {
    fn empty() -> Self {
        Self { value: None, making: None }
    }
}

impl<V> Value<V> {
    fn is_new(&self, acts: u64, now: DateTime<Utc>) -> bool {
        (now - self.made_at).abs() < LIFE && (self.acts == acts || Instant::now() < self.respite)
    }
}

/// A value that is being made; when this is dropped, nobody makes it any more.
struct Making<K: Eq + Hash, V> {
    slots: Arc<Mutex<HashMap<K, Slot<V>>>>,
    key: K,
    made: watch::Sender<()>,
}

impl<K: Eq + Hash, V> Drop for Making<K, V> {
    fn drop(&mut self) {
        if let Some(slot) = lock(&self.slots).get_mut(&self.key) {
            slot.making = None;
        }
        self.made.send_replace(());
    }
}

/// For how long acts do not make a value old that took so long to make.
fn respite(took: time::Duration) -> time::Duration {
    if took < COSTLY { time::Duration::ZERO } else { (took * RESPITE).min(LONGEST_RESPITE) }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Context, Platform,
        clock::StandingClock,
        database::{Database, sqlite_url},
        log::Signer,
        rng::Rng,
    };
    use entity::{log::LogKey, permission::Actor};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Semaphore;

    /// Somebody who asks, and the clock by which values grow old.
    async fn asker(folder: &std::path::Path) -> (Context, Arc<StandingClock>) {
        let database = Database::open(&sqlite_url(folder)).await.expect("opens");
        database.migrate().await.expect("migrates");
        let clock = Arc::new(StandingClock::at(DateTime::UNIX_EPOCH + Duration::days(20_000)));
        let signer = Signer::new(LogKey::new(&[7; 32]), "terreau.test");
        let platform = Platform::new(database, clock.clone(), Rng::from_system(), signer, false).await;
        (Context::new(Arc::new(platform.expect("loads")), Actor::default(), "test"), clock)
    }

    /// A value that is made when it is let, and counts how often it was.
    #[derive(Clone)]
    struct Figure {
        kept: Arc<Cache<(), usize>>,
        made: Arc<AtomicUsize>,
        let_through: Arc<Semaphore>,
    }

    impl Figure {
        async fn ask(self, ctx: Context) -> usize {
            let made = |_| {
                let (made, let_through) = (Arc::clone(&self.made), Arc::clone(&self.let_through));
                async move {
                    let number = made.fetch_add(1, Ordering::SeqCst) + 1;
                    let_through.acquire().await.expect("open").forget();
                    Ok(number)
                }
            };
            self.kept.get(&ctx, (), made).await.expect("made")
        }
    }

    /// Waits until a value is being made for the so many-eth time.
    async fn begins(figure: &Figure, times: usize) {
        while figure.made.load(Ordering::SeqCst) < times {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn one_question_makes_a_value_and_the_others_get_the_one_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let (ctx, clock) = asker(folder.path()).await;
        let figure = Figure { kept: Arc::default(), made: Arc::default(), let_through: Arc::new(Semaphore::new(0)) };
        let ask = || tokio::spawn(figure.clone().ask(ctx.clone()));
        let first: Vec<_> = (0..50).map(|_| ask()).collect();
        begins(&figure, 1).await;
        figure.let_through.add_permits(1);
        for one in first {
            assert_eq!(one.await.expect("answers"), 1, "nobody had one before: all wait for this one");
        }

        clock.set(ctx.now() + LIFE);
        let maker = ask();
        begins(&figure, 2).await;
        assert_eq!(ask().await.expect("answers"), 1, "while somebody makes the next, others wait for nothing");
        // Whoever asked first is gone: the next one does not begin anew.
        maker.abort();
        figure.let_through.add_permits(1);
        while figure.clone().ask(ctx.clone()).await == 1 {
            tokio::task::yield_now().await;
        }
        assert_eq!(figure.made.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn acts_make_a_cheap_value_old_at_once_and_a_costly_one_later() {
        let millis = time::Duration::from_millis;
        assert_eq!(respite(millis(3)), time::Duration::ZERO);
        assert_eq!(respite(millis(130)), millis(2_600));
        assert_eq!(respite(millis(1_200)), LONGEST_RESPITE);
    }
}
