//! How much one network, and one person, may ask for in a minute. A town hall of a hundred people behind one address
//! stays far below.

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock};
use server::{Platform, clock::SystemClock, rate};
use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Requests and acts a minute; None does not count.
pub struct Limits {
    visits: Option<DefaultKeyedRateLimiter<IpAddr>>,
    acts: Option<DefaultKeyedRateLimiter<IpAddr>>,
    acts_of_person: Option<DefaultKeyedRateLimiter<entity::id::PersonId>>,
    /// What networks ask of all servers together in the current minute.
    together: Mutex<Together>,
    /// Requests, and forms, that a network may send in a minute.
    most: [i64; 2],
}

/// What networks asked for in one minute, forms apart.
#[derive(Default)]
struct Together {
    /// Of the Unix epoch.
    minute: i64,
    own: HashMap<(IpAddr, bool), i64>,
    /// Of the other servers, as they told last.
    others: HashMap<(IpAddr, bool), i64>,
}

impl Together {
    /// Begins a new minute when it is one.
    fn at(&mut self, minute: i64) {
        if self.minute != minute {
            *self = Self { minute, ..Self::default() };
        }
    }
}

/// Acts (forms sent) that a network may send in a minute, for each visit that it may make.
const VISITS_FOR_AN_ACT: u32 = 10;

/// Acts of one person in a minute: nobody types faster.
const ACTS_OF_A_PERSON: u32 = 120;

/// How often servers tell each other what they count.
const SHARED_EVERY: Duration = Duration::from_secs(2);

impl Limits {
    /// Limits by the visits that one network may make in a minute; zero for none.
    pub fn new(visits: u32) -> Self {
        let Some(visits) = NonZeroU32::new(visits) else {
            return Self { visits: None, acts: None, acts_of_person: None, together: Mutex::default(), most: [0; 2] };
        };
        let acts = NonZeroU32::new(visits.get() / VISITS_FOR_AN_ACT).unwrap_or(NonZeroU32::MIN);
        let of_person = NonZeroU32::new(ACTS_OF_A_PERSON).unwrap_or(NonZeroU32::MIN);
        Self {
            visits: Some(RateLimiter::keyed(Quota::per_minute(visits))),
            acts: Some(RateLimiter::keyed(Quota::per_minute(acts))),
            acts_of_person: Some(RateLimiter::keyed(Quota::per_minute(of_person))),
            together: Mutex::default(),
            most: [i64::from(visits.get()), i64::from(acts.get())],
        }
    }

    /// Requests that a network may send in a minute; None where nothing bounds them.
    pub fn visits(&self) -> Option<i64> {
        self.visits.as_ref().map(|_| self.most[0])
    }

    /// Lets a request of a network through, or says how long to wait.
    pub fn of_network(&self, network: IpAddr, act: bool) -> Result<(), Duration> {
        if self.visits.is_none() {
            return Ok(());
        }
        check(self.visits.as_ref(), network)?;
        self.check_together(network, false)?;
        if act {
            check(self.acts.as_ref(), network)?;
            self.check_together(network, true)?;
        }
        Ok(())
    }

    /// Counts a request; refuses it when the network has asked all servers together for more than one may give.
    fn check_together(&self, network: IpAddr, act: bool) -> Result<(), Duration> {
        let now = SystemClock::machine_now().timestamp();
        let mut together = self.together.lock().unwrap_or_else(PoisonError::into_inner);
        together.at(now.div_euclid(60));
        let others = together.others.get(&(network, act)).copied().unwrap_or_default();
        let own = together.own.entry((network, act)).or_default();
        *own += 1;
        if others > 0 && *own + others > self.most[usize::from(act)] {
            return Err(Duration::from_secs(u64::try_from(60 - now.rem_euclid(60)).unwrap_or(60)));
        }
        Ok(())
    }

    /// Tells the other servers of one database what is asked of this one, and hears what is asked of them, for as long
    /// as it runs. What they hear is two seconds old at most.
    pub async fn share(&self, platform: Arc<Platform>, server: &str) {
        if self.visits.is_none() || platform.database.is_sqlite() {
            return;
        }
        loop {
            tokio::time::sleep(SHARED_EVERY).await;
            let (minute, own) = self.worth_sharing();
            match rate::exchange(&platform, server, minute, own).await {
                Ok(others) => self.hear(minute, &others),
                Err(error) => tracing::warn!(%error, "what other servers count of visits is not known"),
            }
        }
    }

    /// The networks that asked for a tenth of what they may, or more: the others are far from it wherever they go.
    fn worth_sharing(&self) -> (i64, Vec<rate::Counted>) {
        let mut together = self.together.lock().unwrap_or_else(PoisonError::into_inner);
        together.at(SystemClock::machine_now().timestamp().div_euclid(60));
        let many = together.own.iter().filter(|((_, act), asked)| **asked * 10 >= self.most[usize::from(*act)]);
        let counted = many.map(|((network, acts), asked)| rate::Counted {
            network: network.to_string(),
            acts: *acts,
            asked: *asked,
        });
        (together.minute, counted.collect())
    }

    fn hear(&self, minute: i64, others: &[rate::Counted]) {
        let mut together = self.together.lock().unwrap_or_else(PoisonError::into_inner);
        together.at(minute);
        together.others.clear();
        for counted in others {
            if let Ok(network) = counted.network.parse() {
                *together.others.entry((network, counted.acts)).or_default() += counted.asked;
            }
        }
    }

    /// Lets an act of a person through, or says how long to wait.
    pub fn of_person(&self, person: entity::id::PersonId) -> Result<(), Duration> {
        check(self.acts_of_person.as_ref(), person)
    }

    /// Forgets those that have not come for a while; called from time to time.
    pub fn forget_idle(&self) {
        for networks in [&self.visits, &self.acts].into_iter().flatten() {
            networks.retain_recent();
        }
        if let Some(people) = &self.acts_of_person {
            people.retain_recent();
        }
    }
}

fn check<K: Hash + Eq + Clone>(limiter: Option<&DefaultKeyedRateLimiter<K>>, key: K) -> Result<(), Duration> {
    match limiter {
        Some(limiter) => limiter.check_key(&key).map_err(|until| until.wait_time_from(limiter.clock().now())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_asks_too_much_waits_and_another_does_not() {
        let limits = Limits::new(20);
        let (one, other) = (IpAddr::from([203, 0, 113, 9]), IpAddr::from([203, 0, 113, 10]));
        assert!((0..20).all(|_| limits.of_network(one, false).is_ok()));
        let wait = limits.of_network(one, false).expect_err("too much");
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(60), "{wait:?}");
        assert!(limits.of_network(other, true).is_ok());
    }

    #[test]
    fn what_a_network_asks_of_other_servers_counts_here() {
        let limits = Limits::new(20);
        let (one, other) = (IpAddr::from([203, 0, 113, 9]), IpAddr::from([203, 0, 113, 10]));
        assert!((0..5).all(|_| limits.of_network(one, false).is_ok()));
        let (minute, counted) = limits.worth_sharing();
        assert_eq!(counted, [rate::Counted { network: one.to_string(), acts: false, asked: 5 }]);
        limits.hear(minute, &[rate::Counted { network: one.to_string(), acts: false, asked: 15 }]);
        assert!(limits.of_network(one, false).is_err(), "twenty in all");
        assert!(limits.of_network(other, false).is_ok());
    }

    #[test]
    fn acts_are_counted_apart_and_none_where_there_is_no_limit() {
        let network = IpAddr::from([203, 0, 113, 9]);
        let limits = Limits::new(20);
        assert!(limits.of_network(network, true).is_ok() && limits.of_network(network, true).is_ok());
        assert!(limits.of_network(network, true).is_err());
        let unlimited = Limits::new(0);
        assert!((0..10_000).all(|_| unlimited.of_network(network, true).is_ok()));
    }
}
