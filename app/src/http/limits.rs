//! How much one network, and one person, may ask for in a minute. A town hall of a hundred people behind one address stays far below.

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock};
use std::{hash::Hash, net::IpAddr, num::NonZeroU32, time::Duration};

/// Requests and acts a minute; None does not count.
pub struct Limits {
    visits: Option<DefaultKeyedRateLimiter<IpAddr>>,
    acts: Option<DefaultKeyedRateLimiter<IpAddr>>,
    acts_of_person: Option<DefaultKeyedRateLimiter<entity::id::PersonId>>,
}

/// Acts (forms sent) that a network may send in a minute, for each visit that it may make.
const VISITS_FOR_AN_ACT: u32 = 10;

/// Acts of one person in a minute: nobody types faster.
const ACTS_OF_A_PERSON: u32 = 120;

impl Limits {
    /// Limits by the visits that one network may make in a minute; zero for none.
    pub fn new(visits: u32) -> Self {
        let Some(visits) = NonZeroU32::new(visits) else {
            return Self { visits: None, acts: None, acts_of_person: None };
        };
        let acts = NonZeroU32::new(visits.get() / VISITS_FOR_AN_ACT).unwrap_or(NonZeroU32::MIN);
        let of_person = NonZeroU32::new(ACTS_OF_A_PERSON).unwrap_or(NonZeroU32::MIN);
        Self {
            visits: Some(RateLimiter::keyed(Quota::per_minute(visits))),
            acts: Some(RateLimiter::keyed(Quota::per_minute(acts))),
            acts_of_person: Some(RateLimiter::keyed(Quota::per_minute(of_person))),
        }
    }

    /// Lets a request of a network through, or says how long to wait.
    pub fn of_network(&self, network: IpAddr, act: bool) -> Result<(), Duration> {
        check(self.visits.as_ref(), network)?;
        if act { check(self.acts.as_ref(), network) } else { Ok(()) }
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
    fn acts_are_counted_apart_and_none_where_there_is_no_limit() {
        let network = IpAddr::from([203, 0, 113, 9]);
        let limits = Limits::new(20);
        assert!(limits.of_network(network, true).is_ok() && limits.of_network(network, true).is_ok());
        assert!(limits.of_network(network, true).is_err());
        let unlimited = Limits::new(0);
        assert!((0..10_000).all(|_| unlimited.of_network(network, true).is_ok()));
    }
}
