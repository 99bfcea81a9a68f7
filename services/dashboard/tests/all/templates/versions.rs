//! What a template said before.

use super::{TEMPLATES, change, create, public, show, yaml};
use crate::app::{App, eventually};
use crate::audit::log::told;

#[tokio::test]
async fn versions_are_kept_compared_and_restored() {
    let app = App::start().await;
    let (kim, lee) = (app.user("kim"), app.user("lee"));
    let second = yaml("flow", "  is_public: true\n  version: \"2\"\n");
    let first = create(&kim, &public("flow")).await.expect(201).json();
    change(&kim, "flow", &second).await.assert_status(200);
    let from = first["digest"].as_str().unwrap();

    let path = format!("{TEMPLATES}/flow/versions");
    let versions = lee.get(&path).await.expect(200).json();
    assert_eq!(versions["total"], 2);
    let newest = &versions["versions"][0];
    assert_eq!(newest["how"], "change");
    assert_eq!(newest["made_by"], "kim");
    assert_eq!(newest["current"], true);
    assert_eq!(versions["versions"][1]["how"], "create");
    let text = lee.get(&format!("{path}/{from}")).await.expect(200).json();
    assert_eq!(text["yaml"], public("flow"));

    let compared = lee
        .get(&format!("{TEMPLATES}/flow/compare?from={from}"))
        .await
        .expect(200)
        .json();
    let lines = compared["hunks"][0]["lines"].as_array().unwrap();
    assert!(
        lines
            .iter()
            .any(|line| line["change"] == "added" && line["text"] == "  version: \"2\"")
    );
    assert!(compared["unified"].as_str().unwrap().contains("-  category: cfd"));

    let restore = format!("{path}/{from}/restore");
    lee.post(&restore).await.assert_status(403);
    kim.post(&restore).await.assert_status(200);
    assert_eq!(app.template_file("community/cfd/flow.yaml"), Some(public("flow")));
    assert_eq!(show(&lee, "flow").await.expect(200).json()["digest"], first["digest"]);
    let versions = lee.get(&path).await.expect(200).json();
    assert_eq!(versions["total"], 3);
    assert_eq!(versions["versions"][0]["how"], "restore");
    assert_eq!(told(&app.database, "template.restore").len(), 1);
    for digest in ["0".to_owned(), "0".repeat(64)] {
        kim.get(&format!("{path}/{digest}")).await.assert_status(404);
        kim.post(&format!("{path}/{digest}/restore")).await.assert_status(404);
    }
}

#[tokio::test]
async fn what_an_operator_writes_is_a_version_of_nobody() {
    let app = App::start().await;
    let kim = app.user("kim");
    create(&kim, &public("flow")).await.assert_status(201);
    app.drop_template("community/cfd/flow.yaml", &yaml("flow", "  is_public: true\n"));
    let path = format!("{TEMPLATES}/flow/versions");
    let versions = eventually("another version", async || {
        let versions = kim.get(&path).await.expect(200).json();
        (versions["total"] == 2).then_some(versions)
    })
    .await;
    assert_eq!(versions["versions"][0]["how"], "folder");
    assert_eq!(versions["versions"][0]["made_by"], serde_json::Value::Null);
    // It is kim's all the same.
    assert_eq!(show(&kim, "flow").await.expect(200).json()["may_change"], true);
}
