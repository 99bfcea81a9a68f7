//! Every way in which a token can be wrong, at all three services (contract 1.2, 4.2, 7).

#![expect(
    clippy::indexing_slicing,
    reason = "an answer that is not as expected fails the test"
)]

use portal_config::Clock;
use portal_jwt::Claims;
use portal_testkit::{SECRET, TestClient, claims, python, token, token_with};
use serde_json::{Value, json};

use crate::daemon::Daemon;
use crate::portal::Shell;
use crate::watching::Watching;

/// Signs claims as they are, also those that our own signer would not make.
const SIGN: &str = "
import jwt, sys, json
secret, claims, algorithm = sys.argv[1:]
print(jwt.encode(json.loads(claims), secret, algorithm=algorithm))
";

fn signed(claims: &Value) -> String {
    python(SIGN, &[SECRET, &claims.to_string(), "HS256"])
}

struct Wrong {
    name: &'static str,
    /// The whole header's value.
    header: String,
    /// What the dashboard says: `error`, and the beginning of `message`.
    dashboard: (&'static str, &'static str),
}

fn wrong(name: &'static str, token: &str, message: &'static str) -> Wrong {
    Wrong {
        name,
        header: format!("Bearer {token}"),
        dashboard: ("Invalid token", message),
    }
}

fn all(now: i64) -> Vec<Wrong> {
    let good = token("kim", &["HPC-Admins"]);
    let parts: Vec<&str> = good.split('.').collect();
    let base = claims("kim", &["HPC-Admins"], now);
    let raw = serde_json::to_value(&base).unwrap();
    let with = |claim: &str, value: Value| {
        let mut raw = raw.clone();
        raw[claim] = value;
        signed(&raw)
    };
    let without = |claim: &str| {
        let mut raw = raw.clone();
        raw.as_object_mut().unwrap().remove(claim);
        signed(&raw)
    };
    let expired = token_with(&Claims {
        iat: now - 7200,
        exp: now - 1,
        ..base
    });
    let mut list = vec![
        wrong(
            "bad signature",
            &format!("{}.{}.{}", parts[0], parts[1], "A".repeat(43)),
            "Token validation failed: Signature",
        ),
        wrong(
            "alg none",
            &format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1]),
            "Token validation failed: ",
        ),
        wrong(
            "other alg",
            &python(SIGN, &[SECRET, &raw.to_string(), "HS512"]),
            "Token validation failed: The specified alg",
        ),
        wrong(
            "from the future",
            &with("iat", json!(now + 3600)),
            "Token validation failed: The token is not yet valid (iat)",
        ),
        wrong(
            "for later",
            &with("nbf", json!(now + 3600)),
            "Token validation failed: The token is not yet valid (nbf)",
        ),
        wrong("no exp", &without("exp"), "Token validation failed: "),
        wrong("no iss", &without("iss"), "Token validation failed: "),
        wrong(
            "other issuer",
            &with("iss", json!("elsewhere")),
            "Token validation failed: Invalid issuer",
        ),
        wrong(
            "with aud",
            &with("aud", json!("portal")),
            "Token validation failed: Invalid audience",
        ),
        wrong(
            "oversized",
            &with("groups", json!(vec!["x".repeat(1000); 20])),
            "Token validation failed: ",
        ),
        wrong(
            "two blanks",
            &format!(" {good}"),
            "Token validation failed: Not enough segments",
        ),
    ];
    list.push(Wrong {
        name: "expired",
        header: format!("Bearer {expired}"),
        dashboard: ("Token expired", "Your session has expired"),
    });
    for (name, header) in [
        ("wrong case", format!("bearer {good}")),
        ("no scheme", good.clone()),
        ("Basic", "Basic a2lt".to_owned()),
    ] {
        list.push(Wrong {
            name,
            header,
            dashboard: ("Invalid authorization header", "Authorization header must start with"),
        });
    }
    list
}

async fn refused_by_auth(auth: &TestClient, wrong: &Wrong) {
    let reply = auth
        .with("authorization", &wrong.header)
        .post("/auth/verify")
        .await
        .expect(401);
    let scheme = !wrong.header.starts_with("Bearer ");
    let expected = if scheme {
        "No authorization header"
    } else {
        "Invalid or expired token"
    };
    assert_eq!(reply.json()["error"], expected, "{}", wrong.name);
}

async fn refused_by_dashboard(dashboard: &TestClient, wrong: &Wrong) {
    let asked = dashboard.with("authorization", &wrong.header);
    let reply = asked.get("/api/v2/files/uploads").await.expect(401).json();
    assert_eq!(reply["error"], wrong.dashboard.0, "{}", wrong.name);
    let message = reply["message"].as_str().unwrap();
    assert!(message.starts_with(wrong.dashboard.1), "{}: {message}", wrong.name);
}

async fn refused_by_events(base: &str, wrong: &Wrong) {
    let mut refused = Watching::begin_with(base, "authorization", &wrong.header).await;
    assert_eq!(refused.hear().await["code"], "AUTH_FAILED", "{}", wrong.name);
    assert_eq!(refused.closed().await, 1008, "{}", wrong.name);
}

#[actix_web::test]
async fn what_is_wrong_with_a_token_is_said_alike_everywhere() {
    let shell = Shell::new();
    let auth = Daemon::start(&shell, "auth_backend", &[]);
    let dashboard = Daemon::start(&shell, "dashboard_backend", &[]);
    let events = Daemon::start(&shell, "websocket_service", &[("AUTH_INTERNAL_URL", auth.base())]);
    for wrong in all(Clock::System.unix_seconds()) {
        refused_by_auth(&auth.stranger(), &wrong).await;
        refused_by_dashboard(&dashboard.stranger(), &wrong).await;
        refused_by_events(events.base(), &wrong).await;
    }
    let kim = token("kim", &["DX-Users"]);
    // What follows after a blank does not count (contract 4.1).
    let trailing = format!("Bearer {kim} and more");
    auth.stranger()
        .with("authorization", &trailing)
        .post("/auth/verify")
        .await
        .assert_status(200);
    dashboard
        .stranger()
        .with("authorization", &trailing)
        .get("/api/v2/files/uploads")
        .await
        .assert_status(200);
}
