//! Who may connect, and how they show it.

use portal_testkit::{claims, token_at, token_with};
use serde_json::json;

use crate::app::{App, Options, START};

#[actix_web::test]
async fn a_token_may_come_by_header_query_cookie_or_first_message() {
    let app = App::start();
    let token = app.token("kim");
    let ways = [
        app.upgrade().bearer(&token),
        app.upgrade().query(&format!("v=1&token={token}")),
        app.upgrade().cookie(&token).header("origin", app.base()),
    ];
    for way in ways {
        way.greeted().await.subscribe("uploads").await;
    }
    let mut listener = app.upgrade().open().await;
    let answer = listener.ask(json!({"type": "auth", "token": token})).await;
    assert_eq!(
        (&answer["type"], &answer["user"]),
        (&json!("authenticated"), &json!("kim"))
    );
    assert_eq!(listener.hear().await["type"], "initial_data");
    listener.subscribe("uploads").await;
    app.stop().await;
}

#[actix_web::test]
async fn a_cookie_from_another_page_is_refused() {
    let app = App::with(Options {
        allowed_origins: vec!["https://lab.example".into()],
        ..Options::default()
    });
    let token = app.token("kim");
    for request in [
        app.upgrade().cookie(&token).header("origin", "https://evil.example"),
        app.upgrade().cookie(&token),
    ] {
        let mut listener = request.open().await;
        assert_eq!(listener.hear().await["code"], "AUTH_FAILED");
        assert_eq!(listener.closed().await, 1008);
    }
    app.upgrade()
        .cookie(&token)
        .header("origin", "https://lab.example")
        .greeted()
        .await;
    app.stop().await;
}

#[actix_web::test]
async fn a_bad_token_is_told_why_and_closed() {
    let app = App::start();
    let expired = token_at("kim", &[], START - 7200);
    for (token, reason) in [
        (expired.as_str(), "Signature has expired"),
        ("nonsense", "Not enough segments"),
    ] {
        let mut listener = app.upgrade().bearer(token).open().await;
        let error = listener.hear().await;
        assert_eq!(
            (&error["type"], &error["code"]),
            (&json!("error"), &json!("AUTH_FAILED"))
        );
        assert!(error["message"].as_str().unwrap().ends_with(reason), "{error}");
        assert_eq!(listener.closed().await, 1008);
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_stranger_who_says_anything_else_first_is_sent_away() {
    let app = App::start();
    let mut listener = app.upgrade().open().await;
    let error = listener.ask(json!({"type": "subscribe", "channel": "jobs"})).await;
    assert_eq!(error["message"], "Authentication required. Please provide JWT token.");
    assert_eq!(error["code"], "AUTH_REQUIRED");
    assert_eq!(listener.closed().await, 1008);
    app.stop().await;
}

#[actix_web::test]
async fn a_stranger_who_says_nothing_has_ten_seconds() {
    let app = App::start();
    let mut listener = app.upgrade().open().await;
    app.pass(11);
    assert_eq!(listener.hear().await["code"], "AUTH_REQUIRED");
    assert_eq!(listener.closed().await, 1008);
    app.stop().await;
}

#[actix_web::test]
async fn where_sign_in_is_not_required_anonymous_clients_hear_what_is_public() {
    let app = App::open();
    let mut anonymous = app.anonymous().await;
    for channel in ["notifications", "storage", "alerts"] {
        anonymous.subscribe(channel).await;
    }
    for channel in ["uploads", "jobs", "nodes", "metrics", "templates", "images"] {
        let refused = anonymous.ask(json!({"type": "subscribe", "channel": channel})).await;
        assert_eq!(refused["code"], "AUTH_REQUIRED", "{channel}");
    }
    app.publish("notifications", Some("kim"), "for kim").await;
    app.publish("notifications", None, "for all").await;
    let heard = anonymous.hear().await;
    assert_eq!((&heard["data"], &heard["seq"]), (&json!("for all"), &json!(1)));

    let answer = anonymous.ask(json!({"type": "auth", "token": app.token("kim")})).await;
    assert_eq!(answer["type"], "authenticated");
    for _ in 0..2 {
        assert_eq!(anonymous.hear().await["type"], "resync", "another person, another line");
    }
    app.publish("notifications", Some("kim"), "for kim").await;
    assert_eq!(anonymous.hear().await["data"], "for kim");
    app.stop().await;
}

#[actix_web::test]
async fn who_may_not_see_the_cluster_does_not_hear_of_it() {
    let app = App::start();
    let guest = |name: &str| {
        let mut claims = claims(name, &[], app.clock.unix_seconds());
        claims.permissions.clear();
        token_with(&claims)
    };
    let mut listener = app.upgrade().bearer(&guest("lee")).greeted().await;
    for channel in ["jobs", "nodes", "metrics", "templates", "images"] {
        let refused = listener.ask(json!({"type": "subscribe", "channel": channel})).await;
        assert_eq!(
            (&refused["type"], &refused["code"]),
            (&json!("error"), &json!("FORBIDDEN")),
            "{channel}"
        );
    }
    for channel in ["notifications", "uploads"] {
        listener.subscribe(channel).await;
    }
    app.publish("jobs", None, "a job").await;
    app.publish("notifications", None, "for all").await;
    assert_eq!(listener.hear().await["data"], "for all");
    app.stop().await;
}

#[actix_web::test]
async fn who_may_no_longer_see_the_cluster_hears_no_more_of_it() {
    let app = App::start();
    let mut listener = app.user("kim").await;
    listener.subscribe("jobs").await;
    listener.subscribe("notifications").await;
    let mut fewer = claims("kim", &[], app.clock.unix_seconds());
    fewer.permissions.clear();
    let answer = listener.ask(json!({"type": "auth", "token": token_with(&fewer)})).await;
    assert_eq!(answer["type"], "authenticated");
    assert_eq!(listener.hear().await["code"], "FORBIDDEN");
    app.publish("jobs", None, "a job").await;
    app.publish("notifications", None, "for all").await;
    assert_eq!(listener.hear().await["data"], "for all");
    app.stop().await;
}

#[actix_web::test]
async fn an_old_cookie_hinders_nobody_where_sign_in_is_not_required() {
    let app = App::open();
    let expired = token_at("kim", &[], START - 7200);
    app.upgrade()
        .cookie(&expired)
        .header("origin", app.base())
        .greeted()
        .await;
    let mut listener = app.upgrade().bearer(&expired).open().await;
    assert_eq!(
        listener.hear().await["code"],
        "AUTH_FAILED",
        "a token shown on purpose must be good"
    );
    app.stop().await;
}

#[actix_web::test]
async fn what_is_no_upgrade_is_a_400() {
    let app = App::start();
    app.stranger().get("/ws").await.assert_status(400);
    app.stop().await;
}
