use serde_json::{Value, json};

use super::site::Site;

#[actix_web::test]
async fn what_alice_does_to_her_job_happens_in_slurm_and_everybody_sees_it() {
    let site = Site::new().await;
    let alice = site.alice();
    let id = site.held(&alice).await;
    site.shows(&id, "PENDING").await;
    assert_eq!(site.told(&id, "UserId").split('(').next(), Some("alice"));

    let act = async |action: &str| {
        let done = alice.post(&format!("/api/v2/jobs/{id}/{action}")).await.expect(200);
        assert_eq!(done.json(), json!({"id": id, "action": action}));
    };
    act("release").await;
    site.slurm.wait_for_script(id.parse().unwrap());
    // Slurm took a moment to start it; the next thing that is done shows it.
    act("requeue").await;
    site.shows(&id, "PENDING").await;
    act("hold").await;
    site.until(&format!("/api/v2/jobs/{id}"), "held by its owner", |view| {
        view["job"]["reason"] == "JobHeldUser"
    })
    .await;
    act("cancel").await;
    let ended = site.shows(&id, "CANCELLED").await;
    assert_eq!(
        (&ended["job"]["user"], &ended["from"]),
        (&json!("alice"), &json!("queue"))
    );
    for action in ["release", "requeue", "hold", "cancel"] {
        let rows = site.audited(&format!("job.{action}"), &format!("job:{id}")).await;
        assert_eq!(rows, ["alice ok"], "{action}");
    }
}

#[actix_web::test]
async fn a_time_limit_becomes_shorter_by_its_owner_and_longer_by_an_operator() {
    let site = Site::new().await;
    let alice = site.alice();
    let draft = json!({"hold": true, "time_limit_seconds": 7200, "script": "#!/bin/bash\nsleep 1\n"});
    let id = site.submitted(&alice, draft).await;
    site.shows(&id, "PENDING").await;
    let path = format!("/api/v2/jobs/{id}");
    let limit = async |client: &portal_testkit::TestClient, seconds: Value| {
        let request = client.request(reqwest::Method::PATCH, &path);
        portal_testkit::TestClient::send(request.json(&json!({"time_limit_seconds": seconds}))).await
    };
    limit(&alice, json!(3601)).await.expect(200);
    assert_eq!(site.told(&id, "TimeLimit"), "01:01:00");
    site.until(&path, "the shorter limit", |view| {
        view["job"]["time_limit_seconds"] == 3660
    })
    .await;
    let more = limit(&alice, json!(36_000)).await.expect(403);
    assert_eq!(more.code(), "operators_only");
    limit(&site.root(), json!(36_000)).await.expect(200);
    assert_eq!(site.told(&id, "TimeLimit"), "10:00:00");
    for nonsense in [json!(0), json!(59), json!(u64::MAX)] {
        assert_eq!(limit(&alice, nonsense).await.expect(400).code(), "bad_field");
    }
    let rows = site.audited("job.change", &format!("job:{id}")).await;
    assert_eq!(rows, ["alice ok time limit 61 min", "root ok time limit 600 min"]);
}

#[actix_web::test]
async fn nobody_touches_anothers_job_but_operators() {
    let site = Site::new().await;
    let (alice, bob, root) = (site.alice(), site.bob(), site.root());
    let id = site.running(&alice).await;
    for action in ["cancel", "hold", "release", "requeue", "suspend", "resume"] {
        let refused = bob.post(&format!("/api/v2/jobs/{id}/{action}")).await.expect(403);
        assert_eq!(refused.code(), "not_your_job", "{action}");
    }
    for action in ["suspend", "resume"] {
        let refused = alice.post(&format!("/api/v2/jobs/{id}/{action}")).await.expect(403);
        assert_eq!(refused.code(), "operators_only", "{action}");
    }
    assert_eq!(site.told(&id, "JobState"), "RUNNING");
    root.post(&format!("/api/v2/jobs/{id}/suspend")).await.expect(200);
    site.shows(&id, "SUSPENDED").await;
    root.post(&format!("/api/v2/jobs/{id}/resume")).await.expect(200);
    site.shows(&id, "RUNNING").await;
    // An operator's hold is the operators' to lift.
    let later = json!({"begin_at": "2099-01-01T00:00:00Z", "script": "#!/bin/sh\nsleep 1\n"});
    let waiting = site.submitted(&alice, later).await;
    root.post(&format!("/api/v2/jobs/{waiting}/hold")).await.expect(200);
    site.until(&format!("/api/v2/jobs/{waiting}"), "the operator's hold", |view| {
        view["job"]["reason"] == "JobHeldAdmin"
    })
    .await;
    let refused = alice.post(&format!("/api/v2/jobs/{waiting}/release")).await.expect(403);
    assert_eq!(refused.code(), "operators_only");
    root.post(&format!("/api/v2/jobs/{waiting}/release")).await.expect(200);
    site.until(&format!("/api/v2/jobs/{waiting}"), "its release", |view| {
        view["job"]["reason"] == "BeginTime"
    })
    .await;
    root.post(&format!("/api/v2/jobs/{id}/cancel")).await.expect(200);
    site.shows(&id, "CANCELLED").await;
    let rows = site.audited("job.cancel", &format!("job:{id}")).await;
    assert_eq!(rows, ["root ok"], "what is refused is recorded as such at the door");
    let refusals = site
        .audited("access.refuse", &format!("POST /api/v2/jobs/{id}/cancel"))
        .await;
    assert_eq!(refusals, ["bob refused not_your_job"]);
}

#[actix_web::test]
async fn an_operators_hold_of_one_task_is_not_lifted_with_the_whole_array() {
    let site = Site::new().await;
    let (alice, root) = (site.alice(), site.root());
    let later = json!({"array": "1-3", "begin_at": "2099-01-01T00:00:00Z", "script": "#!/bin/sh\nsleep 1\n"});
    let array = site.submitted(&alice, later).await;
    root.post(&format!("/api/v2/jobs/{array}_2/hold")).await.expect(200);
    // Slurm shows the tasks that wait as one, with both reasons.
    site.until(&format!("/api/v2/jobs/{array}_2"), "the operator's hold", |view| {
        view["job"]["reason"]
            .as_str()
            .unwrap_or_default()
            .contains("JobHeldAdmin")
    })
    .await;
    let refused = alice.post(&format!("/api/v2/jobs/{array}/release")).await.expect(403);
    assert_eq!(refused.code(), "operators_only");
    assert_eq!(site.told(&format!("{array}_2"), "Reason"), "JobHeldAdmin");
    root.post(&format!("/api/v2/jobs/{array}/release")).await.expect(200);
    assert_ne!(site.told(&format!("{array}_2"), "Reason"), "JobHeldAdmin");
}

#[actix_web::test]
async fn many_at_once_have_an_outcome_each() {
    let site = Site::new().await;
    let (alice, bob) = (site.alice(), site.bob());
    let mine = [site.held(&alice).await, site.held(&alice).await];
    let theirs = site.held(&bob).await;
    let array = json!({"array": "1-3", "hold": true, "script": "#!/bin/bash\nsleep 300\n"});
    let array = site.submitted(&alice, array).await;
    let ids = json!([
        mine[0],
        theirs,
        "99999999",
        "--user=bob",
        mine[1],
        format!("{array}_[1-3]"),
        mine[0]
    ]);
    let answer = alice
        .post_json("/api/v2/jobs/actions", &json!({"action": "cancel", "ids": ids}))
        .await
        .expect(200)
        .json();
    assert_eq!((&answer["done"], &answer["failed"]), (&json!(3), &json!(3)));
    let results = answer["results"].as_array().unwrap();
    let codes: Vec<_> = results
        .iter()
        .map(|result| result["code"].as_str().unwrap_or("done"))
        .collect();
    let expected = ["done", "not_your_job", "job_not_found", "job_not_found", "done", "done"];
    assert_eq!(codes, expected, "twice the same is once");
    for id in [&mine[0], &mine[1], &array] {
        site.shows(id, "CANCELLED").await;
    }
    assert_eq!(site.told(&theirs, "JobState"), "PENDING");
    let rows = site.audited("job.cancel", &format!("job:{theirs}")).await;
    assert_eq!(rows, ["alice refused not_your_job"]);

    let none = json!({"action": "cancel", "ids": []});
    let too_many = json!({"action": "cancel", "ids": vec!["1"; 501]});
    for body in [none, too_many] {
        let refused = alice.post_json("/api/v2/jobs/actions", &body).await.expect(400);
        assert_eq!(refused.code(), "bad_field");
    }
}

#[actix_web::test]
async fn slurm_says_no_in_its_own_words_and_is_missed_when_it_is_away() {
    let site = Site::new().await;
    let alice = site.alice();
    let id = site.running(&alice).await;
    alice.post(&format!("/api/v2/jobs/{id}/cancel")).await.expect(200);
    site.shows(&id, "CANCELLED").await;
    let again = alice.post(&format!("/api/v2/jobs/{id}/hold")).await.expect(409);
    assert_eq!(again.code(), "slurm_refused");
    let words = again.json()["message"].as_str().unwrap().to_owned();
    assert!(
        words.contains("already finished") || words.contains("ompleting or completed"),
        "{words}"
    );
    let rows = site.audited("job.hold", &format!("job:{id}")).await;
    assert_eq!(
        rows,
        ["alice ok", "alice failed slurm_refused"],
        "what was begun, and what came of it"
    );

    let waiting = site.held(&alice).await;
    site.shows(&waiting, "PENDING").await;
    site.slurm.stop_controller();
    let away = alice.post(&format!("/api/v2/jobs/{waiting}/cancel")).await.expect(503);
    assert_eq!(away.code(), "slurm_unavailable");
    let many = json!({"action": "cancel", "ids": [waiting, waiting]});
    let many = alice.post_json("/api/v2/jobs/actions", &many).await.expect(200).json();
    assert_eq!((&many["done"], &many["failed"]), (&json!(0), &json!(1)));
    site.slurm.start_controller();
    alice.post(&format!("/api/v2/jobs/{waiting}/cancel")).await.expect(200);
    site.shows(&waiting, "CANCELLED").await;
}
