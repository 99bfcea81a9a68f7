//! What operators do in the registry.

use portal_testkit::TestSif;
use serde_json::{Value, json};

use super::{IMAGES, listed};
use crate::app::App;

#[tokio::test]
async fn an_image_of_the_registry_says_what_it_is() {
    let app = App::start().await;
    let solver = TestSif::new("solver").app("mesh").definition("bootstrap: docker\nfrom: debian:12\n");
    app.put_image("compute/openfoam-2.4.sif", &solver);
    let description = json!({"description": "Flows", "labels": {"cfd": "yes"}, "command_templates": [{"template_id": "run"}]});
    std::fs::write(app.in_registry("metadata/openfoam-2.4.json"), description.to_string()).unwrap();
    let scan = app.scan().await;
    let kim = app.user("kim");
    let list = kim.get(IMAGES).await.expect(200).json();
    assert_eq!((&list["total"], &list["next_cursor"]), (&json!(1), &Value::Null));
    let image = &list["images"][0];
    for (field, expected) in [
        ("name", json!("openfoam-2.4")),
        ("node", json!("headnode")),
        ("partition", json!("compute")),
        ("type", json!("compute")),
        ("version", json!("2.4")),
        ("description", json!("Flows")),
        ("apps", json!(["mesh"])),
        ("command_templates", json!([{"template_id": "run"}])),
        ("is_active", json!(1)),
        ("arch", json!("amd64")),
        ("built_at", json!("2025-10-09T08:53:20Z")),
        ("signed", json!(false)),
    ] {
        assert_eq!(image[field], expected, "{field}");
    }
    assert_eq!(image["labels"]["cfd"], "yes");
    let path = app.registry.path().join("images/compute/openfoam-2.4.sif");
    assert_eq!(image["path"], path.to_str().unwrap());
    assert_eq!(image["places"][0]["path"], image["path"]);
    let (id, digest) = (image["id"].as_str().unwrap(), image["digest"].as_str().unwrap());
    assert_eq!((id.len(), digest.len()), (16, 64));
    assert!(digest.starts_with(id));

    let shown = kim.get(&format!("{IMAGES}/{id}")).await.expect(200).json();
    assert_eq!(shown["help"], "    This is solver.\n");
    assert_eq!(shown["definition"], "bootstrap: docker\nfrom: debian:12\n");
    assert_eq!(shown["filesystem"]["kind"], "squashfs");
    assert_eq!(shown["app_details"]["mesh"]["labels"]["app"], "mesh");
    assert_eq!((&shown["signatures"], &shown["remarks"]), (&json!([]), &json!([])));
    assert_eq!((&scan["images"], &scan["nodes"][0]["state"]), (&json!(1), &json!("done")));
}

#[tokio::test]
async fn an_image_that_vanishes_is_gone_from_lists_and_back_when_it_is() {
    let app = App::with_images(&[("compute/solver.sif", TestSif::new("solver")), ("viz/desk.sif", TestSif::new("desk"))]).await;
    let kim = app.user("kim");
    assert_eq!(listed(&kim, "").await, ["solver", "desk"]);
    let list = kim.get(&format!("{IMAGES}?partition=compute")).await.expect(200).json();
    let id = list["images"][0]["id"].as_str().unwrap().to_owned();
    let (here, elsewhere) = (app.in_registry("images/compute/solver.sif"), app.path("solver.sif"));
    std::fs::rename(&here, &elsewhere).unwrap();
    let scan = app.scan().await;
    assert_eq!((&scan["gone"], &scan["changed"]), (&json!(1), &json!(1)));
    assert_eq!(listed(&kim, "").await, ["desk"]);
    // Jobs ran with it: what it was can be looked up.
    let shown = kim.get(&format!("{IMAGES}/{id}")).await.expect(200).json();
    assert_eq!((&shown["is_active"], &shown["places"]), (&json!(0), &json!([])));
    std::fs::rename(&elsewhere, &here).unwrap();
    app.scan().await;
    assert_eq!(listed(&kim, "").await, ["solver", "desk"]);
    let back = kim.get(&format!("{IMAGES}/{id}")).await.expect(200).json();
    assert_eq!((&back["is_active"], &back["created_at"]), (&json!(1), &shown["created_at"]));
}

#[tokio::test]
async fn another_build_under_the_same_name_is_another_image() {
    let app = App::with_images(&[("compute/solver.sif", TestSif::new("solver"))]).await;
    let kim = app.user("kim");
    let first = kim.get(IMAGES).await.expect(200).json()["images"][0].clone();
    app.put_image("compute/solver.sif", &TestSif::new("solver").built(7, 1_790_000_000));
    app.scan().await;
    let second = kim.get(IMAGES).await.expect(200).json();
    assert_eq!(second["total"], 1);
    assert_ne!(second["images"][0]["id"], first["id"]);
    let old = kim.get(&format!("{IMAGES}/{}", first["id"].as_str().unwrap())).await.expect(200).json();
    assert_eq!(old["is_active"], 0);
}

#[tokio::test]
async fn what_is_written_beside_an_image_counts_without_reading_others_again() {
    let app = App::with_images(&[("compute/a.sif", TestSif::new("a")), ("compute/b.sif", TestSif::new("b"))]).await;
    let kim = app.user("kim");
    std::fs::write(app.in_registry("metadata/a.json"), r#"{"id": "flow-solver", "name": "Flow", "type": "viz"}"#).unwrap();
    let scan = app.scan().await;
    assert_eq!((&scan["nodes"][0]["read"], &scan["changed"]), (&json!(1), &json!(1)));
    assert_eq!(listed(&kim, "").await, ["Flow", "b"]);
    let shown = kim.get(&format!("{IMAGES}/flow-solver")).await.expect(200).json();
    assert_eq!((&shown["name"], &shown["type"], &shown["given_id"]), (&json!("Flow"), &json!("viz"), &json!("flow-solver")));
    let scan = app.scan().await;
    assert_eq!((&scan["nodes"][0]["read"], &scan["changed"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn images_are_there_after_a_restart_before_anybody_looked() {
    let app = App::with_images(&[("shared/tools.sif", TestSif::new("tools"))]).await;
    std::fs::rename(app.registry.path().join("images"), app.registry.path().join("away")).unwrap();
    let app = app.restart().await;
    assert_eq!(listed(&app.user("kim"), "").await, ["tools"]);
}
