//! What templates promise, as stories.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![expect(clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod golden;
mod overrides;
mod store;
mod watch;
mod yaml;
mod yaml_hostile;
