//! The text of an API key: `hpcp_<id>_<secret>_<checksum>`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// Marks a portal's key, so that scanners of repositories find one that was committed.
const PREFIX: &str = "hpcp_";
const ID: usize = 16;
const SECRET: usize = 64;
const CHECKSUM: usize = 8;

/// A key as a script shows it. Hexadecimal, so that a double click selects it whole.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKeyText(String);

/// SHA-256 of a whole key: what is kept, and what keys are found by.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyDigest([u8; 32]);

/// What the tables say of a key that is good and of its owner.
#[derive(Clone, Debug)]
pub struct KeyFacts {
    /// The public part of the key.
    pub key_id: String,
    /// Its owner.
    pub username: String,
    /// May be empty.
    pub email: String,
    /// The owner's groups.
    pub groups: Vec<String>,
    /// What the key may be used for.
    pub scopes: Vec<String>,
    /// From where; anywhere, when empty. One that makes no sense is nowhere.
    pub networks: Vec<String>,
    /// Seconds since the epoch.
    pub expires_at: Option<i64>,
}

impl ApiKeyText {
    /// A key from random bytes: 8 for the part that everybody may see, 32 for the secret.
    #[must_use]
    pub fn new(id: [u8; 8], secret: [u8; 32]) -> Self {
        let body = format!("{PREFIX}{}_{}", hex(&id), hex(&secret));
        let checksum = checksum(&body);
        Self(format!("{body}_{checksum}"))
    }

    /// Reads a key; none when it is no key, or was mistyped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (body, given) = text.rsplit_once('_')?;
        let (id, secret) = body.strip_prefix(PREFIX)?.split_once('_')?;
        let lengths = [id.len(), secret.len(), given.len()] == [ID, SECRET, CHECKSUM];
        let digits = |part: &str| {
            part.bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        (lengths && digits(id) && digits(secret) && given == checksum(body)).then(|| Self(text.to_owned()))
    }

    /// The part that everybody may see.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0.get(PREFIX.len()..PREFIX.len() + ID).unwrap_or_default()
    }

    /// What is kept of it.
    #[must_use]
    pub fn digest(&self) -> KeyDigest {
        KeyDigest(Sha256::digest(self.0.as_bytes()).into())
    }

    /// The key itself, to be shown once.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKeyText({}…)", self.id())
    }
}

impl fmt::Display for KeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl FromStr for KeyDigest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let mut digest = [0; 32];
        if text.len() != 2 * digest.len() || !text.is_ascii() {
            return Err(NotADigest);
        }
        for (at, byte) in digest.iter_mut().enumerate() {
            let pair = text.get(2 * at..2 * at + 2).ok_or(NotADigest)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_not_hexadecimal| NotADigest)?;
        }
        Ok(Self(digest))
    }
}

/// The text is no SHA-256 in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 64 hexadecimal digits")]
pub struct NotADigest;

impl Serialize for KeyDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for KeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyDigest({self})")
    }
}

/// Finds typing errors; no protection, that is the secret's.
fn checksum(body: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(body.as_bytes()).into();
    hex(digest.get(..CHECKSUM / 2).unwrap_or_default())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_made() {
        let key = ApiKeyText::new([0xab; 8], [0x01; 32]);
        assert_eq!(key.id(), "abababababababab");
        assert_eq!(ApiKeyText::parse(key.expose()), Some(key.clone()));
        assert!(!format!("{key:?}").contains("0101"));
        assert_eq!(key.digest().to_string().len(), 64);
    }

    #[test]
    fn a_wrong_digit_anywhere_is_noticed() {
        let key = ApiKeyText::new([1; 8], [2; 32]);
        for at in 0..key.expose().len() {
            let mut text = key.expose().to_owned();
            let other = if text.as_bytes()[at] == b'3' { "4" } else { "3" };
            text.replace_range(at..=at, other);
            assert_eq!(ApiKeyText::parse(&text), None, "at {at}");
        }
        for text in [
            "",
            "hpcp_",
            "hpcp__",
            "hpcp_a_b_c",
            &key.expose().to_uppercase(),
            &format!("{} ", key.expose()),
        ] {
            assert_eq!(ApiKeyText::parse(text), None, "{text}");
        }
    }
}
