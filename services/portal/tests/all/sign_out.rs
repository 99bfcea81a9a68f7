//! Signing out at one service, seen at another, each a process of its own.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use portal_testkit::{TestClient, token};
use serde_json::json;

use crate::daemon::Daemon;
use crate::portal::{PASSWORD, Shell};
use crate::watching::Watching;

/// Revocation reaches every service in so long (docs/ARCHITECTURE.md).
const AT_ONCE: Duration = Duration::from_secs(1);

async fn sign_in(auth: &Daemon) -> String {
    let body = json!({"username": "kim", "password": PASSWORD.trim()});
    let reply = auth.stranger().post_json("/auth/login", &body).await.expect(200).json();
    reply.get("token").unwrap().as_str().unwrap().to_owned()
}

async fn sign_out(auth: &TestClient, token: &str) {
    auth.bearer(token).post("/auth/logout").await.assert_status(200);
}

/// The events service with somebody watching who signs out at `auth`.
async fn closes_at_once(events: &Daemon, auth: &TestClient, token: &str) {
    let mut kim = Watching::begin(events.base(), token).await;
    assert_eq!(kim.hear().await.get("type").unwrap(), "initial_data");
    sign_out(auth, token).await;
    let signed_out = Instant::now();
    assert_eq!(kim.closed().await, 1008);
    assert!(signed_out.elapsed() < AT_ONCE, "{:?}", signed_out.elapsed());
}

#[actix_web::test]
async fn signing_out_closes_the_websocket_within_a_second() {
    let shell = Shell::new();
    assert_eq!(shell.add("kim --group DX-Users", PASSWORD).code, Some(0));
    let auth = Daemon::start(&shell, "auth_backend", &[]);
    let asks = [("AUTH_INTERNAL_URL", auth.base())];
    let events = Daemon::start(&shell, "websocket_service", &asks);
    let (token, other) = (sign_in(&auth).await, sign_in(&auth).await);
    closes_at_once(&events, &auth.stranger(), &token).await;

    // One that knows nothing yet asks before it lets anybody in.
    events.stop();
    let events = Daemon::start(&shell, "websocket_service", &asks);
    let mut kim = Watching::begin(events.base(), &token).await;
    assert_eq!(kim.hear().await.get("code").unwrap(), "AUTH_FAILED");
    assert_eq!(kim.closed().await, 1008);
    let mut kim = Watching::begin(events.base(), &other).await;
    assert_eq!(kim.hear().await.get("type").unwrap(), "initial_data");

    let metrics = events.stranger().get("/metrics").await.expect(200).text();
    assert!(metrics.contains("\nrevocations_age_seconds 0\n"), "{metrics}");
    let log = auth.stop();
    assert!(!log.contains("/auth/revocations"), "routine is not logged: {log}");
}

#[actix_web::test]
async fn the_events_start_without_the_auth_service_and_learn_when_it_comes() {
    let shell = Shell::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    let events = Daemon::start(&shell, "websocket_service", &[("AUTH_INTERNAL_URL", &url)]);
    let token = token("kim", &["DX-Users"]);
    let mut kim = Watching::begin(events.base(), &token).await;
    assert_eq!(kim.hear().await.get("type").unwrap(), "initial_data");

    let port = port.to_string();
    for _ in 0..2 {
        let auth = Daemon::start(&shell, "auth_backend", &[("PORT", &port)]);
        events.logs("are seen again");
        let token = portal_testkit::token("kim", &["DX-Users"]);
        closes_at_once(&events, &auth.stranger(), &token).await;
        auth.stop();
    }
    let log = events.stop();
    let said = |text: &str| log.lines().filter(|line| line.contains(text)).count();
    assert!(
        (1..=3).contains(&said("are not seen for now")),
        "once for each outage: {log}"
    );
    assert!(said("are seen again") >= 1, "{log}");
}
