use std::time::Duration;

use portal_db::accounts::{self, Account, Changes};
use portal_testkit::{TestClient, TestResponse};
use serde_json::{Value, json};

use crate::app::App;

const KEYS: &str = "/api/v2/api-keys";
const UPLOADS: &str = "/api/v2/files/uploads";

/// A service whose people have accounts: `kim` (DX-Users), `root` (HPC-Admins) and the service account `robot`.
async fn app() -> App {
    let app = App::start().await;
    let now = "2026-11-21T00:00:00.000Z".to_owned();
    let groups = |name: &str| vec![name.to_owned()];
    for account in [
        Account::new("kim", String::new(), "", &groups("DX-Users"), now.clone()),
        Account::new("root", String::new(), "", &groups("HPC-Admins"), now.clone()),
        Account::service("robot", &groups("DX-Users"), now),
    ] {
        app.database
            .db()
            .run_here(|connection| accounts::add(connection, &account))
            .unwrap();
    }
    app
}

async fn make(client: &TestClient, key: Value) -> TestResponse {
    client.post_json(KEYS, &key).await
}

async fn key(app: &App, scopes: &[&str]) -> (TestClient, String) {
    let new = json!({"name": "nightly", "scopes": scopes});
    let made = make(&app.user("kim"), new).await.expect(201).json();
    let script = app
        .server
        .stranger()
        .with("x-api-key", made["api_key"].as_str().unwrap());
    (script, made["key_id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say_and_nothing_else() {
    let app = app().await;
    let (reader, _) = key(&app, &["files:read"]).await;
    reader.get(UPLOADS).await.assert_status(200);
    let init = json!({"filename": "a.dat", "file_size": 10});
    let refused = reader.post_json("/api/v2/files/upload/init", &init).await.expect(403);
    assert_eq!(refused.code(), "scope_missing");
    assert_eq!(refused.json()["key_scopes"], json!(["files:read"]));
    let (writer, _) = key(&app, &["files:write"]).await;
    writer
        .post_json("/api/v2/files/upload/init", &init)
        .await
        .assert_status(201);
    assert_eq!(writer.get(UPLOADS).await.status, 403);
    let rows = reader.get(UPLOADS).await.expect(200).json();
    assert_eq!(rows["uploads"][0]["user_id"], "kim");
    // What only people do: no key makes keys.
    for path in [KEYS, "/api/openapi.json", "/api/docs"] {
        assert_eq!(writer.get(path).await.expect(403).code(), "scope_missing", "{path}");
    }
    let more = json!({"name": "more", "scopes": ["files:read"]});
    make(&writer, more).await.assert_status(403);
}

#[tokio::test]
async fn a_key_is_shown_once_and_only_its_sum_is_kept() {
    let app = app().await;
    let made = make(&app.user("kim"), json!({"name": " nightly ", "scopes": ["files:read"]})).await;
    let made = made.expect(201).json();
    assert_eq!(made["name"], "nightly");
    assert_eq!(made["expires_at"], "2026-12-20T14:13:20.000Z");
    let secret = made["api_key"].as_str().unwrap();
    let listed = app.user("kim").get(KEYS).await.expect(200);
    assert!(listed.text().contains("nightly") && !listed.text().contains(secret));
    let id = made["key_id"].as_str().unwrap();
    let row = app
        .database
        .db()
        .run_here(|connection| portal_db::api_keys::of(connection, "kim"))
        .unwrap();
    assert_eq!(row[0].key_id, id);
    assert!(!secret.contains(&row[0].key_hash) && row[0].key_hash.len() == 64);
}

#[tokio::test]
async fn a_key_ends_when_it_is_revoked_when_it_expires_and_with_its_owner() {
    let app = app().await;
    let kim = app.user("kim");
    let (script, id) = key(&app, &["files:read"]).await;
    script.get(UPLOADS).await.assert_status(200);
    kim.delete(&format!("{KEYS}/{id}")).await.assert_status(200);
    assert_eq!(script.get(UPLOADS).await.expect(401).code(), "key_invalid");
    assert_eq!(
        kim.delete(&format!("{KEYS}/{id}")).await.expect(404).code(),
        "key_not_found"
    );

    let (script, _) = key(&app, &["files:read"]).await;
    script.get(UPLOADS).await.assert_status(200);
    app.clock.advance(Duration::from_secs(91 * 24 * 3600));
    assert_eq!(script.get(UPLOADS).await.expect(401).code(), "key_invalid");

    let (script, _) = key(&app, &["files:read"]).await;
    script.get(UPLOADS).await.assert_status(200);
    let disabled = Changes {
        enabled: Some(false),
        ..Changes::default()
    };
    app.database
        .db()
        .run_here(|connection| accounts::change(connection, "kim", &disabled, "now"))
        .unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(script.get(UPLOADS).await.expect(401).code(), "key_invalid");
}

#[tokio::test]
async fn a_key_never_may_more_than_its_owner_may_now() {
    let app = app().await;
    let beyond = json!({"name": "x", "scopes": ["files:read", "nodes:admin"]});
    assert_eq!(
        make(&app.user("kim"), beyond).await.expect(403).code(),
        "scope_not_yours"
    );
    let root = app.server.admin("root");
    let made = make(&root, json!({"name": "x", "scopes": ["audit:read", "files:read"]}))
        .await
        .expect(201)
        .json();
    let script = app
        .server
        .stranger()
        .with("x-api-key", made["api_key"].as_str().unwrap());
    script.get("/api/audit").await.assert_status(200);
    let demoted = Changes {
        groups: Some(vec!["DX-Users".to_owned()]),
        ..Changes::default()
    };
    app.database
        .db()
        .run_here(|connection| accounts::change(connection, "root", &demoted, "now"))
        .unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    script.get("/api/audit").await.assert_status(403);
    script.get(UPLOADS).await.assert_status(200);
}

#[tokio::test]
async fn a_key_is_good_only_where_its_owner_said() {
    let app = app().await;
    let new = json!({"name": "x", "scopes": ["files:read"], "networks": ["10.0.0.0/8", "192.0.2.7"]});
    let made = make(&app.user("kim"), new).await.expect(201).json();
    assert_eq!(made["networks"], json!(["10.0.0.0/8", "192.0.2.7/32"]));
    let script = app
        .server
        .stranger()
        .with("x-api-key", made["api_key"].as_str().unwrap());
    assert_eq!(script.get(UPLOADS).await.expect(403).code(), "key_not_here");
    for (address, status) in [("10.1.2.3", 200), ("192.0.2.7", 200), ("192.0.2.8", 403)] {
        let there = script.with("x-forwarded-for", address);
        assert_eq!(there.get(UPLOADS).await.status, status, "{address}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_name() {
    let app = app().await;
    let kim = app.user("kim");
    for (new, code) in [
        (json!({"name": "", "scopes": ["files:read"]}), "bad_request"),
        (json!({"name": "a\nb", "scopes": ["files:read"]}), "bad_request"),
        (
            json!({"name": "x".repeat(101), "scopes": ["files:read"]}),
            "bad_request",
        ),
        (json!({"name": "x", "scopes": []}), "bad_request"),
        (json!({"name": "x", "scopes": ["files"]}), "unknown_scope"),
        (
            json!({"name": "x", "scopes": ["files:read"], "networks": ["10.0.0.0/99"]}),
            "bad_request",
        ),
        (
            json!({"name": "x", "scopes": ["files:read"], "expires_in_days": 0}),
            "bad_request",
        ),
        (
            json!({"name": "x", "scopes": ["files:read"], "expires_in_days": 366}),
            "bad_request",
        ),
        (
            json!({"name": "x", "scopes": ["files:read"], "expiry": 3}),
            "bad_request",
        ),
    ] {
        let reply = make(&kim, new.clone()).await.expect(400);
        assert_eq!(reply.code(), code, "{new}");
    }
    let forever = json!({"name": "x", "scopes": ["files:read"], "expires_in_days": null});
    make(&kim, forever.clone()).await.assert_status(403);
    let made = make(&app.server.admin("root"), forever).await.expect(201).json();
    assert_eq!(made["expires_at"], Value::Null);
    for n in 0..20 {
        make(&kim, json!({"name": format!("k{n}"), "scopes": ["files:read"]}))
            .await
            .assert_status(201);
    }
    let one_more = make(&kim, json!({"name": "x", "scopes": ["files:read"]}))
        .await
        .expect(409);
    assert_eq!(one_more.code(), "too_many_keys");
}

#[tokio::test]
async fn an_administrator_makes_keys_for_service_accounts_only() {
    let app = app().await;
    let (root, kim) = (app.server.admin("root"), app.user("kim"));
    let made = make(&root, json!({"name": "ci", "scopes": ["files:write"], "user": "robot"})).await;
    let made = made.expect(201).json();
    assert_eq!(
        (&made["user"], &made["expires_at"].is_null()),
        (&json!("robot"), &false)
    );
    make(&root, json!({"name": "x", "scopes": ["files:read"], "user": "kim"}))
        .await
        .assert_status(403);
    make(&root, json!({"name": "x", "scopes": ["files:read"], "user": "ghost"}))
        .await
        .assert_status(404);
    make(&kim, json!({"name": "x", "scopes": ["files:read"], "user": "robot"}))
        .await
        .assert_status(403);
    assert_eq!(
        root.get("/api/v2/api-keys?user=robot").await.expect(200).json()["total"],
        1
    );
    assert_eq!(root.get("/api/v2/api-keys?user=*").await.expect(200).json()["total"], 1);
    kim.get("/api/v2/api-keys?user=robot").await.assert_status(403);
    let id = made["key_id"].as_str().unwrap();
    kim.delete(&format!("{KEYS}/{id}")).await.assert_status(404);
    root.delete(&format!("{KEYS}/{id}")).await.assert_status(200);
}

#[tokio::test]
async fn what_is_no_key_of_ours_is_nobody() {
    let app = app().await;
    let (_, id) = key(&app, &["files:read"]).await;
    let never_made = portal_jwt::ApiKeyText::new([7; 8], [9; 32]);
    for text in ["", "x", "hpcp_", &id, never_made.expose(), &"x".repeat(5000)] {
        let script = app.server.stranger().with("x-api-key", text);
        assert_eq!(script.get(UPLOADS).await.expect(401).code(), "key_invalid", "{text}");
    }
    // A token that was sent on purpose counts before a key.
    let both = app.user("kim").with("x-api-key", "x");
    both.get(UPLOADS).await.assert_status(200);
}

#[tokio::test]
async fn each_key_has_limits_of_its_own() {
    let app = app().await;
    let (first, _) = key(&app, &["files:write"]).await;
    let (second, _) = key(&app, &["files:write"]).await;
    let init = |n: usize| json!({"filename": format!("{n}.dat"), "file_size": 1});
    let mut last = 0;
    for n in 0..21 {
        last = first.post_json("/api/v2/files/upload/init", &init(n)).await.status;
    }
    assert_eq!(last, 429);
    second
        .post_json("/api/v2/files/upload/init", &init(99))
        .await
        .assert_status(201);
    app.user("kim")
        .post_json("/api/v2/files/upload/init", &init(98))
        .await
        .assert_status(201);
}

async fn roots_key(app: &App, scopes: &[&str]) -> TestClient {
    let new = json!({"name": "x", "scopes": scopes});
    let made = make(&app.server.admin("root"), new).await.expect(201).json();
    app.server
        .stranger()
        .with("x-api-key", made["api_key"].as_str().unwrap())
}

#[tokio::test]
async fn reading_the_audit_log_makes_no_key_an_operators() {
    let app = app().await;
    let status = "/api/v2/templates/watcher/status";
    for (scopes, operator) in [
        (&["jobs:read"][..], false),
        (&["jobs:read", "audit:read"], false),
        (&["jobs:read", "nodes:admin"], true),
    ] {
        let script = roots_key(&app, scopes).await;
        // What only administrators see.
        let shown = script.get(status).await.expect(200).json();
        assert_eq!(shown["watch_path"].is_string(), operator, "{scopes:?}");
        let audit = script.get("/api/audit").await.status;
        assert_eq!(audit == 200, scopes.contains(&"audit:read"), "{scopes:?}");
    }
}

/// When and from where the keys of kim were used last, once that is noted.
async fn last_use(app: &App, expected: &str) -> Value {
    for _ in 0..100 {
        let keys = app.user("kim").get(KEYS).await.expect(200).json();
        if keys["keys"][0]["last_used_address"] == expected {
            return keys["keys"][0]["last_used_at"].clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no use from {expected} was noted");
}

#[tokio::test]
async fn a_use_is_noted_where_the_key_is_good_and_nowhere_else() {
    let app = app().await;
    let new = json!({"name": "x", "scopes": ["files:read"], "networks": ["10.0.0.0/8"]});
    let made = make(&app.user("kim"), new).await.expect(201).json();
    let script = app
        .server
        .stranger()
        .with("x-api-key", made["api_key"].as_str().unwrap());
    let owner = script.with("x-forwarded-for", "10.1.2.3");
    owner.get(UPLOADS).await.assert_status(200);
    let noted = last_use(&app, "10.1.2.3").await;
    // Uses are noted once a minute, and what is known of a key is asked again after half a second.
    app.clock.advance(Duration::from_secs(120));
    tokio::time::sleep(Duration::from_millis(600)).await;
    let thief = script.with("x-forwarded-for", "192.0.2.7");
    thief.get(UPLOADS).await.assert_status(403);
    // A note would be there by then: it is made beside the answer.
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(last_use(&app, "10.1.2.3").await, noted);
}
