//! Names that want to be something else, files that are no images, and links that lead elsewhere.

use std::os::unix::fs::symlink;

use portal_testkit::TestSif;
use serde_json::json;

use super::{IMAGES, listed, texts};
use crate::app::App;

const NAMES: [&str; 9] = [
    "a\nb",
    "$(touch x)",
    "'; DROP TABLE apptainer_images; --",
    "<script>alert(1)</script>",
    "한글 이미지 🚀",
    "\u{202e}gpj",
    "..",
    "a b\tc",
    "100%_!",
];

#[tokio::test]
async fn whatever_an_image_is_called_it_is_called_that() {
    let app = App::start().await;
    for (number, name) in (1..).zip(NAMES) {
        let image = TestSif::new("x").built(number, 1);
        app.put_image(&format!("compute/{}.sif", name.replace('/', "∕")), &image);
    }
    let scan = app.scan().await;
    assert_eq!(scan["nodes"][0]["state"], "done");
    let kim = app.user("kim");
    let mut expected: Vec<String> = NAMES.iter().map(|name| name.replace('/', "∕")).collect();
    // Names with a dot at the beginning are passed over.
    expected.retain(|name| !name.starts_with('.'));
    expected.sort();
    let mut found = listed(&kim, "").await;
    found.sort();
    assert_eq!(found, expected);
    let page = kim.get(&format!("{IMAGES}?limit=1")).await.expect(200).json();
    assert!(page["next_cursor"].is_string());
    for id in [
        "..%2f..%2fetc%2fpasswd",
        "a%00b",
        "%2e%2e",
        "'%20OR%201=1--",
        "scan%2f..",
        "%ff",
    ] {
        for path in [
            format!("{IMAGES}/{id}"),
            format!("/api/apptainer/images/{id}/metadata"),
            format!("/api/apptainer/images/{id}/apps"),
        ] {
            kim.get(&path).await.assert_status(404);
        }
        kim.post(&format!("/api/apptainer/validate/{id}"))
            .await
            .assert_status(404);
    }
}

#[tokio::test]
async fn descriptions_that_say_too_much_do_no_harm() {
    let app = App::with_images(&[
        ("compute/a.sif", TestSif::new("a").built(1, 1)),
        ("compute/b.sif", TestSif::new("b").built(2, 2)),
        ("compute/c.sif", TestSif::new("c").built(3, 3)),
    ])
    .await;
    let long = "x".repeat(300_000);
    let words = json!({"name": long, "partition": long, "id": long, "description": "a\u{0}b", "version": 2});
    std::fs::write(app.in_registry("metadata/a.json"), words.to_string()).unwrap();
    std::fs::write(app.in_registry("metadata/b.json"), "{\"name\": [").unwrap();
    std::fs::write(app.in_registry("metadata/c.json"), "9".repeat(2 << 20)).unwrap();
    let scan = app.scan().await;
    assert_eq!((&scan["error"], &scan["images"]), (&json!(null), &json!(3)));
    let kim = app.user("kim");
    let list = kim.get(IMAGES).await.expect(200).json();
    let names = texts(&list, "name");
    assert_eq!(names, ["b".to_owned(), "c".to_owned(), "x".repeat(200)]);
    assert_eq!(list["images"][2]["description"], "a\u{fffd}b");
    let b = list["images"][0]["id"].as_str().unwrap();
    let shown = kim.get(&format!("{IMAGES}/{b}")).await.expect(200).json();
    let remark = shown["remarks"][0].as_str().unwrap();
    assert!(remark.starts_with("its description cannot be read"), "{remark}");
}

#[tokio::test]
async fn a_link_out_of_the_registry_is_not_followed_and_keeps_nothing_else_alive() {
    let app = App::with_images(&[
        ("compute/kept.sif", TestSif::new("kept").built(1, 1)),
        ("compute/gone.sif", TestSif::new("gone").built(2, 2)),
    ])
    .await;
    let kim = app.user("kim");
    let outside = app.path("outside.sif");
    TestSif::new("outside").built(3, 3).write(&outside);
    std::fs::remove_file(app.in_registry("images/compute/gone.sif")).unwrap();
    std::fs::remove_file(app.in_registry("images/compute/kept.sif")).unwrap();
    // Of what lies behind it nothing is known; so what was there stays.
    symlink(&outside, app.in_registry("images/compute/kept.sif")).unwrap();
    symlink(&outside, app.in_registry("images/compute/link.sif")).unwrap();
    let scan = app.scan().await;
    assert_eq!(scan["nodes"][0]["problems"].as_array().unwrap().len(), 2);
    assert_eq!(listed(&kim, "").await, ["kept"]);
    // What is no image any more is none.
    std::fs::remove_file(app.in_registry("images/compute/kept.sif")).unwrap();
    std::fs::write(app.in_registry("images/compute/kept.sif"), "no image").unwrap();
    app.scan().await;
    assert!(listed(&kim, "").await.is_empty());
}
