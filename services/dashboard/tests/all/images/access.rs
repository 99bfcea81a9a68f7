//! Who may see images, and look for them.

use portal_testkit::TestSif;
use serde_json::{Value, json};

use super::{IMAGES, SCAN, listed};
use crate::app::{App, eventually};
use crate::audit::log::told;

#[tokio::test]
async fn everybody_sees_images_and_administrators_look_for_them() {
    let app = App::with_images(&[("compute/solver.sif", TestSif::new("solver"))]).await;
    let (kim, stranger) = (app.user("kim"), app.server.stranger());
    assert_eq!(listed(&kim, "").await, ["solver"]);
    for path in [IMAGES, SCAN, "/api/apptainer/images", "/api/apptainer/partitions"] {
        stranger.get(path).await.assert_status(401);
        kim.get(path).await.assert_status(200);
    }
    let before = told(&app.database, "image.scan").len();
    for path in [SCAN, "/api/apptainer/scan"] {
        stranger.post(path).await.assert_status(401);
        kim.post(path).await.assert_status(403);
    }
    assert_eq!(told(&app.database, "image.scan").len(), before);
    let scanned = app.server.admin("root").post("/api/apptainer/scan").await;
    scanned.assert_status(200);
    let records = told(&app.database, "image.scan");
    assert_eq!(records.len(), before + 1);
    assert_eq!(records.last().unwrap(), "root (bearer): images:*, ok");
}

#[tokio::test]
async fn what_is_wrong_with_places_and_files_is_for_administrators() {
    let app = App::with_images(&[("compute/solver.sif", TestSif::new("solver"))]).await;
    std::fs::write(app.in_registry("images/compute/broken.sif"), "no image").unwrap();
    app.scan().await;
    let (kim, root) = (app.user("kim"), app.server.admin("root"));
    let scan = root.get(SCAN).await.expect(200).json();
    let refused = &scan["nodes"][0]["refused"];
    assert_eq!(
        refused,
        &json!([{"path": "images/compute/broken.sif", "reason": "this is not a SIF image"}])
    );
    let seen = kim.get(SCAN).await.expect(200).json();
    assert_eq!(seen["nodes"][0]["refused"], Value::Null);
    assert_eq!(seen["images"], 1);

    std::fs::rename(app.registry.path().join("images"), app.path("away")).unwrap();
    app.scan().await;
    let words = root.get(SCAN).await.expect(200).json()["nodes"][0]["error"].clone();
    assert!(words.as_str().unwrap().contains("No such file"), "{words}");
    let words = kim.get(SCAN).await.expect(200).json()["nodes"][0]["error"].clone();
    assert_eq!(words, "It could not be asked to the end");
}

#[tokio::test]
async fn images_are_looked_for_from_time_to_time() {
    let app = App::start_with(|settings| settings.images.every = std::time::Duration::from_millis(200)).await;
    app.put_image("shared/tools.sif", &TestSif::new("tools"));
    let kim = app.user("kim");
    eventually("the image", async || {
        (listed(&kim, "").await == ["tools"]).then_some(())
    })
    .await;
    assert!(told(&app.database, "image.scan").is_empty());
}
