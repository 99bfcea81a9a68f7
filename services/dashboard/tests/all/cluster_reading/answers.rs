//! What all answers have in common: age, tags, compression, who may ask, what is wrong with a question.

use portal_db::accounts::{self, Account};
use portal_testkit::TestClient;
use reqwest::Method;
use serde_json::json;

use super::portal::Portal;
use crate::app::eventually;

/// Routes that tell of the snapshot, and what they are asked with.
const TOLD: [&str; 20] = [
    "/api/v2/jobs",
    "/api/v2/jobs/101",
    "/api/v2/nodes",
    "/api/v2/nodes/map",
    "/api/v2/nodes/cn001",
    "/api/v2/partitions",
    "/api/v2/qos",
    "/api/v2/reservations",
    "/api/v2/accounts",
    "/api/v2/cluster",
    "/api/slurm/jobs",
    "/api/jobs",
    "/api/nodes",
    "/api/nodes/cn001",
    "/api/slurm/status",
    "/api/slurm/qos",
    "/api/slurm/nodes/real",
    "/api/metrics/realtime",
    "/api/groups",
    "/api/groups/partitions",
];

#[tokio::test]
async fn what_has_not_changed_costs_a_header() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    for path in TOLD {
        let first = kim.get(path).await.expect(200);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        assert_eq!(first.header("cache-control"), "private, no-cache", "{path}");
        let again = kim.with("if-none-match", &tag).get(path).await.expect(304);
        assert_eq!(again.text(), "");
        assert_eq!(again.header("x-as-of"), first.header("x-as-of"), "{path}");
        // Somebody else's answer may differ.
        portal
            .user("lee")
            .with("if-none-match", &tag)
            .get(path)
            .await
            .expect(200);
        let asked = if path.contains('?') {
            format!("{path}&_t=1")
        } else {
            format!("{path}?_t=1")
        };
        kim.with("if-none-match", &tag).get(&asked).await.expect(200);
    }
    let tag = kim.get("/api/v2/jobs").await.header("etag").to_owned();
    portal.change(|script| script.jobs.truncate(1)).await;
    let jobs = kim
        .with("if-none-match", &tag)
        .get("/api/v2/jobs")
        .await
        .expect(200)
        .json();
    assert_eq!(jobs["total"], 1);
}

#[tokio::test]
async fn long_answers_are_compressed_for_whoever_takes_that() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    for path in ["/api/v2/jobs", "/api/v2/jobs.csv", "/api/nodes"] {
        let plain = kim.get(path).await.expect(200);
        assert_eq!(plain.header("content-encoding"), "");
        let packed = kim.with("accept-encoding", "gzip").get(path).await.expect(200);
        assert_eq!(packed.header("content-encoding"), "gzip", "{path}");
        assert_eq!(packed.bytes.get(..2), Some(&[0x1f, 0x8b][..]));
        assert!(packed.bytes.len() < plain.bytes.len(), "{path}");
        assert!(packed.all("vary").join(",").contains("accept-encoding"), "{path}");
    }
    // Neither is what others answer, which was there before.
    let uploads = kim
        .with("accept-encoding", "gzip")
        .get("/api/v2/files/uploads")
        .await
        .expect(200);
    assert_eq!(uploads.header("content-encoding"), "");
}

#[tokio::test]
async fn a_question_that_is_not_understood_is_refused_by_name() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    for (query, name) in [
        ("/api/v2/jobs?colour=red", "colour"),
        ("/api/v2/jobs?state=asleep", "state"),
        ("/api/v2/jobs?limit=0", "limit"),
        ("/api/v2/jobs?limit=501", "limit"),
        ("/api/v2/jobs?limit=many", "limit"),
        ("/api/v2/jobs?sort=colour", "sort"),
        ("/api/v2/jobs?cursor=x", "cursor"),
        ("/api/v2/jobs?sort=-priority&cursor=1:abc", "cursor"),
        ("/api/v2/jobs?since=yesterday", "since"),
        ("/api/v2/jobs?until=2026-13-01T00:00:00Z", "until"),
        ("/api/v2/jobs?array=1_2", "array"),
        ("/api/v2/jobs?ids=1,two", "ids"),
        ("/api/v2/jobs?in=past", "in"),
        ("/api/v2/jobs?q=%00", "q"),
        ("/api/v2/jobs?in=finished&node=cn001", "node"),
        ("/api/v2/jobs?in=finished&sort=priority", "sort"),
        ("/api/v2/jobs?in=finished&cursor=1:2", "cursor"),
        ("/api/v2/jobs.csv?limit=5", "limit"),
        ("/api/v2/jobs.csv?cursor=5", "cursor"),
        ("/api/v2/jobs/101?verbose=1", "verbose"),
        ("/api/v2/nodes?state=asleep", "state"),
        ("/api/v2/nodes?sort=name,cpus", "sort"),
        ("/api/v2/nodes?in=queue", "in"),
        ("/api/v2/nodes/map?prefix=cn", "prefix"),
        ("/api/v2/partitions?sort=name", "sort"),
        ("/api/v2/accounts?mine=yes", "mine"),
        ("/api/v2/cluster?deep=1", "deep"),
        ("/api/v2/cluster/history?range=2h", "range"),
    ] {
        let refused = kim.get(query).await.expect(400);
        assert_eq!(refused.code(), "bad_query", "{query}");
        assert_eq!(refused.json()["parameter"], name, "{query}");
    }
    let twice = kim.get("/api/v2/jobs?state=RUNNING&state=PENDING").await.expect(400);
    assert_eq!(twice.code(), "bad_query");
}

#[tokio::test]
async fn dashboards_users_read_and_keys_with_the_scope_and_nobody_else() {
    let portal = Portal::before_a_small_cluster().await;
    let outsider = portal.server.member("mallory", &["Nobody-In-Particular"]);
    for path in TOLD {
        portal.server.stranger().get(path).await.expect(401);
        assert_eq!(
            outsider.get(path).await.expect(403).code(),
            "permission_missing",
            "{path}"
        );
    }
    let config = json!({"groups": []});
    let refused = portal
        .user("kim")
        .post_json("/api/cluster/config", &config)
        .await
        .expect(403);
    assert_eq!(refused.code(), "permission_missing");
}

/// A script with a key of kim's that has this scope.
async fn script(portal: &Portal, scope: &str) -> TestClient {
    let new = json!({"name": scope, "scopes": [scope]});
    let made = portal.user("kim").post_json("/api/v2/api-keys", &new).await.expect(201);
    let key = made.json()["api_key"].as_str().unwrap().to_owned();
    portal.server.stranger().with("x-api-key", &key)
}

#[tokio::test]
async fn a_key_reads_what_its_scope_says_and_may_do_nothing() {
    let portal = Portal::before_a_small_cluster().await;
    let groups = vec!["DX-Users".to_owned()];
    let kim = Account::new("kim", String::new(), "", &groups, "2026-09-21T00:00:00.000Z".to_owned());
    let db = portal.database.db();
    db.run_here(|connection| accounts::add(connection, &kim)).unwrap();
    let (jobs, cluster) = (
        script(&portal, "jobs:read").await,
        script(&portal, "cluster:read").await,
    );
    for path in TOLD {
        let of_jobs = path.contains("/jobs");
        let (may, may_not) = if of_jobs { (&jobs, &cluster) } else { (&cluster, &jobs) };
        may.get(path).await.expect(200);
        assert_eq!(may_not.get(path).await.expect(403).code(), "scope_missing", "{path}");
    }
    let own = jobs.get("/api/v2/jobs/101").await.expect(200).json();
    assert_eq!(
        (own["job"]["mine"].clone(), own["may"].clone()),
        (true.into(), json!([]))
    );
}

#[tokio::test]
async fn before_slurm_has_answered_nothing_is_invented() {
    let portal = Portal::start(|script| script.away = true).await;
    let kim = portal.user("kim");
    let told = eventually("word of the outage", async || {
        let answer = kim.get("/api/v2/jobs").await.expect(503);
        (answer.code() == "slurm_unavailable").then_some(answer)
    })
    .await;
    assert!(
        told.json()["message"]
            .as_str()
            .unwrap()
            .contains("Unable to contact slurm controller")
    );
    assert_eq!(told.header("retry-after"), "5");
    for path in TOLD.iter().filter(|path| !path.starts_with("/api/v2/")) {
        let answer = kim.get(path).await.expect(503).json();
        assert_eq!(answer["success"], false, "{path}");
        assert_eq!(answer["mode"], "production", "{path}");
        assert!(answer["error"].is_string(), "{path}");
    }
    // The dictionary does not depend on Slurm.
    kim.get("/api/v2/words").await.expect(200);
}

#[tokio::test]
async fn when_slurm_goes_away_what_was_known_is_told_and_called_stale() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    let before = kim.get("/api/v2/jobs").await.expect(200);
    assert_eq!(before.json()["stale"], false);
    let tag = before.header("etag").to_owned();
    portal.cluster.script().away = true;
    eventually("a stale queue", async || {
        let jobs = kim.get("/api/v2/jobs").await.expect(200).json();
        (jobs["stale"] == true).then(|| assert_eq!(jobs["total"], before.json()["total"]))
    })
    .await;
    // Staleness is news.
    kim.with("if-none-match", &tag).get("/api/v2/jobs").await.expect(200);
    let cluster = eventually("a stale cluster", async || {
        let cluster = kim.get("/api/v2/cluster").await.expect(200).json();
        (cluster["parts"]["nodes"]["stale"] == true).then_some(cluster)
    })
    .await;
    assert_eq!(cluster["stale"], true);
    assert!(
        cluster["parts"]["jobs"]["error"]
            .as_str()
            .unwrap()
            .contains("Unable to contact")
    );
    assert_eq!(cluster["nodes"]["total"], 4);
}

#[tokio::test]
async fn the_dictionary_speaks_the_callers_language() {
    let portal = Portal::before_a_small_cluster().await;
    let kim = portal.user("kim");
    let english = kim.get("/api/v2/words").await.expect(200);
    let korean = kim
        .with("accept-language", "ko-KR,ko;q=0.9,en;q=0.5")
        .get("/api/v2/words")
        .await
        .expect(200);
    assert_eq!(
        (english.json()["language"].clone(), korean.json()["language"].clone()),
        ("en".into(), "ko".into())
    );
    for part in ["states", "reasons", "node_states", "node_flags", "limits"] {
        let (english, korean) = (english.json()[part].clone(), korean.json()[part].clone());
        assert!(
            english
                .as_object()
                .unwrap()
                .keys()
                .eq(korean.as_object().unwrap().keys()),
            "{part}"
        );
    }
    assert!(
        korean.json()["reasons"]["Resources"]["meaning"]
            .as_str()
            .unwrap()
            .contains(|c| ('가'..='힣').contains(&c))
    );
    let tag = korean.header("etag");
    let ko = kim.with("accept-language", "ko");
    ko.with("if-none-match", tag).get("/api/v2/words").await.expect(304);
    kim.with("if-none-match", tag).get("/api/v2/words").await.expect(200);
}

#[tokio::test]
async fn head_tells_what_get_would() {
    let portal = Portal::before_a_small_cluster().await;
    let kim: TestClient = portal.user("kim");
    let get = kim.get("/api/v2/jobs").await.expect(200);
    let head = TestClient::send(kim.request(Method::HEAD, "/api/v2/jobs"))
        .await
        .expect(200);
    assert_eq!(head.header("etag"), get.header("etag"));
    assert_eq!(head.text(), "");
}
