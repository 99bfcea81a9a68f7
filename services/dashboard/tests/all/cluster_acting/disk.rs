//! The folder of jobs is full, or read-only: there is no job, nothing is left of it, and as soon as there is room there is one.

use std::path::{Path, PathBuf};

use portal_testkit::{Part, Program, TestClient};
use serde_json::json;

use super::site::Site;
use super::templates::{ended, site, submit, upload};

/// A file system of its own over a folder; gone with this, which has to go before the folder does.
struct Disk(PathBuf);

impl Disk {
    fn over(folder: &Path, options: &str) -> Self {
        let options = format!("mode=755,{options}");
        let mounted = Program::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .args([folder])
            .run();
        assert_eq!(mounted.code, Some(0), "{}", mounted.stderr);
        Self(folder.to_owned())
    }

    fn change(&self, options: &str) {
        let options = format!("remount,{options}");
        let changed = Program::new("mount").args(["-o", &options]).args([&self.0]).run();
        assert_eq!(changed.code, Some(0), "{options}: {}", changed.stderr);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Program::new("umount").args(["--lazy"]).args([&self.0]).run();
    }
}

/// No folder, also none that is hidden, no row and no job.
async fn nothing_is_left(site: &Site, client: &TestClient) {
    let folders = std::fs::read_dir(site.jobs.path().join("alice")).map_or(0, Iterator::count);
    let rows = site
        .database
        .db()
        .run_here(|connection| portal_db::job_submissions::open(connection, 0, 10));
    assert_eq!((folders, rows.unwrap().len(), site.count()), (0, 0, 0));
    assert_eq!(client.get("/api/v2/submissions").await.expect(200).json()["total"], 0);
}

#[actix_web::test]
async fn a_job_for_which_there_is_no_space_is_made_when_there_is() {
    let site = site().await;
    let disk = Disk::over(site.jobs.path(), "nr_inodes=2");
    let keyed = site.alice().with("idempotency-key", "k1");
    let mesh = upload(&keyed, "wing.msh", &vec![b'\n'; 1 << 20]).await;
    let job = json!({"template_id": "count", "inputs": {"mesh": mesh}});
    // First there is no room for a folder, then none for what is in it.
    for room in ["nr_inodes=1k,size=128k", "size=16m"] {
        for _ in 0..2 {
            let refused = keyed.post_json("/api/v2/jobs", &job).await.expect(507);
            assert_eq!(refused.code(), "no_space");
            nothing_is_left(&site, &keyed).await;
        }
        let form = vec![
            Part::text("template_id", "count"),
            Part::file("file_mesh", "wing.msh", vec![b'\n'; 1 << 19]),
        ];
        let refused = site
            .alice()
            .multipart("/api/jobs/submit", form)
            .await
            .expect(507)
            .json();
        assert_eq!(
            (&refused["success"], &refused["error_code"], &refused["code"]),
            (&json!(false), &json!(2004), &json!("no_space"))
        );
        nothing_is_left(&site, &keyed).await;
        keyed.post_json("/api/v2/jobs/preview", &job).await.assert_status(200);
        disk.change(room);
    }
    let made = submit(&keyed, &job).await;
    assert_eq!(made["replayed"], false);
    ended(&site, &made, "completed").await;
    let count = format!(
        "/api/v2/submissions/{}/files/results/lines.count",
        made["submission_id"]
    );
    assert_eq!(keyed.get(&count).await.expect(200).text(), "1048576\n");
}

#[actix_web::test]
async fn a_read_only_folder_of_jobs_is_said_and_passes() {
    let site = site().await;
    let disk = Disk::over(site.jobs.path(), "size=16m");
    let keyed = site.alice().with("idempotency-key", "k1");
    let mesh = upload(&keyed, "wing.msh", b"1\n").await;
    let job = json!({"template_id": "count", "inputs": {"mesh": mesh}});
    disk.change("ro");
    // Also where the person has a folder already.
    for _ in 0..2 {
        let refused = keyed.post_json("/api/v2/jobs", &job).await.expect(503);
        assert_eq!(
            (refused.code().as_str(), refused.header("retry-after")),
            ("jobs_root_unusable", "60")
        );
        assert!(refused.json()["message"].as_str().unwrap().contains("write"));
        nothing_is_left(&site, &keyed).await;
        disk.change("rw");
        std::fs::create_dir_all(site.jobs.path().join("alice")).unwrap();
        disk.change("ro");
    }
    disk.change("rw");
    let made = submit(&keyed, &job).await;
    assert_eq!(made["replayed"], false);
    ended(&site, &made, "completed").await;
}
