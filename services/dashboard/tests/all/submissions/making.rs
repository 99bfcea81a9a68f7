//! From a template and an upload to a job, and its row after it.

use std::os::unix::fs::MetadataExt;
use std::time::Duration;

use portal_testkit::TestClient;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::site::{SUBMISSIONS, Site, preview, problems, submit};
use crate::app::eventually;
use crate::audit::log::told;

#[tokio::test]
async fn a_form_shows_the_script_while_it_is_filled_in_and_then_submits_it() {
    let site = Site::new().await;
    let kim = site.user("kim");
    let empty = preview(&kim, &json!({"template_id": "count"})).await.expect(200).json();
    assert_eq!(problems(&empty), ["inputs.mesh missing"]);
    assert!(empty["script"].as_str().unwrap().contains("wc -l"), "{empty}");
    assert_eq!(
        (
            &empty["usage"]["node_hours"],
            &empty["usage"]["gib_hours"],
            &empty["cost"]
        ),
        (&json!(1.0), &json!(1.0), &json!(null))
    );

    let mut job = site.count(&kim).await;
    job["overrides"] = json!({"time": "00:30:00", "env.LEVEL": "3"});
    job["name"] = json!("Wing 7");
    let shown = preview(&kim, &job).await.expect(200).json();
    assert_eq!(problems(&shown), [""; 0]);
    let pattern = shown["folder_pattern"].as_str().unwrap();
    assert!(
        shown["script"]
            .as_str()
            .unwrap()
            .contains(&format!("--chdir={pattern}"))
    );
    assert!(site.folders("kim").is_empty(), "a preview makes nothing");

    let made = submit(&kim, &job).await.expect(201).json();
    let id = made["submission_id"].as_i64().unwrap();
    let path = format!("{SUBMISSIONS}/{id}");
    let row = kim.get(&path).await.expect(200).json();
    let folder = row["folder"].as_str().unwrap();
    // What was shown is what was submitted, in a folder of its own.
    let expected = shown["script"].as_str().unwrap().replace(pattern, folder);
    assert_eq!(row["script"].as_str().unwrap(), expected);
    assert_eq!(
        std::fs::read_to_string(format!("{folder}/script.sh")).unwrap(),
        expected
    );
    assert_eq!(row["name"], "Wing 7");
    assert_eq!(row["template"]["id"], "count");
    assert_eq!(row["template"]["digest"], shown["template_digest"]);
    assert_eq!(row["time_limit"], "00:30:00");
    assert_eq!(row["cpus"], 2);
    assert_eq!(row["inputs"][0]["name"], "wing.msh");
    assert_eq!(row["inputs"][0]["bytes"], 6);
    assert_eq!(row["overrides"], json!({"time": "00:30:00", "env.LEVEL": "3"}));
    // The input is the upload itself, under another name.
    let staged = std::fs::metadata(format!("{folder}/.staged/0-mesh")).unwrap();
    assert_eq!((staged.len(), staged.nlink()), (6, 2));
    assert_eq!(row["edited"], false);
    assert_eq!(digest_of(&kim, &path).await, hex(b"1\n2\n3\n"));

    let number = made["id"].as_str().unwrap();
    site.pass(5);
    let job = site.becomes(&kim, id, "running").await;
    assert_eq!(
        (&job["slurm_state"], &job["job_id"]),
        (&json!("RUNNING"), &made["job_id"])
    );
    let detail = kim.get(&format!("/api/v2/jobs/{number}")).await.expect(200).json();
    assert_eq!(
        (&detail["submission_id"], &detail["job"]["name"]),
        (&json!(id), &json!("Wing 7"))
    );
    assert_eq!(detail["job"]["time_limit_seconds"], 1800);
    let audited = told(&site.database, "job.submit");
    assert!(
        audited.iter().any(|row| row.contains("Wing 7; template count ")),
        "{audited:?}"
    );
}

/// What is told of a submission's only file, as soon as it is.
async fn digest_of(client: &TestClient, path: &str) -> String {
    eventually("the digest of the input", async || {
        let row = client.get(path).await.expect(200).json();
        row["inputs"][0]["sha256"].as_str().map(str::to_owned)
    })
    .await
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn digests_of_inputs_are_made_also_after_a_restart_and_without_the_upload() {
    let site = Site::new().await;
    let kim = site.user("kim");
    let job = site.count(&kim).await;
    let id = submit(&kim, &job).await.expect(201).json()["submission_id"].clone();
    let path = format!("{SUBMISSIONS}/{id}");
    digest_of(&kim, &path).await;
    // As it is when the portal was killed before it came to it, and the upload has gone since.
    let upload = job["inputs"]["mesh"].as_str().unwrap();
    kim.delete(&format!("/api/v2/files/uploads/{upload}"))
        .await
        .assert_status(200);
    let of_row = id.as_i64().unwrap();
    let undone = json!([{"file_key": "mesh", "name": "wing.msh", "bytes": 6, "upload_id": upload}]).to_string();
    site.database
        .db()
        .run_here(|connection| portal_db::job_submissions::digested(connection, of_row, &undone))
        .unwrap();
    let row = kim.get(&path).await.expect(200).json();
    assert_eq!(row["inputs"][0]["sha256"], json!(null));
    // It looks at what is behind the last one; a new start looks at all.
    let site = site.away_for(Duration::from_secs(1)).await;
    let kim = site.user("kim");
    assert_eq!(digest_of(&kim, &path).await, hex(b"1\n2\n3\n"));
}

#[tokio::test]
async fn a_row_follows_its_job_to_the_end() {
    let site = Site::new().await;
    let kim = site.user("kim");
    let job = site.count(&kim).await;
    let (_, id) = site.running(&kim, &job).await;
    site.pass(200);
    let ended = site.becomes(&kim, id, "completed").await;
    assert_eq!(
        (&ended["slurm_state"], &ended["exit_code"]),
        (&json!("COMPLETED"), &json!(0))
    );
    assert!(
        ended["completed_at"].is_string() && ended["started_at"].is_string(),
        "{ended}"
    );

    // With the same values again, another one that is held, and cancelled.
    let mut again = job.clone();
    again["hold"] = json!(true);
    let held = submit(&kim, &again).await.expect(201).json();
    assert_eq!(site.folders("kim").len(), 2);
    let held_id = held["submission_id"].as_i64().unwrap();
    assert_eq!(site.becomes(&kim, held_id, "submitted").await["exit_code"], json!(null));
    let number = held["id"].as_str().unwrap();
    kim.post(&format!("/api/v2/jobs/{number}/cancel"))
        .await
        .assert_status(200);
    site.becomes(&kim, held_id, "cancelled").await;

    let list = kim.get(SUBMISSIONS).await.expect(200).json();
    assert_eq!(list["total"], 2);
    assert_eq!(list["submissions"][0]["id"], held_id);
    for (query, total) in [
        ("?status=completed", 1),
        ("?status=cancelled,completed", 2),
        ("?template=count", 2),
        ("?template=other", 0),
        ("?q=LINES", 2),
        ("?q=%25", 0),
        ("?user=lee", 0),
    ] {
        let found = kim.get(&format!("{SUBMISSIONS}{query}")).await.expect(200).json();
        assert_eq!(found["total"], total, "{query}");
    }
    let first = kim.get(&format!("{SUBMISSIONS}?limit=1")).await.expect(200).json();
    let next = first["next_cursor"].as_str().unwrap();
    let second = kim
        .get(&format!("{SUBMISSIONS}?limit=1&cursor={next}"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&second["submissions"][0]["id"], &second["next_cursor"]),
        (&json!(id), &json!(null))
    );
}

#[tokio::test]
async fn an_edited_script_is_submitted_as_it_is() {
    let site = Site::new().await;
    let kim = site.user("kim");
    let mut job = site.count(&kim).await;
    let shown = preview(&kim, &job).await.expect(200).json();
    let script = shown["script"].as_str().unwrap();
    let edited = format!("{}\r\necho edited\r\n", script.replace("wc -l", "wc -c"));
    job["script"] = json!(edited);
    let made = submit(&kim, &job).await.expect(201).json();
    let row = kim
        .get(&format!("{SUBMISSIONS}/{}", made["submission_id"]))
        .await
        .expect(200)
        .json();
    let text = row["script"].as_str().unwrap();
    assert!(text.contains("wc -c") && text.ends_with("\necho edited\n"), "{text}");
    assert_eq!(row["edited"], true);
    assert!(!text.contains("JOB_FOLDER") && text.contains(row["folder"].as_str().unwrap()));
    job["script"] = json!("no shebang");
    let refused = submit(&kim, &job).await.expect(400).json();
    assert_eq!(problems(&refused), ["script bad_script"]);
}

#[tokio::test]
async fn of_two_requests_with_one_key_there_is_one_job() {
    let site = Site::new().await;
    let keyed = site.user("kim").with("idempotency-key", "k1");
    let mut job = site.count(&keyed).await;
    let (one, two) = tokio::join!(submit(&keyed, &job), submit(&keyed, &job));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert!(statuses == [201, 409] || statuses == [201, 201], "{statuses:?}");
    let replayed = submit(&keyed, &job).await.expect(201).json();
    assert_eq!(replayed["replayed"], true);
    assert!(replayed["submission_id"].is_i64(), "{replayed}");
    job["name"] = json!("another");
    assert_eq!(submit(&keyed, &job).await.expect(422).code(), "idempotency_key_reused");
    assert_eq!(keyed.get(SUBMISSIONS).await.expect(200).json()["total"], 1);
    // Also when what it needed has gone since.
    job.as_object_mut().unwrap().remove("name");
    let mesh = job["inputs"]["mesh"].as_str().unwrap();
    keyed
        .delete(&format!("/api/v2/files/uploads/{mesh}"))
        .await
        .assert_status(200);
    assert_eq!(submit(&keyed, &job).await.expect(201).json()["replayed"], true);
    assert_eq!(site.folders("kim").len(), 1);
}
