//! What a token says.

use serde::{Deserialize, Serialize};

use crate::Permission;

/// The `iss` of every token, fixed by the contract.
pub const ISSUER: &str = "auth-portal";

/// The group whose members may touch everybody's uploads, fixed by the contract.
pub const PORTAL_ADMINS: &str = "HPC-Admins";

/// The claims of contract 1.3, plus `jti` and `sid`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// User name; in a token that was accepted, a [`Username`](crate::Username).
    pub sub: String,
    /// May be empty.
    #[serde(default)]
    pub email: String,
    /// As the directory gives them, such as full LDAP names.
    #[serde(default)]
    pub groups: Vec<String>,
    /// What the groups allowed when the token was made.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Made at, seconds since the epoch.
    pub iat: i64,
    /// Valid until, seconds since the epoch.
    pub exp: i64,
    /// Always [`ISSUER`].
    pub iss: String,
    /// Names this one token, so that it can be revoked; absent in tokens of the portal that is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// Names the session that the token belongs to; absent where `jti` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Not valid before, seconds since the epoch; ours have none, but one that is there counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
}

impl Claims {
    /// Whether the token carries `permission`.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.iter().any(|held| held == permission.as_str())
    }

    /// Whether the person is in `group`, also when the directory gives a full name such as `CN=HPC-Admins,OU=…`.
    #[must_use]
    pub fn in_group(&self, group: &str) -> bool {
        self.groups
            .iter()
            .any(|held| held == group || crate::permissions::common_name(held) == Some(group))
    }
}
