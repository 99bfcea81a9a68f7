//! Stories about the auth service over HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

mod accounts;
mod app;
mod browser;
mod cookies;
mod cors;
mod ending;
mod fixture;
mod guessing;
mod handover;
mod hostile;
mod info;
mod interop;
mod ldap;
mod logout;
mod oidc;
mod oidc_hostile;
mod open_mode;
mod passwords;
mod provider;
mod pushed;
mod refresh;
mod sabotage;
mod sessions;
mod sign_in;
mod start;
mod storm;
mod test_login;
mod tokens;
mod told_refusals;
mod what_one_may_use;
