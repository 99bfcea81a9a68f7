//! Settings that every test server starts with.

use std::net::SocketAddr;

use portal_config::names::{JWT_SECRET_KEY, WORKERS};
use portal_config::{HttpSettings, Source};

/// Signs the tokens of tests. Strong enough for the check at the start, and known to everybody: never use it elsewhere.
pub const SECRET: &str = "f2ac81d4967be05358d7c419ab6e0f32-tests-only";

/// A free port of 127.0.0.1, one worker, [`SECRET`], and the default for everything else.
#[must_use]
pub fn http_settings() -> HttpSettings {
    let source = Source::default().with(&JWT_SECRET_KEY, SECRET).with(&WORKERS, "1");
    let settings = HttpSettings::load(&source, 0).expect("settings that can be used");
    HttpSettings {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        ..settings
    }
}
