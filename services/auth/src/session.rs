//! What somebody gets who signs in or goes on: an access token, the means to renew it, and the answer that carries both.

use actix_web::HttpResponse;
use actix_web::cookie::{Cookie, SameSite, time};
use portal_audit::Action;
use portal_db::accounts::{self, Account};
use portal_db::sessions::{EndReason, Session as Row};
use portal_http::{Client, Kit, cookie, expired_cookie};
use portal_jwt::{Claims, TokenIds};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Auth;
use crate::failure::Failure;
use crate::handlers::visitor::Visitor;
use crate::method::Method;
use crate::proof;
use crate::refresh_token::RefreshClaim;
use crate::sessions::NewSession;
use crate::tiles::tiles;
use crate::views::{LoginReply, RefreshReply, SessionEnd, UserView, rfc3339};

/// The cookie that holds the refresh token; only the auth service ever sees it.
pub(crate) const REFRESH_COOKIE: &str = "hpc_portal_refresh";
const REFRESH_PATH: &str = "/auth";

/// How the refresh token travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Delivery {
    /// As a cookie that no script can read: browsers.
    #[default]
    Cookie,
    /// In the body, and no cookies at all: programs.
    Body,
}

/// A session, and the tokens that were just made for it.
pub(crate) struct Session {
    row: Row,
    token: String,
    claims: Claims,
    account: Account,
    refresh: String,
    ends_at: i64,
}

impl Session {
    /// Begins a session of `account`: its groups as they are now, and what these may do now.
    ///
    /// # Errors
    /// When the session cannot be kept or audited, or the account was disabled at this very moment.
    pub(crate) async fn begin(
        auth: &Auth,
        kit: &Kit,
        visitor: &Visitor,
        account: &Account,
        method: Method,
    ) -> Result<Self, Failure> {
        let known_by = method.as_str();
        let new = NewSession {
            username: account.username.clone(),
            method: known_by,
            address: visitor.address().to_string(),
            user_agent: visitor.user_agent().to_owned(),
            id_token: match method {
                Method::Oidc { id_token } => Some(id_token),
                Method::Password | Method::Ldap | Method::Test => None,
            },
        };
        let row = auth.sessions().begin(new).await?;
        let (name, now) = (account.username.clone(), kit.clock().rfc3339());
        let note = move |connection: &mut _| {
            accounts::signed_in(connection, &name, &now)?;
            accounts::find(connection, &name)
        };
        // Read again after the session is there: whoever disables the account now finds the session and ends it.
        let account = auth.db().run(note).await?.filter(Account::is_enabled);
        let account = account.ok_or(Failure::InvalidCredentials)?;
        let object = format!("session:{}", row.sid);
        let begun = visitor
            .entry(Action::SessionBegin, &object)
            .by(&account.username, known_by);
        if let Err(error) = auth.audit().record(begun).await {
            // Nobody gets in unseen. The session that nobody was given ends; if not even that works, it has no token.
            let _ = auth.sessions().end(&row, EndReason::Ended).await;
            return Err(error.into());
        }
        Self::grant(auth, kit, row, account)
    }

    /// Goes on with a session that was renewed.
    ///
    /// # Errors
    /// When the account is gone or disabled.
    pub(crate) async fn renew(auth: &Auth, kit: &Kit, row: Row) -> Result<Self, Failure> {
        let account = proof::today(auth, kit, auth.account_of(&row.username).await?).await?;
        Self::grant(auth, kit, row, account)
    }

    fn grant(auth: &Auth, kit: &Kit, row: Row, account: Account) -> Result<Self, Failure> {
        let groups = account.groups();
        let permissions = auth.permissions().of(&groups);
        let ids = TokenIds {
            jti: Uuid::now_v7().to_string(),
            sid: row.sid.clone(),
        };
        let now = kit.clock().unix_seconds();
        let signer = auth.signer();
        let mut claims = signer.claims(&account.username, &account.email, groups, &permissions, now, ids);
        claims.exp = claims.exp.min(row.expires_at.div_euclid(1000));
        let refresh = RefreshClaim {
            sid: row.sid.clone(),
            generation: row.generation,
        };
        Ok(Self {
            token: signer.sign(&claims)?,
            refresh: auth.refresh_tokens().make(&refresh),
            ends_at: auth.sessions().ends_at(&row),
            claims,
            account,
            row,
        })
    }

    /// The access token.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Whose it is.
    pub(crate) fn username(&self) -> &str {
        &self.row.username
    }

    /// The cookies for a browser.
    pub(crate) fn cookies(&self, kit: &Kit, client: &Client) -> [Cookie<'static>; 2] {
        let left = |until: i64| std::time::Duration::from_secs(u64::try_from(until).unwrap_or_default());
        let now = kit.clock().unix_millis();
        let access = left(self.claims.exp - now.div_euclid(1000));
        let refresh = left((self.row.expires_at - now).div_euclid(1000));
        [
            cookie(&self.token, access, client),
            refresh_cookie(&self.refresh, refresh, client),
        ]
    }

    /// The answer to a sign-in.
    pub(crate) fn signed_in(self, auth: &Auth, kit: &Kit, client: &Client, delivery: Delivery) -> HttpResponse {
        let mut response = self.answer(kit, client, delivery);
        let (refresh_token, refresh_expires_in) = self.refresh_for(kit, delivery);
        response.json(LoginReply {
            success: true,
            expires_in: self.expires_in(kit),
            session: self.end(),
            services: tiles(&auth.settings().links, &self.claims),
            token: self.token,
            token_type: "Bearer",
            refresh_token,
            refresh_expires_in,
            user: UserView::new(self.claims, &self.account),
        })
    }

    /// The answer to a refresh.
    pub(crate) fn refreshed(self, kit: &Kit, client: &Client, delivery: Delivery) -> HttpResponse {
        let mut response = self.answer(kit, client, delivery);
        let (refresh_token, refresh_expires_in) = self.refresh_for(kit, delivery);
        response.json(RefreshReply {
            expires_in: self.expires_in(kit),
            session: self.end(),
            token: self.token,
            refresh_token,
            refresh_expires_in,
        })
    }

    fn answer(&self, kit: &Kit, client: &Client, delivery: Delivery) -> actix_web::HttpResponseBuilder {
        let mut response = HttpResponse::Ok();
        if delivery == Delivery::Cookie {
            for cookie in self.cookies(kit, client) {
                response.cookie(cookie);
            }
        }
        response
    }

    fn refresh_for(&self, kit: &Kit, delivery: Delivery) -> (Option<String>, Option<i64>) {
        match delivery {
            Delivery::Cookie => (None, None),
            Delivery::Body => {
                let left = (self.ends_at - kit.clock().unix_millis()).div_euclid(1000);
                (Some(self.refresh.clone()), Some(left))
            }
        }
    }

    fn expires_in(&self, kit: &Kit) -> i64 {
        self.claims.exp - kit.clock().unix_seconds()
    }

    fn end(&self) -> SessionEnd {
        SessionEnd {
            id: self.row.sid.clone(),
            expires_at: rfc3339(self.ends_at),
            ends_for_good_at: rfc3339(self.row.expires_at),
        }
    }
}

fn refresh_cookie(token: &str, lifetime: std::time::Duration, client: &Client) -> Cookie<'static> {
    let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
    Cookie::build(REFRESH_COOKIE, token.to_owned())
        .path(REFRESH_PATH)
        .http_only(true)
        // Unlike the access token it need not come along when a link from elsewhere opens a page.
        .same_site(SameSite::Strict)
        .secure(client.is_secure())
        .max_age(time::Duration::seconds(seconds))
        .finish()
}

/// The cookies that end those of a session.
pub(crate) fn expired_cookies(client: &Client) -> [Cookie<'static>; 2] {
    [
        expired_cookie(client),
        refresh_cookie("", std::time::Duration::ZERO, client),
    ]
}
