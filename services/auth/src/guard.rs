//! Guards against guessing passwords.

mod familiar;

use std::time::Duration;

use familiar::Familiar;
use portal_config::Clock;
use portal_http::Client;
use portal_jwt::Username;
use portal_ratelimit::{Flood, FloodQuota, Network, RetryAfter};

/// Ten tries at once, then one every 6 s for a name from one network: who guesses there gets 14,400 a day, and holds up nobody
/// who signs in elsewhere, because a guard that locks accounts is a way to lock out their owners.
const PER_PLACE: FloodQuota = FloodQuota::new(10, Duration::from_secs(6));

/// Thirty at once, then one every 2 s for a name from all networks together, but those from which it signed in lately: who
/// guesses from thousands of addresses gets 43,200 a day. Of four networks and more, each takes the others' turns, so that the
/// owner may have to wait at a place that is new; at a familiar one they do not notice.
const PER_NAME: FloodQuota = FloodQuota::new(30, Duration::from_secs(2));

/// A hundred people behind one address may sign in within the same minute.
const PER_ADDRESS: FloodQuota = FloodQuota::new(60, Duration::from_secs(1));

/// Names and addresses remembered at a time; about 100 bytes each.
const MOST_KEYS: usize = 50_000;

/// A name as the guards count it: LDAP does not tell letters by their case, so 256 ways to write one of eight letters are one
/// name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Folded(Box<str>);

impl From<&Username> for Folded {
    fn from(name: &Username) -> Self {
        Self(name.as_str().to_ascii_lowercase().into())
    }
}

/// A name, tried from somewhere.
type Place = (Folded, Network);

/// How often somebody may try to sign in.
pub(crate) struct Guards {
    places: Flood<Place>,
    names: Flood<Folded>,
    // Apart from the other places: a flood of those must not push these out.
    familiar_places: Flood<Place>,
    familiar: Familiar,
    addresses: Flood<Network>,
}

impl Guards {
    pub(crate) fn new(clock: &Clock) -> Self {
        Self {
            places: Flood::new(PER_PLACE, MOST_KEYS, clock.clone()),
            names: Flood::new(PER_NAME, MOST_KEYS, clock.clone()),
            familiar_places: Flood::new(PER_PLACE, MOST_KEYS, clock.clone()),
            familiar: Familiar::new(clock.clone()),
            addresses: Flood::new(PER_ADDRESS, MOST_KEYS, clock.clone()),
        }
    }

    /// One try from this address, whatever the name.
    pub(crate) fn admit_address(&self, client: &Client) -> Result<(), RetryAfter> {
        self.addresses.check(&Network::from(client.address()))
    }

    /// One try with this name from this client's network, whether or not there is such an account.
    pub(crate) fn admit_account(&self, name: &Username, client: &Client) -> Result<(), RetryAfter> {
        let place = (Folded::from(name), Network::from(client.address()));
        if self.familiar.knows(&place) {
            return self.familiar_places.check(&place);
        }
        // In this order: a network that has used up its own tries takes none of the others'.
        self.places.check(&place)?;
        self.names.check(&place.0)
    }

    /// The password was right: the owner of the name is at home in this network.
    pub(crate) fn welcome(&self, name: &Username, client: &Client) {
        self.familiar
            .learn((Folded::from(name), Network::from(client.address())));
    }

    pub(crate) fn sweep(&self) {
        self.places.sweep();
        self.names.sweep();
        self.familiar_places.sweep();
        self.addresses.sweep();
    }
}
