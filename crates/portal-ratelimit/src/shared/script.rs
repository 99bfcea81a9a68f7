//! The one script that Redis runs for a request.

use std::time::Duration;

use redis::aio::ConnectionLike;
use redis::{RedisError, Script};

use crate::{Decision, Rule};

/// Judges and counts a request in one step, on the server's time, in at most 24 + 4 N bytes a window.
pub(super) struct WindowScript {
    script: Script,
    key_prefix: String,
}

impl WindowScript {
    pub(super) fn new(key_prefix: String) -> Self {
        Self {
            script: Script::new(include_str!("window.lua")),
            key_prefix,
        }
    }

    /// Runs the script, loading it first when the server does not know it (it was restarted or flushed).
    pub(super) async fn run(
        &self,
        connection: &mut impl ConnectionLike,
        caller: &str,
        rule: &Rule,
    ) -> Result<Decision, RedisError> {
        let (admitted, remaining, reset_millis): (u8, u32, u64) = self
            .script
            .key(self.key(caller, rule))
            .arg(rule.limit())
            .arg(rule.window_millis())
            .invoke_async(connection)
            .await?;
        Ok(Decision::new(
            rule,
            admitted == 1,
            remaining,
            Duration::from_millis(reset_millis),
        ))
    }

    /// Limit and window are part of the key: a ring is as long as its limit, and a new version may change the rule.
    fn key(&self, caller: &str, rule: &Rule) -> String {
        format!(
            "{}:{}:{}:{}:{caller}",
            self.key_prefix,
            rule.name(),
            rule.limit(),
            rule.window_millis()
        )
    }
}
