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

#[tokio::test]
async fn a_command_that_the_image_offers_is_run_instead_of_the_templates_own() {
    let site = Site::new().await;
    let kim = site.user("kim");
    site.put_image("compute/tools.sif", &TestSif::new("tools"));
    let offered = json!({"command_templates": [
        {
            "template_id": "solve", "display_name": "Solve",
            "command": {"executable": "solver", "format": "apptainer exec \"$APPTAINER_IMAGE\" solver ${MESH} -m ${MEGABYTES}"},
            "variables": {
                "dynamic": {"MEGABYTES": {"source": "slurm.mem", "transform": "memory_to_mb", "required": true}},
                "input_files": {"MESH": {"pattern": "*.msh", "required": true, "file_key": "mesh"}},
                "output_files": {"FIELDS": {"pattern": "fields/*.vtk", "collect": true}, "SCRATCH": {"pattern": "*.tmp"}},
            },
            "post_commands": ["echo solved"],
        },
        {
            "template_id": "other", "command": {"executable": "a", "format": "a ${QOS}"},
            "variables": {"dynamic": {"QOS": {"source": "slurm.qos", "required": true}}},
        },
    ]});
    std::fs::write(
        site.in_registry("images/compute/tools.commands.json"),
        offered.to_string(),
    )
    .unwrap();
    site.scan().await;
    let image = texts(&kim.get(IMAGES).await.expect(200).json(), "id").remove(0);
    let mesh = site.upload(&kim, "my wing; $(id).msh", b"1\n").await;
    let job = |command: &str| json!({"template_id": "count", "inputs": {"mesh": mesh}, "image_id": image, "command": {"template_id": command}});
    let shown = preview(&kim, &job("solve")).await.expect(200).json();
    assert_eq!(problems(&shown), Vec::<String>::new());
    let script = shown["script"].as_str().unwrap();
    let lines = [
        "apptainer exec \"$APPTAINER_IMAGE\" solver \"${MESH}\" -m \"${MEGABYTES}\"",
        "echo solved",
    ];
    for line in lines {
        assert!(script.contains(line), "{script}");
    }
    assert!(
        script.contains("MEGABYTES='1024'") && !script.contains("wc -l"),
        "{script}"
    );
    let made = submit(&kim, &job("solve")).await.expect(201).json();
    let path = format!("{SUBMISSIONS}/{}", made["submission_id"]);
    let row = kim.get(&path).await.expect(200).json();
    assert_eq!(row["command"], "solve");

    // The files that it leaves are output besides the template's own, those that it collects.
    let folder = std::path::Path::new(row["folder"].as_str().unwrap());
    std::fs::create_dir(folder.join("fields")).unwrap();
    for file in ["fields/u.vtk", "a.tmp", "lines.count"] {
        std::fs::write(folder.join(file), "x").unwrap();
    }
    let files = kim.get(&format!("{path}/files")).await.expect(200).json();
    let of_kind = |kind: &str| -> Vec<&str> {
        let files = files["files"].as_array().unwrap().iter();
        let found = files.filter(|file| file["kind"] == kind);
        found.map(|file| file["path"].as_str().unwrap()).collect()
    };
    assert_eq!(of_kind("output"), ["fields/u.vtk", "lines.count"]);
    assert_eq!(of_kind("other"), ["a.tmp"]);

    for (command, expected) in [
        ("nosuch", "command command_not_found"),
        ("other", "command command_unusable"),
    ] {
        let shown = preview(&kim, &job(command)).await.expect(200).json();
        assert_eq!(problems(&shown), [expected]);
        submit(&kim, &job(command)).await.assert_status(400);
    }
    let without = json!({"template_id": "count", "inputs": {"mesh": mesh}, "command": {"template_id": "solve"}});
    let shown = preview(&kim, &without).await.expect(200).json();
    assert_eq!(problems(&shown).len(), 1, "{shown}");
}
