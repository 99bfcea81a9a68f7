//! Which Redis, if any.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};

use crate::names::{REDIS_DB, REDIS_HOST, REDIS_PASSWORD, REDIS_PORT, REDIS_URL};
use crate::{Invalid, Source};

/// A `redis://` URL, which may hold a password.
#[derive(Clone, Debug)]
pub struct RedisUrl(SecretString);

impl RedisUrl {
    /// `REDIS_URL`, or one put together from the contract's `REDIS_HOST`, `REDIS_PORT`, `REDIS_DB` and
    /// `REDIS_PASSWORD`; none when neither `REDIS_URL` nor `REDIS_HOST` is given.
    ///
    /// # Errors
    /// When the URL has another scheme or a number is out of range.
    pub fn load(source: &Source) -> Result<Option<Self>, Invalid> {
        if source.given(&REDIS_URL).is_some() {
            return source.read(&REDIS_URL, Self::parse).map(Some);
        }
        let Some(host) = source.given(&REDIS_HOST) else {
            return Ok(None);
        };
        let port = source.number(&REDIS_PORT, 1..=65535_u16)?;
        let database = source.number(&REDIS_DB, 0..=65535_u16)?;
        let password = match source.given(&REDIS_PASSWORD) {
            Some(password) => format!(":{}@", utf8_percent_encode(password, NON_ALPHANUMERIC)),
            None => String::new(),
        };
        Ok(Some(Self(format!("redis://{password}{host}:{port}/{database}").into())))
    }

    /// Reads a URL.
    ///
    /// # Errors
    /// Says what is expected.
    pub fn parse(url: &str) -> Result<Self, String> {
        let known = ["redis://", "unix://", "redis+unix://"]
            .iter()
            .any(|scheme| url.starts_with(scheme));
        if known {
            Ok(Self(url.into()))
        } else {
            Err("expected redis://[:password@]host:port/db or unix:///socket".to_owned())
        }
    }

    /// What the client connects to.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contracts_names_make_a_url() {
        assert!(RedisUrl::load(&Source::default()).unwrap().is_none());
        let source = Source::from_pairs([("REDIS_HOST", "cache"), ("REDIS_PASSWORD", "p@ss:/")]);
        let url = RedisUrl::load(&source).unwrap().unwrap();
        assert_eq!(url.expose(), "redis://:p%40ss%3A%2F@cache:6379/0");
        assert!(!format!("{url:?}").contains("p%40ss"));
    }
}
