//! The LDAP directory, Active Directory among them.

use std::path::PathBuf;

use secrecy::SecretString;

use super::AttributeMapping;
use super::address::{authority, is_loopback};
use crate::names::{
    LDAP_ALLOWED_GROUPS, LDAP_BIND_DN, LDAP_BIND_PASSWORD, LDAP_CA_FILE, LDAP_GROUP_BASE, LDAP_GROUP_FILTER,
    LDAP_PLAIN_TEXT, LDAP_START_TLS, LDAP_URL, LDAP_USER_BASE, LDAP_USER_DN_TEMPLATE, LDAP_USER_FILTER,
};
use crate::{Invalid, Setting, Source};

/// How passwords travel to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// TLS from the first byte (`ldaps://`).
    Tls,
    /// TLS from the second message on.
    StartTls,
    /// As they are.
    Plain,
}

/// One of the directory's servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LdapServer {
    /// Scheme, host and port.
    pub url: String,
    /// How passwords travel there.
    pub transport: Transport,
}

/// The portal's own account in the directory.
#[derive(Clone, Debug)]
pub struct ServiceBind {
    /// Its name, as the directory wants it at a bind.
    pub name: String,
    /// Its password, never empty.
    pub password: SecretString,
}

/// Where people are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserSearch {
    /// Beneath this entry.
    pub base: String,
    /// Those that match; `{name}` stands for the user name.
    pub filter: String,
}

/// Where groups come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupSearch {
    /// The person's entry names them; with a base, only groups beneath it count.
    MemberOf {
        /// Such as `ou=groups,dc=example,dc=org`.
        base: Option<String>,
    },
    /// Group entries name their members.
    Search {
        /// Beneath this entry.
        base: String,
        /// Those that match; `{dn}` stands for the person's entry, `{name}` for the user name.
        filter: String,
    },
}

/// What is known of the directory.
#[derive(Clone, Debug)]
pub struct LdapSettings {
    /// Tried in this order; at least one.
    pub servers: Vec<LdapServer>,
    /// The authorities that vouch for the servers, in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// Searches before the password is checked, and later without it.
    pub service_bind: Option<ServiceBind>,
    /// People.
    pub users: Option<UserSearch>,
    /// What to bind as without a search, with `{name}`: an entry's name, or `{name}@corp.example`.
    pub user_template: Option<String>,
    /// Groups.
    pub groups: GroupSearch,
    /// Only members of one of them come in; empty for everybody.
    pub allowed_groups: Vec<String>,
    /// Names of attributes.
    pub attributes: AttributeMapping,
}

impl LdapSettings {
    /// Reads them; none without `LDAP_URL`.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source, attributes: &AttributeMapping) -> Result<Option<Self>, Invalid> {
        if source.given(&LDAP_URL).is_none() {
            return Ok(None);
        }
        let users = users(source, attributes)?;
        let user_template = template(source)?;
        match (&users, &user_template) {
            (None, None) => return Err(Invalid::new(&LDAP_USER_BASE, "must be set, or LDAP_USER_DN_TEMPLATE")),
            // Not an entry's name, so the entry has to be searched for.
            (None, Some(template)) if !template.contains('=') => {
                let reason = "must be set, because LDAP_USER_DN_TEMPLATE is not the name of an entry";
                return Err(Invalid::new(&LDAP_USER_BASE, reason));
            }
            _ => {}
        }
        Ok(Some(Self {
            servers: servers(source)?,
            ca_file: source.given(&LDAP_CA_FILE).map(PathBuf::from),
            service_bind: service_bind(source)?,
            users,
            user_template,
            groups: groups(source)?,
            allowed_groups: groups_list(source.text(&LDAP_ALLOWED_GROUPS)),
            attributes: attributes.clone(),
        }))
    }
}

/// A list of groups, separated by `;` because names of entries contain commas; a list without `;` and `=` may use commas.
pub(super) fn groups_list(text: &str) -> Vec<String> {
    let separator = if text.contains([';', '=']) { ';' } else { ',' };
    let pieces = text.split(separator).map(str::trim);
    pieces.filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
}

fn servers(source: &Source) -> Result<Vec<LdapServer>, Invalid> {
    let start_tls = source.switch(&LDAP_START_TLS)?;
    let in_the_clear = source.read(&LDAP_PLAIN_TEXT, |text| match text {
        "" => Ok(false),
        "yes-passwords-in-the-clear" => Ok(true),
        _ => Err("expected yes-passwords-in-the-clear, or nothing".to_owned()),
    })?;
    let server = |url: &String| {
        let wrong = |reason: &str| Invalid::new(&LDAP_URL, format!("{reason} (it is \"{url}\")"));
        let address = url.trim_end_matches('/');
        let (scheme, authority) = ["ldaps://", "ldap://"]
            .into_iter()
            .find_map(|scheme| Some((scheme, authority(address, scheme)?)))
            .ok_or_else(|| {
                wrong("expected addresses such as ldaps://ldap.example.org or ldap://ldap.example.org:389")
            })?;
        if scheme.len() + authority.len() != address.len() {
            return Err(wrong("expected no more than scheme, host and port"));
        }
        let transport = match scheme {
            "ldaps://" => Transport::Tls,
            _ if start_tls => Transport::StartTls,
            _ if in_the_clear || is_loopback(authority) => Transport::Plain,
            _ => {
                let reason = "passwords would travel in the clear: use ldaps://, or StartTLS, or say \
                              yes-passwords-in-the-clear in LDAP_PLAIN_TEXT";
                return Err(Invalid::new(&LDAP_START_TLS, reason));
            }
        };
        Ok(LdapServer {
            url: address.to_owned(),
            transport,
        })
    };
    source.list(&LDAP_URL).iter().map(server).collect()
}

fn service_bind(source: &Source) -> Result<Option<ServiceBind>, Invalid> {
    match (source.given(&LDAP_BIND_DN), source.given(&LDAP_BIND_PASSWORD)) {
        (None, None) => Ok(None),
        (Some(name), Some(password)) => Ok(Some(ServiceBind {
            name: name.to_owned(),
            password: password.into(),
        })),
        // A bind without a password succeeds on many servers, as nobody.
        (Some(_), None) => Err(Invalid::new(
            &LDAP_BIND_PASSWORD,
            "must be set together with LDAP_BIND_DN",
        )),
        (None, Some(_)) => Err(Invalid::new(
            &LDAP_BIND_DN,
            "must be set together with LDAP_BIND_PASSWORD",
        )),
    }
}

fn users(source: &Source, attributes: &AttributeMapping) -> Result<Option<UserSearch>, Invalid> {
    let filter = match (&attributes.username, source.given(&LDAP_USER_FILTER)) {
        (Some(attribute), None) => format!("({attribute}={{name}})"),
        _ => filter(source, &LDAP_USER_FILTER, &["{name}"])?,
    };
    let base = source.given(&LDAP_USER_BASE).map(str::to_owned);
    Ok(base.map(|base| UserSearch { base, filter }))
}

fn template(source: &Source) -> Result<Option<String>, Invalid> {
    match source.given(&LDAP_USER_DN_TEMPLATE) {
        Some(text) if text.matches("{name}").count() != 1 => {
            let reason = "expected {name} once, as in uid={name},ou=people,dc=example,dc=org";
            Err(Invalid::new(&LDAP_USER_DN_TEMPLATE, reason))
        }
        text => Ok(text.map(str::to_owned)),
    }
}

fn groups(source: &Source) -> Result<GroupSearch, Invalid> {
    let base = source.given(&LDAP_GROUP_BASE).map(str::to_owned);
    if source.given(&LDAP_GROUP_FILTER).is_none() {
        return Ok(GroupSearch::MemberOf { base });
    }
    let filter = filter(source, &LDAP_GROUP_FILTER, &["{dn}", "{name}"])?;
    match base {
        Some(base) => Ok(GroupSearch::Search { base, filter }),
        None => Err(Invalid::new(
            &LDAP_GROUP_BASE,
            "must be set together with LDAP_GROUP_FILTER",
        )),
    }
}

fn filter(source: &Source, setting: &Setting, one_of: &[&str]) -> Result<String, Invalid> {
    source.read(setting, |text| {
        let balanced = text.starts_with('(') && text.matches('(').count() == text.matches(')').count();
        if !balanced {
            Err("expected an LDAP filter in parentheses".to_owned())
        } else if !one_of.iter().any(|place| text.contains(place)) {
            Err(format!("expected {} in it", one_of.join(" or ")))
        } else {
            Ok(text.to_owned())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source::default()
            .with(&LDAP_URL, "ldaps://ldap.example.org, ldap://127.0.0.1:389/")
            .with(&LDAP_USER_BASE, "dc=example,dc=org")
    }

    fn load(source: &Source) -> Result<LdapSettings, Invalid> {
        LdapSettings::load(source, &AttributeMapping::default()).map(Option::unwrap)
    }

    #[test]
    fn a_directory_needs_an_address_and_a_place_where_people_are() {
        assert!(
            LdapSettings::load(&Source::default(), &AttributeMapping::default())
                .unwrap()
                .is_none()
        );
        let settings = load(&source()).unwrap();
        let transports: Vec<_> = settings.servers.iter().map(|server| server.transport).collect();
        assert_eq!(transports, [Transport::Tls, Transport::StartTls]);
        assert_eq!(settings.users.unwrap().filter, "(uid={name})");
        assert_eq!(settings.groups, GroupSearch::MemberOf { base: None });
    }

    #[test]
    fn people_are_found_by_the_attribute_that_holds_their_name() {
        let mapping = AttributeMapping {
            username: Some("sAMAccountName".to_owned()),
            ..AttributeMapping::default()
        };
        let filter = |source| {
            LdapSettings::load(&source, &mapping)
                .unwrap()
                .unwrap()
                .users
                .unwrap()
                .filter
        };
        assert_eq!(filter(source()), "(sAMAccountName={name})");
        assert_eq!(filter(source().with(&LDAP_USER_FILTER, "(cn={name})")), "(cn={name})");
    }

    #[test]
    fn passwords_travel_in_the_clear_only_on_this_machine_or_when_that_is_said() {
        let here = source()
            .with(&LDAP_URL, "ldap://localhost")
            .with(&LDAP_START_TLS, "false");
        assert_eq!(
            load(&here).unwrap().servers.first().unwrap().transport,
            Transport::Plain
        );
        let elsewhere = here.with(&LDAP_URL, "ldap://10.0.0.5");
        assert_eq!(load(&elsewhere).unwrap_err().name, "LDAP_START_TLS");
        let loud = elsewhere.with(&LDAP_PLAIN_TEXT, "yes-passwords-in-the-clear");
        assert_eq!(
            load(&loud).unwrap().servers.first().unwrap().transport,
            Transport::Plain
        );
        assert_eq!(
            load(&loud.with(&LDAP_PLAIN_TEXT, "true")).unwrap_err().name,
            "LDAP_PLAIN_TEXT"
        );
    }

    #[test]
    fn contradictions_are_named() {
        for (setting, value, named) in [
            (&LDAP_URL, "http://ldap.example.org", "LDAP_URL"),
            (&LDAP_URL, "ldaps://ldap.example.org/dc=x", "LDAP_URL"),
            (&LDAP_URL, "ldaps://admin:pw@ldap.example.org", "LDAP_URL"),
            (&LDAP_BIND_DN, "cn=portal", "LDAP_BIND_PASSWORD"),
            (&LDAP_BIND_PASSWORD, "x", "LDAP_BIND_DN"),
            (&LDAP_USER_FILTER, "uid={name}", "LDAP_USER_FILTER"),
            (&LDAP_USER_FILTER, "(uid=kim)", "LDAP_USER_FILTER"),
            (&LDAP_USER_BASE, "", "LDAP_USER_BASE"),
            (&LDAP_USER_DN_TEMPLATE, "uid=kim", "LDAP_USER_DN_TEMPLATE"),
            (&LDAP_GROUP_FILTER, "(member={dn})", "LDAP_GROUP_BASE"),
        ] {
            assert_eq!(load(&source().with(setting, value)).unwrap_err().name, named, "{value}");
        }
        let by_mail = source()
            .with(&LDAP_USER_BASE, "")
            .with(&LDAP_USER_DN_TEMPLATE, "{name}@corp.example");
        assert_eq!(load(&by_mail).unwrap_err().name, "LDAP_USER_BASE");
    }

    #[test]
    fn a_list_of_groups_may_hold_names_of_entries() {
        assert_eq!(groups_list("GPU-Users, HPC-Users"), ["GPU-Users", "HPC-Users"]);
        assert_eq!(groups_list("CN=A,OU=x; CN=B,OU=x"), ["CN=A,OU=x", "CN=B,OU=x"]);
        assert_eq!(groups_list("CN=A,OU=x"), ["CN=A,OU=x"]);
        assert!(groups_list(" ").is_empty());
    }
}
