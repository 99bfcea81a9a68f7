//! Settings of the WebSocket service.

use std::path::PathBuf;

use crate::names::{
    STORAGE_DATA_PATH, WEBSOCKET_HISTORY, WEBSOCKET_JWT_AUTH, WEBSOCKET_MAX_CONNECTIONS,
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
            jwt_auth: source.switch(&WEBSOCKET_JWT_AUTH)?,
            max_connections: source.number(&WEBSOCKET_MAX_CONNECTIONS, 1..=1_000_000)?,
            max_connections_per_user: source.number(&WEBSOCKET_MAX_CONNECTIONS_PER_USER, 1..=100_000)?,
            history: source.number(&WEBSOCKET_HISTORY, 16..=65_536)?,
            data_path: PathBuf::from(source.text(&STORAGE_DATA_PATH)),
        })
    }
}
