use serde_json::json;

use crate::app::{App, NOW, PASSWORD};

#[actix_web::test]
async fn whoever_knows_the_password_gets_a_token_and_the_services() {
    let app = App::with_kim().await;
    let reply = app.try_to_sign_in("kim", PASSWORD).await.expect(200);
    insta::assert_json_snapshot!(reply.json(), {".token" => "[token]", ".session.id" => "[sid]"}, @r#"
    {
      "expires_in": 3600,
      "services": [
        {
          "description": "HPC Dashboard for DX Division",
          "icon": "flow",
          "name": "Smart Twin Flow",
          "url": "/dashboard/"
        },
        {
          "description": "VNC Desktop",
          "icon": "desktop",
          "name": "Smart Twin Desktop",
          "url": "/vnc/"
        },
        {
          "description": "Application Service with Remote Desktop",
          "icon": "app",
          "name": "Smart Twin App",
          "url": "/app/"
        }
      ],
      "session": {
        "ends_for_good_at": "2023-11-21T22:13:20.000Z",
        "expires_at": "2023-11-15T22:13:20.000Z",
        "id": "[sid]"
      },
      "success": true,
      "token": "[token]",
      "token_type": "Bearer",
      "user": {
        "can_change_password": true,
        "display_name": "",
        "email": "kim@hpc.local",
        "groups": [
          "DX-Users"
        ],
        "last_sign_in_at": "2023-11-14T22:13:20.000Z",
        "permissions": [
          "dashboard",
          "vnc",
          "app"
        ],
        "source": "local",
        "username": "kim"
      }
    }
    "#);
}

#[actix_web::test]
async fn the_token_is_the_contracts() {
    let app = App::with_kim().await;
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    let mut claims = kim.post("/auth/verify").await.expect(200).json();
    for id in ["jti", "sid"] {
        let id = claims["user"].as_object_mut().unwrap().remove(id).unwrap();
        assert_eq!(id.as_str().unwrap().len(), 36);
    }
    let expected = json!({
        "sub": "kim", "email": "kim@hpc.local", "groups": ["DX-Users"], "permissions": ["dashboard", "vnc", "app"],
        "iat": NOW, "exp": NOW + 3600, "iss": "auth-portal",
    });
    assert_eq!(claims, json!({"valid": true, "user": expected}));
}

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let app = App::with_kim().await;
    let wrong = app.try_to_sign_in("kim", "wrong horse").await.expect(401);
    let expected = json!({"error": "Invalid username or password", "code": "invalid_credentials"});
    assert_eq!(wrong.json(), expected);
    assert_eq!(wrong.header("set-cookie"), "");
    for name in [
        "lee",
        "KIM",
        " kim",
        "kim ",
        "../kim",
        "kim\0",
        "김",
        "kim'--",
        &"k".repeat(1000),
    ] {
        let unknown = app.try_to_sign_in(name, PASSWORD).await.expect(401);
        assert_eq!(unknown.json(), expected, "{name:?}");
    }
}

#[actix_web::test]
async fn what_is_missing_is_named() {
    let app = App::with_kim().await;
    let expected = json!({"error": "Username and password required", "code": "bad_request"});
    for body in [
        json!({}),
        json!({"username": "kim"}),
        json!({"password": "x"}),
        json!({"username": "", "password": "x"}),
        json!({"username": "kim", "password": ""}),
        json!({"username": null, "password": null}),
    ] {
        let reply = app.stranger().post_json("/auth/login", &body).await.expect(400);
        assert_eq!(reply.json(), expected, "{body}");
    }
}

#[actix_web::test]
async fn several_sessions_of_one_person_live_side_by_side() {
    let app = App::with_kim().await;
    let (first, second) = (app.sign_in("kim").await, app.sign_in("kim").await);
    assert_ne!(first, second);
    for token in [first, second] {
        app.stranger().bearer(&token).get("/auth/user").await.assert_status(200);
    }
}
