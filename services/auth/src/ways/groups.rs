//! Groups as directories and providers name them: short, or by the full name of an entry.

use portal_jwt::GroupPermissions;

/// Groups kept of one person. A token travels in a cookie, and browsers drop cookies above 4 KiB.
const MOST: usize = 40;

/// Longer names are left out; no rule names one.
const LONGEST: usize = 256;

/// Which groups count, and under which name.
pub(crate) struct Groups {
    permissions: GroupPermissions,
    allowed: Vec<String>,
}

impl Groups {
    pub(crate) fn new(permissions: GroupPermissions, allowed: Vec<String>) -> Self {
        Self { permissions, allowed }
    }

    /// Whether a member of `given` may come in. Names of entries are compared as LDAP does, in either case.
    pub(crate) fn admit(&self, given: &[String]) -> bool {
        let same = |allowed: &String, group: &String| {
            group.eq_ignore_ascii_case(allowed)
                || common_name(group).is_some_and(|name| name.eq_ignore_ascii_case(allowed))
                || entry(group).is_some_and(|group| entry(allowed).as_ref() == Some(&group))
        };
        let is_allowed = |group: &String| self.allowed.iter().any(|allowed| same(allowed, group));
        self.allowed.is_empty() || given.iter().any(is_allowed)
    }

    /// The names to keep: the full one where a rule names it, else the short one; those with rules first.
    pub(crate) fn names(&self, given: Vec<String>) -> Vec<String> {
        let legal = |name: &String| !name.is_empty() && name.len() <= LONGEST && !name.contains(char::is_control);
        let name = |group: String| {
            if self.permissions.knows(&group) {
                group
            } else {
                common_name(&group).unwrap_or(group)
            }
        };
        let mut names: Vec<_> = given.into_iter().map(name).filter(legal).collect();
        names.sort_by_cached_key(|name| (!self.permissions.knows(name), name.clone()));
        names.dedup();
        names.truncate(MOST);
        names
    }
}

/// Whether the entry `name` is `base` or beneath it.
pub(crate) fn is_beneath(name: &str, base: &str) -> bool {
    match (entry(name), entry(base)) {
        (Some(name), Some(base)) => name.ends_with(&base),
        _ => false,
    }
}

/// `GPU-Users` of `CN=GPU-Users,OU=Groups,DC=corp`; none for what is no such name (contract 1.5, in either case).
fn common_name(name: &str) -> Option<String> {
    let (attribute, value) = parts(name)?.into_iter().next()?;
    attribute.eq_ignore_ascii_case("cn").then_some(value)
}

/// An entry's name in a form that can be compared.
fn entry(name: &str) -> Option<Vec<(String, String)>> {
    let parts = parts(name)?.into_iter();
    Some(parts.map(|(a, v)| (a.to_lowercase(), v.to_lowercase())).collect())
}

/// The parts of an entry's name, unescaped (RFC 4514); none when it is no such name.
fn parts(name: &str) -> Option<Vec<(String, String)>> {
    let mut parts = Vec::new();
    let mut bytes = name.bytes().peekable();
    while bytes.peek().is_some() {
        let (mut attribute, mut value) = (Vec::new(), Vec::new());
        loop {
            match bytes.next()? {
                b'=' => break,
                byte => attribute.push(byte),
            }
        }
        // Blanks around a value do not belong to it, unless they are escaped.
        let mut kept = 0;
        while let Some(byte) = bytes.next_if(|byte| *byte != b',') {
            match byte {
                b'\\' => {
                    value.push(escaped(&mut bytes)?);
                    kept = value.len();
                }
                b' ' if value.is_empty() => {}
                byte => {
                    value.push(byte);
                    if byte != b' ' {
                        kept = value.len();
                    }
                }
            }
        }
        value.truncate(kept);
        let attribute = String::from_utf8(attribute).ok()?.trim().to_owned();
        let value = String::from_utf8(value).ok()?;
        if attribute.is_empty() || value.is_empty() {
            return None;
        }
        parts.push((attribute, value));
        if bytes.next().is_some() && bytes.peek().is_none() {
            // A comma at the end.
            return None;
        }
    }
    (!parts.is_empty()).then_some(parts)
}

fn escaped(bytes: &mut impl Iterator<Item = u8>) -> Option<u8> {
    let first = bytes.next()?;
    let digit = |byte: u8| char::from(byte).to_digit(16);
    match digit(first) {
        Some(high) => u8::try_from(high * 16 + digit(bytes.next()?)?).ok(),
        None => Some(first),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn groups(allowed: &[&str]) -> Groups {
        let rules = r#"{"DX-Users": ["dashboard"], "CN=Boss,OU=HPC,DC=corp": ["admin"]}"#;
        let allowed = allowed.iter().map(|group| (*group).to_owned()).collect();
        Groups::new(GroupPermissions::parse(rules).unwrap(), allowed)
    }

    fn given(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_group_goes_by_its_short_name_unless_a_rule_names_the_full_one() {
        let kept = groups(&[]).names(given(&[
            "cn=gpu,ou=groups,dc=test",
            "CN=Boss,OU=HPC,DC=corp",
            "CN=Boss,OU=Students,DC=corp",
            "DX-Users",
            "CN=DX-Users,OU=HPC,DC=corp",
            "CN=Smith\\, John,OU=x",
            "CN=M\\C3\\BCller,OU=x",
            "OU=Only,DC=corp",
            "",
            "a\u{7}b",
        ]));
        let expected = [
            "CN=Boss,OU=HPC,DC=corp",
            "DX-Users",
            "Boss",
            "Müller",
            "OU=Only,DC=corp",
            "Smith, John",
            "gpu",
        ];
        assert_eq!(kept, expected);
    }

    #[test]
    fn of_very_many_groups_those_with_rules_stay() {
        let mut many: Vec<_> = (0..500).map(|number| format!("A-{number:03}")).collect();
        many.push("DX-Users".to_owned());
        let kept = groups(&[]).names(many);
        assert_eq!((kept.len(), kept.first().map(String::as_str)), (MOST, Some("DX-Users")));
    }

    #[test]
    fn only_members_of_an_allowed_group_come_in() {
        assert!(groups(&[]).admit(&[]));
        assert!(!groups(&["HPC"]).admit(&[]));
        assert!(groups(&["HPC"]).admit(&given(&["x", "hpc"])));
        assert!(groups(&["HPC"]).admit(&given(&["CN=HPC,OU=a,DC=b"])));
        let full = groups(&["CN=HPC, OU=a,DC=b"]);
        assert!(full.admit(&given(&["cn=hpc,ou=A,dc=b"])));
        assert!(!full.admit(&given(&["CN=HPC,OU=students,DC=b", "HPC"])));
    }

    #[test]
    fn beneath_is_by_whole_parts() {
        assert!(is_beneath("cn=a,OU=Groups,DC=test", "ou=groups, dc=test"));
        assert!(!is_beneath("cn=a,ou=mygroups,dc=test", "groups,dc=test"));
        assert!(!is_beneath("cn=a\\,ou=groups,dc=test", "ou=groups,dc=test"));
        assert!(!is_beneath("nonsense", "dc=test"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_name_or_none(text in "\\PC{0,60}|[a-c=,\\\\ 0-9]{0,30}") {
            let _ = parts(&text);
        }

        #[test]
        fn an_escaped_value_comes_back(value in "[a-z,+=\"<>;#\\\\]{1,30}") {
            let name = format!("cn={},dc=test", ldap3::dn_escape(value.as_str()));
            prop_assert_eq!(common_name(&name), Some(value));
        }
    }
}
