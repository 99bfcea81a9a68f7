//! The steps of a question to the directory.

use ldap3::{Scope, SearchEntry, dn_escape, ldap_escape};
use portal_config::{GroupSearch, ServiceBind};
use portal_db::accounts::{Identity, Source};
use portal_jwt::Username;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::connection::{Bound, Connection, Search};
use super::entry::{self, values};
use super::error::Trouble;
use super::{Directory, DirectoryError, Verdict};
use crate::ways::groups::is_beneath;

/// Groups of one person that are read.
const MOST_GROUPS: i32 = 1000;

/// Binds with the portal's own account.
pub(super) async fn bind_as_service(connection: &mut Connection, service: &ServiceBind) -> Result<(), Trouble> {
    match connection.bind(&service.name, service.password.expose_secret()).await? {
        Bound::Yes => Ok(()),
        Bound::No(result) | Bound::Refused(result) => Err(DirectoryError::ServiceAccount(result).into()),
    }
}

impl Directory {
    /// Checks a password, which is not empty.
    pub(super) async fn check(
        &self,
        connection: &mut Connection,
        name: &Username,
        password: &str,
    ) -> Result<Verdict, Trouble> {
        match &self.settings.user_template {
            Some(template) => {
                let person = fill(template, name, dn_escape);
                if !is_password_of(connection, &person, password).await? {
                    return Ok(Verdict::Wrong);
                }
                self.bind_for_reading(connection).await?;
                let entry = self.find(connection, name).await?;
                let entry = entry.ok_or_else(|| DirectoryError::Unreadable(person))?;
                self.judge(connection, name, &entry).await
            }
            None => {
                self.bind_for_reading(connection).await?;
                let Some(entry) = self.find(connection, name).await? else {
                    // As many questions as for somebody who is there, and an entry that cannot be.
                    let nobody = format!("uid={},{}", Uuid::new_v4(), self.people());
                    is_password_of(connection, &nobody, password).await?;
                    return Ok(Verdict::Wrong);
                };
                if !is_password_of(connection, &entry.dn, password).await? {
                    return Ok(Verdict::Wrong);
                }
                if let GroupSearch::Search { .. } = self.settings.groups {
                    self.bind_for_reading(connection).await?;
                }
                self.judge(connection, name, &entry).await
            }
        }
    }

    /// As the portal, if it has an account; else with the rights there are.
    async fn bind_for_reading(&self, connection: &mut Connection) -> Result<(), Trouble> {
        match &self.settings.service_bind {
            Some(service) => bind_as_service(connection, service).await,
            None => Ok(()),
        }
    }

    /// The one entry of that name.
    pub(super) async fn find(
        &self,
        connection: &mut Connection,
        name: &Username,
    ) -> Result<Option<SearchEntry>, Trouble> {
        let (base, filter) = match (&self.settings.users, &self.settings.user_template) {
            (Some(users), _) => (users.base.clone(), fill(&users.filter, name, ldap_escape)),
            (None, Some(template)) => (fill(template, name, dn_escape), "(objectClass=*)".to_owned()),
            (None, None) => return Ok(None),
        };
        let search = Search {
            base: &base,
            scope: if self.settings.users.is_some() {
                Scope::Subtree
            } else {
                Scope::Base
            },
            filter: &filter,
            attributes: self.attributes.all(),
            most: 2,
        };
        let found = connection.search(&search).await?;
        let mut found = found.map_err(|result| DirectoryError::Refused {
            what: "the search for a person",
            result,
        })?;
        match (found.pop(), found.pop()) {
            (Some(entry), None) => Ok(Some(entry)),
            (Some(_), Some(_)) => {
                tracing::warn!(user.name = %name, "the directory has several entries for {name}; see LDAP_USER_FILTER");
                Ok(None)
            }
            (None, _) => Ok(None),
        }
    }

    /// Who the entry is, and whether they may come in.
    pub(super) async fn judge(
        &self,
        connection: &mut Connection,
        name: &Username,
        entry: &SearchEntry,
    ) -> Result<Verdict, Trouble> {
        let Some(username) = self.attributes.username(entry, name) else {
            let attribute = &self.attributes.username;
            tracing::warn!(user.name = %name, "the entry found for {name} has another name in its attribute {attribute}");
            return Ok(Verdict::Wrong);
        };
        let groups = self.groups_of(connection, name, entry).await?;
        if !self.groups.admit(&groups) {
            return Ok(Verdict::NotAllowed);
        }
        Ok(Verdict::Known(Identity {
            source: Source::Ldap,
            subject: entry::subject(entry),
            username: username.into(),
            email: self.attributes.email(entry),
            display_name: self.attributes.display_name(entry),
            groups: self.groups.names(groups),
        }))
    }

    /// Full names of entries.
    async fn groups_of(
        &self,
        connection: &mut Connection,
        name: &Username,
        entry: &SearchEntry,
    ) -> Result<Vec<String>, Trouble> {
        match &self.settings.groups {
            GroupSearch::MemberOf { base } => {
                let counts = |group: &&String| base.as_ref().is_none_or(|base| is_beneath(group, base));
                let groups = values(entry, &self.attributes.groups).iter();
                Ok(groups.filter(counts).cloned().collect())
            }
            GroupSearch::Search { base, filter } => {
                // The user name first: it has no braces.
                let filter = fill(filter, name, ldap_escape).replace("{dn}", &ldap_escape(entry.dn.as_str()));
                let search = Search {
                    base,
                    scope: Scope::Subtree,
                    filter: &filter,
                    // Only the entries' names.
                    attributes: &["1.1".to_owned()],
                    most: MOST_GROUPS,
                };
                let found = connection.search(&search).await?;
                let found = found.map_err(|result| DirectoryError::Refused {
                    what: "the search for groups",
                    result,
                })?;
                Ok(found.into_iter().map(|group| group.dn).collect())
            }
        }
    }

    fn people(&self) -> &str {
        self.settings.users.as_ref().map_or("", |users| users.base.as_str())
    }
}

async fn is_password_of(connection: &mut Connection, person: &str, password: &str) -> Result<bool, Trouble> {
    match connection.bind(person, password).await? {
        Bound::Yes => Ok(true),
        Bound::No(result) => {
            // Such as "data 775" of Active Directory: locked out. Says nothing of the password.
            tracing::info!(ldap.code = result.rc, ldap.text = %crate::ways::shown(&result.text), "the directory refused a bind");
            Ok(false)
        }
        Bound::Refused(result) => Err(DirectoryError::Refused { what: "a bind", result }.into()),
    }
}

/// The template with the name in it, escaped for where it stands. A user name has nothing to escape; that is a second line.
fn fill<'a>(template: &str, name: &'a Username, escape: impl Fn(&'a str) -> std::borrow::Cow<'a, str>) -> String {
    template.replace("{name}", &escape(name.as_str()))
}
