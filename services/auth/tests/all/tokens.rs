use std::time::Duration;

use portal_db::accounts;
use portal_db::sessions::{self, EndAll, EndReason};
use portal_jwt::Claims;
use portal_testkit::{claims, token_at, token_with};
use serde_json::json;

use crate::app::{App, NOW};

const GUARDED: [(&str, &str); 5] = [
    ("POST", "/auth/verify"),
    ("POST", "/auth/refresh"),
    ("GET", "/auth/user"),
    ("GET", "/auth/services"),
    ("GET", "/services"),
];

/// A token as the portal that is replaced makes them: it names neither itself nor a session.
pub(crate) fn token_of_the_portal_before(name: &str, groups: &[&str]) -> String {
    token_with(&Claims {
        jti: None,
        sid: None,
        ..claims(name, groups, NOW)
    })
}

#[actix_web::test]
async fn without_a_token_the_contracts_words() {
    let app = App::with_kim().await;
    for (method, path) in GUARDED {
        let nothing = app.stranger().call(method, path).await.expect(401);
        assert_eq!(
            nothing.json(),
            json!({"error": "No authorization header", "code": "not_signed_in"})
        );
        let basic = app.stranger().with("authorization", "Basic a2ltOng=");
        let basic = basic.call(method, path).await.expect(401);
        assert_eq!(
            basic.json(),
            json!({"error": "No authorization header", "code": "not_bearer"})
        );
    }
}

#[actix_web::test]
async fn forged_tokens_are_refused_in_the_contracts_words() {
    let app = App::with_kim().await;
    let good = token_at("kim", &["DX-Users"], NOW);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let other = token_at("lee", &["HPC-Admins"], NOW);
    let (header, others_claims) = other.rsplit_once('.').unwrap().0.split_once('.').unwrap();
    let from_the_future = token_at("kim", &["DX-Users"], NOW + 3600);
    let path_as_name = token_with(&claims("../../etc", &["HPC-Admins"], NOW));
    let forged = [
        ".".to_owned(),
        "x".to_owned(),
        "a.b.c".to_owned(),
        // Unsigned, by both tricks.
        format!("{head}."),
        format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{others_claims}."),
        // Another's claims under one's own signature.
        format!("{header}.{others_claims}.{signature}"),
        from_the_future,
        path_as_name,
        "x".repeat(7_000),
    ];
    for token in forged {
        let somebody = app.stranger().bearer(&token);
        for (method, path) in GUARDED {
            let reply = somebody.call(method, path).await.expect(401);
            assert_eq!(
                reply.json(),
                json!({"error": "Invalid or expired token", "code": "token_invalid"}),
                "{token}"
            );
        }
    }
}

#[actix_web::test]
async fn a_token_expires_to_the_second() {
    let app = App::with_kim().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    app.advance(Duration::from_secs(3599));
    kim.get("/auth/user").await.assert_status(200);
    app.advance(Duration::from_secs(1));
    for (method, path) in GUARDED {
        let reply = kim.call(method, path).await.expect(401);
        assert_eq!(
            reply.json(),
            json!({"error": "Invalid or expired token", "code": "token_expired"})
        );
    }
}

#[actix_web::test]
async fn the_lifetime_is_a_setting() {
    let app = App::start_with(|settings| settings.token_lifetime = Duration::from_secs(8 * 3600)).await;
    app.add("kim", &["DX-Users"]);
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    app.advance(Duration::from_secs(8 * 3600 - 1));
    kim.get("/auth/user").await.assert_status(200);
}

#[actix_web::test]
async fn a_refreshed_token_lives_on() {
    let app = App::with_kim().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    app.advance(Duration::from_secs(3000));
    let reply = kim.post("/auth/refresh").await.expect(200).json();
    assert_eq!(reply["expires_in"], 3600);
    assert_eq!(reply.as_object().unwrap().len(), 3);
    app.advance(Duration::from_secs(3000));
    kim.get("/auth/user").await.assert_status(401);
    let renewed = app.stranger().bearer(reply["token"].as_str().unwrap());
    renewed.get("/auth/user").await.assert_status(200);
}

#[actix_web::test]
async fn a_refresh_reads_what_one_may_do_anew() {
    let app = App::with_kim().await;
    // A token of yesterday's administrator, who is an ordinary user today.
    let yesterday = app
        .stranger()
        .bearer(&token_of_the_portal_before("kim", &["HPC-Admins"]));
    let reply = yesterday.post("/auth/refresh").await.expect(200).json();
    let today = app.stranger().bearer(reply["token"].as_str().unwrap());
    let kim = today.get("/auth/user").await.expect(200).json();
    assert_eq!(kim["permissions"], json!(["dashboard", "vnc", "app"]));
    assert_eq!(kim["groups"], json!(["DX-Users"]));
}

#[actix_web::test]
async fn a_token_of_the_portal_before_begins_no_session_after_all_were_ended() {
    let app = App::with_kim().await;
    let earlier = app.stranger().bearer(&token_of_the_portal_before("kim", &["DX-Users"]));
    let all = EndAll {
        username: "kim",
        kept: None,
        reason: EndReason::Password,
        now: NOW * 1000,
        tokens_expire: NOW + 3600,
    };
    // The word of it has not come here yet.
    let end = |c: &mut _| sessions::end_all(c, &all, |_before, _kept| "not heard".to_owned(), |_| Ok(true));
    assert!(app.database().db().run_here(end).unwrap().is_some());
    earlier.post("/auth/verify").await.assert_status(200);
    assert_eq!(earlier.post("/auth/refresh").await.expect(401).code(), "session_ended");
}

#[actix_web::test]
async fn an_account_that_is_gone_cannot_be_refreshed() {
    let app = App::start().await;
    assert!(app.database().db().run_here(accounts::list).unwrap().is_empty());
    let ghost = app
        .stranger()
        .bearer(&token_of_the_portal_before("ghost", &["DX-Users"]));
    let reply = ghost.post("/auth/refresh").await.expect(401);
    assert_eq!(
        reply.json(),
        json!({"error": "Invalid or expired token", "code": "account_gone"})
    );
}
