//! Every route of the table, walked by somebody whom the service does not know; and the table beside the description.

use std::collections::BTreeSet;
use std::time::Duration;

use portal_jwt::Signer;
use portal_testkit::{TestClient, claims, token_at};

use crate::app::App;

/// What anybody may see.
const PUBLIC: [&str; 2] = ["/api/health", "/api/auth/config"];

/// The description's own pages are not part of the description.
const UNDESCRIBED: [&str; 3] = ["/api/openapi.json", "/api/docs", "/api/docs/{file}"];

fn filled(path: &str) -> String {
    path.replace("{id}", "0123456789abcdef")
        .replace("{index}", "0")
        .replace("{name}", "cn001")
        .replace("{host}", "cn001")
        .replace("{action}", "hold")
        .replace("{file}", "index.html")
        .replace("{path:.*}", "results/out.h5")
}

/// A credential, and what the contract says of it.
fn strangers(app: &App) -> Vec<(TestClient, &'static str)> {
    let (stranger, now) = (app.server.stranger(), app.clock.unix_seconds());
    let sound = token_at("kim", &["HPC-Admins"], now);
    let parts: Vec<&str> = sound.split('.').collect();
    let key = "another-key-of-more-than-32-characters";
    let signer = Signer::new(&key.into(), Duration::from_secs(3600));
    // {"alg":"none","typ":"JWT"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1]);
    let another_signature = format!("{}.{}.{}", parts[0], parts[1], "A".repeat(43));
    let expired = token_at("kim", &["HPC-Admins"], now - 2 * 3600);
    vec![
        (stranger.clone(), "No authorization header"),
        (
            stranger.with("authorization", "Basic a2ltOmtpbQ=="),
            "Invalid authorization header",
        ),
        (stranger.with("authorization", &sound), "Invalid authorization header"),
        (stranger.bearer("garbage"), "Invalid token"),
        (stranger.bearer(""), ""),
        (
            stranger.bearer(&signer.sign(&claims("kim", &["HPC-Admins"], now)).unwrap()),
            "Invalid token",
        ),
        (stranger.bearer(&unsigned), "Invalid token"),
        (stranger.bearer(&another_signature), "Invalid token"),
        (stranger.bearer(&expired), "Token expired"),
        (stranger.cookie("garbage"), "Invalid token"),
        (stranger.cookie(&expired), "Token expired"),
        (
            stranger.with("x-user", "kim").with("x-forwarded-user", "root"),
            "No authorization header",
        ),
    ]
}

#[tokio::test]
async fn a_stranger_gets_nothing_but_what_is_public() {
    let app = App::start().await;
    for (stranger, words) in strangers(&app) {
        for route in dashboard::TABLE {
            let path = filled(route.path);
            let below = path.strip_prefix("/api/").unwrap();
            let mut forms = vec![
                path.clone(),
                format!("/dashboardapi/{below}"),
                format!("/api/api/{below}"),
            ];
            if below.starts_with("v2/") {
                forms.push(format!("/{below}"));
            }
            for form in forms {
                let answer = stranger.call(route.method, &form).await;
                if PUBLIC.contains(&route.path) {
                    answer.assert_status(200);
                    continue;
                }
                assert_eq!(
                    answer.status,
                    401,
                    "{} {form} ({words}): {}",
                    route.method,
                    answer.text()
                );
                // HEAD has no body to look at.
                if route.method == "HEAD" {
                    continue;
                }
                let body = answer.json();
                assert!(body["message"].is_string(), "{} {form}: {body}", route.method);
                let error = body["error"].as_str().unwrap();
                assert!(words.is_empty() || error == words, "{} {form}: {body}", route.method);
            }
        }
    }
    assert_eq!(app.files(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_not_in_the_table_is_not_there() {
    let app = App::start().await;
    for client in [app.server.stranger(), app.user("kim"), app.server.admin("root")] {
        for path in [
            "/",
            "/api",
            "/api/",
            "/api/v2",
            "/api/v2/files",
            "/api/v2/files/upload",
            "/api/v1/files/uploads",
            "/apihealth",
            "/.env",
            "/api/v2/files/uploads/",
        ] {
            for method in ["GET", "POST", "DELETE"] {
                client.call(method, path).await.assert_status(404);
            }
        }
        client.call("TRACE", "/api/health").await.assert_status(404);
    }
}

#[test]
fn the_description_has_every_route_and_no_other() {
    let described = serde_json::to_value(dashboard::openapi()).unwrap();
    let described: BTreeSet<(String, String)> = described["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .unwrap()
                .keys()
                .map(move |method| (path.clone(), method.to_uppercase()))
        })
        .collect();
    let table: BTreeSet<(String, String)> = dashboard::TABLE
        .iter()
        .filter(|route| !UNDESCRIBED.contains(&route.path) && route.method != "HEAD")
        // A path with its slashes.
        .map(|route| (route.path.replace(":.*}", "}"), route.method.to_owned()))
        .collect();
    assert_eq!(described, table);
}
