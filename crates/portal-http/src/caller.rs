//! Who calls: found once at the door, asked for by handlers.

use std::future::{Ready, ready};
use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::ORIGIN;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use portal_jwt::{ApiKeyText, Claims, ISSUER, KeyDigest, PORTAL_ADMINS, Permission, Rejected};
use portal_ratelimit::RetryAfter;

use crate::credential::{Credential, NotBearer, Shown, meant_by_our_pages};
use crate::{Client, KeyGrant, Kit, Problem, Refused};

/// A person or program that is known.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What the token says; for a key, what a token of its owner would say, with no more than the key allows.
    pub claims: Claims,
    /// How it came.
    pub credential: Credential,
}

impl Caller {
    /// The user name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.claims.sub
    }

    /// Whether the contract's administrators' group is among the groups: they may touch everybody's uploads.
    #[must_use]
    pub fn is_portal_admin(&self) -> bool {
        self.claims.in_group(PORTAL_ADMINS)
    }

    /// The key that was shown, if it was one.
    #[must_use]
    pub fn key(&self) -> Option<&KeyGrant> {
        match &self.credential {
            Credential::ApiKey(grant) => Some(grant),
            Credential::Bearer(_) | Credential::Cookie(_) | Credential::OpenMode => None,
        }
    }

    /// Whose budget a request is counted against: a person's, or that of one key.
    #[must_use]
    pub fn budget(&self) -> String {
        self.key().map_or_else(|| self.claims.sub.clone(), KeyGrant::sid)
    }

    /// Finds out who sends `request`; the answer is kept with the request.
    pub(crate) async fn identify(kit: &Kit, client: &Client, request: &HttpRequest) -> Result<Self, Unauthenticated> {
        match Shown::find(request).map_err(|NotBearer| Unauthenticated::NotBearer)? {
            Shown::Bearer(token) => Ok(Self {
                claims: check(kit, &token)?,
                credential: Credential::Bearer(token),
            }),
            Shown::ApiKey(key) => Self::by_key(kit, client, &key).await,
            Shown::Cookie(token) => match check(kit, &token) {
                Ok(_) if !meant_by_our_pages(kit, client, request) => Err(Unauthenticated::CrossOrigin),
                Ok(claims) => Ok(Self {
                    claims,
                    credential: Credential::Cookie(token),
                }),
                // A cookie of former times is no reason to turn somebody away where nobody is.
                Err(_) if kit.is_open() => Self::of_open_mode(kit, client, request),
                Err(why) => Err(why),
            },
            Shown::Nothing if kit.is_open() => Self::of_open_mode(kit, client, request),
            Shown::Nothing => Err(Unauthenticated::Nothing),
        }
    }

    /// The owner of an API key, as far as the key goes.
    ///
    /// # Errors
    /// Why the key is not accepted.
    pub async fn by_key(kit: &Kit, client: &Client, key: &str) -> Result<Self, Unauthenticated> {
        // The key carries a checksum: what was mistyped costs nobody a question.
        let digest = ApiKeyText::parse(key).ok_or(Unauthenticated::Key)?.digest();
        if kit.api_keys().is_strange(&digest) {
            // A right checksum can be made up, and then each one costs the keeper of the keys a question.
            kit.floods()
                .admit_strange_key(client)
                .map_err(Unauthenticated::TooMany)?;
        }
        Self::by_digest(kit, client.address(), digest).await
    }

    /// The same by the key's sum, for whoever looks again whether a key is still good.
    ///
    /// # Errors
    /// Why the key is not accepted.
    pub async fn by_digest(kit: &Kit, address: IpAddr, digest: KeyDigest) -> Result<Self, Unauthenticated> {
        let grant = kit.api_keys().find_digest(digest, address).await;
        let grant = grant.map_err(|error| {
            tracing::error!(
                error = &*error as &dyn std::error::Error,
                "an API key could not be checked"
            );
            Unauthenticated::Unchecked
        })?;
        let now = kit.clock().unix_seconds();
        let grant = grant
            .filter(|grant| grant.expires_at.is_none_or(|at| at > now))
            .filter(|grant| !kit.revocations().contains(&grant.sid()))
            .ok_or(Unauthenticated::Key)?;
        if !grant.holds_at(address) {
            return Err(Unauthenticated::KeyNotHere);
        }
        let claims = Claims {
            sub: grant.username.clone(),
            email: grant.email.clone(),
            groups: grant.groups.clone(),
            permissions: grant.permissions.clone(),
            iat: now,
            exp: grant.expires_at.unwrap_or(i64::MAX),
            iss: ISSUER.to_owned(),
            jti: None,
            sid: Some(grant.sid()),
            nbf: None,
        };
        Ok(Self {
            claims,
            credential: Credential::ApiKey(grant),
        })
    }

    fn of_open_mode(kit: &Kit, client: &Client, request: &HttpRequest) -> Result<Self, Unauthenticated> {
        if !client.is_on_this_host() {
            return Err(Unauthenticated::OpenOnlyHere);
        }
        // A page of another site, open in the same browser, is not "everybody".
        if request.headers().contains_key(ORIGIN) && !meant_by_our_pages(kit, client, request) {
            return Err(Unauthenticated::CrossOrigin);
        }
        let now = kit.clock().unix_seconds();
        Ok(Self {
            claims: Claims {
                sub: "admin".to_owned(),
                email: "admin@local".to_owned(),
                groups: vec![PORTAL_ADMINS.to_owned()],
                permissions: Permission::ALL.iter().map(ToString::to_string).collect(),
                iat: now,
                exp: i64::MAX,
                iss: ISSUER.to_owned(),
                jti: None,
                sid: None,
                nbf: None,
            },
            credential: Credential::OpenMode,
        })
    }

    /// The caller of this request, as the door found it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn of(request: &HttpRequest) -> Result<Self, Unauthenticated> {
        request
            .extensions()
            .get::<Result<Self, Unauthenticated>>()
            .cloned()
            .unwrap_or(Err(Unauthenticated::Nothing))
    }
}

/// Checks a token that came another way than by header or cookie, such as in a WebSocket's first message.
///
/// # Errors
/// Why it is not accepted.
pub fn check(kit: &Kit, token: &str) -> Result<Claims, Unauthenticated> {
    let claims = kit.verifier().verify(token, kit.clock().unix_seconds())?;
    if is_revoked(kit, &claims) {
        Err(Unauthenticated::Revoked)
    } else {
        Ok(claims)
    }
}

/// Whether the token, or the session that it belongs to, was ended before its time.
#[must_use]
pub fn is_revoked(kit: &Kit, claims: &Claims) -> bool {
    kit.revocations().cover(claims)
}
pub use check as revocable;

/// Nobody we know. Bodies of contract 4.2.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub enum Unauthenticated {
    /// Neither header nor cookie.
    #[error("no credential")]
    Nothing,
    /// The header is not `Bearer <token>`.
    #[error("the Authorization header is not Bearer")]
    NotBearer,
    /// The token is not good.
    #[error("the token was rejected: {0}")]
    Token(#[from] Rejected),
    /// The token was ended before its time.
    #[error("the token was revoked")]
    Revoked,
    /// The key is unknown, mistyped, revoked or expired, or its owner is disabled.
    #[error("the API key is not good")]
    Key,
    /// The key is good, but not at this address.
    #[error("the API key may not be used from this address")]
    KeyNotHere,
    /// Nobody could say whether the key is good.
    #[error("the API key could not be checked")]
    Unchecked,
    /// A write with the cookie that does not come from the portal's own pages.
    #[error("a write with the cookie from another origin")]
    CrossOrigin,
    /// Open mode, but not for whoever comes from elsewhere.
    #[error("open mode is for this machine only")]
    OpenOnlyHere,
    /// Too many keys from there that nobody has seen before.
    #[error("too many unknown API keys from this network")]
    TooMany(RetryAfter),
}

impl Unauthenticated {
    /// Status, code and words.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let unauthorized = |code, error: &str| Problem::new(StatusCode::UNAUTHORIZED, code, error);
        match self {
            Self::Nothing => {
                unauthorized("not_signed_in", "No authorization header").message("Authorization header is required")
            }
            Self::NotBearer => unauthorized("not_bearer", "Invalid authorization header")
                .message("Authorization header must start with \"Bearer \""),
            Self::Token(Rejected::Expired) => {
                unauthorized("token_expired", "Token expired").message("Your session has expired. Please log in again.")
            }
            Self::Token(rejected) => {
                unauthorized("token_invalid", "Invalid token").message(format!("Token validation failed: {rejected}"))
            }
            Self::Revoked => unauthorized("token_revoked", "Invalid token")
                .message("Token validation failed: the session was ended. Please log in again."),
            Self::Key => unauthorized("key_invalid", "Invalid API key")
                .message("The API key is unknown, revoked or expired. Make a new one on the account page."),
            Self::KeyNotHere => Problem::new(StatusCode::FORBIDDEN, "key_not_here", "Forbidden")
                .message("The API key may not be used from this address"),
            Self::Unchecked => {
                Problem::unavailable("keys_unavailable", "The API key cannot be checked at this moment", 2)
            }
            Self::CrossOrigin => Problem::new(StatusCode::FORBIDDEN, "cross_origin", "Forbidden")
                .message("A write with the sign-in cookie must come from the portal's own pages (Origin)"),
            Self::OpenOnlyHere => Problem::new(StatusCode::FORBIDDEN, "open_mode_elsewhere", "Forbidden").message(
                "The portal runs in open mode (PORTAL_OPEN_MODE), which lets in only who is at the same machine and calls it \
                 localhost or 127.0.0.1",
            ),
            Self::TooMany(wait) => crate::door::flooded(*wait),
        }
    }
}
crate::answer!(Unauthenticated);

/// Extractor for what only people do: a key, whatever its scopes, is not enough.
impl FromRequest for Caller {
    type Error = Refused;
    type Future = Ready<Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        ready(Refused::unless_person(Self::of(request)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use actix_web::test::TestRequest;
    use portal_jwt::{GroupPermissions, KeyFacts};

    use super::*;
    use crate::kit::tests::kit;

    async fn shows(kit: &Kit, address: &str, key: &ApiKeyText) -> Result<Caller, Unauthenticated> {
        let request = TestRequest::default()
            .peer_addr("127.0.0.1:9".parse().unwrap())
            .insert_header(("x-forwarded-for", address))
            .insert_header(("x-api-key", key.expose()))
            .to_srv_request();
        let client = Client::find(kit, &request);
        Caller::identify(kit, &client, request.request()).await
    }

    fn facts() -> KeyFacts {
        KeyFacts {
            key_id: "1".to_owned(),
            username: "kim".to_owned(),
            email: String::new(),
            groups: vec!["DX-Users".to_owned()],
            scopes: vec!["files:read".to_owned()],
            networks: Vec::new(),
            expires_at: None,
        }
    }

    #[actix_web::test]
    async fn keys_that_are_made_up_cost_few_questions_and_hold_up_no_good_one() {
        let (kit, asked) = (kit(), Arc::new(AtomicUsize::new(0)));
        let good = ApiKeyText::new([0; 8], [0; 32]);
        let (count, good_one) = (Arc::clone(&asked), good.digest());
        kit.api_keys().ask(move |digest, _address| {
            count.fetch_add(1, Ordering::SeqCst);
            let grant = (digest == good_one).then(|| KeyGrant::new(facts(), &GroupPermissions::default()));
            Box::pin(async move { Ok(grant.flatten()) })
        });
        shows(&kit, "203.0.113.9", &good).await.unwrap();
        let mut held_up = 0;
        for number in 1..=400_u64 {
            let key = ApiKeyText::new(number.to_be_bytes(), [1; 32]);
            let refused = shows(&kit, "203.0.113.9", &key).await.unwrap_err();
            held_up += usize::from(matches!(refused, Unauthenticated::TooMany(_)));
        }
        assert_eq!((asked.load(Ordering::SeqCst), held_up), (300, 101));
        let refused = shows(&kit, "203.0.113.9", &ApiKeyText::new([9; 8], [9; 32])).await;
        let problem = refused.unwrap_err().problem();
        assert_eq!((problem.status().as_u16(), problem.code()), (429, "too_many_requests"));

        // Keys that were good before, and other networks, are asked about.
        actix_web::rt::time::sleep(Duration::from_millis(600)).await;
        shows(&kit, "203.0.113.9", &good).await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 301);
        let elsewhere = shows(&kit, "198.51.100.1", &ApiKeyText::new([9; 8], [9; 32])).await;
        assert!(matches!(elsewhere, Err(Unauthenticated::Key)));
    }
}
