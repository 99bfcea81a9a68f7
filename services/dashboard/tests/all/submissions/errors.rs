//! What is wrong is told, all of it, beside its field; and nothing is left of it.

use serde_json::json;

use super::site::{COUNT, SUBMISSIONS, Site, preview, problems, submit};
use crate::app::Upload;

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_and_nothing_is_made() {
    let site = Site::new().await;
    let (kim, lee) = (site.user("kim"), site.user("lee"));
    let unfinished = Upload::begin(&kim, "a.msh", vec![b'x'; 100], 65_536).await.id;
    let of_lee = site.upload(&lee, "lee.msh", b"x").await;
    let wrong_name = site.upload(&kim, "wing.stl", b"x").await;
    let large = site.upload(&kim, "large.msh", &vec![b'x'; 1_100_000]).await;
    let settings = site.upload(&kim, "s.json", b"{\"steps\": 0}").await;
    let good = site.upload(&kim, "good.msh", b"x").await;
    for (inputs, expected) in [
        (json!({}), vec!["inputs.mesh missing"]),
        (json!({"mesh": unfinished}), vec!["inputs.mesh upload_unfinished"]),
        (json!({"mesh": of_lee}), vec!["inputs.mesh upload_not_found"]),
        (
            json!({"mesh": "0123456789abcdef"}),
            vec!["inputs.mesh upload_not_found"],
        ),
        (json!({"mesh": wrong_name}), vec!["inputs.mesh extension"]),
        (json!({"mesh": large}), vec!["inputs.mesh too_large"]),
        (
            json!({"mesh": good, "settings": settings}),
            vec!["inputs.settings content_value"],
        ),
        (json!({"mesh": good, "other": good}), vec!["inputs.other unexpected"]),
    ] {
        let job = json!({"template_id": "count", "inputs": inputs});
        let shown = preview(&kim, &job).await.expect(200).json();
        assert_eq!(problems(&shown), expected, "{inputs}");
        let refused = submit(&kim, &job).await.expect(400);
        assert_eq!(refused.code(), "job_has_problems");
        assert_eq!(problems(&refused.json()), expected, "{inputs}");
        kim.post_json("/api/v2/jobs/test", &job).await.assert_status(400);
    }
    for (change, expected) in [
        (
            json!({"overrides": {"time": "03:00:00"}}),
            "overrides.time does_not_fit",
        ),
        (json!({"overrides": {"nodes": 4}}), "overrides.nodes not_allowed"),
        (json!({"overrides": {"uid": "0"}}), "overrides.uid unknown"),
        (
            json!({"overrides": {"env.LEVEL": "1; rm -rf /"}}),
            "overrides.env.LEVEL does_not_fit",
        ),
        (json!({"name": "two\nlines"}), "name bad_name"),
        (json!({"name": ""}), "name bad_name"),
        (json!({"image_id": "nosuch"}), "image_id image_not_found"),
        (json!({"command": {"template_id": "x"}}), "command no_image"),
    ] {
        let mut job = json!({"template_id": "count", "inputs": {"mesh": good}});
        job.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let refused = submit(&kim, &job).await.expect(400).json();
        assert_eq!(problems(&refused), [expected]);
    }
    assert!(site.folders("kim").is_empty());
    assert_eq!(kim.get(SUBMISSIONS).await.expect(200).json()["total"], 0);
}

#[tokio::test]
async fn a_template_that_is_not_there_or_another_one_by_now_makes_no_job() {
    let site = Site::new().await;
    let (kim, lee) = (site.user("kim"), site.user("lee"));
    let mut job = site.count(&kim).await;
    let missing = json!({"template_id": "nosuch"});
    assert_eq!(submit(&kim, &missing).await.expect(404).code(), "template_not_found");
    assert_eq!(preview(&kim, &missing).await.expect(404).code(), "template_not_found");
    site.drop_template("private/lee/own.yaml", &COUNT.replace("id: count", "id: own"));
    let broken = crate::templates::yaml("broken", "").replace("nodes: 1", "nodes: zero");
    crate::templates::create(&lee, &broken).await.assert_status(201);
    site.known("count").await;
    preview(&lee, &json!({"template_id": "own"})).await.assert_status(200);
    preview(&kim, &json!({"template_id": "own"})).await.assert_status(404);
    assert_eq!(
        submit(&lee, &json!({"template_id": "broken"})).await.expect(409).code(),
        "template_unusable"
    );
    let digest = preview(&kim, &job).await.expect(200).json()["template_digest"].clone();
    job["template_digest"] = digest.clone();
    preview(&kim, &job).await.assert_status(200);
    site.drop_template("official/test/count.yaml", &format!("# changed\n{COUNT}"));
    site.known("count").await;
    let changed = submit(&kim, &job).await.expect(409);
    assert_eq!(changed.code(), "template_changed");
    assert_ne!(changed.json()["digest"], digest);
    for wrong in [
        json!([]),
        json!({"template_id": 7}),
        json!({"template_id": "count", "uid": 0}),
        json!({"script": 1}),
    ] {
        submit(&kim, &wrong).await.assert_status(400);
    }
}

#[tokio::test]
async fn submissions_of_others_are_not_there() {
    let site = Site::new().await;
    let (kim, lee) = (site.user("kim"), site.user("lee"));
    let job = site.count(&kim).await;
    let made = submit(&kim, &job).await.expect(201).json();
    let path = format!("{SUBMISSIONS}/{}", made["submission_id"]);
    for below in ["", "/files", "/files/script.sh"] {
        kim.get(&format!("{path}{below}")).await.assert_status(200);
        lee.get(&format!("{path}{below}")).await.assert_status(404);
    }
    assert_eq!(lee.get(SUBMISSIONS).await.expect(200).json()["total"], 0);
    let root = site.server.admin("root");
    assert_eq!(root.get(SUBMISSIONS).await.expect(200).json()["total"], 1);
    root.get(&path).await.assert_status(200);
    let read = crate::audit::log::told(&site.database, "submissions.read");
    assert_eq!(read.len(), 2, "{read:?}");
    for id in ["0", "-1", "x", "99999999999999999999"] {
        kim.get(&format!("{SUBMISSIONS}/{id}")).await.assert_status(404);
    }
    for wrong in ["?limit=0", "?status=x", "?cursor=x", "?colour=red"] {
        kim.get(&format!("{SUBMISSIONS}{wrong}")).await.assert_status(400);
    }
}

#[tokio::test]
async fn files_are_listed_and_downloaded_in_part() {
    let site = Site::new().await;
    let kim = site.user("kim");
    let job = site.count(&kim).await;
    let made = submit(&kim, &job).await.expect(201).json();
    let path = format!("{SUBMISSIONS}/{}/files", made["submission_id"]);
    let folder = site.folders("kim").remove(0);
    std::fs::create_dir_all(folder.join("results")).unwrap();
    std::fs::write(folder.join("results/lines 줄.count"), "0123456789").unwrap();
    std::fs::write(folder.join("job.log"), "log").unwrap();
    std::fs::write(folder.join("page.html"), "<script>alert(1)</script>").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("results/link")).unwrap();
    let list = kim.get(&path).await.expect(200).json();
    let kinds: Vec<_> = list["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (file["path"].as_str().unwrap(), file["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(
        kinds,
        [
            ("job.log", "log"),
            ("page.html", "other"),
            ("results/lines 줄.count", "output"),
            ("script.sh", "script")
        ]
    );
    let whole = kim
        .get(&format!("{path}/results/lines%20%EC%A4%84.count"))
        .await
        .expect(200);
    assert_eq!(whole.text(), "0123456789");
    assert_eq!(
        whole.header("content-disposition"),
        "attachment; filename*=UTF-8''lines%20%EC%A4%84.count"
    );
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    let end = kim
        .with("range", "bytes=-4")
        .get(&format!("{path}/results/lines%20%EC%A4%84.count"))
        .await
        .expect(206);
    assert_eq!(
        (end.text().as_str(), end.header("content-range")),
        ("6789", "bytes 6-9/10")
    );
    kim.with("range", "bytes=50-")
        .get(&format!("{path}/job.log"))
        .await
        .assert_status(416);
    let page = kim.get(&format!("{path}/page.html")).await.expect(200);
    assert!(page.header("content-disposition").starts_with("attachment"));
    for wrong in [
        "results/link",
        "results",
        "../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/x",
        "nosuch",
        "results//x",
        "a%00b",
    ] {
        let answer = kim.get(&format!("{path}/{wrong}")).await;
        assert!(
            answer.status == 404 || answer.status == 400,
            "{wrong}: {}",
            answer.status
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(kim.get(&path).await.expect(404).code(), "folder_gone");
}

#[tokio::test]
async fn without_a_folder_of_jobs_there_is_no_job_and_the_operator_is_told_what_to_do() {
    let site = Site::with(|settings| settings.jobs.root = settings.jobs.root.join("missing")).await;
    let kim = site.user("kim").with("idempotency-key", "k");
    let job = site.count(&kim).await;
    let refused = submit(&kim, &job).await.expect(503);
    assert_eq!(
        (refused.code().as_str(), refused.header("retry-after")),
        ("jobs_root_missing", "10")
    );
    assert!(refused.json()["message"].as_str().unwrap().contains("JOBS_ROOT"));
    preview(&kim, &job).await.assert_status(200);
    // Nothing of it is left: as soon as the folder is there the same request makes the job.
    std::fs::create_dir(site.jobs.path().join("missing")).unwrap();
    let made = submit(&kim, &job).await.expect(201).json();
    assert_eq!(made["replayed"], false);
}
