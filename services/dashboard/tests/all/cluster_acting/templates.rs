//! Jobs of templates on a real Slurm: they run as the person, in a folder that is theirs, with files that become theirs.

use std::os::unix::fs::MetadataExt;

use portal_testkit::{Program, TestClient};
use serde_json::{Value, json};

use super::site::Site;
use crate::app::Upload;
use crate::templates::TEMPLATES;

/// Tells who runs it, counts the lines of its input, and leaves what nobody but its owner may read. A second time it ends well.
pub(super) const COUNT: &str = "template:\n  id: count\n  name: count\n  display_name: Counts lines\n\
    slurm:\n  partition: compute\n  nodes: 1\n  ntasks: 1\n  mem: 100M\n  time: \"00:05:00\"\n\
    apptainer:\n  image_selection: {mode: any, required: false}\n  env:\n    WORDS: a word\n\
    files:\n  input_schema:\n    required:\n      - {name: Mesh, file_key: mesh}\n  output_pattern: \"*.count\"\n\
    script:\n  main_exec: |\n    id -un\n    echo \"name=$SLURM_JOB_NAME words=$WORDS\"\n    umask 077\n    wc -l < \"$FILE_MESH\" > results/lines.count\n\
    \x20   stat -c %U \"$FILE_MESH\"\n    exit $((${SLURM_RESTART_COUNT:-0} ? 0 : ${EXIT:-0}))\n\
    overrides:\n  time: {max: \"01:00:00\"}\n  env.WORDS: {max_length: 100}\n  env.EXIT: {type: int}\n";

pub(super) async fn site() -> Site {
    let site = Site::watching().await;
    site.drop_template("official/test/count.yaml", COUNT);
    site.alice().post(&format!("{TEMPLATES}/scan")).await.assert_status(200);
    site
}

pub(super) async fn upload(client: &TestClient, name: &str, bytes: &[u8]) -> String {
    let upload = Upload::begin(client, name, bytes.to_vec(), 65_536).await;
    upload.put_all().await;
    upload.complete().await.assert_status(200);
    upload.id
}

pub(super) async fn submit(client: &TestClient, job: &Value) -> Value {
    client.post_json("/api/v2/jobs", job).await.expect(201).json()
}

/// Waits for the end of a submission.
pub(super) async fn ended(site: &Site, made: &Value, status: &str) -> Value {
    let path = format!("/api/v2/submissions/{}", made["submission_id"]);
    site.until(&path, status, |row| row["status"] == status).await
}

#[actix_web::test]
async fn a_template_and_a_file_become_a_job_and_its_results() {
    let site = site().await;
    let alice = site.alice();
    // A name that shells would take apart.
    let name = "wing $(touch pwned) 'x' \"y\" 날개;&.msh";
    let mesh = upload(&alice, name, b"1\n2\n3\n").await;
    let job = json!({"template_id": "count", "inputs": {"mesh": mesh}, "name": "Wing \"7\" $(id) # --uid=0",
        "overrides": {"env.WORDS": "`id` $HOME \"q\" 'r'"}});
    let made = submit(&alice, &job).await;
    let row = ended(&site, &made, "completed").await;
    assert_eq!(
        (&row["slurm_state"], &row["exit_code"]),
        (&json!("COMPLETED"), &json!(0))
    );
    let folder = row["folder"].as_str().unwrap();

    let files = format!("/api/v2/submissions/{}/files", made["submission_id"]);
    let list = alice.get(&files).await.expect(200).json();
    let kinds: Vec<_> = list["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| format!("{} {}", file["kind"].as_str().unwrap(), file["path"].as_str().unwrap()))
        .collect();
    let input = format!("input input/{name}");
    assert_eq!(
        kinds,
        [
            input.as_str(),
            "log job.log",
            "output results/lines.count",
            "script script.sh"
        ]
    );
    let count = alice.get(&format!("{files}/results/lines.count")).await.expect(200);
    assert_eq!(count.text(), "3\n");
    let log = alice.get(&format!("{files}/job.log")).await.expect(200).text();
    let expected = "alice\nname=Wing \"7\" $(id) # --uid=0 words=`id` $HOME \"q\" 'r'\nalice\n";
    assert_eq!(log, expected);
    // The input is the person's own now, and what waited for it has gone; nobody else gets in.
    let owner = std::fs::metadata(format!("{folder}/input/{name}")).unwrap().uid();
    assert_ne!(owner, 0);
    assert_eq!(std::fs::read_dir(format!("{folder}/.staged")).unwrap().count(), 0);
    let other = Program::new("runuser").args(["-u", "bob", "--", "ls", folder]).run();
    assert_ne!(other.code, Some(0), "{}", other.stdout);
    let own = Program::new("runuser")
        .args(["-u", "alice", "--", "cat", &format!("{folder}/script.sh")])
        .run();
    assert_eq!(own.code, Some(0), "{}", own.stderr);
    assert_eq!(site.told(made["id"].as_str().unwrap(), "WorkDir"), folder);
    let audited = site
        .audited("job.submit", &format!("job:{}", made["id"].as_str().unwrap()))
        .await;
    assert!(audited[0].contains("template count "), "{audited:?}");
}

#[actix_web::test]
async fn it_is_submitted_again_with_the_same_and_with_other_values() {
    let site = site().await;
    let alice = site.alice();
    let mesh = upload(&alice, "a.msh", b"1\n").await;
    let mut job = json!({"template_id": "count", "inputs": {"mesh": mesh}});
    let first = submit(&alice, &job).await;
    let second = submit(&alice, &job).await;
    job["overrides"] = json!({"env.EXIT": "3", "time": "00:30:00"});
    let third = submit(&alice, &job).await;
    let rows = [
        ended(&site, &first, "completed").await,
        ended(&site, &second, "completed").await,
        ended(&site, &third, "failed").await,
    ];
    let folders: Vec<_> = rows.iter().map(|row| row["folder"].as_str().unwrap()).collect();
    assert!(folders[0] != folders[1] && folders[1] != folders[2]);
    assert_eq!(
        (&rows[2]["exit_code"], &rows[2]["time_limit"]),
        (&json!(3), &json!("00:30:00"))
    );
    assert_eq!(rows[0]["script_digest"].as_str().unwrap().len(), 64);
    // Another person's upload is nobody's input but theirs.
    let refused = site.bob().post_json("/api/v2/jobs", &job).await.expect(400).json();
    assert_eq!(refused["problems"][0]["code"], "upload_not_found");
}

#[actix_web::test]
async fn a_job_that_is_put_back_after_its_end_is_followed_to_its_new_end() {
    let site = site().await;
    let alice = site.alice();
    let mesh = upload(&alice, "a.msh", b"1\n").await;
    let job = json!({"template_id": "count", "inputs": {"mesh": mesh}, "overrides": {"env.EXIT": "3"}});
    let made = submit(&alice, &job).await;
    let first = ended(&site, &made, "failed").await;
    assert_eq!((&first["exit_code"], &first["put_back_at"]), (&json!(3), &json!(null)));

    let id = made["id"].as_str().unwrap();
    alice
        .post(&format!("/api/v2/jobs/{id}/requeue"))
        .await
        .assert_status(200);
    let waiting = ended(&site, &made, "submitted").await;
    assert!(waiting["put_back_at"].is_string(), "{waiting}");
    for of_before in ["exit_code", "started_at", "completed_at"] {
        assert_eq!(waiting[of_before], json!(null), "{of_before}");
    }
    // Slurm leaves a job alone for two minutes that was put back.
    let asked = site
        .slurm
        .run("scontrol", &["update", &format!("JobId={id}"), "StartTime=now"]);
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    let second = ended(&site, &made, "completed").await;
    assert_eq!(
        (&second["exit_code"], &second["put_back_at"]),
        (&json!(0), &waiting["put_back_at"])
    );
    assert_eq!(second["error_message"], json!(null));
    let log = format!("/api/v2/submissions/{}/files/job.log", made["submission_id"]);
    let log = alice.get(&log).await.expect(200).text();
    assert_eq!(log.matches("name=count").count(), 2, "both times are in the log: {log}");
}

#[actix_web::test]
async fn of_two_at_once_with_one_key_there_is_one_job() {
    let site = site().await;
    let keyed = site.alice().with("idempotency-key", "k1");
    let mesh = upload(&keyed, "a.msh", b"1\n").await;
    let job = json!({"template_id": "count", "inputs": {"mesh": mesh}, "hold": true});
    let (one, two) = tokio::join!(
        keyed.post_json("/api/v2/jobs", &job),
        keyed.post_json("/api/v2/jobs", &job)
    );
    assert!([one.status, two.status].contains(&201));
    let again = submit(&keyed, &job).await;
    assert_eq!(again["replayed"], true);
    assert_eq!(site.count(), 1);
    assert_eq!(std::fs::read_dir(site.jobs.path().join("alice")).unwrap().count(), 1);
}

#[actix_web::test]
async fn without_an_account_on_the_cluster_there_is_neither_folder_nor_job() {
    let site = site().await;
    let stranger = site.user("nobody-here");
    let mesh = upload(&stranger, "a.msh", b"1\n").await;
    let job = json!({"template_id": "count", "inputs": {"mesh": mesh}});
    assert_eq!(
        stranger.post_json("/api/v2/jobs", &job).await.expect(403).code(),
        "not_allowed"
    );
    assert_eq!(std::fs::read_dir(site.jobs.path()).unwrap().count(), 0);
    assert_eq!(site.count(), 0);
}
