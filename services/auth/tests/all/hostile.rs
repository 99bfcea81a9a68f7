use serde_json::json;

use crate::app::App;

#[actix_web::test]
async fn bodies_that_are_no_sign_in_are_refused_in_words() {
    let app = App::with_kim().await;
    let json_type = "application/json";
    let cases: [(&str, Vec<u8>, u16, &str); 8] = [
        (json_type, b"".to_vec(), 400, "bad_request"),
        (json_type, b"not json".to_vec(), 400, "bad_request"),
        (json_type, b"null".to_vec(), 400, "bad_request"),
        (json_type, b"\"kim\"".to_vec(), 400, "bad_request"),
        (
            json_type,
            br#"{"username": ["kim"], "password": {"$ne": 1}}"#.to_vec(),
            400,
            "bad_request",
        ),
        (json_type, b"[".repeat(100_000), 400, "bad_request"),
        (json_type, vec![b' '; 300 * 1024], 413, "body_too_large"),
        (
            "application/x-www-form-urlencoded",
            b"username=kim&password=x".to_vec(),
            415,
            "unsupported_media_type",
        ),
    ];
    for (content_type, body, status, code) in cases {
        let shown = String::from_utf8_lossy(body.get(..20).unwrap_or(&body)).into_owned();
        let reply = app.stranger().post_raw("/auth/login", content_type, body).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (status, code),
            "{shown}: {}",
            reply.text()
        );
    }
}

#[actix_web::test]
async fn the_same_name_twice_in_one_body_is_refused() {
    let app = App::with_kim().await;
    let body = br#"{"username": "kim", "username": "root", "password": "x"}"#.to_vec();
    let reply = app.stranger().post_raw("/auth/login", "application/json", body).await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "bad_request"));
}

#[actix_web::test]
async fn another_method_or_path_is_not_found() {
    let app = App::with_kim().await;
    for (method, path) in [
        ("GET", "/auth/login"),
        ("DELETE", "/auth/user"),
        ("GET", "/auth"),
        ("GET", "/auth/../health"),
    ] {
        let reply = app.stranger().call(method, path).await;
        let expected = if path.ends_with("health") { 200 } else { 404 };
        assert_eq!(reply.status, expected, "{method} {path}");
    }
}

#[actix_web::test]
async fn every_answer_has_an_id_and_is_not_stored() {
    let app = App::with_kim().await;
    for path in ["/auth/info", "/auth/user", "/nowhere"] {
        let reply = app.stranger().get(path).await;
        assert!(!reply.header("x-request-id").is_empty(), "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
    }
}

#[actix_web::test]
async fn single_sign_on_says_that_it_is_not_enabled() {
    let app = App::start().await;
    for route in auth::TABLE {
        let kind = match route.path {
            path if path.starts_with("/auth/saml/") => "SAML",
            path if path.starts_with("/auth/oidc/") => "OIDC",
            _ => continue,
        };
        let reply = app.stranger().call(route.method, route.path).await.expect(400);
        assert_eq!(
            reply.json(),
            json!({"error": format!("{kind} not enabled"), "code": "not_enabled"})
        );
    }
}

/// The walk of a stranger: every route says that one must sign in, besides those that are listed here for a reason.
#[actix_web::test]
async fn a_stranger_gets_nothing() {
    let app = App::with_kim().await;
    let answers = |path: &str| match path {
        // Signing in, without a body that says as whom.
        "/auth/login" => 415,
        // What the sign-in page must know; and signing out, which does no harm.
        "/auth/info" | "/auth/logout" => 200,
        // Exists only where a setting names people for it.
        "/auth/test/login" | "/test/login" => 404,
        // Not enabled, whoever asks.
        path if path.starts_with("/auth/saml/") || path.starts_with("/auth/oidc/") => 400,
        _ => 401,
    };
    for route in auth::TABLE {
        let reply = app.stranger().call(route.method, route.path).await;
        assert_eq!(reply.status, answers(route.path), "{} {}", route.method, route.path);
    }
}
