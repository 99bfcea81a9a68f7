//! What clients are told about people and sessions.

use portal_jwt::Claims;
use serde::Serialize;
use utoipa::ToSchema;

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserView {
    /// As on the cluster.
    pub(crate) username: String,
    /// May be empty.
    pub(crate) email: String,
    /// Names of groups.
    pub(crate) groups: Vec<String>,
    /// Among dashboard, cae, vnc, app, admin.
    pub(crate) permissions: Vec<String>,
}

impl From<Claims> for UserView {
    fn from(claims: Claims) -> Self {
        Self {
            username: claims.sub,
            email: claims.email,
            groups: claims.groups,
            permissions: claims.permissions,
        }
    }
}

/// A tile on the portal's page.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Service {
    /// Shown on the tile.
    pub(crate) name: &'static str,
    /// Where it leads.
    pub(crate) url: String,
    /// A sentence.
    pub(crate) description: &'static str,
    /// Name of an icon.
    pub(crate) icon: &'static str,
}

/// Somebody signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoginReply {
    /// Always true.
    pub(crate) success: bool,
    /// Access token, for the header `Authorization: Bearer`.
    pub(crate) token: String,
    /// Always `Bearer`.
    pub(crate) token_type: &'static str,
    /// Seconds until the token expires.
    pub(crate) expires_in: u64,
    pub(crate) user: UserView,
    /// What this person may use.
    pub(crate) services: Vec<Service>,
}

/// A new token for an old one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefreshReply {
    /// Access token, for the header `Authorization: Bearer`.
    pub(crate) token: String,
    /// Seconds until the token expires.
    pub(crate) expires_in: u64,
}

/// The token is good.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerifyReply {
    /// Always true.
    pub(crate) valid: bool,
    /// All of its claims.
    #[schema(value_type = Object)]
    pub(crate) user: Claims,
}

/// What one may use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServicesReply {
    pub(crate) services: Vec<Service>,
}

/// A sentence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Message {
    pub(crate) message: &'static str,
}
