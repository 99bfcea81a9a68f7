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
use crate::sessions::{Begun, NewSession};
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
            not_before: account.sessions_from,
        };
        let Begun { session: row, too_many } = auth.sessions().begin(new).await?;
        // They are over, whatever becomes of this one.
        for one in too_many {
            let entry = visitor.entry(Action::SessionEnd, &format!("session:{} {}", one.sid, one.username));
            let reason = EndReason::TooMany.as_str();
            auth.audit().note(entry.by(&account.username, known_by).because(reason));
        }
        let account = match Self::confirmed(auth, kit, &row, account).await {
            Ok(account) => account,
            Err(failure) => {
                // Nobody was given a token of it; it need not be listed either.
                let _ = auth.sessions().end(&row, EndReason::Ended).await;
                return Err(failure);
            }
        };
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

    /// The account, read again after the session is there: whoever disables it from now on, gives it another password or ends
    /// its sessions finds this one. Whoever did so since `proven` was read must not be outrun by who waited for a hash.
    async fn confirmed(auth: &Auth, kit: &Kit, row: &Row, proven: &Account) -> Result<Account, Failure> {
        let (name, hash) = (proven.username.clone(), proven.password_hash.clone());
        let now = kit.clock().rfc3339();
        let note = move |connection: &mut _| {
            let found = accounts::find(connection, &name)?;
            let mut found = found.filter(|account| account.is_enabled() && account.password_hash == hash);
            if let Some(account) = &mut found {
                accounts::signed_in(connection, &name, &now)?;
                account.last_sign_in_at = Some(now);
            }
            Ok(found)
        };
        let account = auth.db().run(note).await?.ok_or(Failure::InvalidCredentials)?;
        if account.has_turned_out(&row.sid, row.created_at) {
            return Err(Failure::SessionOver);
        }
        Ok(account)
    }

    /// Goes on with a session that was renewed.
    ///
    /// # Errors
    /// When the account is gone or disabled, or all its sessions were ended and whoever keeps this one was not reached.
    pub(crate) async fn renew(auth: &Auth, kit: &Kit, row: Row) -> Result<Self, Failure> {
        let account = auth.account_of(&row.username).await?;
        if account.has_turned_out(&row.sid, row.created_at) {
            return Err(Failure::SessionOver);
        }
        let account = proof::today(auth, kit, account).await?;
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

    /// The answer to a refresh with an access token only: as much as was shown, and nothing that lasts longer. Else a token
    /// that leaked, good for an hour, would become a session.
    pub(crate) fn refreshed_by_token(self, kit: &Kit, client: &Client) -> HttpResponse {
        let [access, _refresh] = self.cookies(kit, client);
        HttpResponse::Ok().cookie(access).json(RefreshReply {
            expires_in: self.expires_in(kit),
            session: self.end(),
            token: self.token,
            refresh_token: None,
            refresh_expires_in: None,
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
