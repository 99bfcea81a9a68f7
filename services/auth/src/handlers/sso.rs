//! `/auth/saml/*` and `/auth/oidc/*`: single sign-on, which is not enabled (contract 1.2).

use crate::failure::Failure;

/// Any SAML route.
pub(crate) async fn saml_not_enabled() -> Result<&'static str, Failure> {
    Err(Failure::NotEnabled("SAML"))
}

/// Any OpenID Connect route.
pub(crate) async fn oidc_not_enabled() -> Result<&'static str, Failure> {
    Err(Failure::NotEnabled("OIDC"))
}
