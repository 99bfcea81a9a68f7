//! The folder's server is down, or it is not mounted.

use super::{TEMPLATES, create, listed, public, show};
use crate::app::{App, eventually};

#[tokio::test]
async fn while_the_folder_is_away_templates_are_read_and_not_changed() {
    let app = App::start().await;
    let (kim, root) = (app.user("kim"), app.server.admin("root"));
    create(&kim, &public("flow")).await.assert_status(201);
    let (here, elsewhere) = (app.templates.path().to_owned(), app.folder.path().join("elsewhere"));
    std::fs::rename(&here, &elsewhere).unwrap();
    let status = format!("{TEMPLATES}/watcher/status");
    eventually("its absence", async || {
        let status = root.get(&status).await.expect(200).json();
        (status["away"] == true).then_some(())
    })
    .await;
    assert_eq!(listed(&kim, "").await, ["flow"]);
    show(&kim, "flow").await.assert_status(200);
    assert_eq!(create(&kim, &public("new")).await.expect(503).code(), "templates_away");
    let scan = kim.post(&format!("{TEMPLATES}/scan")).await.expect(503);
    assert_eq!(scan.code(), "templates_away");

    std::fs::rename(&elsewhere, &here).unwrap();
    eventually("its return", async || {
        let status = root.get(&status).await.expect(200).json();
        (status["away"] == false).then_some(())
    })
    .await;
    create(&kim, &public("new")).await.assert_status(201);
    assert_eq!(listed(&kim, "").await, ["flow", "new"]);
    let shown = kim.get(&status).await.expect(200).json();
    assert_eq!(shown["message"], "Template watcher is running");
    assert_eq!(shown["watch_path"], serde_json::Value::Null);
}
