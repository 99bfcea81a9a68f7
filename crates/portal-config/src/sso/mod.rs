//! Ways in besides the accounts that are kept here: an LDAP directory, an OpenID provider.

mod address;
mod attributes;
mod ldap;
mod oidc;

pub use attributes::AttributeMapping;
pub use ldap::{GroupSearch, LdapServer, LdapSettings, ServiceBind, Transport, UserSearch};
pub use oidc::{Handover, OidcSettings};

use crate::names::{LOCAL_LOGIN, OIDC_ISSUER, SSO_ENABLED, SSO_TYPE};
use crate::{Invalid, Source};

/// All ways in.
#[derive(Clone, Debug)]
pub struct WaysIn {
    /// Whether accounts whose password is kept here may sign in.
    pub local: bool,
    /// The directory, if there is one.
    pub ldap: Option<LdapSettings>,
    /// The provider, if there is one.
    pub oidc: Option<OidcSettings>,
}

impl WaysIn {
    /// Reads them. `SSO_ENABLED=false` never opens the portal: it means no OpenID provider.
    ///
    /// # Errors
    /// Names the first wrong variable, also when nobody could come in any more.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        let attributes = AttributeMapping::load(source)?;
        let ways = Self {
            local: source.switch(&LOCAL_LOGIN)?,
            ldap: LdapSettings::load(source, &attributes)?,
            oidc: oidc(source, attributes)?,
        };
        if !ways.local && ways.ldap.is_none() && ways.oidc.is_none() {
            let reason = "nobody could sign in: false needs LDAP_URL or SSO_ENABLED=true";
            return Err(Invalid::new(&LOCAL_LOGIN, reason));
        }
        Ok(ways)
    }
}

fn oidc(source: &Source, attributes: AttributeMapping) -> Result<Option<OidcSettings>, Invalid> {
    if !source.switch(&SSO_ENABLED)? {
        return Ok(None);
    }
    source.read(&SSO_TYPE, |text| match text.to_ascii_lowercase().as_str() {
        "oidc" => Ok(()),
        "saml" => Err(
            "the portal speaks OpenID Connect; put a bridge in front of a SAML identity provider and set SSO_TYPE=oidc, \
             see \"Single sign-on\" in docs/OPERATIONS.md"
                .to_owned(),
        ),
        _ => Err("expected oidc".to_owned()),
    })?;
    if source.given(&OIDC_ISSUER).is_none() {
        return Err(Invalid::new(&OIDC_ISSUER, "must be set when SSO_TYPE is oidc"));
    }
    OidcSettings::load(source, attributes).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::LDAP_URL;

    fn wrong(source: &Source) -> Invalid {
        WaysIn::load(source).unwrap_err()
    }

    #[test]
    fn switched_off_means_accounts_that_are_kept_here_and_nothing_else() {
        for source in [Source::default(), Source::default().with(&SSO_ENABLED, "false")] {
            let ways = WaysIn::load(&source).unwrap();
            assert!(ways.local && ways.ldap.is_none() && ways.oidc.is_none());
        }
    }

    #[test]
    fn saml_stops_the_start_with_a_hint_at_the_bridge() {
        // The contract's default is saml, so a site that only says SSO_ENABLED=true meant it.
        for source in [
            Source::default().with(&SSO_ENABLED, "true"),
            Source::default().with(&SSO_ENABLED, "True").with(&SSO_TYPE, "SAML"),
        ] {
            let error = wrong(&source);
            assert_eq!(error.name, "SSO_TYPE");
            assert!(error.reason.contains("OPERATIONS.md"), "{error}");
        }
    }

    #[test]
    fn somebody_must_be_able_to_come_in() {
        let closed = Source::default().with(&LOCAL_LOGIN, "false");
        assert_eq!(wrong(&closed).name, "LOCAL_LOGIN");
        let directory = closed
            .with(&LDAP_URL, "ldaps://ldap.example.org")
            .with(&crate::names::LDAP_USER_BASE, "dc=example");
        assert!(!WaysIn::load(&directory).unwrap().local);
    }
}
