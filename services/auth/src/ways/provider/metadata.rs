//! What the provider says of itself (OpenID Connect Discovery 1.0).

use serde::Deserialize;
use serde_json::Value;

use super::ProviderError;

/// The document below the issuer.
pub(super) const PLACE: &str = "/.well-known/openid-configuration";

/// The parts of it that matter here.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Metadata {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) jwks_uri: String,
    pub(super) userinfo_endpoint: Option<String>,
    pub(super) end_session_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    pub(super) claims_parameter_supported: bool,
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl Metadata {
    /// Takes the document of `issuer`, as it was set.
    pub(super) fn read(document: Value, issuer: &str) -> Result<Self, ProviderError> {
        let metadata: Self = serde_json::from_value(document).map_err(ProviderError::Metadata)?;
        // A slash at the end is the only thing that operators get wrong without harm; tokens must carry it exactly.
        if metadata.issuer.trim_end_matches('/') != issuer.trim_end_matches('/') {
            return Err(ProviderError::OtherIssuer(metadata.issuer));
        }
        let scheme = if issuer.starts_with("https://") {
            "https://"
        } else {
            "http"
        };
        let optional = [&metadata.userinfo_endpoint, &metadata.end_session_endpoint];
        let endpoints = [
            &metadata.authorization_endpoint,
            &metadata.token_endpoint,
            &metadata.jwks_uri,
        ];
        let mut endpoints = endpoints.into_iter().chain(optional.into_iter().flatten());
        let weak = endpoints.find(|endpoint| !endpoint.starts_with(scheme)).cloned();
        drop(endpoints);
        if let Some(weak) = weak {
            return Err(ProviderError::Endpoint(weak));
        }
        Ok(metadata)
    }

    /// Whether the portal proves who it is in the form; in the header (the default) otherwise.
    pub(super) fn wants_secret_in_form(&self) -> bool {
        let named = |method: &str| {
            self.token_endpoint_auth_methods_supported
                .iter()
                .any(|known| known == method)
        };
        named("client_secret_post") && !named("client_secret_basic")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "https://id.example.org";

    fn document() -> Value {
        json!({
            "issuer": ISSUER, "authorization_endpoint": "https://id.example.org/auth",
            "token_endpoint": "https://id.example.org/token", "jwks_uri": "https://id.example.org/jwks",
        })
    }

    fn with(name: &str, value: Value) -> Result<Metadata, ProviderError> {
        let mut document = document();
        document[name] = value;
        Metadata::read(document, ISSUER)
    }

    #[test]
    fn another_providers_document_is_not_taken() {
        assert!(Metadata::read(document(), ISSUER).is_ok());
        assert!(Metadata::read(document(), "https://id.example.org/").is_ok());
        let other = with("issuer", json!("https://evil.example"));
        assert!(matches!(other, Err(ProviderError::OtherIssuer(_))));
        assert!(matches!(with("jwks_uri", Value::Null), Err(ProviderError::Metadata(_))));
    }

    #[test]
    fn nothing_travels_in_the_clear() {
        for endpoint in [
            "token_endpoint",
            "jwks_uri",
            "userinfo_endpoint",
            "end_session_endpoint",
        ] {
            let weak = with(endpoint, json!("http://id.example.org/x"));
            assert!(matches!(weak, Err(ProviderError::Endpoint(_))), "{endpoint}");
        }
    }

    #[test]
    fn the_secret_travels_as_the_provider_wants_it() {
        let methods = |methods: Value| with("token_endpoint_auth_methods_supported", methods).unwrap();
        assert!(!Metadata::read(document(), ISSUER).unwrap().wants_secret_in_form());
        assert!(!methods(json!(["client_secret_basic", "client_secret_post"])).wants_secret_in_form());
        assert!(methods(json!(["client_secret_post"])).wants_secret_in_form());
    }
}
