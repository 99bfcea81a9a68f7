//! The OpenID provider: the authorization code flow with PKCE, state and nonce.
//!
//! [`question`](Provider::question) is the address that the browser is sent to, [`answer`](Provider::answer) what comes of the
//! code that it brings back. What is known of the provider is fetched when it is needed; a provider that is down keeps
//! nobody from signing in another way.

mod claims;
mod id_token;
mod keys;
mod known;
mod metadata;
mod web;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portal_config::{Clock, Invalid, OidcSettings};
use portal_db::accounts::Identity;
use portal_jwt::GroupPermissions;
use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use super::Flow;
use super::groups::Groups;
use claims::Claims;
use id_token::{ClaimError, Expected};
use keys::SignatureError;
use known::Known;
use metadata::Metadata;
use web::{Authorization, Web, WebError};

/// What is not unreserved (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why somebody did not come in by the provider.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    #[error("the provider cannot be asked")]
    Web(#[source] WebError),
    #[error("the provider did not answer a moment ago")]
    SilentLately,
    #[error("the provider's description of itself cannot be used")]
    Metadata(#[source] serde_json::Error),
    #[error("the provider calls itself {0}, which is not OIDC_ISSUER")]
    OtherIssuer(String),
    #[error("the provider's endpoint {0} is not encrypted")]
    Endpoint(String),
    #[error("the provider does not take the code: {0}")]
    Code(String),
    #[error("the provider gave no ID token")]
    NoToken,
    #[error("the ID token is not accepted")]
    Signature(#[from] SignatureError),
    #[error("the ID token is not accepted")]
    Claim(#[from] ClaimError),
    #[error("what the provider says of the user is of another user")]
    OtherUser,
    #[error("the answer is of another provider than it was asked from")]
    MixedUp,
    #[error("no claim has a user name of the cluster; see SSO_ATTRIBUTE_MAPPING")]
    NoUsername,
}

impl ProviderError {
    /// Whether the same may work in a while.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self, Self::Web(_) | Self::SilentLately)
    }
}

/// What the browser brought back from the provider.
#[derive(Clone, Debug)]
pub(crate) struct Returned<'a> {
    pub(crate) code: &'a str,
    /// Who says so (RFC 9207).
    pub(crate) issuer: Option<&'a str>,
}

/// What came of it.
pub(crate) enum Answer {
    /// Somebody, and the token that the provider wants to see again at sign-out.
    Known { identity: Identity, id_token: String },
    /// Somebody in none of the allowed groups.
    NotAllowed,
}

/// Asks the provider.
pub(crate) struct Provider {
    settings: OidcSettings,
    known: Known,
    web: Web,
    claims: Claims,
    groups: Groups,
    clock: Clock,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Provider")
    }
}

impl Provider {
    /// Prepares to ask; does not connect.
    ///
    /// # Errors
    /// When the proxy or the file of authorities cannot be used.
    pub(crate) fn new(settings: &OidcSettings, permissions: &GroupPermissions, clock: Clock) -> Result<Self, Invalid> {
        let web = Web::new(settings)?;
        Ok(Self {
            known: Known::new(&settings.issuer, web.clone(), clock.clone()),
            claims: Claims::new(&settings.attributes),
            groups: Groups::new(permissions.clone(), settings.allowed_groups.clone()),
            settings: settings.clone(),
            web,
            clock,
        })
    }

    pub(crate) fn settings(&self) -> &OidcSettings {
        &self.settings
    }

    /// Where the browser signs in.
    pub(crate) async fn question(&self, flow: &Flow, redirect_uri: &str) -> Result<String, ProviderError> {
        let metadata = self.known.metadata().await?;
        let challenge = flow.challenge();
        let scopes = self.settings.scopes.join(" ");
        let mut query = vec![
            ("response_type", "code"),
            ("client_id", self.settings.client_id.as_str()),
            ("redirect_uri", redirect_uri),
            ("scope", &scopes),
            ("state", flow.state()),
            ("nonce", flow.nonce()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let named = &self.settings.requested_claims;
        let claims = self.claims.request(named).to_string();
        if !named.is_empty() || metadata.claims_parameter_supported {
            query.push(("claims", &claims));
        }
        Ok(with_query(&metadata.authorization_endpoint, &query))
    }

    /// Who comes back with this code.
    pub(crate) async fn answer(
        &self,
        flow: &Flow,
        redirect_uri: &str,
        returned: Returned<'_>,
    ) -> Result<Answer, ProviderError> {
        let metadata = self.known.metadata().await?;
        let says_who = metadata.authorization_response_iss_parameter_supported;
        match returned.issuer {
            Some(issuer) if issuer != metadata.issuer => return Err(ProviderError::MixedUp),
            None if says_who => return Err(ProviderError::MixedUp),
            _ => {}
        }
        let tokens = self.exchange(&metadata, flow, redirect_uri, returned.code).await?;
        let text = |name: &str| tokens.get(name).and_then(Value::as_str);
        let id_token = text("id_token").ok_or(ProviderError::NoToken)?;
        let mut claims = self.verify(id_token).await?;
        let expected = Expected {
            issuer: &metadata.issuer,
            client_id: &self.settings.client_id,
            nonce: flow.nonce(),
            now: self.clock.unix_seconds(),
        };
        id_token::judge(&claims, &expected)?;
        if let (Some(url), Some(access_token), false) = (
            &metadata.userinfo_endpoint,
            text("access_token"),
            self.claims.are_complete(&claims),
        ) {
            self.add_userinfo(&mut claims, url, access_token).await?;
        }
        if !self.groups.admit(&self.claims.groups(&claims)) {
            return Ok(Answer::NotAllowed);
        }
        let identity = self.claims.identity(&claims, &metadata.issuer, &self.groups);
        Ok(Answer::Known {
            identity: identity.ok_or(ProviderError::NoUsername)?,
            id_token: id_token.to_owned(),
        })
    }

    /// Where the browser signs out; none when the provider has no such place.
    pub(crate) async fn farewell(
        &self,
        id_token: Option<&str>,
        back_to: Option<&str>,
    ) -> Result<Option<String>, ProviderError> {
        let metadata = self.known.metadata().await?;
        let mut query = vec![("client_id", self.settings.client_id.as_str())];
        query.extend(back_to.map(|address| ("post_logout_redirect_uri", address)));
        query.extend(id_token.map(|token| ("id_token_hint", token)));
        let place = metadata.end_session_endpoint.as_ref();
        Ok(place.map(|place| with_query(place, &query)))
    }

    async fn exchange(
        &self,
        metadata: &Metadata,
        flow: &Flow,
        redirect_uri: &str,
        code: &str,
    ) -> Result<Value, ProviderError> {
        let mut form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", redirect_uri.to_owned()),
            ("code_verifier", flow.verifier().to_owned()),
        ];
        let authorization = self.prove(metadata, &mut form);
        let reply = self.web.post(&metadata.token_endpoint, authorization, form).await;
        let reply = reply.map_err(ProviderError::Web)?;
        match reply.status {
            200 => Ok(reply.body),
            status if status >= 500 => Err(ProviderError::Web(WebError::Status {
                url: metadata.token_endpoint.clone(),
                status,
            })),
            status => {
                let word = reply.body.get("error").and_then(Value::as_str).unwrap_or_default();
                Err(ProviderError::Code(format!("{status} {}", super::shown(word))))
            }
        }
    }

    /// The portal's own name and password, in the header or in the form (RFC 6749, 2.3.1).
    fn prove(&self, metadata: &Metadata, form: &mut Vec<(&'static str, String)>) -> Authorization {
        let client_id = &self.settings.client_id;
        match &self.settings.client_secret {
            Some(secret) if !metadata.wants_secret_in_form() => {
                let encoded = |text| utf8_percent_encode(text, RESERVED).to_string();
                let pair = format!("{}:{}", encoded(client_id), encoded(secret.expose_secret()));
                Some(format!("Basic {}", BASE64_STANDARD.encode(pair)))
            }
            secret => {
                form.push(("client_id", client_id.clone()));
                form.extend(
                    secret
                        .as_ref()
                        .map(|secret| ("client_secret", secret.expose_secret().to_owned())),
                );
                None
            }
        }
    }

    async fn verify(&self, token: &str) -> Result<Map<String, Value>, ProviderError> {
        let keys = self.known.keys().await?;
        match keys::verify(token, &keys) {
            Err(SignatureError::UnknownKey) => {
                // It signs with a new one since we asked.
                let keys = self.known.newer_keys().await?;
                Ok(keys::verify(token, &keys)?)
            }
            verified => Ok(verified?),
        }
    }

    /// What the ID token does not say; what it says counts.
    async fn add_userinfo(
        &self,
        claims: &mut Map<String, Value>,
        url: &str,
        access_token: &str,
    ) -> Result<(), ProviderError> {
        let asked = self.web.get(url, Some(format!("Bearer {access_token}"))).await;
        let more = match asked.map_err(ProviderError::Web)? {
            Value::Object(more) => more,
            _ => return Err(ProviderError::OtherUser),
        };
        // Else somebody could bring another one's access token along (Core, 5.3.2).
        if more.get("sub") != claims.get("sub") {
            return Err(ProviderError::OtherUser);
        }
        for (name, value) in more {
            claims.entry(name).or_insert(value);
        }
        Ok(())
    }
}

/// An endpoint, which may have a query of its own, with these fields.
fn with_query(endpoint: &str, fields: &[(&str, &str)]) -> String {
    let encoded = |text| utf8_percent_encode(text, RESERVED);
    let mut address = endpoint.to_owned();
    for (name, value) in fields {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(&format!("{name}={}", encoded(value)));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn an_endpoint_keeps_its_own_query() {
        assert_eq!(
            with_query("https://x/a", &[("b", "c d"), ("e", "&")]),
            "https://x/a?b=c%20d&e=%26"
        );
        assert_eq!(with_query("https://x/a?p=1", &[("b", "c")]), "https://x/a?p=1&b=c");
    }
}
