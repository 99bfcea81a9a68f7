//! Where settings come from, and the one error they can give.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;

use crate::env_file;

/// One setting: its environment variable, what holds when it is not given, and what it means.
#[derive(Debug)]
pub struct Setting {
    /// The environment variable.
    pub name: &'static str,
    /// The value when the variable is not set or empty, as an operator would write it; `""` for none.
    pub default: &'static str,
    /// One sentence, with the unit.
    pub meaning: &'static str,
    /// A secret's value is never shown, not even a wrong one.
    pub secret: bool,
}

/// The start stops: a setting has a value that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{name}: {reason}")]
pub struct Invalid {
    /// The environment variable to change.
    pub name: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl Invalid {
    /// An error about `setting`.
    pub fn new(setting: &Setting, reason: impl Into<String>) -> Self {
        Self {
            name: setting.name.to_owned(),
            reason: reason.into(),
        }
    }
}

/// Variables by name, from the process and the `.env` file, or handed in by a test.
#[derive(Clone, Debug, Default)]
pub struct Source {
    variables: BTreeMap<String, String>,
}

impl Source {
    /// The process environment, with `.env` of the working directory for what it lacks.
    ///
    /// # Errors
    /// When `.env` exists and cannot be read or understood.
    pub fn from_process() -> Result<Self, Invalid> {
        let mut variables = Self::read_file(Path::new(".env"))?;
        #[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
        variables.extend(std::env::vars());
        Ok(Self { variables })
    }

    /// Exactly these variables.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self {
            variables: pairs
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        }
    }

    /// The same variables with `name` set to `value`.
    #[must_use]
    pub fn with(mut self, setting: &Setting, value: impl Into<String>) -> Self {
        self.variables.insert(setting.name.to_owned(), value.into());
        self
    }

    fn read_file(path: &Path) -> Result<BTreeMap<String, String>, Invalid> {
        let wrong = |reason: String| Invalid {
            name: path.display().to_string(),
            reason,
        };
        match std::fs::read_to_string(path) {
            Ok(text) => env_file::parse(&text).map_err(|error| wrong(error.to_string())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(wrong(format!("cannot be read: {error}"))),
        }
    }

    /// The value that was given, if any; an empty one counts as not given, as in the contract's `.env` templates.
    #[must_use]
    pub fn given(&self, setting: &Setting) -> Option<&str> {
        self.variables
            .get(setting.name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The given value or the default.
    #[must_use]
    pub fn text<'a>(&'a self, setting: &'a Setting) -> &'a str {
        self.given(setting).unwrap_or(setting.default)
    }

    /// The value turned into what it means by `read`, whose error says what is expected.
    ///
    /// # Errors
    /// Names the setting; shows the value unless it is a secret.
    pub fn read<T>(&self, setting: &Setting, read: impl FnOnce(&str) -> Result<T, String>) -> Result<T, Invalid> {
        let text = self.text(setting);
        read(text).map_err(|reason| {
            let reason = if setting.secret {
                reason
            } else {
                format!("{reason} (it is \"{text}\")")
            };
            Invalid::new(setting, reason)
        })
    }

    /// Where another service of the portal listens, without a slash at the end.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn internal_url(&self, setting: &Setting) -> Result<String, Invalid> {
        self.read(setting, |text| {
            let url = text.trim_end_matches('/');
            match url.strip_prefix("http://") {
                Some(host) if !host.is_empty() && !host.starts_with('/') => Ok(url.to_owned()),
                _ => Err("expected an address such as http://127.0.0.1:4430".to_owned()),
            }
        })
    }

    /// A number within `range`.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn number<T: FromStr + PartialOrd + Display>(
        &self,
        setting: &Setting,
        range: std::ops::RangeInclusive<T>,
    ) -> Result<T, Invalid> {
        self.read(setting, |text| {
            let expected = || format!("expected a whole number from {} to {}", range.start(), range.end());
            text.parse()
                .ok()
                .filter(|number| range.contains(number))
                .ok_or_else(expected)
        })
    }

    /// A size: bytes, or with a binary unit, such as `64MiB` (`64M` and `64MB` mean the same, as in the contract).
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn size(&self, setting: &Setting, range: std::ops::RangeInclusive<u64>) -> Result<u64, Invalid> {
        self.read(setting, |text| {
            let expected = || {
                format!(
                    "expected a size from {} to {} bytes, such as 64MiB",
                    range.start(),
                    range.end()
                )
            };
            parse_size(text)
                .filter(|size| range.contains(size))
                .ok_or_else(expected)
        })
    }

    /// A switch: true or false, any case, also yes/no, on/off, 1/0.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn switch(&self, setting: &Setting) -> Result<bool, Invalid> {
        self.read(setting, |text| match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            _ => Err("expected true or false".to_owned()),
        })
    }

    /// A comma-separated list, blanks trimmed, empty pieces dropped.
    #[must_use]
    pub fn list(&self, setting: &Setting) -> Vec<String> {
        self.text(setting)
            .split(',')
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = text.get(digits.len()..)?.trim().to_ascii_lowercase();
    let shift = match unit.as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Setting = Setting {
        name: "SIZE",
        default: "1MiB",
        meaning: "",
        secret: false,
    };
    const KEY: Setting = Setting {
        name: "KEY",
        default: "",
        meaning: "",
        secret: true,
    };

    #[test]
    fn sizes_have_binary_units() {
        let read = |text: &str| Source::from_pairs([("SIZE", text)]).size(&SIZE, 0..=u64::MAX);
        assert_eq!(read("50GiB").unwrap(), 50 << 30);
        assert_eq!(read("64 MB").unwrap(), 64 << 20);
        assert_eq!(read("").unwrap(), 1 << 20);
        assert_eq!(read("12").unwrap(), 12);
        for wrong in ["x", "-1", "5 parsecs", "99999999999999999999", "99999999T"] {
            let error = read(wrong).unwrap_err();
            assert_eq!(error.name, "SIZE");
            assert!(error.reason.contains(wrong), "{error}");
        }
    }

    #[test]
    fn a_wrong_secret_is_not_shown() {
        let error = Source::from_pairs([("KEY", "hunter2")])
            .read(&KEY, |_| Err::<(), _>("too short".into()))
            .unwrap_err();
        assert_eq!(error.to_string(), "KEY: too short");
    }
}
