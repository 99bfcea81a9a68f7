use std::time::Duration;

use serde_json::json;

use crate::app::{App, PASSWORD};

#[actix_web::test]
async fn an_account_takes_ten_tries_and_then_one_every_six_seconds() {
    let app = App::with_kim().await;
    for _ in 0..10 {
        app.try_to_sign_in("kim", "wrong horse").await.assert_status(401);
    }
    // The right password is held up too: else it could be told from the wrong ones.
    let reply = app.try_to_sign_in("kim", PASSWORD).await.expect(429);
    let expected = json!({
        "error": "Too many attempts", "code": "too_many_attempts",
        "message": "Too many attempts to sign in; wait 6 s", "retry_after": 6,
    });
    assert_eq!((reply.json(), reply.header("retry-after")), (expected, "6"));

    app.advance(Duration::from_secs(6));
    app.try_to_sign_in("kim", PASSWORD).await.assert_status(200);
    app.try_to_sign_in("kim", PASSWORD).await.assert_status(429);
    app.advance(Duration::from_secs(60));
    for _ in 0..10 {
        app.try_to_sign_in("kim", PASSWORD).await.assert_status(200);
    }
}

#[actix_web::test]
async fn names_that_do_not_exist_are_held_up_alike() {
    let app = App::start().await;
    for _ in 0..10 {
        app.try_to_sign_in("ghost", "wrong horse").await.assert_status(401);
    }
    app.try_to_sign_in("ghost", "wrong horse").await.assert_status(429);
}

#[actix_web::test]
async fn an_address_takes_sixty_tries_whatever_the_names() {
    let app = App::with_kim().await;
    // Not even names: no password is checked, and still they count.
    for number in 0..60 {
        app.try_to_sign_in(&format!("no name {number}"), "x")
            .await
            .assert_status(401);
    }
    let reply = app.try_to_sign_in("kim", PASSWORD).await.expect(429);
    assert_eq!(
        (reply.code().as_str(), reply.header("retry-after")),
        ("too_many_attempts", "1")
    );

    let elsewhere = app.stranger().with("x-forwarded-for", "192.0.2.7");
    let body = json!({"username": "kim", "password": PASSWORD});
    elsewhere.post_json("/auth/login", &body).await.assert_status(200);

    app.advance(Duration::from_secs(1));
    app.try_to_sign_in("kim", PASSWORD).await.assert_status(200);
}

#[actix_web::test]
async fn an_address_cannot_be_invented() {
    // Without a proxy in front nobody's word about addresses counts.
    let app = App::start_with(|settings| settings.http.trusted_proxies = vec![]).await;
    for number in 0..60 {
        let liar = app.stranger().with("x-forwarded-for", &format!("192.0.2.{number}"));
        let body = json!({"username": format!("no name {number}"), "password": "x"});
        liar.post_json("/auth/login", &body).await.assert_status(401);
    }
    let liar = app.stranger().with("x-forwarded-for", "198.51.100.1");
    let body = json!({"username": "kim", "password": "x"});
    liar.post_json("/auth/login", &body).await.assert_status(429);
}
