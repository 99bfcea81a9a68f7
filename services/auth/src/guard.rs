//! Guards against guessing passwords.

use std::time::Duration;

use portal_config::Clock;
use portal_http::Client;
use portal_jwt::Username;
use portal_ratelimit::{Flood, FloodQuota, Network, RetryAfter};

/// Ten tries at once, then one every 6 s: a guesser gets 14,400 a day, and whoever owns the account never waits for long,
/// because a guard that locks accounts is a way to lock out their owners.
const PER_ACCOUNT: FloodQuota = FloodQuota::new(10, Duration::from_secs(6));

/// A hundred people behind one address may sign in within the same minute.
const PER_ADDRESS: FloodQuota = FloodQuota::new(60, Duration::from_secs(1));

/// Names and addresses remembered at a time; about 100 bytes each.
const MOST_KEYS: usize = 50_000;

/// How often somebody may try to sign in.
pub(crate) struct Guards {
    accounts: Flood<Username>,
    addresses: Flood<Network>,
}

impl Guards {
    pub(crate) fn new(clock: &Clock) -> Self {
        Self {
            accounts: Flood::new(PER_ACCOUNT, MOST_KEYS, clock.clone()),
            addresses: Flood::new(PER_ADDRESS, MOST_KEYS, clock.clone()),
        }
    }

    /// One try from this address, whatever the name.
    pub(crate) fn admit_address(&self, client: &Client) -> Result<(), RetryAfter> {
        self.addresses.check(&Network::from(client.address()))
    }

    /// One try with this name, from wherever, and whether or not there is such an account.
    pub(crate) fn admit_account(&self, name: &Username) -> Result<(), RetryAfter> {
        self.accounts.check(name)
    }

    pub(crate) fn sweep(&self) {
        self.accounts.sweep();
        self.addresses.sweep();
    }
}
