use std::time::Duration;

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use futures_util::future::{join_all, join3};
use portal_db::accounts::{self, Account};
use serde_json::json;

use crate::app::{App, PASSWORD};

const NEW: &str = "quite another long password";

#[actix_web::test]
async fn a_new_password_ends_all_other_sessions() {
    let app = App::with_kim().await;
    let other = app.stranger().bearer(&app.sign_in("kim").await);
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    let change = json!({"current_password": PASSWORD, "new_password": NEW});
    assert_eq!(
        kim.post_json("/auth/password", &change).await.expect(200).json()["ended"],
        1
    );
    kim.get("/auth/user").await.assert_status(200);
    other.get("/auth/user").await.assert_status(401);
    app.try_to_sign_in("kim", PASSWORD).await.assert_status(401);
    app.try_to_sign_in("kim", NEW).await.assert_status(200);
}

#[actix_web::test]
async fn only_who_knows_the_old_one_may_set_a_good_new_one() {
    let app = App::with_kim().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    let change = json!({"current_password": "wrong", "new_password": NEW});
    let reply = kim.post_json("/auth/password", &change).await.expect(401);
    assert_eq!(reply.code(), "invalid_credentials");
    for weak in ["", "short", "aaaaaaaaaaaaaaa", "my name is kim, hello"] {
        let change = json!({"current_password": PASSWORD, "new_password": weak});
        let reply = kim.post_json("/auth/password", &change).await.expect(400);
        assert_eq!(reply.code(), "weak_password", "{weak}");
        assert!(
            reply.json()["message"]
                .as_str()
                .unwrap()
                .starts_with("The password must")
        );
    }
    let stranger = app.stranger().post_json("/auth/password", &change).await;
    stranger.assert_status(401);
    app.try_to_sign_in("kim", PASSWORD).await.assert_status(200);
}

#[actix_web::test]
async fn an_open_session_is_no_way_to_guess_the_password() {
    let app = App::with_kim().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    let change = json!({"current_password": "wrong", "new_password": NEW});
    let mut last = 0;
    for _ in 0..12 {
        last = kim.post_json("/auth/password", &change).await.status;
    }
    assert_eq!(last, 429);
}

#[actix_web::test]
async fn a_password_that_was_kept_in_an_older_way_is_hashed_anew_at_the_next_sign_in() {
    let app = App::start().await;
    let params = Params::new(8 * 1024, 1, 1, None).unwrap();
    let older = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = older.hash_password(PASSWORD.as_bytes()).unwrap().to_string();
    let account = Account::new(
        "kim",
        hash,
        "",
        &["DX-Users".to_owned()],
        "2020-01-01T00:00:00Z".to_owned(),
    );
    let db = app.database().db();
    assert!(db.run_here(|connection| accounts::add(connection, &account)).unwrap());
    app.sign_in("kim").await;
    let kept = db
        .run_here(|connection| accounts::find(connection, "kim"))
        .unwrap()
        .unwrap();
    assert!(
        kept.password_hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{}",
        kept.password_hash
    );
    app.sign_in("kim").await;
}

#[actix_web::test]
async fn a_sign_in_that_waits_while_the_password_changes_does_not_get_in_with_the_old_one() {
    let app = App::with_kim().await;
    let guests = join_all((0..40).map(|number| {
        let client = app.stranger();
        let body = json!({"username": format!("guest{number}"), "password": PASSWORD});
        async move { client.post_json("/auth/login", &body).await }
    }));
    let kim = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        // Its password is read now, and checked when the guests' were.
        app.try_to_sign_in("kim", PASSWORD).await
    };
    let reset = async {
        tokio::time::sleep(Duration::from_millis(120)).await;
        let hash = auth::NewPassword::parse(NEW, &"kim".parse().unwrap()).unwrap();
        let hash = hash.hash().unwrap();
        let set = |c: &mut _| accounts::set_password(c, "kim", &hash, "2026-01-01T00:00:00Z");
        assert!(app.database().db().run_here(set).unwrap());
    };
    let (_, kim, ()) = join3(guests, kim, reset).await;
    assert!(matches!(kim.status, 401 | 503), "{}", kim.text());
    app.try_to_sign_in("kim", NEW).await.assert_status(200);
}
