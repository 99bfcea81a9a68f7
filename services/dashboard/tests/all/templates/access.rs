//! Who may see and change what.

use serde_json::json;

use super::{TEMPLATES, archive, change, create, listed, public, put, show, yaml};
use crate::app::App;
use crate::audit::log::told;

#[tokio::test]
async fn official_templates_are_the_administrators() {
    let app = App::start().await;
    let (kim, root) = (app.user("kim"), app.server.admin("root"));
    let text = yaml("flow", "  source: official\n  category: cfd\n");
    let refused = create(&kim, &text).await.expect(403).json();
    assert_eq!(refused["error"], "Insufficient permissions");
    assert_eq!(
        refused["message"],
        "Only users with admin permission can create official templates"
    );
    let made = create(&root, &text).await.expect(201).json();
    assert_eq!(made["file_path"], "official/cfd/flow.yaml");
    assert_eq!(show(&kim, "flow").await.expect(200).json()["may_change"], false);
    change(&kim, "flow", &text).await.assert_status(403);
    archive(&kim, "flow").await.assert_status(403);
    change(&root, "flow", &text).await.assert_status(200);
    archive(&root, "flow").await.assert_status(200);
}

#[tokio::test]
async fn a_community_template_is_its_authors_and_the_administrators() {
    let app = App::start().await;
    let (kim, lee, root) = (app.user("kim"), app.user("lee"), app.server.admin("root"));
    create(&kim, &public("flow")).await.assert_status(201);
    // What the file says of its author gives nobody a right.
    let claimed = yaml("flow", "  author: lee\n  is_public: true\n");
    change(&kim, "flow", &claimed).await.assert_status(200);
    change(&lee, "flow", &public("flow")).await.assert_status(403);
    archive(&lee, "flow").await.assert_status(403);
    // Nobody takes its id by making it again.
    assert_eq!(
        create(&lee, &public("flow")).await.expect(409).code(),
        "template_exists"
    );
    // To make it official takes an administrator.
    let official = yaml("flow", "  source: official\n  category: cfd\n");
    change(&kim, "flow", &official).await.assert_status(403);
    change(&root, "flow", &official).await.assert_status(200);
    assert_eq!(show(&kim, "flow").await.expect(200).json()["source"], "official");
}

#[tokio::test]
async fn a_private_template_does_not_exist_for_others() {
    let app = App::start().await;
    let (kim, lee, root) = (app.user("kim"), app.user("lee"), app.server.admin("root"));
    create(&kim, &yaml("secret", "")).await.assert_status(201);
    assert!(listed(&lee, "").await.is_empty());
    let digest = show(&kim, "secret").await.expect(200).json()["digest"]
        .as_str()
        .unwrap()
        .to_owned();
    for path in [
        "secret".to_owned(),
        "export/secret".to_owned(),
        "secret/validate".to_owned(),
        "secret/versions".to_owned(),
        format!("secret/versions/{digest}"),
        format!("secret/compare?from={digest}"),
    ] {
        lee.get(&format!("{TEMPLATES}/{path}")).await.assert_status(404);
        kim.get(&format!("{TEMPLATES}/{path}")).await.assert_status(200);
        root.get(&format!("{TEMPLATES}/{path}")).await.assert_status(200);
    }
    let read = "root (bearer): template:secret private/kim/secret.yaml, ok";
    assert_eq!(told(&app.database, "templates.read"), [read]);
    change(&lee, "secret", &yaml("secret", "")).await.assert_status(404);
    archive(&lee, "secret").await.assert_status(404);
    assert_eq!(listed(&root, "").await, ["secret"]);
    // An administrator changes it, and it stays where it is.
    let text = yaml("secret", "  source: private\n  version: \"3\"\n");
    let changed = change(&root, "secret", &text).await.expect(200).json();
    assert_eq!(changed["file_path"], "private/kim/secret.yaml");
    archive(&root, "secret").await.assert_status(200);
}

#[tokio::test]
async fn of_two_writers_at_once_one_is_told_that_the_other_was_faster() {
    let app = App::start().await;
    let kim = app.user("kim");
    let made = create(&kim, &public("flow")).await.expect(201).json();
    let path = format!("{TEMPLATES}/flow");
    let body = |version: &str| {
        let text = yaml("flow", &format!("  version: \"{version}\"\n  is_public: true\n"));
        json!({"yaml": text, "based_on": made["digest"]})
    };
    let (one, other) = (body("2"), body("3"));
    let (one, other) = tokio::join!(put(&kim, &path, &one), put(&kim, &path, &other));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let (winner, loser) = if one.status == 200 { (one, other) } else { (other, one) };
    assert_eq!(loser.code(), "template_changed");
    assert_eq!(loser.json()["digest"], winner.json()["digest"]);
    assert_eq!(
        show(&kim, "flow").await.expect(200).json()["digest"],
        winner.json()["digest"]
    );
    assert_eq!(
        put(&kim, &path, &json!({"yaml": public("flow"), "based_on": "x"}))
            .await
            .expect(400)
            .code(),
        "bad_field"
    );
}
