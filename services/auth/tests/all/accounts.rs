use portal_testkit::TestClient;
use serde_json::json;

use crate::app::{App, PASSWORD};

async fn app_with_admin() -> (App, TestClient) {
    let app = App::with_kim().await;
    app.add("root", &["HPC-Admins"]);
    let root = app.stranger().bearer(&app.sign_in("root").await);
    (app, root)
}

async fn patch(client: &TestClient, name: &str, change: serde_json::Value) -> portal_testkit::TestResponse {
    let request = client.request("PATCH".parse().unwrap(), &format!("/auth/users/{name}"));
    TestClient::send(request.json(&change)).await
}

#[actix_web::test]
async fn whoever_is_disabled_is_out_at_once_and_stays_out() {
    let (app, root) = app_with_admin().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    let program = json!({"username": "kim", "password": PASSWORD, "refresh": "body"});
    let program = app
        .stranger()
        .post_json("/auth/login", &program)
        .await
        .expect(200)
        .json();
    let reply = patch(&root, "kim", json!({"enabled": false})).await.expect(200);
    assert_eq!(reply.json()["enabled"], false);
    kim.get("/auth/user").await.assert_status(401);
    let renewal = json!({"refresh_token": program["refresh_token"]});
    app.stranger()
        .post_json("/auth/refresh", &renewal)
        .await
        .assert_status(401);
    // Nothing tells a guesser that the account is there.
    let reply = app.try_to_sign_in("kim", PASSWORD).await.expect(401);
    assert_eq!(reply.code(), "invalid_credentials");
    patch(&root, "kim", json!({"enabled": true})).await.assert_status(200);
    app.try_to_sign_in("kim", PASSWORD).await.assert_status(200);
}

#[actix_web::test]
async fn changed_groups_count_from_the_next_renewal_on() {
    let (app, root) = app_with_admin().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    patch(&root, "kim", json!({"groups": ["CAEG-Users"]}))
        .await
        .assert_status(200);
    let reply = kim.post("/auth/refresh").await.expect(200).json();
    let renewed = app.stranger().bearer(reply["token"].as_str().unwrap());
    let permissions = renewed.get("/auth/user").await.expect(200).json()["permissions"].clone();
    assert_eq!(permissions, json!(["dashboard", "cae", "vnc", "app"]));
}

#[actix_web::test]
async fn nobody_locks_all_administrators_out() {
    let (app, root) = app_with_admin().await;
    for change in [json!({"enabled": false}), json!({"groups": ["DX-Users"]})] {
        assert_eq!(patch(&root, "root", change).await.expect(409).code(), "yourself");
    }
    app.add("boss", &["HPC-Admins"]);
    let boss = app.stranger().bearer(&app.sign_in("boss").await);
    patch(&boss, "root", json!({"enabled": false})).await.assert_status(200);
    // A token of another administrator, whose account is not there: `boss` is the last one who can sign in.
    let ghost = app.server().member("ghost", &["HPC-Admins"]);
    for change in [json!({"enabled": false}), json!({"groups": ["DX-Users"]})] {
        assert_eq!(patch(&ghost, "boss", change).await.expect(409).code(), "last_admin");
    }
    boss.get("/auth/users").await.assert_status(200);
}

#[actix_web::test]
async fn an_administrator_lets_somebody_in() {
    let (app, root) = app_with_admin().await;
    let new = json!({"username": "lee", "password": PASSWORD, "groups": ["DX-Users"], "email": "lee@x", "display_name": "이순신"});
    let made = root.post_json("/auth/users", &new).await.expect(201).json();
    assert_eq!(made["permissions"], json!(["dashboard", "vnc", "app"]));
    assert_eq!(made["display_name"], "이순신");
    app.sign_in("lee").await;
    assert_eq!(
        root.post_json("/auth/users", &new).await.expect(409).code(),
        "name_taken"
    );
    for wrong in [
        json!({"username": "-rf", "password": PASSWORD, "groups": ["DX-Users"]}),
        json!({"username": "a b", "password": PASSWORD, "groups": ["DX-Users"]}),
        json!({"username": "park", "password": "short", "groups": ["DX-Users"]}),
        json!({"username": "park", "password": PASSWORD, "groups": ["Dx-users"]}),
        json!({"username": "park", "password": PASSWORD, "groups": []}),
        json!({"username": "park", "password": PASSWORD, "groups": ["DX-Users"], "email": "a\nb"}),
        json!({"username": "robot", "password": PASSWORD, "groups": ["DX-Users"], "source": "service"}),
    ] {
        root.post_json("/auth/users", &wrong).await.assert_status(400);
    }
}

#[actix_web::test]
async fn a_service_account_cannot_sign_in() {
    let (app, root) = app_with_admin().await;
    let new = json!({"username": "robot", "groups": ["DX-Users"], "source": "service"});
    root.post_json("/auth/users", &new).await.assert_status(201);
    for password in ["", " ", PASSWORD] {
        assert_ne!(app.try_to_sign_in("robot", password).await.status, 200);
    }
    let shown = root.get("/auth/users/robot").await.expect(200).json();
    assert_eq!((&shown["source"], &shown["keys"]), (&json!("service"), &json!(0)));
}

#[actix_web::test]
async fn a_new_password_from_an_administrator_ends_all_sessions() {
    let (app, root) = app_with_admin().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    let set = json!({"new_password": "a password for kim's friend"});
    assert_eq!(
        root.post_json("/auth/users/kim/password", &set)
            .await
            .expect(400)
            .code(),
        "weak_password"
    );
    let set = json!({"new_password": "a password for a friend"});
    root.post_json("/auth/users/kim/password", &set)
        .await
        .assert_status(200);
    kim.get("/auth/user").await.assert_status(401);
    app.try_to_sign_in("kim", "a password for a friend")
        .await
        .assert_status(200);
}

#[actix_web::test]
async fn accounts_are_found_page_by_page() {
    let (app, root) = app_with_admin().await;
    for n in 0..5 {
        app.add(&format!("user{n}"), &["CAEG-Users"]);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = root
            .get(&format!("/auth/users?group=CAEG-Users&limit=2{cursor}"))
            .await
            .expect(200)
            .json();
        assert_eq!(page["total"], 5);
        seen.extend(
            page["users"]
                .as_array()
                .unwrap()
                .iter()
                .map(|user| user["username"].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["user0", "user1", "user2", "user3", "user4"]);
    let total = |path: &'static str| {
        let root = root.clone();
        async move { root.get(path).await.expect(200).json()["total"].clone() }
    };
    assert_eq!(total("/auth/users").await, 7);
    assert_eq!(total("/auth/users?q=USER").await, 5);
    assert_eq!(total("/auth/users?q=%25").await, 0);
    assert_eq!(total("/auth/users?source=ldap").await, 0);
    assert_eq!(total("/auth/users?enabled=false").await, 0);
    assert_eq!(total("/auth/users?group=CAEG").await, 0);
    root.get("/auth/users?source=magic").await.assert_status(400);
    root.get("/auth/users?limit=x").await.assert_status(400);
}

#[actix_web::test]
async fn only_administrators_see_and_change_accounts() {
    let (app, root) = app_with_admin().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    let routes = auth::TABLE
        .iter()
        .filter(|route| route.path.starts_with("/auth/users") || route.path == "/auth/groups");
    for route in routes {
        let path = route.path.replace("{name}", "root").replace("{id}", "x");
        kim.call(route.method, &path).await.assert_status(403);
        app.stranger().call(route.method, &path).await.assert_status(401);
    }
    let reply = root.get("/auth/groups").await.expect(200).json();
    assert_eq!(
        reply["groups"][0],
        json!({"name": "CAEG-Users", "permissions": ["dashboard", "cae", "vnc", "app"]})
    );
    for path in [
        "/auth/users/nobody",
        "/auth/users/nobody/sessions",
        "/auth/users/..%2fkim",
    ] {
        assert_eq!(root.get(path).await.expect(404).code(), "user_not_found", "{path}");
    }
}

#[actix_web::test]
async fn an_administrator_sees_and_ends_somebodys_sessions() {
    let (app, root) = app_with_admin().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    app.sign_in("kim").await;
    let seen = root.get("/auth/users/kim/sessions").await.expect(200).json();
    assert_eq!(seen["total"], 2);
    let id = seen["sessions"][0]["id"].as_str().unwrap();
    root.delete(&format!("/auth/users/root/sessions/{id}"))
        .await
        .assert_status(404);
    root.delete(&format!("/auth/users/kim/sessions/{id}"))
        .await
        .assert_status(200);
    assert_eq!(
        root.delete("/auth/users/kim/sessions").await.expect(200).json()["ended"],
        1
    );
    kim.get("/auth/user").await.assert_status(401);
}
