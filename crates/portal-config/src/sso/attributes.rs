//! What directories and providers call the things that the portal wants to know.

use std::collections::BTreeMap;

use crate::names::SSO_ATTRIBUTE_MAPPING;
use crate::{Invalid, Source};

/// `SSO_ATTRIBUTE_MAPPING`; what is not given has a default that differs between LDAP and OpenID.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeMapping {
    /// The user name on the cluster.
    pub username: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The groups.
    pub groups: Option<String>,
    /// The name for people.
    pub display_name: Option<String>,
    /// Asked for, as the contract does, and not used.
    pub department: Option<String>,
}

impl AttributeMapping {
    /// Reads it.
    ///
    /// # Errors
    /// When it is not a JSON object of texts, or maps something that there is not.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        source.read(&SSO_ATTRIBUTE_MAPPING, Self::parse)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut mapping = Self::default();
        if text.is_empty() {
            return Ok(mapping);
        }
        let given: BTreeMap<String, String> = serde_json::from_str(text)
            .map_err(|error| format!("expected a JSON object such as {{\"username\": \"uid\"}}: {error}"))?;
        for (what, attribute) in given {
            let place = match what.as_str() {
                "username" => &mut mapping.username,
                "email" => &mut mapping.email,
                "groups" => &mut mapping.groups,
                "display_name" => &mut mapping.display_name,
                "department" => &mut mapping.department,
                _ => {
                    return Err(format!(
                        "\"{what}\" cannot be mapped; there are username, email, groups, display_name and department"
                    ));
                }
            };
            let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/;".contains(&byte);
            if attribute.is_empty() || !attribute.bytes().all(legal) {
                return Err(format!("\"{attribute}\" is no name of an attribute or claim"));
            }
            *place = Some(attribute);
        }
        Ok(mapping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_names_what_differs_from_the_defaults() {
        let mapping = AttributeMapping::parse(r#"{"username": "sAMAccountName", "groups": "memberOf"}"#).unwrap();
        assert_eq!(mapping.username.as_deref(), Some("sAMAccountName"));
        assert_eq!((mapping.groups.as_deref(), mapping.email), (Some("memberOf"), None));
        assert_eq!(AttributeMapping::parse("").unwrap(), AttributeMapping::default());
    }

    #[test]
    fn what_cannot_be_mapped_is_named() {
        for (text, named) in [
            (r#"{"user": "uid"}"#, "\"user\""),
            (r#"{"username": "uid)(x=*"}"#, "uid)(x=*"),
            (r#"{"username": ""}"#, "\"\""),
            (r#"{"username": ["uid"]}"#, "JSON object"),
            ("uid", "JSON object"),
        ] {
            let reason = AttributeMapping::parse(text).unwrap_err();
            assert!(reason.contains(named), "{text}: {reason}");
        }
    }
}
