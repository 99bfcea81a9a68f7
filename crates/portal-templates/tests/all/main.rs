//! What templates promise, as stories.

mod golden;
mod overrides;
mod store;
mod watch;
mod yaml;
mod yaml_hostile;
