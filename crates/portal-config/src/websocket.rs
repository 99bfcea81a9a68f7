//! Settings of the WebSocket service.

use std::path::PathBuf;

use crate::names::{
    AUTH_INTERNAL_URL, STORAGE_DATA_PATH, WEBSOCKET_HISTORY, WEBSOCKET_JWT_AUTH, WEBSOCKET_MAX_CONNECTIONS,
    WEBSOCKET_MAX_CONNECTIONS_PER_USER,
};
use crate::{HttpSettings, Invalid, RedisUrl, Source};

/// What the WebSocket service is told.
#[derive(Clone, Debug)]
pub struct WebsocketSettings {
    /// Listening and secrets.
    pub http: HttpSettings,
    /// Where events come from when there are several nodes; without it they come by `/broadcast`.
    pub redis: Option<RedisUrl>,
    /// Where to ask which sessions were ended: the auth service, without a slash at the end.
    pub auth_url: String,
    /// True: only signed-in people connect. False: anonymous clients too, to the public channels only.
    pub jwt_auth: bool,
    /// Open connections in all.
    pub max_connections: usize,
    /// Open connections of one person.
    pub max_connections_per_user: usize,
    /// Messages kept per channel and audience for those who come back.
    pub history: usize,
    /// The file system whose use the `storage` channel tells.
    pub data_path: PathBuf,
}

impl WebsocketSettings {
    /// Reads all of it.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        Ok(Self {
            http: HttpSettings::load(source, 5011)?,
            redis: RedisUrl::load(source)?,
            auth_url: source.internal_url(&AUTH_INTERNAL_URL)?,
            jwt_auth: source.switch(&WEBSOCKET_JWT_AUTH)?,
            max_connections: source.number(&WEBSOCKET_MAX_CONNECTIONS, 1..=1_000_000)?,
            max_connections_per_user: source.number(&WEBSOCKET_MAX_CONNECTIONS_PER_USER, 1..=100_000)?,
            history: source.number(&WEBSOCKET_HISTORY, 16..=65_536)?,
            data_path: PathBuf::from(source.text(&STORAGE_DATA_PATH)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_of_the_portal_talk_plain_http_to_each_other() {
        let load = |url: &str| {
            let pairs = [
                ("JWT_SECRET_KEY", "0123456789abcdef0123456789abcdef"),
                ("AUTH_INTERNAL_URL", url),
            ];
            WebsocketSettings::load(&Source::from_pairs(pairs)).map(|settings| settings.auth_url)
        };
        assert_eq!(load("").unwrap(), "http://127.0.0.1:4430");
        assert_eq!(load("http://auth.local:4430/").unwrap(), "http://auth.local:4430");
        for wrong in ["127.0.0.1:4430", "https://auth.local", "http://", "ftp://auth.local"] {
            assert_eq!(load(wrong).unwrap_err().name, "AUTH_INTERNAL_URL", "{wrong}");
        }
    }
}
