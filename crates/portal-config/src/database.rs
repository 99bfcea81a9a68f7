//! Which database.

use secrecy::{ExposeSecret, SecretString};

use crate::names::{DATABASE_CONNECTIONS, DATABASE_PATH, DATABASE_URL};
use crate::{Invalid, Source};

/// The one database of auth and dashboard. The backend is chosen by the URL's scheme alone.
#[derive(Clone, Debug)]
pub enum DatabaseUrl {
    /// A file on a local disk (never on a network file system: SQLite's locks do not hold there).
    Sqlite(String),
    /// A libpq connection URL, which may hold a password.
    Postgres(SecretString),
}

/// Where the database is and how many connections are kept to it.
#[derive(Clone, Debug)]
pub struct DatabaseSettings {
    /// Where it is.
    pub url: DatabaseUrl,
    /// Connections kept; also how many queries run at once.
    pub connections: u32,
}

impl DatabaseSettings {
    /// Reads both.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        let connections = source.number(&DATABASE_CONNECTIONS, 1..=1000)?;
        Ok(Self {
            url: DatabaseUrl::load(source)?,
            connections,
        })
    }
}

impl DatabaseUrl {
    /// `DATABASE_URL`, else the contract's `DATABASE_PATH`, else the default file.
    ///
    /// # Errors
    /// When the URL has another scheme than `sqlite:` or `postgres:`.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        match (source.given(&DATABASE_URL), source.given(&DATABASE_PATH)) {
            (None, Some(path)) => Ok(Self::Sqlite(path.to_owned())),
            _ => source.read(&DATABASE_URL, Self::parse),
        }
    }

    /// Reads a URL.
    ///
    /// # Errors
    /// Says what is expected.
    pub fn parse(url: &str) -> Result<Self, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.into()));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match path {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(path.to_owned())),
            _ => Err("expected sqlite:/path/to/file or postgres://user@host/database".to_owned()),
        }
    }

    /// What diesel connects to.
    #[must_use]
    pub fn expose(&self) -> &str {
        match self {
            Self::Sqlite(path) => path,
            Self::Postgres(url) => url.expose_secret(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_chooses_the_backend() {
        assert!(
            matches!(DatabaseUrl::parse("sqlite:/var/lib/x.db"), Ok(DatabaseUrl::Sqlite(path)) if path == "/var/lib/x.db")
        );
        assert!(matches!(DatabaseUrl::parse("sqlite:///x.db"), Ok(DatabaseUrl::Sqlite(path)) if path == "/x.db"));
        assert!(matches!(
            DatabaseUrl::parse("postgres://u:p@h/d"),
            Ok(DatabaseUrl::Postgres(_))
        ));
        assert!(DatabaseUrl::parse("mysql://h/d").is_err());
        assert!(DatabaseUrl::parse("/plain/path").is_err());
    }

    #[test]
    fn the_old_name_still_works_and_the_new_one_wins() {
        let old = Source::from_pairs([("DATABASE_PATH", "/old.db")]);
        assert_eq!(DatabaseUrl::load(&old).unwrap().expose(), "/old.db");
        let both = old.with(&DATABASE_URL, "sqlite:/new.db");
        assert_eq!(DatabaseUrl::load(&both).unwrap().expose(), "/new.db");
    }
}
