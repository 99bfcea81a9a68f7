//! What operators do in the folder.

use super::{TEMPLATES, change, create, listed, public, show, yaml};
use crate::app::{App, eventually};

async fn until(app: &App, what: &str, ids: &[&str]) {
    let root = app.server.admin("root");
    eventually(what, async || (listed(&root, "").await == ids).then_some(())).await;
}

#[tokio::test]
async fn a_dropped_file_is_there_soon_and_gone_with_it() {
    let app = App::start().await;
    app.drop_template("official/cfd/first.yaml", &yaml("first", ""));
    until(&app, "the first", &["first"]).await;
    app.drop_template("official/ml/train.yml", &yaml("train", ""));
    until(&app, "the second", &["first", "train"]).await;
    let shown = show(&app.user("kim"), "train").await.expect(200).json();
    assert_eq!(shown["category"], "ml");
    assert_eq!(shown["owner"], serde_json::Value::Null);
    std::fs::remove_file(app.templates.path().join("official/cfd/first.yaml")).unwrap();
    until(&app, "the end of the first", &["train"]).await;
    // What comes back is active again, with its history.
    app.drop_template("official/cfd/first.yaml", &yaml("first", "  version: \"2\"\n"));
    until(&app, "the return of the first", &["first", "train"]).await;
    let versions = format!("{TEMPLATES}/first/versions");
    assert_eq!(app.user("kim").get(&versions).await.expect(200).json()["total"], 2);
}

#[tokio::test]
async fn the_official_one_of_two_counts_and_the_other_one_when_it_goes() {
    let app = App::start().await;
    let kim = app.user("kim");
    create(&kim, &public("flow")).await.assert_status(201);
    app.drop_template("official/cfd/flow.yaml", &yaml("flow", ""));
    let source = async |wanted: &str| {
        eventually(wanted, async || {
            let shown = show(&kim, "flow").await.expect(200).json();
            (shown["source"] == wanted).then_some(())
        })
        .await;
    };
    source("official").await;
    assert_eq!(listed(&kim, "").await, ["flow"]);
    std::fs::remove_file(app.templates.path().join("official/cfd/flow.yaml")).unwrap();
    source("community").await;
    assert_eq!(show(&kim, "flow").await.expect(200).json()["owner"], "kim");
}

#[tokio::test]
async fn a_file_that_an_operator_moves_takes_its_history_along() {
    let app = App::start().await;
    let kim = app.user("kim");
    create(&kim, &public("flow")).await.assert_status(201);
    change(&kim, "flow", &yaml("flow", "  is_public: true\n"))
        .await
        .assert_status(200);
    let (from, to) = ("community/cfd/flow.yaml", "community/fluids/flow.yaml");
    std::fs::create_dir(app.templates.path().join("community/fluids")).unwrap();
    std::fs::rename(app.templates.path().join(from), app.templates.path().join(to)).unwrap();
    eventually("the move", async || {
        let shown = show(&kim, "flow").await;
        (shown.status == 200 && shown.json()["file_path"] == to).then_some(())
    })
    .await;
    let shown = show(&kim, "flow").await.expect(200).json();
    assert_eq!(shown["owner"], "kim");
    assert_eq!(shown["category"], "fluids");
    let versions = format!("{TEMPLATES}/flow/versions");
    assert_eq!(kim.get(&versions).await.expect(200).json()["total"], 2);
}

#[tokio::test]
async fn what_the_portal_wrote_and_an_operator_removed_at_once_is_gone() {
    let app = App::start().await;
    let kim = app.user("kim");
    for _ in 0..3 {
        create(&kim, &public("flow")).await.assert_status(201);
        std::fs::remove_file(app.templates.path().join("community/cfd/flow.yaml")).unwrap();
        until(&app, "its end", &[]).await;
        show(&kim, "flow").await.assert_status(404);
    }
}

#[tokio::test]
async fn a_broken_file_is_told_to_who_can_mend_it_and_listed_again_when_it_is() {
    let app = App::start().await;
    let (kim, lee) = (app.user("kim"), app.user("lee"));
    create(&kim, &public("flow")).await.assert_status(201);
    app.drop_template("community/cfd/flow.yaml", "template:\n  id: flow\n  name: [\n");
    until(&app, "its end", &[]).await;
    show(&lee, "flow").await.assert_status(404);
    assert_eq!(
        show(&kim, "flow").await.expect(200).json()["problems"][0]["severity"],
        "fatal"
    );
    let problems = format!("{TEMPLATES}/problems");
    assert_eq!(lee.get(&problems).await.expect(200).json()["total"], 0);
    let told = kim.get(&problems).await.expect(200).json();
    assert_eq!(told["files"][0]["file_path"], "community/cfd/flow.yaml");
    assert!(told["files"][0]["problems"][0]["line"].as_u64().unwrap() >= 3);
    change(&kim, "flow", &public("flow")).await.assert_status(200);
    assert_eq!(listed(&lee, "").await, ["flow"]);
}

#[tokio::test]
async fn what_is_known_stays_known_over_a_restart_and_what_changed_meanwhile_is_found() {
    let app = App::start().await;
    create(&app.user("kim"), &public("flow")).await.assert_status(201);
    create(&app.user("kim"), &public("gone")).await.assert_status(201);
    std::fs::remove_file(app.templates.path().join("community/cfd/gone.yaml")).unwrap();
    let app = app.restart().await;
    app.drop_template("official/ml/train.yaml", &yaml("train", ""));
    until(&app, "the newest state", &["train", "flow"]).await;
    assert_eq!(show(&app.user("lee"), "flow").await.expect(200).json()["owner"], "kim");
}
