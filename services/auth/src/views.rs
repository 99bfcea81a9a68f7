//! What clients are told about people and sessions.

use portal_db::accounts::{Account, Source};
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
    /// May be empty.
    pub(crate) display_name: String,
    /// Where the password is kept: local, ldap, oidc; null for somebody without an account here.
    #[schema(required = true)]
    pub(crate) source: Option<&'static str>,
    /// Whether the password is kept here.
    pub(crate) can_change_password: bool,
    /// RFC 3339.
    #[schema(required = true)]
    pub(crate) last_sign_in_at: Option<String>,
}

impl UserView {
    /// What a token says of its holder, and the account besides.
    pub(crate) fn new(claims: Claims, account: &Account) -> Self {
        Self {
            username: claims.sub,
            email: claims.email,
            groups: claims.groups,
            permissions: claims.permissions,
            display_name: account.display_name.clone(),
            source: Some(account.source().as_str()),
            can_change_password: account.source() == Source::Local,
            last_sign_in_at: account.last_sign_in_at.clone(),
        }
    }

    /// Somebody without an account here: of the portal that is replaced, or of an open portal.
    pub(crate) fn without_account(claims: Claims) -> Self {
        Self {
            username: claims.sub,
            email: claims.email,
            groups: claims.groups,
            permissions: claims.permissions,
            display_name: String::new(),
            source: None,
            can_change_password: false,
            last_sign_in_at: None,
        }
    }
}

/// Milliseconds since the epoch as RFC 3339 in UTC.
pub(crate) fn rfc3339(millis: i64) -> String {
    portal_config::rfc3339(millis)
}

/// When a session ends.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionEnd {
    /// The session.
    pub(crate) id: String,
    /// When it ends if it is not renewed, RFC 3339.
    pub(crate) expires_at: String,
    /// When it ends, however much it is used, RFC 3339.
    pub(crate) ends_for_good_at: String,
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
    pub(crate) expires_in: i64,
    /// Only when asked for with `"refresh": "body"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<String>,
    /// Seconds until the session ends if it is not renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_expires_in: Option<i64>,
    pub(crate) session: SessionEnd,
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
    pub(crate) expires_in: i64,
    /// Only when the old one came in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<String>,
    /// Seconds until the session ends if it is not renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_expires_in: Option<i64>,
    pub(crate) session: SessionEnd,
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
    /// How many sessions were ended, where some were asked to; absent when Redis keeps them and did not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended: Option<usize>,
}

impl Message {
    /// Only the sentence.
    pub(crate) fn of(message: &'static str) -> Self {
        Self { message, ended: None }
    }

    /// So many sessions were ended, if that is known.
    pub(crate) fn ended(sessions: Option<usize>) -> Self {
        Self {
            message: "Sessions ended",
            ended: sessions,
        }
    }
}
