//! What a template may call an image: submitting, checking a template and the list mean the same.

use portal_testkit::TestSif;
use serde_json::json;

use super::site::{COUNT, Site, preview, problems};
use crate::images::{IMAGES, listed, texts};

#[tokio::test]
async fn an_image_goes_by_its_name_its_file_and_its_id_wherever_one_is_asked_for() {
    let site = Site::new().await;
    let kim = site.user("kim");
    site.put_image("compute/tools.sif", &TestSif::new("tools"));
    site.put_image("compute/other.sif", &TestSif::new("other"));
    let said = json!({"name": "Tool Box", "id": "tool-kit"});
    std::fs::write(site.in_registry("metadata/tools.json"), said.to_string()).unwrap();
    site.scan().await;
    let found = kim.get(&format!("{IMAGES}?q=Box")).await.expect(200).json();
    assert_eq!(
        (texts(&found, "name"), texts(&found, "given_id")),
        (vec!["Tool Box".to_owned()], vec!["tool-kit".to_owned()])
    );
    let tools = texts(&found, "id").remove(0);

    let mesh = site.upload(&kim, "a.msh", b"1\n").await;
    let names = ["Tool Box", "tools", "tools.sif", "tool-kit", tools.as_str()];
    for (number, name) in names.into_iter().enumerate() {
        let fixed = crate::templates::yaml(&format!("fixed{number}"), "").replace("tools.sif", name);
        site.drop_template(&format!("official/test/fixed{number}.yaml"), &fixed);
        let narrow = COUNT.replace("id: count", &format!("id: narrow{number}")).replace(
            "mode: any",
            &format!("mode: specific\n    allowed_images: [\"{name}\"]"),
        );
        site.drop_template(&format!("official/test/narrow{number}.yaml"), &narrow);
    }
    site.known("narrow4").await;
    for (number, name) in names.into_iter().enumerate() {
        let (fixed, narrow) = (format!("fixed{number}"), format!("narrow{number}"));
        for job in [
            json!({"template_id": fixed}),
            json!({"template_id": fixed, "image_id": tools}),
            json!({"template_id": narrow, "image_id": tools, "inputs": {"mesh": mesh}}),
        ] {
            let shown = preview(&kim, &job).await.expect(200).json();
            assert_eq!(
                (problems(&shown), &shown["image"]["id"]),
                (vec![], &json!(tools)),
                "{name}"
            );
        }
        let valid = kim
            .get(&format!("/api/v2/templates/{fixed}/validate"))
            .await
            .expect(200)
            .json();
        assert_eq!(valid["image_exists"], true, "{name}");
        assert_eq!(valid["image_partition"], "compute", "{name}");
        assert!(valid["image_path"].as_str().unwrap().ends_with("/compute/tools.sif"));
        assert!(valid.get("available_images").is_none());
        let query = format!("?name={}", name.replace(' ', "%20"));
        assert_eq!(listed(&kim, &query).await, ["Tool Box"], "{name}");
    }
    let lost = crate::templates::yaml("lost", "").replace("tools.sif", "nosuch.sif");
    site.drop_template("official/test/lost.yaml", &lost);
    site.known("lost").await;
    let valid = kim.get("/api/v2/templates/lost/validate").await.expect(200).json();
    assert_eq!(
        (&valid["image_exists"], &valid["available_images"]),
        (&json!(false), &json!(["Tool Box", "other"]))
    );
    assert!(valid.get("image_path").is_none());
    assert_eq!(
        listed(&kim, "?name=tools.sif/nosuch/other").await,
        ["Tool Box", "other"]
    );
    assert_eq!(listed(&kim, "?name=tools.sif/other&q=box").await, ["Tool Box"]);
    assert!(listed(&kim, "?name=tool").await.is_empty());
    let many = vec!["a"; 501].join("/");
    kim.get(&format!("{IMAGES}?name={many}")).await.assert_status(400);
}

#[tokio::test]
async fn a_template_with_one_image_runs_in_todays_build_of_it() {
    let site = Site::new().await;
    let kim = site.user("kim");
    site.put_image("compute/tools.sif", &TestSif::new("tools").built(1, 1));
    site.drop_template("official/test/fixed.yaml", &crate::templates::yaml("fixed", ""));
    site.known("fixed").await;
    site.scan().await;
    let before = texts(&kim.get(IMAGES).await.expect(200).json(), "id").remove(0);
    site.put_image("compute/tools.sif", &TestSif::new("tools").built(2, 2));
    site.scan().await;
    let now = texts(&kim.get(IMAGES).await.expect(200).json(), "id").remove(0);
    assert_ne!(before, now);
    let shown = preview(&kim, &json!({"template_id": "fixed"})).await.expect(200).json();
    assert_eq!((problems(&shown), &shown["image"]["id"]), (vec![], &json!(now)));
    // Whoever asks for a build is not given another one.
    let asked = json!({"template_id": "fixed", "image_id": before});
    let refused = preview(&kim, &asked).await.expect(200).json();
    assert_eq!(problems(&refused), ["image_id image_not_found"]);
}
