//! The secrets that the services share.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::names::{INTERNAL_SECRET, JWT_ALGORITHM, JWT_SECRET_KEY, JWT_SECRET_KEY_PREVIOUS};
use crate::{Invalid, Setting, Source};

const SHORTEST: usize = 32;

/// Known to everybody: compiled into, or documented by, earlier portals and tutorials.
const KNOWN: [&str; 8] = [
    "secret",
    "password",
    "changeme",
    "change-me",
    "change_me",
    "your-",
    "your_",
    "dev-secret",
];

/// The signing key of access tokens and the word that services know each other by.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// HS256 key, shared by all services and, during a migration, with the portal that is replaced.
    pub jwt: SecretString,
    /// The key before, while tokens that it signed are still about.
    pub jwt_previous: Option<SecretString>,
    /// Sent in `X-Internal-Secret` between services.
    pub internal: SecretString,
}

impl Secrets {
    /// Reads both; without `INTERNAL_SECRET` it is derived from the JWT key, one way, so that services which share
    /// the key find each other without another setting.
    ///
    /// # Errors
    /// When a secret is missing, shorter than 32 bytes, or a known default, or another algorithm than HS256 is asked for.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        source.read(&JWT_ALGORITHM, |text| match text {
            "HS256" => Ok(()),
            _ => Err("only HS256 is supported, the algorithm that all services share".to_owned()),
        })?;
        let jwt = strong(source, &JWT_SECRET_KEY)?;
        let internal = match source.given(&INTERNAL_SECRET) {
            Some(_) => strong(source, &INTERNAL_SECRET)?,
            None => derived(&jwt),
        };
        let jwt_previous = match source.given(&JWT_SECRET_KEY_PREVIOUS) {
            Some(_) => Some(strong(source, &JWT_SECRET_KEY_PREVIOUS)?),
            None => None,
        };
        Ok(Self {
            jwt,
            jwt_previous,
            internal,
        })
    }
}

fn strong(source: &Source, setting: &Setting) -> Result<SecretString, Invalid> {
    source.read(setting, |text| {
        let lower = text.to_ascii_lowercase();
        let distinct = text.bytes().collect::<std::collections::BTreeSet<_>>().len();
        if text.is_empty() {
            Err("must be set; make one with: openssl rand -hex 32".to_owned())
        } else if text.len() < SHORTEST {
            Err(format!(
                "must have at least {SHORTEST} characters; make one with: openssl rand -hex 32"
            ))
        } else if distinct < 8 || KNOWN.iter().any(|known| lower.contains(known)) {
            Err("is a known default or easily guessed; make one with: openssl rand -hex 32".to_owned())
        } else {
            Ok(SecretString::from(text))
        }
    })
}

fn derived(jwt: &SecretString) -> SecretString {
    let digest = Sha256::new()
        .chain_update(b"hpc-portal internal secret\0")
        .chain_update(jwt.expose_secret())
        .finalize();
    digest
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(key: &str) -> Result<Secrets, Invalid> {
        Secrets::load(&Source::from_pairs([("JWT_SECRET_KEY", key)]))
    }

    #[test]
    fn a_weak_key_stops_the_start_and_is_not_shown() {
        for weak in [
            "",
            "short",
            &"a".repeat(64),
            "your-secret-key-change-in-production-please",
        ] {
            let error = load(weak).unwrap_err();
            assert_eq!(error.name, "JWT_SECRET_KEY");
            assert!(weak.is_empty() || !error.reason.contains(weak));
        }
    }

    #[test]
    fn the_internal_secret_follows_from_the_key() {
        let one = load("0123456789abcdef0123456789abcdef").unwrap();
        let same = load("0123456789abcdef0123456789abcdef").unwrap();
        let other = load("0123456789abcdef0123456789abcdeg").unwrap();
        assert_eq!(one.internal.expose_secret(), same.internal.expose_secret());
        assert_ne!(one.internal.expose_secret(), other.internal.expose_secret());
        assert!(!format!("{one:?}").contains("0123456789"));
    }

    #[test]
    fn another_algorithm_is_refused() {
        let source = Source::from_pairs([
            ("JWT_SECRET_KEY", "0123456789abcdef0123456789abcdef"),
            ("JWT_ALGORITHM", "none"),
        ]);
        assert_eq!(Secrets::load(&source).unwrap_err().name, "JWT_ALGORITHM");
    }
}
