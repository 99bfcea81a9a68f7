use serde_json::{Value, json};

use crate::app::App;

async fn names(app: &App, groups: &[&str]) -> Vec<String> {
    let member = app.server().member("kim", groups);
    let services = member.get("/auth/services").await.expect(200).json();
    assert_eq!(member.get("/services").await.expect(200).json(), services, "the alias");
    let names = services["services"].as_array().unwrap().iter();
    names
        .map(|service| service["name"].as_str().unwrap().to_owned())
        .collect()
}

#[actix_web::test]
async fn each_group_sees_its_services() {
    let app = App::start().await;
    let (flow, cluster, desktop, apps) = (
        "Smart Twin Flow",
        "Smart Twin Cluster Extreme",
        "Smart Twin Desktop",
        "Smart Twin App",
    );
    assert_eq!(names(&app, &["HPC-Admins"]).await, [flow, cluster, desktop, apps]);
    assert_eq!(names(&app, &["DX-Users"]).await, [flow, desktop, apps]);
    assert_eq!(names(&app, &["CAEG-Users"]).await, [flow, cluster, desktop, apps]);
    assert_eq!(
        names(&app, &["CN=DX-Users,OU=Groups,DC=corp"]).await,
        [flow, desktop, apps]
    );
    assert!(names(&app, &["HPC-Users"]).await.is_empty());
    assert!(names(&app, &[]).await.is_empty());
}

#[actix_web::test]
async fn the_links_are_settings() {
    let app = App::start_with(|settings| settings.links.dashboard = "https://dash.example/".into()).await;
    let services = app.server().user("kim").get("/auth/services").await.expect(200).json();
    assert_eq!(services["services"][0]["url"], "https://dash.example/");
    assert_eq!(services["services"][0]["icon"], "flow");
}

#[actix_web::test]
async fn groups_of_ones_own_replace_the_built_in_ones() {
    let map = r#"{"Ops": ["admin"], "Lab": ["vnc"]}"#;
    let app = App::start_with(|settings| settings.group_permissions = Some(map.to_owned())).await;
    app.add("kim", &["Lab", "DX-Users"]);
    let kim = app.stranger().bearer(&app.sign_in("kim").await);
    assert_eq!(kim.get("/auth/user").await.json()["permissions"], json!(["vnc"]));
}

#[actix_web::test]
async fn the_user_is_shown_to_themselves() {
    let app = App::start().await;
    let kim = app.server().member("kim", &["CAEG-Users"]);
    let expected: Value = json!({
        "username": "kim", "email": "kim@hpc.local", "groups": ["CAEG-Users"],
        "permissions": ["dashboard", "cae", "vnc", "app"],
        // Somebody of the portal that is replaced: there is no account here.
        "display_name": "", "source": null, "can_change_password": false, "last_sign_in_at": null,
    });
    assert_eq!(kim.get("/auth/user").await.expect(200).json(), expected);
}

#[actix_web::test]
async fn nginx_asks_who_may_pass() {
    let app = App::start().await;
    let kim = app.server().user("kim");
    assert_eq!(kim.get("/auth/check?permission=vnc").await.expect(204).text(), "");
    kim.get("/auth/check").await.assert_status(204);
    for needs in ["admin", "cae", "nonsense", ""] {
        let reply = kim.get(&format!("/auth/check?permission={needs}")).await.expect(403);
        let expected = json!({
            "error": "Forbidden", "code": "permission_missing", "message": format!("Required permissions: {needs}"),
            "user_permissions": ["dashboard", "vnc", "app"],
        });
        assert_eq!(reply.json(), expected);
    }
    let stranger = app.stranger().get("/auth/check?permission=vnc").await.expect(401);
    assert_eq!(stranger.json()["message"], "Authorization header is required");
    app.server()
        .browser("kim")
        .get("/auth/check?permission=vnc")
        .await
        .assert_status(204);
}
