//! A running service of one's own, and the clock it goes by.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use portal_config::{Clock, RedisUrl, WebsocketSettings};
use portal_http::{Kit, KitParts, Mode, Revocations};
use portal_ratelimit::RateLimiter;
use portal_testkit::{TestClient, TestServer, claims, http_settings, token_at, token_with};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tempfile::TempDir;
use websocket::start_with;

use crate::listener::{Listener, Upgrade};

pub(crate) const START: i64 = 1_800_000_000;

pub(crate) struct App {
    pub(crate) clock: Clock,
    pub(crate) revocations: Revocations,
    pub(crate) kit: Kit,
    server: TestServer,
    secret: String,
    _data: TempDir,
}

/// The settings that a test may want otherwise.
pub(crate) struct Options {
    pub(crate) jwt_auth: bool,
    pub(crate) max_connections: usize,
    pub(crate) max_connections_per_user: usize,
    pub(crate) history: usize,
    pub(crate) redis: Option<RedisUrl>,
    pub(crate) data_path: Option<PathBuf>,
    pub(crate) allowed_origins: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            jwt_auth: true,
            max_connections: 1000,
            max_connections_per_user: 100,
            history: 64,
            redis: None,
            data_path: None,
            allowed_origins: Vec::new(),
        }
    }
}

impl Options {
    /// The settings of a service that measures `data`, if no other folder is to be measured.
    pub(crate) fn settings(self, data: &Path) -> WebsocketSettings {
        let mut http = http_settings();
        http.allowed_origins = self.allowed_origins;
        WebsocketSettings {
            http,
            redis: self.redis,
            auth_url: String::new(),
            jwt_auth: self.jwt_auth,
            max_connections: self.max_connections,
            max_connections_per_user: self.max_connections_per_user,
            history: self.history,
            data_path: self.data_path.unwrap_or_else(|| data.to_owned()),
        }
    }
}

impl App {
    pub(crate) fn start() -> Self {
        Self::with(Options::default())
    }

    /// Where nobody needs to sign in.
    pub(crate) fn open() -> Self {
        Self::with(Options {
            jwt_auth: false,
            ..Options::default()
        })
    }

    pub(crate) fn with(options: Options) -> Self {
        let data = TempDir::new().unwrap();
        std::fs::create_dir(data.path().join("crash-tests")).unwrap();
        let settings = options.settings(data.path());
        let http = settings.http.clone();
        let clock = Clock::manual(START);
        let revocations = Revocations::default();
        let secret = http.secrets.internal.expose_secret().to_owned();
        let kit = Kit::new(KitParts {
            http,
            clock: clock.clone(),
            revocations: revocations.clone(),
            limiter: RateLimiter::local(),
            mode: Mode::Production,
        });
        let server = TestServer::new(start_with(kit.clone(), &settings).unwrap(), clock.clone());
        Self {
            clock,
            revocations,
            kit,
            server,
            secret,
            _data: data,
        }
    }

    pub(crate) fn base(&self) -> &str {
        self.server.base()
    }

    pub(crate) fn token(&self, name: &str) -> String {
        token_at(name, &["DX-Users"], self.clock.unix_seconds())
    }

    /// A token whose id is known, so that it can be revoked.
    pub(crate) fn token_called(&self, jti: &str) -> String {
        let mut claims = claims("kim", &["DX-Users"], self.clock.unix_seconds());
        claims.jti = Some(jti.to_owned());
        token_with(&claims)
    }

    pub(crate) fn upgrade(&self) -> Upgrade {
        Upgrade::to(self.base())
    }

    /// Somebody signed in, past the greeting.
    pub(crate) async fn user(&self, name: &str) -> Listener {
        self.upgrade().bearer(&self.token(name)).greeted().await
    }

    pub(crate) async fn admin(&self) -> Listener {
        let token = token_at("root", &["HPC-Admins"], self.clock.unix_seconds());
        self.upgrade().bearer(&token).greeted().await
    }

    /// Somebody not signed in, past the greeting; only where that is allowed.
    pub(crate) async fn anonymous(&self) -> Listener {
        self.upgrade().greeted().await
    }

    /// Another service of the portal.
    pub(crate) fn service(&self) -> TestClient {
        self.server.stranger().with("x-internal-secret", &self.secret)
    }

    pub(crate) fn stranger(&self) -> TestClient {
        self.server.stranger()
    }

    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }

    /// Publishes to everyone, or to `user`.
    pub(crate) async fn publish(&self, channel: &str, user: Option<&str>, data: impl Into<Value>) {
        let message = json!({"type": "test", "data": data.into()});
        let body = json!({"channel": channel, "message": message, "user": user});
        self.service().post_json("/broadcast", &body).await.assert_status(200);
    }

    /// Lets time pass; the service looks after its connections once a second of real time.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(crate) async fn stop(self) {
        self.server.stop().await;
    }
}
