//! A session: a token, its cookie, and what its holder is told.

use actix_web::HttpResponse;
use portal_db::accounts::Account;
use portal_http::{Client, Kit, cookie};
use portal_jwt::Claims;
use uuid::Uuid;

use crate::Auth;
use crate::failure::Failure;
use crate::tiles::tiles;
use crate::views::{LoginReply, RefreshReply, UserView};

/// A fresh token.
pub(crate) struct Session {
    token: String,
    claims: Claims,
}

impl Session {
    /// Begins a session of `account`: its groups as they are now, and what these may do now.
    pub(crate) fn begin(auth: &Auth, kit: &Kit, account: &Account) -> Result<Self, Failure> {
        let groups = account.groups();
        let permissions = auth.permissions().of(&groups);
        let now = kit.clock().unix_seconds();
        // Time-ordered, so that the revocations' index grows at its end.
        let jti = Uuid::now_v7().to_string();
        let signer = auth.signer();
        let claims = signer.claims(&account.username, &account.email, groups, &permissions, now, jti);
        Ok(Self {
            token: signer.sign(&claims)?,
            claims,
        })
    }

    /// The answer to a sign-in: the token for programs, the cookie for browsers.
    pub(crate) fn signed_in(self, auth: &Auth, client: &Client) -> HttpResponse {
        let lifetime = auth.signer().lifetime();
        HttpResponse::Ok()
            .cookie(cookie(&self.token, lifetime, client))
            .json(LoginReply {
                success: true,
                token: self.token,
                token_type: "Bearer",
                expires_in: lifetime.as_secs(),
                services: tiles(&auth.settings().links, &self.claims),
                user: UserView::from(self.claims),
            })
    }

    /// The answer to a refresh.
    pub(crate) fn refreshed(self, auth: &Auth, client: &Client) -> HttpResponse {
        let lifetime = auth.signer().lifetime();
        HttpResponse::Ok()
            .cookie(cookie(&self.token, lifetime, client))
            .json(RefreshReply {
                token: self.token,
                expires_in: lifetime.as_secs(),
            })
    }
}
