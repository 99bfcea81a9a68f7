//! Why the directory gave no verdict.

use ldap3::{LdapError, LdapResult};
use tokio::time::error::Elapsed;

/// The directory could not be asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DirectoryError {
    #[error("too many people are being looked up in the directory")]
    Busy,
    #[error("none of the directory's servers answers")]
    Unreachable(#[source] LdapError),
    #[error("the directory is too slow")]
    Slow(#[source] Elapsed),
    #[error("the directory refuses the portal's own account; see LDAP_BIND_DN and LDAP_BIND_PASSWORD: {0}")]
    ServiceAccount(LdapResult),
    #[error("the portal has no account of its own in the directory; see LDAP_BIND_DN")]
    NoServiceBind,
    #[error("the directory refused {what}: {result}")]
    Refused { what: &'static str, result: LdapResult },
    #[error("the directory lets nobody read the entry of {0}; see LDAP_USER_BASE, LDAP_USER_FILTER and LDAP_BIND_DN")]
    Unreadable(String),
}

/// What went wrong with one server.
pub(super) enum Trouble {
    /// Another one may do better.
    Connection(LdapError),
    /// Another one would say the same.
    Final(DirectoryError),
}

impl From<LdapError> for Trouble {
    fn from(error: LdapError) -> Self {
        Self::Connection(error)
    }
}

impl From<DirectoryError> for Trouble {
    fn from(error: DirectoryError) -> Self {
        Self::Final(error)
    }
}
