//! Access tokens: what they claim, how they are checked, and what a group may do.
//!
//! HS256 and the claims of the portal that is replaced, so that both accept each other's tokens during a migration,
//! plus `jti`. Time is handed in. Making tokens needs the feature `sign`, which only the auth service turns on.

mod api_key;
mod claims;
mod permissions;
mod scope;
#[cfg(feature = "sign")]
mod sign;
mod username;
mod verify;

pub use api_key::{ApiKeyText, KeyDigest, KeyFacts};
pub use claims::{Claims, ISSUER, PORTAL_ADMINS};
pub use permissions::{GroupPermissions, Permission, UnknownPermissions};
pub use scope::Scope;
#[cfg(feature = "sign")]
pub use sign::{SignError, Signer, TokenIds};
pub use username::{NotAUsername, Username};
pub use verify::{Rejected, Verifier};
