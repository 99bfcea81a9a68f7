//! Access tokens: what they claim, how they are checked, and what a group may do.
//!
//! HS256 and the claims of the portal that is replaced, so that both accept each other's tokens during a migration,
//! plus `jti`. Time is handed in. Making tokens needs the feature `sign`, which only the auth service turns on.

mod claims;
mod permissions;
#[cfg(feature = "sign")]
mod sign;
mod username;
mod verify;

pub use claims::{Claims, ISSUER, PORTAL_ADMINS};
pub use permissions::{GroupPermissions, Permission, UnknownPermissions};
#[cfg(feature = "sign")]
pub use sign::{SignError, Signer};
pub use username::{NotAUsername, Username};
pub use verify::{Rejected, Verifier};
