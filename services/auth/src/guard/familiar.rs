//! From where do people sign in? Kept in memory: after a start, a first sign-in makes a place familiar again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use portal_config::Clock;
use portal_ratelimit::Network;

use super::{Folded, Place};

/// How long after a sign-in its network is familiar.
const FOR_MILLIS: i64 = 30 * 24 * 3600 * 1000;

/// Names remembered at a time. Only those of people who signed in are, so it is their number.
const MOST_NAMES: usize = 20_000;

/// Networks of one name: office, home, a phone and some journeys; and nobody fills the memory with one account.
const MOST_PLACES: usize = 8;

/// Networks from which a name signed in, and when (milliseconds since the epoch), the newest last.
type Networks = Vec<(Network, i64)>;

/// The networks from which names signed in lately.
pub(super) struct Familiar {
    clock: Clock,
    networks: Mutex<HashMap<Folded, Networks>>,
}

impl Familiar {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            networks: Mutex::default(),
        }
    }

    pub(super) fn knows(&self, (name, network): &Place) -> bool {
        let networks = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = networks
            .get(name)
            .and_then(|of_name| of_name.iter().find(|(known, _)| known == network));
        seen.is_some_and(|(_, at)| self.clock.unix_millis() - at < FOR_MILLIS)
    }

    pub(super) fn learn(&self, (name, network): Place) {
        let now = self.clock.unix_millis();
        let mut networks = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
        if networks.len() >= MOST_NAMES && !networks.contains_key(&name) {
            forget_longest_unseen(&mut networks);
        }
        let of_name = networks.entry(name).or_default();
        of_name.retain(|(known, _)| *known != network);
        if of_name.len() >= MOST_PLACES {
            of_name.remove(0);
        }
        of_name.push((network, now));
    }
}

/// A look at all of them, as quick as a fraction of the password's hash that it follows.
fn forget_longest_unseen(networks: &mut HashMap<Folded, Networks>) {
    let newest = |of_name: &Networks| of_name.last().map(|(_, at)| *at);
    let oldest = networks.iter().min_by_key(|(_, of_name)| newest(of_name));
    if let Some(name) = oldest.map(|(name, _)| name.clone()) {
        networks.remove(&name);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    use super::*;

    fn place(name: &str, number: u32) -> Place {
        let address = IpAddr::V4(Ipv4Addr::from_bits(number));
        (Folded(name.into()), address.into())
    }

    #[test]
    fn a_place_is_familiar_for_thirty_days_after_the_last_sign_in() {
        let clock = Clock::manual(1_800_000_000);
        let familiar = Familiar::new(clock.clone());
        familiar.learn(place("kim", 1));
        clock.advance(Duration::from_secs(29 * 24 * 3600));
        assert!(familiar.knows(&place("kim", 1)));
        assert!(!familiar.knows(&place("kim", 2)) && !familiar.knows(&place("lee", 1)));
        familiar.learn(place("kim", 1));
        clock.advance(Duration::from_secs(29 * 24 * 3600));
        assert!(familiar.knows(&place("kim", 1)));
        clock.advance(Duration::from_secs(24 * 3600));
        assert!(!familiar.knows(&place("kim", 1)));
    }

    #[test]
    fn what_is_remembered_has_a_bound() {
        let clock = Clock::manual(1_800_000_000);
        let familiar = Familiar::new(clock.clone());
        for number in 0..20 {
            familiar.learn(place("kim", number));
        }
        let known = (0..20).filter(|number| familiar.knows(&place("kim", *number)));
        assert_eq!(known.collect::<Vec<_>>(), (12..20).collect::<Vec<_>>(), "the newest");

        clock.advance(Duration::from_secs(1));
        for number in 0..MOST_NAMES {
            familiar.learn(place(&format!("user{number}"), 1));
        }
        assert_eq!(familiar.networks.lock().unwrap().len(), MOST_NAMES);
        assert!(!familiar.knows(&place("kim", 19)), "not seen for the longest time");
        assert!(familiar.knows(&place("user0", 1)));
    }
}
