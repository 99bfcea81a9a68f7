//! One handler a file.

pub(crate) mod check;
pub(crate) mod ended_sessions;
pub(crate) mod info;
pub(crate) mod keys_check;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod oidc;
pub(crate) mod password;
pub(crate) mod refresh;
pub(crate) mod services;
pub(crate) mod sessions;
pub(crate) mod sso;
pub(crate) mod test_login;
pub(crate) mod told_refusals;
pub(crate) mod user;
pub(crate) mod users;
pub(crate) mod verify;

pub(crate) mod visitor;
