//! The LDAP directory: does this password belong to this person, and in which groups are they?
//!
//! Two ways to ask. With a search first: the portal's own account (or nobody) finds the person's entry, then a bind as that
//! entry checks the password. Or with a template: a bind at once, and the person's own rights read the entry.

mod connection;
mod entry;
mod error;
mod lookup;

use std::sync::Arc;
use std::time::Duration;

use ldap3::LdapError;
use portal_config::names::{LDAP_CA_FILE, LDAP_GROUP_FILTER, LDAP_USER_FILTER};
use portal_config::{GroupSearch, Invalid, LdapSettings, Transport};
use portal_db::accounts::Identity;
use portal_jwt::{GroupPermissions, Username};
use rustls::ClientConfig;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::authorities::Authorities;
use super::groups::Groups;
use connection::Connection;
use entry::Attributes;
pub(crate) use error::DirectoryError;
use error::Trouble;

/// Connections at a time. A check takes some milliseconds, so these are some hundred sign-ins a second.
const AT_ONCE: usize = 8;

/// Who waits longer than this for a connection is told to come back.
const PATIENCE: Duration = Duration::from_secs(3);

/// For all servers together, so that a request ends before the proxy's own patience does.
const DEADLINE: Duration = Duration::from_secs(20);

/// What the directory says of a name and a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// They belong together.
    Known(Identity),
    /// They do not, or there is no such person.
    Wrong,
    /// They do, but the person is in none of the allowed groups.
    NotAllowed,
}

/// The filter may not have been given at all.
const UNREADABLE: &str = "expected an LDAP filter (RFC 4515); when not given, it is made from the user name's attribute in SSO_ATTRIBUTE_MAPPING";

/// Asks the directory.
pub(crate) struct Directory {
    settings: LdapSettings,
    attributes: Attributes,
    groups: Groups,
    tls: Arc<ClientConfig>,
    turns: Semaphore,
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Directory")
    }
}

impl Directory {
    /// Prepares to ask; does not connect, because a directory that is down must not keep the portal down.
    ///
    /// # Errors
    /// When a filter or the file of authorities cannot be used.
    pub(crate) fn new(settings: &LdapSettings, permissions: &GroupPermissions) -> Result<Self, Invalid> {
        let unreadable = |setting, filter: &str| {
            let tried = filter.replace("{name}", "x").replace("{dn}", "x");
            ldap3::parse_filter(tried)
                .map(drop)
                .map_err(|()| Invalid::new(setting, UNREADABLE))
        };
        if let Some(users) = &settings.users {
            unreadable(&LDAP_USER_FILTER, &users.filter)?;
        }
        if let GroupSearch::Search { filter, .. } = &settings.groups {
            unreadable(&LDAP_GROUP_FILTER, filter)?;
        }
        let encrypted = settings
            .servers
            .iter()
            .any(|server| server.transport != Transport::Plain);
        let authorities = if encrypted {
            Authorities::load(&LDAP_CA_FILE, settings.ca_file.as_deref())?
        } else {
            Authorities::none()
        };
        let tls = authorities.client();
        Ok(Self {
            attributes: Attributes::new(&settings.attributes),
            groups: Groups::new(permissions.clone(), settings.allowed_groups.clone()),
            tls: tls.map_err(|error| Invalid::new(&LDAP_CA_FILE, error.to_string()))?,
            turns: Semaphore::new(AT_ONCE),
            settings: settings.clone(),
        })
    }

    /// Checks a password.
    ///
    /// # Errors
    /// When no server could say.
    pub(crate) async fn verify(&self, name: &Username, password: String) -> Result<Verdict, DirectoryError> {
        // A bind without a password is nobody's, and succeeds (RFC 4513, 5.1.2).
        if password.is_empty() {
            return Ok(Verdict::Wrong);
        }
        self.first_that_answers(async |connection| self.check(connection, name, &password).await)
            .await
    }

    /// Whether people can be looked up without their password.
    pub(crate) fn can_look_up(&self) -> bool {
        self.settings.service_bind.is_some()
    }

    /// What the directory says of somebody today; none when they are gone, or in no allowed group any more.
    ///
    /// # Errors
    /// When no server could say, or the portal has no account of its own there.
    pub(crate) async fn look_up(&self, name: &Username) -> Result<Option<Identity>, DirectoryError> {
        let service = self
            .settings
            .service_bind
            .as_ref()
            .ok_or(DirectoryError::NoServiceBind)?;
        self.first_that_answers(async |connection| {
            lookup::bind_as_service(connection, service).await?;
            let Some(entry) = self.find(connection, name).await? else {
                return Ok(None);
            };
            match self.judge(connection, name, &entry).await? {
                Verdict::Known(identity) => Ok(Some(identity)),
                Verdict::Wrong | Verdict::NotAllowed => Ok(None),
            }
        })
        .await
    }

    /// Asks the servers in order until one answers; what it answers counts, whatever it is.
    async fn first_that_answers<T>(
        &self,
        ask: impl AsyncFn(&mut Connection) -> Result<T, Trouble>,
    ) -> Result<T, DirectoryError> {
        let _turn = self.turn().await?;
        let asked = timeout(DEADLINE, async {
            let mut last = None;
            for server in &self.settings.servers {
                let answer = match Connection::open(server, &self.tls).await {
                    Ok(mut connection) => ask(&mut connection).await,
                    Err(error) => Err(Trouble::Connection(error)),
                };
                match answer {
                    Ok(answer) => return Ok(answer),
                    Err(Trouble::Final(error)) => return Err(error),
                    Err(Trouble::Connection(error)) => {
                        let url = &server.url;
                        tracing::warn!(ldap.url = %url, error = &error as &dyn std::error::Error, "{url} did not answer");
                        last = Some(error);
                    }
                }
            }
            Err(DirectoryError::Unreachable(last.unwrap_or(LdapError::EndOfStream)))
        });
        asked.await.map_err(DirectoryError::Slow)?
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, DirectoryError> {
        match timeout(PATIENCE, self.turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(DirectoryError::Busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use portal_config::names::{LDAP_GROUP_BASE, LDAP_URL, LDAP_USER_BASE};
    use portal_config::{AttributeMapping, Source};

    use super::*;

    fn directory(source: &Source) -> Result<Directory, Invalid> {
        let source = source
            .clone()
            .with(&LDAP_URL, "ldap://127.0.0.1:1")
            .with(&LDAP_USER_BASE, "dc=test");
        let settings = LdapSettings::load(&source, &AttributeMapping::default())
            .unwrap()
            .unwrap();
        Directory::new(&settings, &GroupPermissions::default())
    }

    #[tokio::test]
    async fn no_password_is_a_wrong_one_before_anybody_is_asked() {
        let directory = directory(&Source::default()).unwrap();
        let kim: Username = "kim".parse().unwrap();
        assert_eq!(directory.verify(&kim, String::new()).await.unwrap(), Verdict::Wrong);
        let asked = directory.verify(&kim, "x".to_owned()).await;
        assert!(matches!(asked, Err(DirectoryError::Unreachable(_))), "{asked:?}");
    }

    #[test]
    fn a_filter_or_file_that_cannot_be_used_stops_the_start() {
        let named = |source: Source| directory(&source).unwrap_err().name;
        let source = Source::default().with(&LDAP_USER_FILTER, "(uid={name}(x))");
        assert_eq!(named(source), "LDAP_USER_FILTER");
        let source = Source::default()
            .with(&LDAP_GROUP_BASE, "dc=test")
            .with(&LDAP_GROUP_FILTER, "(&{dn})");
        assert_eq!(named(source), "LDAP_GROUP_FILTER");
        for file in ["/nowhere/ca.pem", "/dev/null"] {
            let source = Source::default().with(&LDAP_CA_FILE, file);
            assert_eq!(named(source), "LDAP_CA_FILE", "{file}");
        }
    }
}
