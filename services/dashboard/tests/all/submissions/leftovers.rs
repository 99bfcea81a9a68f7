//! What a killed process leaves in the folder of jobs goes by itself once it is old; what somebody may be at stays.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use portal_slurm::simulator::Outage;
use portal_testkit::Program;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::site::{SUBMISSIONS, Site, submit};
use crate::app::eventually;
use crate::service::Service;

/// Nobody has changed it since then, nor what is in it.
fn last_changed(path: &Path, when: &str) {
    let touched = Program::new("find")
        .args([path])
        .args(["-exec", "touch", "--no-dereference", "--date", when, "{}", "+"])
        .run();
    assert_eq!(touched.code, Some(0), "{}", touched.stderr);
}

/// A form of the earlier portal whose file does not come to its end.
async fn begin_form(base: &str) -> TcpStream {
    let token = portal_testkit::token("kim", &["DX-Users"]);
    let head = format!(
        "POST /api/jobs/submit HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: 100000000\r\n\r\n--edge\r\n\
         Content-Disposition: form-data; name=\"file_mesh\"; filename=\"wing.msh\"\r\n\r\n"
    );
    let mut form = TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
    form.write_all(head.as_bytes()).await.unwrap();
    form.write_all(&vec![b'7'; 3 << 20]).await.unwrap();
    form
}

/// The folder of a form whose file has begun to come.
fn incoming(jobs: &Path) -> Option<PathBuf> {
    let mut entries = fs::read_dir(jobs.join("kim")).ok()?;
    let found = entries.find_map(|entry| {
        let path = entry.unwrap().path();
        path.to_str().unwrap().contains("/.incoming-").then_some(path)
    })?;
    let bytes = fs::metadata(found.join("0")).ok()?.len();
    (bytes > 0).then_some(found)
}

#[tokio::test]
async fn files_of_a_form_outlive_a_killed_process_only_for_hours() {
    let jobs = tempfile::tempdir().unwrap();
    let settings = [
        ("SLURM_RUN_AS", "service"),
        ("JOBS_ROOT", jobs.path().to_str().unwrap()),
    ];
    let mut service = Service::start(&settings);
    let form = begin_form(service.base()).await;
    let left = eventually("the file of the form", async || incoming(jobs.path())).await;
    service.kill();
    drop(form);
    // It may be another node's. That it was looked is seen by an older one.
    let older = jobs.path().join("kim/.incoming-00000000000000aa");
    fs::create_dir(&older).unwrap();
    fs::write(older.join("0"), "7").unwrap();
    last_changed(&older, "7 hours ago");
    service.begin();
    eventually("the end of the older one", async || (!older.exists()).then_some(())).await;
    assert!(left.join("0").exists());
    service.stop();
    last_changed(&left, "7 hours ago");
    service.begin();
    eventually("the end of it", async || (!left.exists()).then_some(())).await;
    // A form that breaks off while the service lives takes its files with it at once.
    let form = begin_form(service.base()).await;
    let left = eventually("the file of the form", async || incoming(jobs.path())).await;
    drop(form);
    eventually("the end of it", async || (!left.exists()).then_some(())).await;
}

#[tokio::test]
async fn folders_of_jobs_that_never_were_go_and_nothing_else_does() {
    let site = Site::new().await;
    let long_ago = format!("@{}", site.clock.unix_seconds() - 7 * 3600);
    let (kim, elsewhere) = (site.jobs.path().join("kim"), tempfile::tempdir().unwrap());
    let make = |name: &str| {
        let folder = kim.join(name);
        fs::create_dir_all(folder.join(".staged")).unwrap();
        fs::write(folder.join(".staged/0-mesh"), "mesh").unwrap();
        fs::write(folder.join("script.sh"), "#!/bin/bash\n").unwrap();
        last_changed(&folder, &long_ago);
        folder
    };
    let left = make(".making-20260901-101010-wing-0123ab");
    let job = make("20260901-101010-wing-0123ab");
    // A large input is still being copied.
    let copying = make(".making-20260901-101010-wing-0123ac");
    fs::write(copying.join(".staged/0-mesh"), "more").unwrap();
    // The person was let in already, and has put something there.
    let of_person = make(".making-20260901-101010-wing-0123ad");
    fs::write(of_person.join("notes"), "mine").unwrap();
    last_changed(&of_person, &long_ago);
    // What links lead to is none of the portal's business.
    let beyond = elsewhere.path().join(".incoming-00000000000000aa");
    fs::create_dir(&beyond).unwrap();
    fs::write(beyond.join("0"), "7").unwrap();
    last_changed(elsewhere.path(), &long_ago);
    symlink(elsewhere.path(), site.jobs.path().join("lee")).unwrap();
    symlink(&beyond, kim.join(".incoming-00000000000000bb")).unwrap();

    let site = site.away_for(Duration::from_secs(1)).await;
    eventually("the end of what was left", async || {
        (!left.exists() && !of_person.join("script.sh").exists()).then_some(())
    })
    .await;
    for stays in [
        job.join(".staged/0-mesh"),
        job.join("script.sh"),
        copying.join(".staged/0-mesh"),
        of_person.join("notes"),
        beyond.join("0"),
    ] {
        assert!(stays.exists(), "{}", stays.display());
    }
    drop(site);
}

#[tokio::test]
async fn an_attempt_that_never_became_a_job_is_forgotten_after_a_while() {
    let site = Site::new().await;
    let kim = site.user("kim").with("idempotency-key", "k1");
    let job = site.count(&kim).await;
    site.slurm.suffer(Outage::Hangs);
    submit(&kim, &job).await.assert_status(504);
    assert_eq!(site.folders("kim").len(), 1, "there may be a job that needs it");
    site.slurm.suffer(Outage::None);
    site.pass(1000);
    eventually("the end of the folder", async || {
        site.folders("kim").is_empty().then_some(())
    })
    .await;
    // The key finds neither row nor folder, and makes both anew.
    let made = submit(&kim, &job).await.expect(201).json();
    assert_eq!((&made["replayed"], site.folders("kim").len()), (&json!(false), 1));
    assert_eq!(kim.get(SUBMISSIONS).await.expect(200).json()["total"], 1);
}
