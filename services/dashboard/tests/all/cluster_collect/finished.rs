//! Jobs that end are kept: as accounting tells, else as the queue showed them; never twice.

use portal_slurm::model::FinishedJob;
use serde_json::Value;

use super::slurm::{NOW, Slurm, before, job, until};

const FINISHED: &str = "/api/v2/jobs?in=finished&sort=id";

/// Id and state of what is in the list.
fn told(list: &Value) -> Vec<(u64, &str)> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|job| (job["job_id"].as_u64().unwrap(), job["state"].as_str().unwrap()))
        .collect()
}

#[actix_web::test]
async fn without_accounting_what_the_queue_showed_is_kept() {
    let slurm = Slurm::new();
    slurm.change(|world| world.jobs.push(job(3, "FAILED")));
    let app = before(&slurm).await;
    until(&app, FINISHED, "what had ended before", |list| list["total"] == 1).await;
    slurm.change(|world| world.jobs = vec![job(1, "COMPLETED"), job(2, "RUNNING"), job(3, "FAILED")]);
    until(&app, FINISHED, "what ended", |list| list["total"] == 2).await;
    // The first is forgotten by slurmctld, as it should be; the second vanishes while it runs.
    slurm.change(|world| world.jobs.clear());
    let list = until(&app, FINISHED, "what vanished", |list| list["total"] == 3).await;
    assert_eq!(told(&list), [(1, "COMPLETED"), (2, "UNKNOWN"), (3, "FAILED")]);
    slurm.change(|world| world.jobs = vec![job(3, "FAILED"), job(4, "CANCELLED")]);
    until(&app, FINISHED, "one more", |list| list["total"] == 4).await;
}

#[actix_web::test]
async fn what_accounting_tells_again_and_again_is_one_row() {
    let slurm = Slurm::new();
    slurm.change(|world| world.finished = Some(vec![ended(7, None)]));
    let app = before(&slurm).await;
    until(&app, FINISHED, "the job", |list| list["total"] == 1).await;
    let asked = slurm.count("finished");
    slurm.change(|world| world.finished = Some(vec![ended(7, Some(360)), ended(8, None)]));
    until(&app, FINISHED, "the other one", |list| list["total"] == 2).await;
    assert!(slurm.count("finished") > asked);
    let detail = app.user("kim").get("/api/v2/jobs/7").await.expect(200).json();
    assert_eq!(detail["used"]["cpu_seconds"], 360, "accounting corrected itself");
}

#[actix_web::test]
async fn a_week_that_is_too_much_for_accounting_is_told_in_pieces() {
    let slurm = Slurm::new();
    let at = |hour: u32| FinishedJob {
        end_at: NOW - i64::from(hour) * 3600 - 100,
        ..ended(hour + 1, None)
    };
    slurm.change(|world| {
        world.finished = Some((0..7 * 24).map(at).collect());
        world.most_at_once = Some(60 * 3600);
    });
    let app = before(&slurm).await;
    until(&app, FINISHED, "the whole week", |list| list["total"] == 7 * 24).await;
    // What is new comes as before: the hour of overlap is few enough.
    slurm.change(|world| world.finished.as_mut().unwrap().push(ended(999, None)));
    until(&app, FINISHED, "one more", |list| list["total"] == 7 * 24 + 1).await;
}

fn ended(number: u32, cpu_seconds_used: Option<u64>) -> FinishedJob {
    let job = job(number, "COMPLETED");
    FinishedJob {
        id: job.id,
        shown_id: number.to_string().into(),
        name: job.name,
        user: job.user,
        account: job.account,
        partition: job.partition,
        qos: job.qos,
        state: job.state,
        reason: job.reason,
        submit_at: job.submit_at,
        eligible_at: None,
        start_at: Some(NOW - 500),
        end_at: NOW - 100,
        time_limit_seconds: None,
        nodes: 1,
        cpus: 4,
        memory_bytes: 1 << 30,
        gpus: 0,
        node_list: "cn1".into(),
        work_dir: "/home/kim".into(),
        comment: "".into(),
        exit_code: None,
        cpu_seconds_used,
        memory_used_bytes: None,
    }
}
