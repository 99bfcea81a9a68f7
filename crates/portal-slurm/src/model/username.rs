//! Names of people, as POSIX and Slurm know them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A user name that is safe as an argument: 1 to 32 of `a-z A-Z 0-9 . _ -` (and a `$` or `@domain.tld` part is refused), not
/// beginning with `-` or `.`, and not only digits, which commands would take for a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

/// Not such a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a user name of this system")]
pub struct BadUsername;

impl Username {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Username {
    type Err = BadUsername;

    fn from_str(text: &str) -> Result<Self, BadUsername> {
        let sound = (1..=32).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
            && !text.starts_with(['-', '.'])
            && !text.bytes().all(|byte| byte.is_ascii_digit());
        if sound {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadUsername)
        }
    }
}

impl TryFrom<String> for Username {
    type Error = BadUsername;

    fn try_from(text: String) -> Result<Self, BadUsername> {
        text.parse()
    }
}

impl From<Username> for String {
    fn from(name: Username) -> Self {
        name.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Username;

    #[test]
    fn what_a_command_could_misread_is_no_name() {
        for name in ["kim", "k.lee_2", "a-b", "Park"] {
            assert!(name.parse::<Username>().is_ok(), "{name}");
        }
        for name in [
            "",
            "-kim",
            "--user",
            ".kim",
            "1000",
            "kim;id",
            "kim\n",
            "김",
            "a b",
            "$(id)",
            &"k".repeat(33),
        ] {
            assert!(name.parse::<Username>().is_err(), "{name:?}");
        }
    }
}
