//! In which image a job runs: the template's rule, and what the person chooses.

use portal_testkit::{Part, TestSif};
use serde_json::json;

use super::site::{COUNT, SUBMISSIONS, Site, preview, problems, submit};
use crate::images::{IMAGES, texts};

#[tokio::test]
async fn the_template_says_which_images_a_job_may_run_in() {
    let site = Site::new().await;
    let kim = site.user("kim");
    site.put_image("compute/tools.sif", &TestSif::new("tools"));
    site.put_image("compute/other.sif", &TestSif::new("other"));
    site.scan().await;
    site.drop_template("official/test/fixed.yaml", &crate::templates::yaml("fixed", ""));
    let narrow = COUNT
        .replace("id: count", "id: narrow")
        .replace("mode: any", "mode: specific\n    allowed_images: [tools]");
    site.drop_template(
        "official/test/narrow.yaml",
        &narrow.replace("required: false", "required: true"),
    );
    site.known("fixed").await;
    let id = async |name: &str| {
        let found = kim.get(&format!("{IMAGES}?q={name}")).await.expect(200).json();
        texts(&found, "id").remove(0)
    };
    let (tools, other) = (id("tools").await, id("other").await);

    let shown = preview(&kim, &json!({"template_id": "fixed"})).await.expect(200).json();
    assert_eq!((&shown["image"]["id"], problems(&shown)), (&json!(tools), vec![]));
    let path = shown["image"]["path"].as_str().unwrap();
    assert!(
        path.ends_with("/compute/tools.sif") && shown["script"].as_str().unwrap().contains(path),
        "{shown}"
    );
    let refused = preview(&kim, &json!({"template_id": "fixed", "image_id": other}))
        .await
        .expect(200)
        .json();
    assert_eq!(problems(&refused), ["image_id image_not_allowed"]);

    let mesh = site.upload(&kim, "a.msh", b"1\n").await;
    let job = |image: Option<&str>| json!({"template_id": "narrow", "inputs": {"mesh": mesh}, "image_id": image});
    for (image, expected) in [
        (None, vec!["image_id image_missing"]),
        (Some(other.as_str()), vec!["image_id image_not_allowed"]),
        (Some(tools.as_str()), vec![]),
    ] {
        let shown = preview(&kim, &job(image)).await.expect(200).json();
        assert_eq!(problems(&shown), expected);
    }
    let made = submit(&kim, &job(Some(&tools))).await.expect(201).json();
    let row = kim
        .get(&format!("{SUBMISSIONS}/{}", made["submission_id"]))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&row["image"]["id"], row["image"]["digest"].as_str().unwrap().len()),
        (&json!(tools), 64)
    );

    // An older client sends a part of the name, and where there is no choice whatever it likes.
    for (template, image) in [("narrow", "ool"), ("fixed", "other")] {
        let parts = vec![
            Part::text("template_id", template),
            Part::text("apptainer_image_id", image),
            Part::file("file_mesh", "a.msh", "1\n"),
        ];
        let parts = if template == "fixed" {
            parts[..2].to_vec()
        } else {
            parts
        };
        kim.multipart("/api/jobs/submit", parts).await.assert_status(201);
    }
}
