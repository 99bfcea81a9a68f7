//! From claims to a person.

use portal_config::AttributeMapping;
use portal_db::accounts::{Identity, Source};
use portal_jwt::Username;
use serde_json::{Map, Value};

use crate::ways::groups::Groups;
use crate::ways::shown;

/// Where the user name is looked for when no mapping names a claim: the contract's, then what most providers call it.
const USERNAMES: [&str; 2] = ["uid", "preferred_username"];

/// Groups read of one person; more are cut before anything is done with them.
const MOST_GROUPS: usize = 2000;

/// Names of claims.
pub(super) struct Claims {
    username: Option<String>,
    email: String,
    groups: String,
    display_name: String,
    department: String,
}

impl Claims {
    pub(super) fn new(mapping: &AttributeMapping) -> Self {
        let or = |given: &Option<String>, default: &str| given.clone().unwrap_or_else(|| default.to_owned());
        Self {
            username: mapping.username.clone(),
            email: or(&mapping.email, "email"),
            groups: or(&mapping.groups, "groups"),
            display_name: or(&mapping.display_name, "displayName"),
            department: or(&mapping.department, "department"),
        }
    }

    /// The parameter `claims` (Core, 5.5): these, wherever they may come from; groups are asked for with emphasis, as the
    /// contract does it.
    pub(super) fn request(&self, named: &[String]) -> Value {
        let username = self.username.as_deref().unwrap_or("uid");
        let mapped = [
            username,
            &self.email,
            &self.groups,
            &self.display_name,
            &self.department,
        ];
        let names: Vec<&str> = if named.is_empty() {
            mapped.to_vec()
        } else {
            named.iter().map(String::as_str).collect()
        };
        let asked = |essential: Option<&str>| -> Map<String, Value> {
            let claim = |name: &&str| {
                let wanted = serde_json::json!({"essential": Some(*name) == essential});
                ((*name).to_owned(), wanted)
            };
            names.iter().map(claim).collect()
        };
        serde_json::json!({"id_token": asked(None), "userinfo": asked(Some(&self.groups))})
    }

    /// Whether the claims say all that is worth another question.
    pub(super) fn are_complete(&self, claims: &Map<String, Value>) -> bool {
        let has_name = match &self.username {
            Some(name) => claims.contains_key(name),
            None => USERNAMES.iter().any(|name| claims.contains_key(*name)),
        };
        has_name
            && [&self.email, &self.groups]
                .into_iter()
                .all(|name| claims.contains_key(name))
    }

    /// The groups, as the provider names them: a list, or a text with commas, or the full name of one entry.
    pub(super) fn groups(&self, claims: &Map<String, Value>) -> Vec<String> {
        let groups: Vec<String> = match claims.get(&self.groups) {
            Some(Value::Array(groups)) => groups.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(group)) if is_name_of_entry(group) => vec![group.clone()],
            Some(Value::String(groups)) => groups.split(',').map(|group| group.trim().to_owned()).collect(),
            _ => Vec::new(),
        };
        groups
            .into_iter()
            .filter(|group| !group.is_empty())
            .take(MOST_GROUPS)
            .collect()
    }

    /// The user name: the mapped claim, else the subject (contract 1.7). None when that is no user name.
    fn username(&self, claims: &Map<String, Value>) -> Option<Username> {
        let names: Vec<&str> = match &self.username {
            Some(name) => vec![name],
            None => USERNAMES.to_vec(),
        };
        let given = |name: &str| Some(text(claims, name)).filter(|text| !text.is_empty());
        let name = names.into_iter().find_map(given).or_else(|| given("sub"))?;
        name.parse().ok()
    }

    /// Who these claims are about.
    pub(super) fn identity(&self, claims: &Map<String, Value>, issuer: &str, groups: &Groups) -> Option<Identity> {
        let text = |name: &str| text(claims, name);
        let display_name = match text(&self.display_name) {
            "" => text("name"),
            name => name,
        };
        Some(Identity {
            source: Source::Oidc,
            subject: format!("{issuer} {}", text("sub")),
            username: self.username(claims)?.into(),
            email: shown(text(&self.email)),
            display_name: shown(display_name),
            groups: groups.names(self.groups(claims)),
        })
    }
}

/// A claim that is a text, or a list of one: bridges make lists of all attributes that have no standard claim.
fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> &'a str {
    let text = match claims.get(name) {
        Some(Value::Array(list)) if list.len() == 1 => list.first().and_then(Value::as_str),
        Some(value) => value.as_str(),
        None => None,
    };
    text.unwrap_or_default()
}

/// `CN=a,OU=b` and not `a,b` or `a=1,b`.
fn is_name_of_entry(text: &str) -> bool {
    let is_cn = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("cn="));
    is_cn && text.replace("\\,", "").split(',').all(|part| part.contains('='))
}

#[cfg(test)]
mod tests {
    use portal_jwt::GroupPermissions;
    use serde_json::json;

    use super::*;

    fn identity(mapping: &AttributeMapping, claims: Value) -> Option<Identity> {
        let groups = Groups::new(GroupPermissions::default(), Vec::new());
        let claims = claims.as_object().cloned().unwrap();
        Claims::new(mapping).identity(&claims, "https://id.example.org", &groups)
    }

    fn groups(value: Value) -> Vec<String> {
        let claims = json!({"sub": "kim", "groups": value});
        identity(&AttributeMapping::default(), claims).unwrap().groups
    }

    #[test]
    fn groups_come_as_a_list_as_text_or_as_names_of_entries() {
        assert_eq!(groups(json!(["DX-Users", "gpu"])), ["DX-Users", "gpu"]);
        assert_eq!(groups(json!("DX-Users, gpu,")), ["DX-Users", "gpu"]);
        assert_eq!(groups(json!("CN=DX-Users,OU=Groups,DC=corp")), ["DX-Users"]);
        assert_eq!(
            groups(json!(["CN=DX-Users,OU=Groups,DC=corp", "cn=gpu,dc=corp"])),
            ["DX-Users", "gpu"]
        );
        // What is no text is no group, and the letters of a text are none either.
        assert_eq!(groups(json!(["DX-Users", 7, null, ["HPC-Admins"]])), ["DX-Users"]);
        for nothing in [
            json!(null),
            json!(true),
            json!({"HPC-Admins": true}),
            json!(""),
            json!([]),
        ] {
            assert!(groups(nothing.clone()).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn the_user_name_is_the_mapped_claim_or_the_subject() {
        let name = |mapping: &AttributeMapping, claims| identity(mapping, claims).map(|identity| identity.username);
        let (default, mapped) = (
            AttributeMapping::default(),
            AttributeMapping {
                username: Some("login".to_owned()),
                ..AttributeMapping::default()
            },
        );
        let all = json!({"sub": "s-1", "uid": "kim", "preferred_username": "other", "login": "lee"});
        assert_eq!(name(&default, all.clone()).as_deref(), Some("kim"));
        assert_eq!(name(&mapped, all).as_deref(), Some("lee"));
        let bridged = json!({"sub": "s-1", "uid": ["kim"]});
        assert_eq!(name(&default, bridged).as_deref(), Some("kim"));
        let ambiguous = json!({"sub": "s-1", "uid": ["kim", "lee"]});
        assert_eq!(name(&default, ambiguous).as_deref(), Some("s-1"));
        let usual = json!({"sub": "s-1", "preferred_username": "kim"});
        assert_eq!(name(&default, usual.clone()).as_deref(), Some("kim"));
        assert_eq!(name(&mapped, usual).as_deref(), Some("s-1"));
        for claims in [
            json!({"sub": "s-1", "uid": "../kim"}),
            json!({"sub": "김"}),
            json!({"sub": "a b"}),
        ] {
            assert_eq!(name(&default, claims.clone()), None, "{claims}");
        }
    }

    #[test]
    fn people_are_known_by_issuer_and_subject() {
        let claims = json!({"sub": "s-1", "uid": "kim", "email": "kim@example.org", "name": "Kim\nMin-su"});
        let kim = identity(&AttributeMapping::default(), claims).unwrap();
        assert_eq!(kim.subject, "https://id.example.org s-1");
        assert_eq!(
            (kim.email.as_str(), kim.display_name.as_str()),
            ("kim@example.org", "KimMin-su")
        );
    }

    #[test]
    fn what_is_asked_for_is_the_contracts() {
        let asked = Claims::new(&AttributeMapping::default()).request(&[]);
        let names: Vec<_> = asked["id_token"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, ["department", "displayName", "email", "groups", "uid"]);
        assert_eq!(asked["userinfo"]["groups"], json!({"essential": true}));
        assert_eq!(asked["id_token"]["groups"], json!({"essential": false}));
        let named = Claims::new(&AttributeMapping::default()).request(&["upn".to_owned()]);
        assert_eq!(named["id_token"], json!({"upn": {"essential": false}}));
    }
}
