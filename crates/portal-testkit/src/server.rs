//! A service that runs for one test.

use portal_config::Clock;
use portal_http::Running;

use crate::{TestClient, token_at};

/// A started service and the people who talk to it.
#[derive(Debug)]
pub struct TestServer {
    running: Running,
    clock: Clock,
    nobody: TestClient,
}

impl TestServer {
    /// Takes over what a service's `start` gave; tokens are made by its clock.
    #[must_use]
    pub fn new(running: Running, clock: Clock) -> Self {
        let nobody = TestClient::stranger(format!("http://{}", running.address()));
        Self { running, clock, nobody }
    }

    /// Its address, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn base(&self) -> &str {
        self.nobody.base()
    }

    /// Somebody who is not signed in.
    #[must_use]
    pub fn stranger(&self) -> TestClient {
        self.nobody.clone()
    }

    /// A cluster user (`DX-Users`) with a token in the header.
    #[must_use]
    pub fn user(&self, name: &str) -> TestClient {
        self.member(name, &["DX-Users"])
    }

    /// An operator (`HPC-Admins`) with a token in the header.
    #[must_use]
    pub fn admin(&self, name: &str) -> TestClient {
        self.member(name, &["HPC-Admins"])
    }

    /// A member of these groups with a token in the header.
    #[must_use]
    pub fn member(&self, name: &str, groups: &[&str]) -> TestClient {
        self.nobody.bearer(&token_at(name, groups, self.clock.unix_seconds()))
    }

    /// The same person as [`user`](Self::user), in a browser: with the cookie and the portal's own origin.
    #[must_use]
    pub fn browser(&self, name: &str) -> TestClient {
        self.nobody
            .cookie(&token_at(name, &["DX-Users"], self.clock.unix_seconds()))
    }

    /// Finishes what is being handled and ends.
    pub async fn stop(self) {
        self.running.stop().await;
    }
}
