//! The OpenID provider.

use std::path::PathBuf;

use secrecy::SecretString;

use super::AttributeMapping;
use super::address::is_confidential;
use super::ldap::groups_list;
use crate::names::{
    OIDC_ALLOWED_GROUPS, OIDC_CA_FILE, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_ISSUER, OIDC_LABEL,
    OIDC_LOGOUT_REDIRECT_URI, OIDC_PROXY, OIDC_REDIRECT_URI, OIDC_REQUESTED_CLAIMS, OIDC_SCOPES, PUBLIC_URL,
    SSO_CALLBACK_HANDOVER, SSO_CALLBACK_PAGE,
};
use crate::{Invalid, Setting, Source};

/// Where the provider sends the browser back to.
const CALLBACK: &str = "/auth/oidc/callback";

/// How the portal's pages learn that somebody signed in at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover {
    /// By the cookies alone.
    Cookie,
    /// By a code in the address, good once and for a minute, which the page exchanges for a token.
    Code,
    /// By the token itself in the address, where histories and logs keep it.
    Token,
}

/// What is known of the provider.
#[derive(Clone, Debug)]
pub struct OidcSettings {
    /// Its name; tokens must carry it.
    pub issuer: String,
    /// The portal's name there.
    pub client_id: String,
    /// The portal's password there; none for a public client, which has PKCE alone.
    pub client_secret: Option<SecretString>,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// Claims to ask for one by one, when any are named.
    pub requested_claims: Vec<String>,
    /// Written on the button.
    pub label: String,
    /// Only members of one of them come in; empty for everybody.
    pub allowed_groups: Vec<String>,
    /// Where the provider sends the browser back to; none: to where the browser found the portal.
    pub redirect_uri: Option<String>,
    /// Where the browser goes after it signed out at the provider; none: to where it found the portal.
    pub logout_redirect_uri: Option<String>,
    /// The authorities that vouch for the provider, in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// On the way to the provider.
    pub proxy: Option<String>,
    /// Names of claims.
    pub attributes: AttributeMapping,
    /// How pages learn of a sign-in.
    pub handover: Handover,
    /// The page that gets the code or the token.
    pub callback_page: String,
}

impl OidcSettings {
    /// Reads them.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source, attributes: AttributeMapping) -> Result<Self, Invalid> {
        let public = address(source, &PUBLIC_URL)?.map(|url| url.trim_end_matches('/').to_owned());
        let beneath = |path: &str| public.as_ref().map(|url| format!("{url}{path}"));
        let mut scopes = source.list(&OIDC_SCOPES);
        if !scopes.iter().any(|scope| scope == "openid") {
            scopes.insert(0, "openid".to_owned());
        }
        Ok(Self {
            issuer: source.read(&OIDC_ISSUER, confidential)?,
            client_id: source.read(&OIDC_CLIENT_ID, |text| match text {
                "" => Err("must be set when SSO_TYPE is oidc".to_owned()),
                text => Ok(text.to_owned()),
            })?,
            client_secret: source.given(&OIDC_CLIENT_SECRET).map(SecretString::from),
            scopes,
            requested_claims: source.list(&OIDC_REQUESTED_CLAIMS),
            label: source.text(&OIDC_LABEL).to_owned(),
            allowed_groups: groups_list(source.text(&OIDC_ALLOWED_GROUPS)),
            redirect_uri: address(source, &OIDC_REDIRECT_URI)?.or_else(|| beneath(CALLBACK)),
            logout_redirect_uri: address(source, &OIDC_LOGOUT_REDIRECT_URI)?.or_else(|| beneath("/")),
            ca_file: source.given(&OIDC_CA_FILE).map(PathBuf::from),
            proxy: source.given(&OIDC_PROXY).map(str::to_owned),
            attributes,
            handover: source.read(&SSO_CALLBACK_HANDOVER, |text| match text {
                "cookie" => Ok(Handover::Cookie),
                "code" => Ok(Handover::Code),
                "token" => Ok(Handover::Token),
                _ => Err("expected cookie, code or token".to_owned()),
            })?,
            callback_page: source.read(&SSO_CALLBACK_PAGE, page)?,
        })
    }
}

/// An address that may be missing.
fn address(source: &Source, setting: &Setting) -> Result<Option<String>, Invalid> {
    match source.given(setting) {
        Some(_) => source.read(setting, confidential).map(Some),
        None => Ok(None),
    }
}

fn confidential(text: &str) -> Result<String, String> {
    if !is_confidential(text) {
        Err("expected an address such as https://id.example.org; http:// only on this machine".to_owned())
    } else if text.contains(['#', '?', ' ']) {
        Err("expected an address without query and fragment".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// A page of this origin, or the address of another one, to which the older interfaces were given tokens.
fn page(text: &str) -> Result<String, String> {
    let here = text.starts_with('/') && !text.starts_with("//") && !text.contains(['\\', '?', '#', ' ']);
    if here && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(text.to_owned())
    } else {
        confidential(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source::default()
            .with(&OIDC_ISSUER, "https://id.example.org/realms/hpc")
            .with(&OIDC_CLIENT_ID, "portal")
    }

    fn load(source: &Source) -> Result<OidcSettings, Invalid> {
        OidcSettings::load(source, AttributeMapping::default())
    }

    #[test]
    fn the_contracts_names_are_enough() {
        let settings = load(&source()).unwrap();
        assert_eq!(settings.scopes, ["openid", "profile", "email", "groups"]);
        assert_eq!(
            (settings.handover, settings.callback_page.as_str()),
            (Handover::Cookie, "/auth/callback")
        );
        assert!(settings.redirect_uri.is_none() && settings.client_secret.is_none());
    }

    #[test]
    fn the_portals_address_gives_the_addresses_to_come_back_to() {
        let settings = load(&source().with(&PUBLIC_URL, "https://portal.example.org/")).unwrap();
        assert_eq!(
            settings.redirect_uri.as_deref(),
            Some("https://portal.example.org/auth/oidc/callback")
        );
        assert_eq!(
            settings.logout_redirect_uri.as_deref(),
            Some("https://portal.example.org/")
        );
    }

    #[test]
    fn what_anybody_could_read_or_change_on_the_way_is_refused() {
        assert!(load(&source().with(&OIDC_ISSUER, "http://127.0.0.1:5997")).is_ok());
        for (setting, value) in [
            (&OIDC_ISSUER, "http://id.example.org"),
            (&OIDC_ISSUER, "https://id.example.org?x"),
            (&OIDC_ISSUER, "id.example.org"),
            (&PUBLIC_URL, "http://portal.example.org"),
            (&OIDC_REDIRECT_URI, "portal"),
            (&SSO_CALLBACK_PAGE, "//evil.example"),
            (&SSO_CALLBACK_PAGE, "/\\evil.example"),
            (&SSO_CALLBACK_PAGE, "javascript:alert(1)"),
            (&SSO_CALLBACK_HANDOVER, "query"),
        ] {
            assert_eq!(
                load(&source().with(setting, value)).unwrap_err().name,
                setting.name,
                "{value}"
            );
        }
    }

    #[test]
    fn the_clients_secret_is_not_shown() {
        let settings = load(&source().with(&OIDC_CLIENT_SECRET, "hunter2hunter2")).unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
