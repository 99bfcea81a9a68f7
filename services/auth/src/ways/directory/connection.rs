//! One conversation with one server.

use std::sync::Arc;
use std::time::Duration;

use ldap3::{
    DerefAliases, Ldap, LdapConnAsync, LdapConnSettings, LdapError, LdapResult, Scope, SearchEntry, SearchOptions,
};
use portal_config::{LdapServer, Transport};
use rustls::ClientConfig;
use tokio::task::JoinHandle;

/// With TLS, if there is any.
const CONNECT: Duration = Duration::from_secs(3);

/// For a bind, and for each entry of a search.
const OPERATION: Duration = Duration::from_secs(5);

/// Result codes (RFC 4511, appendix A) that say no to a name and a password.
const NOT_THIS_PASSWORD: [u32; 6] = [
    19, // constraintViolation: some servers' word for a locked account
    32, // noSuchObject: no such entry, said by a server that does not mind
    34, // invalidDNSyntax
    48, // inappropriateAuthentication: the entry has no password
    49, // invalidCredentials
    53, // unwillingToPerform: a disabled account
];
const NO_SUCH_OBJECT: u32 = 32;
const SIZE_LIMIT_EXCEEDED: u32 = 4;

/// What became of a bind.
pub(super) enum Bound {
    /// The connection is this person's now.
    Yes,
    /// The name and the password do not belong together.
    No(LdapResult),
    /// Something else is wrong.
    Refused(LdapResult),
}

/// Closed when dropped.
pub(super) struct Connection {
    ldap: Ldap,
    driver: JoinHandle<()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Connection {
    pub(super) async fn open(server: &LdapServer, tls: &Arc<ClientConfig>) -> Result<Self, LdapError> {
        let settings = LdapConnSettings::new()
            .set_conn_timeout(CONNECT)
            .set_config(Arc::clone(tls))
            .set_starttls(server.transport == Transport::StartTls);
        let (connection, ldap) = LdapConnAsync::with_settings(settings, &server.url).await?;
        let driver = tokio::spawn(async move {
            if let Err(error) = connection.drive().await {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "a connection to the directory broke"
                );
            }
        });
        Ok(Self { ldap, driver })
    }

    /// `password` must not be empty: that would be a bind as nobody, which succeeds.
    pub(super) async fn bind(&mut self, name: &str, password: &str) -> Result<Bound, LdapError> {
        let result = self.ldap.with_timeout(OPERATION).simple_bind(name, password).await?;
        Ok(match result.rc {
            0 if !password.is_empty() => Bound::Yes,
            0 => Bound::No(result),
            code if NOT_THIS_PASSWORD.contains(&code) => Bound::No(result),
            _ => Bound::Refused(result),
        })
    }

    /// At most `most` entries; what is elsewhere (referrals) is not followed, since whoever could write a referral could
    /// send the portal, and passwords, to a server of theirs.
    pub(super) async fn search(
        &mut self,
        what: &Search<'_>,
    ) -> Result<Result<Vec<SearchEntry>, LdapResult>, LdapError> {
        let limits = SearchOptions::new()
            .deref(DerefAliases::Never)
            .sizelimit(what.most)
            .timelimit(i32::try_from(OPERATION.as_secs()).unwrap_or(i32::MAX));
        let search = self.ldap.with_timeout(OPERATION).with_search_options(limits);
        let found = search
            .search(what.base, what.scope, what.filter, what.attributes)
            .await?;
        Ok(match found.1.rc {
            0 | SIZE_LIMIT_EXCEEDED => {
                let entries = found
                    .0
                    .into_iter()
                    .filter(|entry| !entry.is_ref() && !entry.is_intermediate());
                Ok(entries.map(SearchEntry::construct).collect())
            }
            NO_SUCH_OBJECT => Ok(Vec::new()),
            _ => Err(found.1),
        })
    }
}

/// What is searched for.
pub(super) struct Search<'a> {
    pub(super) base: &'a str,
    pub(super) scope: Scope,
    pub(super) filter: &'a str,
    pub(super) attributes: &'a [String],
    /// Entries.
    pub(super) most: i32,
}
