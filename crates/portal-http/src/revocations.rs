//! Tokens that were ended before their time.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use portal_config::Clock;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

/// Revocation reaches every service within a second.
const EVERY: Duration = Duration::from_millis(500);

/// How far back each question goes: clocks of two nodes may differ, and a row may be seen later than its time says.
const OVERLAP_MILLIS: i64 = 60_000;

/// Ids of revoked tokens, each kept until the token would have expired anyway. Cheap to clone; shared by all workers.
#[derive(Clone, Debug, Default)]
pub struct Revocations(Arc<RwLock<HashMap<String, i64>>>);

/// Keeps [`Revocations`] up to date as long as it lives.
#[derive(Debug)]
pub struct Following(JoinHandle<()>);

impl Drop for Following {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Revocations {
    /// Ends the token `jti`, which expires at `exp` (seconds since the epoch).
    pub fn add(&self, jti: &str, exp: i64) {
        let mut revoked = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        revoked.insert(jti.to_owned(), exp);
    }

    /// Whether the token `jti` was ended.
    #[must_use]
    pub fn contains(&self, jti: &str) -> bool {
        self.0
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .contains_key(jti)
    }

    /// Forgets tokens that have expired at `now`.
    pub fn sweep(&self, now: i64) {
        let mut revoked = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        revoked.retain(|_, exp| *exp > now);
    }

    /// Learns everything that `ask` knows, then asks twice a second what came since. `ask` takes a moment (milliseconds
    /// since the epoch) and gives ids and expiry (seconds) of the tokens that were ended from then on:
    ///
    /// ```ignore
    /// let db = db.clone();
    /// let ask = move |since| { let db = db.clone(); async move { db.run(move |c| revocations::since(c, since)).await } };
    /// let following = kit.revocations().follow(kit.clock().clone(), ask).await?;
    /// ```
    ///
    /// # Errors
    /// When the first question is not answered; later ones are asked again.
    pub async fn follow<A, F, E>(&self, clock: Clock, ask: A) -> Result<Following, E>
    where
        A: Fn(i64) -> F + Send + 'static,
        F: Future<Output = Result<Vec<(String, i64)>, E>> + Send,
        E: Error + Send + 'static,
    {
        self.learn(ask(0).await?, &clock);
        let revocations = self.clone();
        let poll = async move {
            let mut every = interval(EVERY);
            every.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let mut asked_at = clock.unix_millis();
            let mut answered = true;
            loop {
                every.tick().await;
                let now = clock.unix_millis();
                match ask(asked_at - OVERLAP_MILLIS).await {
                    Ok(ended) => {
                        revocations.learn(ended, &clock);
                        (asked_at, answered) = (now, true);
                    }
                    // Said once for each outage, not twice a second.
                    Err(error) if answered => {
                        answered = false;
                        let error = &error as &dyn Error;
                        tracing::error!(error, "ended sessions of other services are not seen for now");
                    }
                    Err(_) => {}
                }
            }
        };
        Ok(Following(tokio::spawn(poll)))
    }

    fn learn(&self, ended: Vec<(String, i64)>, clock: &Clock) {
        let now = clock.unix_seconds();
        for (jti, exp) in ended.into_iter().filter(|(_, exp)| *exp > now) {
            if !self.contains(&jti) {
                self.add(&jti, exp);
            }
        }
    }
}
