//! Slurm has the job, and nobody knows: there is one job all the same.

use std::time::Duration;

use serde_json::{Value, json};

use super::site::Site;

fn draft() -> Value {
    json!({"hold": true, "work_dir": "/tmp", "stdout": "/dev/null", "script": "#!/bin/bash\nsleep 300\n"})
}

/// Does what it has to, and then hangs.
const HANGS_AFTERWARDS: &str = r#"
"$real" "$@" >/dev/null
exec sleep 600
"#;

/// Hangs for as long as there is the sign.
const HANGS_WHILE: &str = r#"
[ -e "$(dirname "$0")/away" ] && exec sleep 600
exec "$real" "$@"
"#;

async fn site(commands: &[(&str, &str)]) -> Site {
    Site::with(Duration::from_secs(3), commands).await
}

#[actix_web::test]
async fn a_job_whose_number_was_lost_is_found_by_its_marker() {
    let site = site(&[("sbatch", HANGS_AFTERWARDS)]).await;
    let made = site
        .alice()
        .post_json("/api/v2/jobs", &draft())
        .await
        .expect(201)
        .json();
    assert_eq!(site.count(), 1);
    site.shows(made["id"].as_str().unwrap(), "PENDING").await;
}

#[actix_web::test]
async fn when_nothing_can_be_found_out_the_same_request_does_later() {
    let site = site(&[("sbatch", HANGS_AFTERWARDS), ("squeue", HANGS_WHILE)]).await;
    let away = site.sign("away");
    std::fs::write(&away, "").unwrap();
    let keyed = site.alice().with("idempotency-key", "once");
    let lost = keyed.post_json("/api/v2/jobs", &draft()).await.expect(504);
    assert_eq!(
        (lost.code().as_str(), &lost.json()["unknown_outcome"]),
        ("slurm_timed_out", &json!(true))
    );
    let still = keyed.post_json("/api/v2/jobs", &draft()).await;
    assert!([503, 504].contains(&still.status), "{}", still.text());
    std::fs::remove_file(&away).unwrap();
    let found = keyed.post_json("/api/v2/jobs", &draft()).await.expect(201).json();
    assert_eq!(found["replayed"], true);
    assert_eq!(site.count(), 1);
}

#[actix_web::test]
async fn what_never_reached_slurm_is_submitted_when_that_is_certain() {
    let site = site(&[("sbatch", HANGS_WHILE)]).await;
    let away = site.sign("away");
    std::fs::write(&away, "").unwrap();
    let keyed = site.alice().with("idempotency-key", "once");
    let lost = keyed.post_json("/api/v2/jobs", &draft()).await.expect(504);
    assert_eq!(lost.json()["unknown_outcome"], true);
    std::fs::remove_file(&away).unwrap();
    // Perhaps slurmctld is still working on it.
    let early = keyed.post_json("/api/v2/jobs", &draft()).await.expect(503);
    assert_eq!(
        (early.code().as_str(), early.header("retry-after")),
        ("submission_unsettled", "30")
    );
    assert_eq!(site.count(), 0);
    site.clock.advance(Duration::from_secs(121));
    let made = keyed.post_json("/api/v2/jobs", &draft()).await.expect(201).json();
    assert_eq!(made["replayed"], false);
    assert_eq!(site.count(), 1);
}
