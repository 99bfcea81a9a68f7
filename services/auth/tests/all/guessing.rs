use std::time::Duration;

use portal_testkit::TestResponse;
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
    app.try_to_sign_in("kim", "wrong horse").await.assert_status(401);
    app.try_to_sign_in("kim", PASSWORD).await.assert_status(429);
    app.advance(Duration::from_secs(60));
    for _ in 0..10 {
        app.try_to_sign_in("kim", PASSWORD).await.assert_status(200);
    }
}

/// Tries to sign in from `address`.
async fn try_from(app: &App, address: &str, name: &str, password: &str) -> TestResponse {
    let client = app.stranger().with("x-forwarded-for", address);
    let body = json!({"username": name, "password": password});
    client.post_json("/auth/login", &body).await
}

#[actix_web::test]
async fn a_name_in_capital_letters_is_the_same_name() {
    let app = App::with_kim().await;
    for name in ["kim", "Kim", "kIm", "kiM", "KIm", "KiM", "kIM", "KIM", "kim", "KIM"] {
        app.try_to_sign_in(name, "wrong horse").await.assert_status(401);
    }
    for name in ["kim", "Kim", "kIm", "KIM"] {
        app.try_to_sign_in(name, "wrong horse").await.assert_status(429);
    }
}

#[actix_web::test]
async fn who_guesses_at_one_place_does_not_hold_up_the_owner_at_another() {
    let app = App::with_kim().await;
    let mut guesses = 0;
    for second in 0..60 {
        let reply = try_from(&app, "198.51.100.1", "kim", "wrong horse").await;
        guesses += u32::from(reply.status == 401);
        if second % 20 == 19 {
            try_from(&app, "192.0.2.7", "kim", PASSWORD).await.assert_status(200);
        }
        app.advance(Duration::from_secs(1));
    }
    assert_eq!(guesses, 10 + 9, "ten, and one every 6 s");
}

#[actix_web::test]
async fn who_guesses_from_many_places_gets_little_and_holds_up_no_familiar_one() {
    let app = App::with_kim().await;
    try_from(&app, "192.0.2.7", "kim", PASSWORD).await.assert_status(200);
    let mut guesses = 0;
    for number in 0..40 {
        let guesser = format!("198.51.100.{number}");
        let reply = try_from(&app, &guesser, "KIM", "wrong horse").await;
        guesses += u32::from(reply.status == 401);
    }
    assert_eq!(
        guesses, 29,
        "30 for the name, of which the owner's first sign-in took one"
    );
    // Where kim is known they come in, ; elsewhere they wait for a moment.
    try_from(&app, "192.0.2.7", "kim", PASSWORD).await.assert_status(200);
    let reply = try_from(&app, "203.0.113.9", "kim", PASSWORD).await.expect(429);
    assert_eq!(reply.header("retry-after"), "2");
    app.advance(Duration::from_secs(2));
    try_from(&app, "203.0.113.9", "kim", PASSWORD).await.assert_status(200);
    // And the familiar place is no way to guess more than elsewhere.
    for _ in 0..9 {
        try_from(&app, "192.0.2.7", "kim", "wrong horse")
            .await
            .assert_status(401);
    }
    try_from(&app, "192.0.2.7", "kim", "wrong horse")
        .await
        .assert_status(429);
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
