//! Names of people, as they appear in tokens, paths, queries and on command lines.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A user name: 1 to 64 of `A-Z a-z 0-9 . _ - @`, not beginning with `-` or `.`.
///
/// So it can be a folder's name and a program's argument as it stands: it is never empty, `.`, `..`, an option or a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

/// The text is no user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a user name has 1 to 64 letters, digits or any of . _ - @, and does not begin with - or .")]
pub struct NotAUsername;

/// The longest name, in bytes.
const LONGEST: usize = 64;

impl Username {
    /// Whether `text` is one.
    #[must_use]
    pub fn is_valid(text: &str) -> bool {
        (1..=LONGEST).contains(&text.len())
            && !text.starts_with(['-', '.'])
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-@".contains(&byte))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Username {
    type Error = NotAUsername;

    fn try_from(text: String) -> Result<Self, NotAUsername> {
        if Self::is_valid(&text) {
            Ok(Self(text))
        } else {
            Err(NotAUsername)
        }
    }
}

impl FromStr for Username {
    type Err = NotAUsername;

    fn from_str(text: &str) -> Result<Self, NotAUsername> {
        Self::try_from(text.to_owned())
    }
}

impl From<Username> for String {
    fn from(name: Username) -> Self {
        name.0
    }
}

impl AsRef<str> for Username {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_safe_as_a_folder_and_as_an_argument() {
        for name in [
            "kim",
            "a",
            "Kim.Min-su_2",
            "kim@corp.example",
            "0day",
            "_x",
            "a..b",
            &"x".repeat(64),
        ] {
            assert_eq!(name.parse::<Username>().map(String::from).as_deref(), Ok(name));
        }
        for text in [
            "",
            ".",
            "..",
            ".ssh",
            "-rf",
            "a/b",
            "a b",
            "a\0",
            "a\n",
            "김",
            "a;b",
            "$(id)",
            "a'b",
            &"x".repeat(65),
        ] {
            assert_eq!(text.parse::<Username>(), Err(NotAUsername), "{text:?}");
        }
    }
}
