use futures_util::future::join_all;
use serde_json::{Value, json};

use super::site::Site;

fn draft() -> Value {
    json!({"hold": true, "work_dir": "/tmp", "stdout": "/dev/null", "script": "#!/bin/bash\nsleep 300\n"})
}

#[actix_web::test]
async fn a_key_stands_for_one_job_however_often_and_at_once_it_comes() {
    let site = Site::new().await;
    let keyed = site.alice().with("idempotency-key", "tuesday's run");
    let asked = draft();
    let all = join_all((0..8).map(|_| keyed.post_json("/api/v2/jobs", &asked))).await;
    let mut made = Vec::new();
    for answer in all {
        match answer.status {
            201 => made.push(answer.json()),
            409 => assert_eq!(answer.code(), "idempotency_key_busy"),
            _ => panic!("{}", answer.text()),
        }
    }
    assert_eq!(made.iter().filter(|job| job["replayed"] == false).count(), 1);
    let again = keyed.post_json("/api/v2/jobs", &draft()).await.expect(201);
    let id = made[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(again.header("location"), format!("/api/v2/jobs/{id}"));
    assert_eq!(
        again.json(),
        json!({"id": id, "job_id": id.parse::<u32>().unwrap(), "replayed": true, "submission_id": null})
    );
    assert_eq!(site.count(), 1);
    site.shows(&id, "PENDING").await;
    // The same key is not the same for somebody else, nor for another job.
    let bobs = site.bob().with("idempotency-key", "tuesday's run");
    let other = bobs.post_json("/api/v2/jobs", &draft()).await.expect(201).json();
    assert_eq!((&other["replayed"], other["id"] == json!(id)), (&json!(false), false));
    let mut changed = draft();
    changed["nodes"] = json!(2);
    let refused = keyed.post_json("/api/v2/jobs", &changed).await.expect(422);
    assert_eq!(refused.code(), "idempotency_key_reused");
    let rows = site.audited("job.submit", &format!("job:{id}")).await;
    assert_eq!(rows, ["alice ok"]);
}

#[actix_web::test]
async fn what_slurm_refuses_leaves_the_key_free() {
    let site = Site::new().await;
    let keyed = site.alice().with("idempotency-key", "k1");
    let mut wrong = draft();
    wrong["partition"] = json!("nosuch");
    let refused = keyed.post_json("/api/v2/jobs", &wrong).await.expect(409);
    assert_eq!(refused.code(), "slurm_refused");
    let words = refused.json()["message"].as_str().unwrap().to_owned();
    assert!(words.contains("nvalid partition"), "{words}");
    keyed.post_json("/api/v2/jobs", &draft()).await.expect(201);
    assert_eq!(site.count(), 1);
}

#[actix_web::test]
async fn an_estimate_submits_nothing() {
    let site = Site::new().await;
    let alice = site.alice();
    let plan = alice
        .post_json("/api/v2/jobs/test", &json!({"nodes": 2, "script": "#!/bin/sh\n"}))
        .await;
    let plan = plan.expect(200).json();
    assert_eq!(
        (&plan["partition"], &plan["node_list"]),
        (&json!("compute"), &json!("cn[001-002]"))
    );
    assert!(plan["start_at"].as_str().unwrap().ends_with('Z'), "{plan}");
    let never = json!({"nodes": 99, "script": "#!/bin/sh\n"});
    let never = alice.post_json("/api/v2/jobs/test", &never).await.expect(409);
    assert_eq!(never.code(), "slurm_refused");
    assert_eq!(site.count(), 0);
}

#[actix_web::test]
async fn a_field_that_is_not_what_it_must_be_is_named_and_nothing_is_submitted() {
    let site = Site::new().await;
    let alice = site.alice();
    let wrong = [
        ("script", json!("hostname\n")),
        ("script", json!("#!/bin/sh\r\nx")),
        ("name", json!("two\nlines")),
        ("partition", json!("--uid=0")),
        ("account", json!("a b")),
        ("qos", json!("$(id)")),
        ("nodes", json!(0)),
        ("gres", json!("help")),
        ("constraint", json!("a;b")),
        ("time_limit_seconds", json!(0)),
        ("memory_per_node_bytes", json!(1)),
        ("array", json!("a-b")),
        ("dependency", json!("afterok:1;2")),
        ("begin_at", json!("tomorrow")),
        ("work_dir", json!("relative")),
        ("stdout", json!("/a\nb")),
        ("environment", json!({"LD_PRELOAD": "/x"})),
        ("environment", json!({"A B": "x"})),
    ];
    for (field, value) in wrong {
        let mut body = draft();
        body[field] = value.clone();
        for path in ["/api/v2/jobs", "/api/v2/jobs/test"] {
            let refused = alice.post_json(path, &body).await.expect(400);
            assert_eq!(
                (refused.code().as_str(), &refused.json()["field"]),
                ("bad_field", &json!(field)),
                "{value}"
            );
        }
    }
    let mut unknown = draft();
    unknown["uid"] = json!(0);
    assert_eq!(
        alice.post_json("/api/v2/jobs", &unknown).await.expect(400).code(),
        "bad_request"
    );
    let long = alice.with("idempotency-key", &"k".repeat(201));
    assert_eq!(
        long.post_json("/api/v2/jobs", &draft()).await.expect(400).code(),
        "bad_field"
    );
    let large = json!({"script": format!("#!/bin/sh\n{}", "#".repeat(11 << 20))});
    assert_eq!(
        alice.post_json("/api/v2/jobs", &large).await.expect(413).code(),
        "body_too_large"
    );
    let stranger = site.user("nobody-here");
    assert_eq!(
        stranger.post_json("/api/v2/jobs", &draft()).await.expect(403).code(),
        "not_allowed"
    );
    assert_eq!(site.count(), 0);
}
