//! Rows follow jobs also when something came in between.

use std::time::Duration;

use portal_slurm::simulator::Outage;
use serde_json::json;

use super::site::{SUBMISSIONS, Site, submit};
use crate::app::eventually;

#[tokio::test]
async fn what_ended_while_the_portal_was_down_is_found() {
    let site = Site::new().await;
    let kim = site.user("kim");
    let job = site.count(&kim).await;
    let (made, id) = site.running(&kim, &job).await;
    // So long that slurmctld has forgotten it: only accounting knows.
    let site = site.away_for(Duration::from_secs(86_400)).await;
    let kim = site.user("kim");
    let ended = site.becomes(&kim, id, "completed").await;
    assert_eq!(
        (&ended["slurm_state"], &ended["exit_code"]),
        (&json!("COMPLETED"), &json!(0))
    );
    let detail = kim.get(&format!("/api/v2/jobs/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(detail.expect(200).json()["submission_id"], id);
}

#[tokio::test]
async fn a_job_whose_answer_was_lost_finds_its_row_by_itself() {
    let site = Site::new().await;
    let kim = site.user("kim");
    let job = site.count(&kim).await;
    site.slurm.suffer(Outage::AnswersLost);
    let lost = submit(&kim, &job).await.expect(504).json();
    assert_eq!(lost["unknown_outcome"], true);
    assert_eq!(
        kim.get(SUBMISSIONS).await.expect(200).json()["total"],
        0,
        "an attempt is no job"
    );
    site.slurm.suffer(Outage::None);
    let list = eventually("the row", async || {
        let list = kim.get(SUBMISSIONS).await.expect(200).json();
        (list["total"] == 1).then_some(list)
    })
    .await;
    let id = list["submissions"][0]["id"].as_i64().unwrap();
    site.pass(5);
    site.becomes(&kim, id, "running").await;
    assert_eq!(site.folders("kim").len(), 1);
}

#[tokio::test]
async fn what_slurm_refuses_leaves_no_row_and_no_folder() {
    let site = Site::new().await;
    let kim = site.user("kim");
    site.drop_template(
        "official/test/large.yaml",
        "template:\n  id: large\n  name: large\n  display_name: Large\nslurm:\n  partition: nosuch\n  nodes: 1\n  ntasks: 1\n  time: 10\n\
         apptainer:\n  image_selection: {mode: any, required: false}\nscript:\n  main_exec: hostname\n",
    );
    site.known("large").await;
    let refused = submit(&kim, &json!({"template_id": "large"})).await.expect(409);
    assert_eq!(refused.code(), "slurm_refused");
    let tested = kim
        .post_json("/api/v2/jobs/test", &json!({"template_id": "large"}))
        .await;
    assert_eq!(tested.expect(409).code(), "slurm_refused");
    let job = site.count(&kim).await;
    let plan = kim.post_json("/api/v2/jobs/test", &job).await.expect(200).json();
    assert_eq!(plan["partition"], "cpu");
    assert!(site.folders("kim").is_empty());
    assert_eq!(kim.get(SUBMISSIONS).await.expect(200).json()["total"], 0);
}

#[tokio::test]
async fn a_job_that_goes_back_into_the_queue_is_followed_again_whoever_put_it_there() {
    let site = Site::new().await;
    let kim = site.user("kim");
    let job = site.count(&kim).await;
    let (made, id) = site.running(&kim, &job).await;
    site.pass(200);
    let first = site.becomes(&kim, id, "completed").await;
    assert_eq!(first["put_back_at"], json!(null));

    let requeue = format!("/api/v2/jobs/{}/requeue", made["id"].as_str().unwrap());
    kim.post(&requeue).await.assert_status(200);
    let waiting = site.becomes(&kim, id, "submitted").await;
    assert_eq!(
        (&waiting["completed_at"], &waiting["started_at"]),
        (&json!(null), &json!(null))
    );
    let put_back = waiting["put_back_at"].as_str().unwrap().to_owned();
    site.pass(125);
    site.becomes(&kim, id, "running").await;
    // The power is cut under it.
    for node in ["cn1", "cn2", "cn3", "cn4"] {
        site.slurm.break_node(node);
        site.slurm.mend_node(node);
    }
    let waiting = site.becomes(&kim, id, "submitted").await;
    assert!(
        waiting["put_back_at"].as_str().unwrap() > put_back.as_str(),
        "{waiting}"
    );
    assert_eq!(waiting["started_at"], json!(null));
    site.pass(125);
    site.becomes(&kim, id, "running").await;
    site.pass(200);
    let last = site.becomes(&kim, id, "completed").await;
    assert_eq!(last["put_back_at"], waiting["put_back_at"]);
    assert_ne!(last["completed_at"], first["completed_at"]);
}
