//! The service as its program starts it, with a database of its own and a clock that stands still.

use std::time::Duration;

use portal_config::names::{DATABASE_URL, JWT_SECRET_KEY};
use portal_config::{AuthSettings, Clock, Source};
use portal_db::accounts::{self, Account};
use portal_testkit::{SECRET, TestClient, TestDatabase, TestResponse, TestServer, http_settings};
use serde_json::json;

pub(crate) const PASSWORD: &str = "correct horse battery staple";

pub(crate) const NOW: i64 = 1_700_000_000;

pub(crate) struct App {
    server: TestServer,
    clock: Clock,
    database: TestDatabase,
    settings: AuthSettings,
}

impl App {
    /// A service without accounts.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_settings| ()).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut AuthSettings)) -> Self {
        Self::start_on(TestDatabase::new(), change).await
    }

    pub(crate) async fn start_on(database: TestDatabase, change: impl FnOnce(&mut AuthSettings)) -> Self {
        Self::start_at(database, Clock::manual(NOW), change).await
    }

    pub(crate) async fn start_at(database: TestDatabase, clock: Clock, change: impl FnOnce(&mut AuthSettings)) -> Self {
        let mut settings = settings(&database);
        change(&mut settings);
        let server = serve(&settings, &clock).await;
        Self {
            server,
            clock,
            database,
            settings,
        }
    }

    /// A service with one account: `kim` in `DX-Users`, who has [`PASSWORD`].
    pub(crate) async fn with_kim() -> Self {
        let app = Self::start().await;
        app.add("kim", &["DX-Users"]);
        app
    }

    pub(crate) fn add(&self, name: &str, groups: &[&str]) {
        let groups: Vec<_> = groups.iter().map(|group| (*group).to_owned()).collect();
        let hash = auth::NewPassword::parse(PASSWORD, &name.parse().unwrap())
            .unwrap()
            .hash();
        let email = format!("{name}@hpc.local");
        let account = Account::new(name, hash.unwrap(), &email, &groups, self.clock.rfc3339());
        let added = self
            .database
            .db()
            .run_here(|connection| accounts::add(connection, &account));
        assert!(added.unwrap());
    }

    /// The same service again, on the same database.
    pub(crate) async fn restart(self) -> Self {
        self.server.stop().await;
        let server = serve(&self.settings, &self.clock).await;
        Self { server, ..self }
    }

    /// The same service with other settings.
    pub(crate) async fn restart_with(mut self, change: impl FnOnce(&mut AuthSettings)) -> Self {
        change(&mut self.settings);
        self.restart().await
    }

    /// A second service on the same database, as on another portal node.
    pub(crate) async fn another_node(&self) -> TestServer {
        serve(&self.settings, &self.clock).await
    }

    /// The database goes away under the running service, connections and all.
    pub(crate) fn lose_database(&mut self) {
        self.database = TestDatabase::sqlite();
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Where it is, as a browser names it.
    pub(crate) fn base(&self) -> &str {
        self.server.base()
    }

    pub(crate) fn server(&self) -> &TestServer {
        &self.server
    }

    pub(crate) fn database(&self) -> &TestDatabase {
        &self.database
    }

    pub(crate) fn stranger(&self) -> TestClient {
        self.server.stranger()
    }

    /// Tries to sign in.
    pub(crate) async fn try_to_sign_in(&self, name: &str, password: &str) -> TestResponse {
        let body = json!({"username": name, "password": password});
        self.stranger().post_json("/auth/login", &body).await
    }

    /// Signs in and gives the token.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let reply = self.try_to_sign_in(name, PASSWORD).await.expect(200);
        reply.json()["token"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn settings(database: &TestDatabase) -> AuthSettings {
    let source = Source::default()
        .with(&JWT_SECRET_KEY, SECRET)
        .with(&DATABASE_URL, database.url());
    AuthSettings {
        http: http_settings(),
        database: database.settings(),
        ..AuthSettings::load(&source).unwrap()
    }
}

async fn serve(settings: &AuthSettings, clock: &Clock) -> TestServer {
    let running = auth::start_with(settings.clone(), clock.clone()).await.unwrap();
    TestServer::new(running, clock.clone())
}
