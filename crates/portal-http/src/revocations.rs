//! Tokens that were ended before their time.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

/// Ids of revoked tokens, each kept until the token would have expired anyway. Cheap to clone; shared by all workers.
#[derive(Clone, Debug, Default)]
pub struct Revocations(Arc<RwLock<HashMap<String, i64>>>);

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
}
