//! An API key at all three services, each a process of its own, and what ends it.

use std::time::{Duration, Instant};

use portal_testkit::eventually;

use crate::daemon::Daemon;
use crate::portal::{PASSWORD, Shell};
use crate::watching::Watching;

/// An answer about a key is good for half a second, and open connections look once a second.
const SOON: Duration = Duration::from_secs(2);

fn made(shell: &Shell, arguments: &str) -> String {
    let made = shell.run(&format!("key create {arguments}"));
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    made.stdout.trim().to_owned()
}

#[actix_web::test]
async fn a_key_opens_what_its_scopes_say_and_ends_with_its_owner() {
    let shell = Shell::new();
    assert_eq!(shell.add("kim --group DX-Users", PASSWORD).code, Some(0));
    let auth = Daemon::start(&shell, "auth_backend", &[]);
    let events = Daemon::start(&shell, "websocket_service", &[("AUTH_INTERNAL_URL", auth.base())]);
    let dashboard = Daemon::start(&shell, "dashboard_backend", &[]);
    let key = made(&shell, "kim --name all --scope events:read --scope files:read");
    let files_only = made(&shell, "kim --name files --scope files:read");

    let script = dashboard.stranger().with("x-api-key", &key);
    script.get("/api/v2/files/uploads").await.assert_status(200);
    // What concerns the account itself is for people.
    let at_auth = auth.stranger().with("x-api-key", &key);
    assert_eq!(at_auth.get("/auth/sessions").await.expect(403).code(), "scope_missing");
    let mut kim = Watching::begin_with_key(events.base(), &key).await;
    assert_eq!(kim.hear().await["type"], "initial_data");
    let mut refused = Watching::begin_with_key(events.base(), &files_only).await;
    assert_eq!(refused.hear().await["code"], "AUTH_FAILED");
    assert_eq!(refused.closed().await, 1008);
    // It has no database, and yet what it refuses stands in the log.
    let told = eventually("the refusal", Duration::from_secs(20), || {
        let log = shell.run("audit export").stdout;
        let line = log.lines().find(|line| line.contains("\"GET /ws\""))?;
        Some(line.to_owned())
    });
    for part in ["\"actor\":\"kim\"", "\"method\":\"key:", "\"reason\":\"scope_missing\""] {
        assert!(told.contains(part), "{part} in {told}");
    }

    let disabled = Instant::now();
    assert_eq!(shell.run("user disable kim").code, Some(0));
    assert_eq!(kim.closed().await, 1008);
    assert!(disabled.elapsed() < SOON, "{:?}", disabled.elapsed());
    loop {
        let answer = script.get("/api/v2/files/uploads").await;
        if answer.status == 401 {
            assert_eq!(answer.code(), "key_invalid");
            break;
        }
        assert!(disabled.elapsed() < SOON, "still {}", answer.status);
    }
}

#[actix_web::test]
async fn without_the_auth_service_the_events_cannot_say_whether_a_key_is_good() {
    let shell = Shell::new();
    assert_eq!(shell.add("kim --group DX-Users", PASSWORD).code, Some(0));
    let key = made(&shell, "kim --name all --scope events:read");
    // Nobody listens where the auth service should be.
    let events = Daemon::start(&shell, "websocket_service", &[]);
    let mut refused = Watching::begin_with_key(events.base(), &key).await;
    assert_eq!(refused.hear().await["code"], "AUTH_FAILED");
    assert_eq!(refused.closed().await, 1008);
}
