//! What the services write into the journal: one line for each request, and never a secret.

use portal_testkit::{SECRET, TestClient, token};
use serde_json::{Value, json};

use crate::daemon::{Daemon, SERVICES};
use crate::portal::{PASSWORD, Shell};
use crate::watching::Watching;

/// Nothing of this may be seen anywhere.
const REDIS_PASSWORD: &str = "hunter-of-redis";
const DATABASE_PASSWORD: &str = "hunter-of-databases";
const INTERNAL_SECRET: &str = "f00dfeedf00dfeedf00dfeedf00dfeed-between-services";
const API_KEY: &str = "hunter-with-a-key";

/// Says every secret there is in every way in which one may say it.
async fn talk(somebody: &TestClient, token: &str) {
    let bearer = somebody.bearer(token).with("x-api-key", API_KEY);
    let service = somebody.with("x-internal-secret", INTERNAL_SECRET);
    let paths = [
        "/auth/user",
        "/api/v2/files/uploads",
        "/auth/check",
        "/nowhere",
        "/auth/revocations",
        "/broadcast",
    ];
    for path in paths {
        for client in [&bearer, &somebody.cookie(token), &service] {
            client.get(&format!("{path}?token={token}&since=0")).await;
        }
        somebody.bearer(&format!("{token}x")).get(path).await;
    }
    let body = json!({"username": "kim", "password": PASSWORD.trim()});
    somebody.post_json("/auth/login", &body).await;
    somebody
        .post_raw("/auth/login", "application/json", format!("{body}}}"))
        .await;
    bearer.post("/auth/refresh").await;
    bearer.post("/auth/logout").await;
}

#[actix_web::test]
async fn no_secret_is_ever_logged() {
    let shell = Shell::new();
    assert_eq!(shell.add("kim --group DX-Users", PASSWORD).code, Some(0));
    let token = token("kim", &["DX-Users"]);
    let (_, signature) = token.rsplit_once('.').unwrap();
    let secrets = [
        SECRET,
        INTERNAL_SECRET,
        REDIS_PASSWORD,
        DATABASE_PASSWORD,
        API_KEY,
        PASSWORD.trim(),
        signature,
    ];
    let silent = |name: &str, said: &str| {
        for secret in secrets {
            let line = said.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{name} told {secret}");
        }
    };
    for name in SERVICES {
        for format in ["text", "json"] {
            let settings = [
                ("LOG_LEVEL", "trace"),
                ("LOG_FORMAT", format),
                ("INTERNAL_SECRET", INTERNAL_SECRET),
                // Nobody listens there, which is said, without the password.
                ("REDIS_HOST", "127.0.0.1"),
                ("REDIS_PORT", "9"),
                ("REDIS_PASSWORD", REDIS_PASSWORD),
            ];
            let daemon = Daemon::start(&shell, name, &settings);
            talk(&daemon.stranger(), &token).await;
            if name == "websocket_service" {
                let mut kim = Watching::begin_by_query(daemon.base(), &token).await;
                kim.hear().await;
            }
            let log = daemon.stop();
            assert!(log.contains("/nowhere"), "requests are logged: {log}");
            silent(name, &log);
        }
        let url = format!("postgres://portal:{DATABASE_PASSWORD}@127.0.0.1:9/portal");
        let ended = shell
            .service(name)
            .env("DATABASE_URL", &url)
            .env("LOG_LEVEL", "trace")
            .env("PORT", "x")
            .run();
        silent(name, &format!("{}{}", ended.stdout, ended.stderr));
        if name != "websocket_service" {
            let ended = shell
                .service(name)
                .env("DATABASE_URL", &url)
                .env("LOG_LEVEL", "trace")
                .run();
            assert_eq!(ended.code, Some(69), "{name}: {}", ended.stderr);
            assert!(ended.stderr.contains("DATABASE_URL"), "{name}: {}", ended.stderr);
            silent(name, &format!("{}{}", ended.stdout, ended.stderr));
        }
    }
}

#[actix_web::test]
async fn a_request_is_one_line_under_the_id_that_the_proxy_gave_it() {
    let shell = Shell::new();
    for name in SERVICES {
        let daemon = Daemon::start(&shell, name, &[("LOG_FORMAT", "json")]);
        for (number, path) in ["/health", "/nowhere", "/auth/user", "/api/v2/files/uploads"]
            .into_iter()
            .enumerate()
        {
            let id = format!("0123456789abcdef-{number}");
            let reply = daemon.stranger().with("x-request-id", &id).get(path).await;
            assert_eq!(reply.header("x-request-id"), id, "{name} {path}");
        }
        // No id: a guess at another log's format.
        let reply = daemon.stranger().with("x-request-id", "a b\" c").get("/health").await;
        assert!(
            !reply.header("x-request-id").contains(' '),
            "{}",
            reply.header("x-request-id")
        );
        let log = daemon.stop();
        let lines: Vec<Value> = log
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}: {error}: {line}")))
            .collect();
        let field = |line: &Value, field: &str| line.get(field).cloned().unwrap_or_default();
        for number in 0..4 {
            let id = json!(format!("0123456789abcdef-{number}"));
            let found: Vec<_> = lines.iter().filter(|line| field(line, "request.id") == id).collect();
            assert_eq!(found.len(), 1, "{name}: {log}");
            let line = found.first().unwrap();
            for known in [
                "timestamp",
                "level",
                "message",
                "http.method",
                "http.path",
                "http.status",
                "duration_ms",
            ] {
                assert!(line.get(known).is_some(), "{name}: {known} is missing in {line}");
            }
        }
        let requests = lines.iter().filter(|line| line.get("http.path").is_some()).count();
        assert_eq!(requests, 5, "{name}: {log}");
    }
}

#[actix_web::test]
async fn an_id_from_somebody_who_is_no_proxy_is_replaced() {
    let shell = Shell::new();
    let daemon = Daemon::start(&shell, "auth_backend", &[("TRUSTED_PROXIES", "10.0.0.0/8")]);
    let forged = "0123456789abcdef-forged";
    let reply = daemon.stranger().with("x-request-id", forged).get("/nowhere").await;
    let id = reply.header("x-request-id").to_owned();
    assert_ne!(id, forged);
    let log = daemon.stop();
    assert!(!log.contains(forged), "{log}");
    assert_eq!(log.lines().filter(|line| line.contains(&id)).count(), 1, "{log}");
}
