//! What a person's entry says.

use ldap3::SearchEntry;
use portal_config::AttributeMapping;
use portal_jwt::Username;

/// What servers call an entry's lasting id: RFC 4530 (OpenLDAP, 389), Active Directory, 389 of old. The entry's own name
/// changes when a person moves, and is given to somebody else later.
const IDS: [&str; 3] = ["entryUUID", "objectGUID", "nsUniqueId"];

/// Names of the attributes that are read.
pub(super) struct Attributes {
    pub(super) username: String,
    email: String,
    pub(super) groups: String,
    display_name: String,
    all: Vec<String>,
}

impl Attributes {
    pub(super) fn new(mapping: &AttributeMapping) -> Self {
        let or = |given: &Option<String>, default: &str| given.clone().unwrap_or_else(|| default.to_owned());
        let mut attributes = Self {
            username: or(&mapping.username, "uid"),
            email: or(&mapping.email, "mail"),
            groups: or(&mapping.groups, "memberOf"),
            display_name: or(&mapping.display_name, "displayName"),
            all: Vec::new(),
        };
        let names = [
            &attributes.username,
            &attributes.email,
            &attributes.groups,
            &attributes.display_name,
        ];
        let names = names.into_iter().cloned().chain(["cn".to_owned()]);
        attributes.all = names.chain(IDS.map(str::to_owned)).collect();
        attributes
    }

    pub(super) fn all(&self) -> &[String] {
        &self.all
    }

    /// The user name, as the directory writes it, if it is the one that was typed, in whatever case.
    pub(super) fn username(&self, entry: &SearchEntry, typed: &Username) -> Option<Username> {
        let same = |name: &&String| name.eq_ignore_ascii_case(typed.as_str());
        values(entry, &self.username).iter().find(same)?.parse().ok()
    }

    pub(super) fn email(&self, entry: &SearchEntry) -> String {
        first(entry, &self.email)
    }

    pub(super) fn display_name(&self, entry: &SearchEntry) -> String {
        match first(entry, &self.display_name) {
            name if name.is_empty() => first(entry, "cn"),
            name => name,
        }
    }
}

/// The entry's lasting name.
pub(super) fn subject(entry: &SearchEntry) -> String {
    let id = IDS.into_iter().find_map(|attribute| {
        let text = values(entry, attribute).first().map(|text| text.to_lowercase());
        let value = text.or_else(|| Some(hex(bytes(entry, attribute)?)))?;
        Some(format!("{attribute}={value}"))
    });
    id.unwrap_or_else(|| format!("dn={}", entry.dn.to_lowercase()))
}

/// All texts of an attribute, whose name the server may write in another case.
pub(super) fn values<'a>(entry: &'a SearchEntry, attribute: &str) -> &'a [String] {
    let found = entry
        .attrs
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(attribute));
    found.map(|(_, values)| values.as_slice()).unwrap_or_default()
}

fn bytes<'a>(entry: &'a SearchEntry, attribute: &str) -> Option<&'a [u8]> {
    let mut attributes = entry.bin_attrs.iter();
    let (_, values) = attributes.find(|(name, _)| name.eq_ignore_ascii_case(attribute))?;
    values.first().map(Vec::as_slice)
}

fn first(entry: &SearchEntry, attribute: &str) -> String {
    let value = values(entry, attribute).first();
    value.map(|value| crate::ways::shown(value)).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(attributes: &[(&str, &[&str])]) -> SearchEntry {
        let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        SearchEntry {
            dn: "UID=kim,DC=test".to_owned(),
            attrs: attributes
                .iter()
                .map(|(name, values)| ((*name).to_owned(), owned(values)))
                .collect(),
            bin_attrs: [].into(),
        }
    }

    fn username(values: &[&str], typed: &str) -> Option<String> {
        let attributes = Attributes::new(&AttributeMapping::default());
        let name = attributes.username(&entry(&[("UID", values)]), &typed.parse().unwrap());
        name.map(String::from)
    }

    #[test]
    fn the_directory_decides_how_a_name_is_written_and_nothing_else() {
        assert_eq!(username(&["Kim"], "kim").as_deref(), Some("Kim"));
        assert_eq!(username(&["lee", "kim"], "KIM").as_deref(), Some("kim"));
        // What a filter with wildcards, or a strange schema, brings: somebody else.
        assert_eq!(username(&["root"], "kim"), None);
        assert_eq!(username(&[], "kim"), None);
        assert_eq!(username(&["../kim"], "kim"), None);
    }

    #[test]
    fn a_person_is_known_by_what_does_not_change() {
        assert_eq!(subject(&entry(&[("entryuuid", &["ABC-1"])])), "entryUUID=abc-1");
        let mut active_directory = entry(&[]);
        let id = vec![0xff, 0x00, 0x1a];
        active_directory.bin_attrs.insert("objectGUID".to_owned(), vec![id]);
        assert_eq!(subject(&active_directory), "objectGUID=ff001a");
        assert_eq!(subject(&entry(&[])), "dn=uid=kim,dc=test");
    }

    #[test]
    fn names_for_people_are_cut_and_have_no_control_characters() {
        let attributes = Attributes::new(&AttributeMapping::default());
        let long = "x".repeat(1000);
        assert_eq!(attributes.email(&entry(&[("mail", &[long.as_str()])])).len(), 200);
        assert_eq!(
            attributes.display_name(&entry(&[("cn", &["Kim\r\n\u{1b}[31m"])])),
            "Kim[31m"
        );
    }
}
