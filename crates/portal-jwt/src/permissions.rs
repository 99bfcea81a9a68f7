//! From groups to permissions (contract 1.5).

use std::collections::BTreeMap;
use std::fmt;

use crate::PORTAL_ADMINS;

/// What a person may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// The dashboard: uploads, jobs, templates.
    Dashboard,
    /// CAE automation.
    Cae,
    /// Remote desktops.
    Vnc,
    /// Applications.
    App,
    /// What operators do.
    Admin,
}

impl Permission {
    /// All of them, in the contract's order.
    pub const ALL: [Self; 5] = [Self::Dashboard, Self::Cae, Self::Vnc, Self::App, Self::Admin];

    /// The word in tokens.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dashboard => "dashboard",
            Self::Cae => "cae",
            Self::Vnc => "vnc",
            Self::App => "app",
            Self::Admin => "admin",
        }
    }

    /// The permission of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == word)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which group may do what.
#[derive(Clone, Debug)]
pub struct GroupPermissions(BTreeMap<String, Vec<Permission>>);

/// `SSO_GROUP_PERMISSIONS` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UnknownPermissions {
    /// Not JSON, or not an object of lists.
    #[error("expected a JSON object such as {{\"HPC-Admins\": [\"dashboard\", \"admin\"]}}: {0}")]
    Shape(#[source] serde_json::Error),
    /// A word that names no permission.
    #[error("\"{0}\" is no permission; there are dashboard, cae, vnc, app and admin")]
    Word(String),
}

impl Default for GroupPermissions {
    fn default() -> Self {
        use Permission::{App, Cae, Dashboard, Vnc};
        Self(BTreeMap::from([
            (PORTAL_ADMINS.to_owned(), Permission::ALL.to_vec()),
            ("DX-Users".to_owned(), vec![Dashboard, Vnc, App]),
            ("CAEG-Users".to_owned(), vec![Dashboard, Cae, Vnc, App]),
        ]))
    }
}

impl GroupPermissions {
    /// The contract's map, or `SSO_GROUP_PERMISSIONS` where it is given.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn read(given: Option<&str>) -> Result<Self, UnknownPermissions> {
        given.map_or_else(|| Ok(Self::default()), Self::parse)
    }

    /// Reads `SSO_GROUP_PERMISSIONS`.
    ///
    /// # Errors
    /// When it is not the expected JSON or names an unknown permission; the contract ignored such a map silently,
    /// which took everybody's rights away without a word.
    pub fn parse(json: &str) -> Result<Self, UnknownPermissions> {
        let map: BTreeMap<String, Vec<String>> = serde_json::from_str(json).map_err(UnknownPermissions::Shape)?;
        let known = |word: String| Permission::named(&word).ok_or(UnknownPermissions::Word(word));
        let groups = map
            .into_iter()
            .map(|(group, words)| Ok((group, words.into_iter().map(known).collect::<Result<_, _>>()?)));
        groups.collect::<Result<_, _>>().map(Self)
    }

    /// What the members of `groups` may do, each permission once, in the contract's order. Unknown groups give nothing.
    #[must_use]
    pub fn of(&self, groups: &[String]) -> Vec<Permission> {
        let held = |group: &String| {
            self.0
                .get(group)
                .or_else(|| self.0.get(common_name(group)?))
                .map(Vec::as_slice)
                .unwrap_or_default()
        };
        let mut permissions: Vec<_> = groups.iter().flat_map(held).copied().collect();
        permissions.sort_unstable();
        permissions.dedup();
        permissions
    }

    /// Whether any rule names `group`.
    #[must_use]
    pub fn knows(&self, group: &str) -> bool {
        self.0.contains_key(group)
    }

    /// The groups that have rules.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The first part's value of a full name: `HPC-Admins` of `CN=HPC-Admins,OU=Groups,DC=corp`.
pub(crate) fn common_name(name: &str) -> Option<&str> {
    name.strip_prefix("CN=")?.split(',').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(groups: &[&str]) -> Vec<&'static str> {
        let groups: Vec<_> = groups.iter().map(|group| (*group).to_owned()).collect();
        GroupPermissions::default()
            .of(&groups)
            .into_iter()
            .map(Permission::as_str)
            .collect()
    }

    #[test]
    fn groups_give_the_contracts_permissions() {
        assert_eq!(of(&["HPC-Admins"]), ["dashboard", "cae", "vnc", "app", "admin"]);
        assert_eq!(of(&["DX-Users"]), ["dashboard", "vnc", "app"]);
        assert_eq!(of(&["CAEG-Users", "DX-Users"]), ["dashboard", "cae", "vnc", "app"]);
        assert_eq!(of(&["CN=DX-Users,OU=Groups,DC=corp"]), ["dashboard", "vnc", "app"]);
        assert!(of(&["HPC-Users", "hpc-admins", "OU=DX-Users", ""]).is_empty());
    }

    #[test]
    fn a_wrong_map_is_refused_by_name() {
        assert!(GroupPermissions::parse(r#"{"Ops":["admin"]}"#).is_ok());
        assert!(
            matches!(GroupPermissions::parse(r#"{"Ops":["root"]}"#), Err(UnknownPermissions::Word(word)) if word == "root")
        );
        assert!(GroupPermissions::parse("not json").is_err());
    }
}
