//! The registry's server is down, or the database is away.

use portal_testkit::TestSif;

use super::{IMAGES, SCAN, listed};
use crate::app::{App, eventually};
use crate::sql::sql;

#[tokio::test]
async fn while_the_registry_is_away_its_images_stay() {
    let app = App::with_images(&[("compute/solver.sif", TestSif::new("solver"))]).await;
    let kim = app.user("kim");
    let (here, elsewhere) = (app.registry.path().to_owned(), app.path("elsewhere"));
    let before = kim.get(IMAGES).await.expect(200).json()["images"][0].clone();
    std::fs::rename(&here, &elsewhere).unwrap();
    let scan = app.scan().await;
    assert_eq!(
        (&scan["nodes"][0]["state"], scan["gone"].as_u64()),
        (&"failed".into(), Some(0))
    );
    assert_eq!(listed(&kim, "").await, ["solver"]);
    let id = before["id"].as_str().unwrap();
    let checked = kim
        .post(&format!("/api/apptainer/validate/{id}"))
        .await
        .expect(200)
        .json();
    assert_eq!(checked["valid"], false);
    assert_eq!(checked["message"], "Image file not found in registry");
    // A mount point without its file system is an empty folder.
    std::fs::create_dir(&here).unwrap();
    app.scan().await;
    assert_eq!(listed(&kim, "").await, ["solver"]);
    std::fs::remove_dir(&here).unwrap();
    std::fs::rename(&elsewhere, &here).unwrap();
    let scan = app.scan().await;
    assert_eq!(
        (&scan["nodes"][0]["state"], &scan["changed"]),
        (&"done".into(), &0.into())
    );
}

#[tokio::test]
async fn what_was_found_while_the_database_was_away_is_written_down_when_it_is_back() {
    let app = App::with_images(&[("compute/solver.sif", TestSif::new("solver"))]).await;
    let (kim, root) = (app.user("kim"), app.server.admin("root"));
    sql(&app.database.url(), "ALTER TABLE apptainer_places RENAME TO away");
    app.put_image("viz/desk.sif", &TestSif::new("desk").built(2, 2));
    let scan = app.scan().await;
    let words = "what was found is not written down yet: the database does not answer";
    assert_eq!(scan["error"], words);
    assert_eq!(
        root.post("/api/apptainer/scan").await.expect(503).code(),
        "database_unavailable"
    );
    sql(&app.database.url(), "ALTER TABLE away RENAME TO apptainer_places");
    eventually("the second image", async || {
        (listed(&kim, "").await == ["solver", "desk"]).then_some(())
    })
    .await;
    eventually("the end of the scan", async || {
        let scan = kim.get(SCAN).await.expect(200).json();
        (scan["running"] == false && scan["error"].is_null()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn nobody_looks_for_images_when_that_cannot_be_recorded() {
    let app = App::with_images(&[]).await;
    let root = app.server.admin("root");
    let number = root.get(SCAN).await.expect(200).json()["number"].clone();
    sql(&app.database.url(), "ALTER TABLE audit_log RENAME TO away");
    for path in [SCAN, "/api/apptainer/scan"] {
        assert_eq!(root.post(path).await.expect(503).code(), "audit_unavailable");
    }
    assert_eq!(root.get(SCAN).await.expect(200).json()["number"], number);
}
