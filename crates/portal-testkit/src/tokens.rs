//! Tokens as the auth service would make them.

use std::time::Duration;

use portal_config::Clock;
use portal_jwt::{Claims, GroupPermissions, Signer, TokenIds};
use uuid::Uuid;

use crate::SECRET;

/// How long tokens of tests are good.
const LIFETIME: Duration = Duration::from_secs(3600);

/// A token for somebody in these groups, made now, good for an hour.
#[must_use]
pub fn token(name: &str, groups: &[&str]) -> String {
    token_at(name, groups, Clock::System.unix_seconds())
}

/// A token made at `now` (seconds since the epoch), good for an hour.
#[must_use]
pub fn token_at(name: &str, groups: &[&str], now: i64) -> String {
    token_with(&claims(name, groups, now))
}

/// A token with exactly these claims, whatever they are.
#[must_use]
pub fn token_with(claims: &Claims) -> String {
    signer().sign(claims).expect("claims that can be signed")
}

/// What such a token claims: permissions by the contract's map, e-mail `<name>@hpc.local`, a fresh `jti`.
#[must_use]
pub fn claims(name: &str, groups: &[&str], now: i64) -> Claims {
    let groups: Vec<_> = groups.iter().map(|group| (*group).to_owned()).collect();
    let permissions = GroupPermissions::default().of(&groups);
    let email = format!("{name}@hpc.local");
    let ids = TokenIds {
        jti: Uuid::now_v7().to_string(),
        sid: Uuid::now_v7().to_string(),
    };
    signer().claims(name, &email, groups, &permissions, now, ids)
}

fn signer() -> Signer {
    Signer::new(&SECRET.into(), LIFETIME)
}
