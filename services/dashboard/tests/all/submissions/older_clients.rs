//! The earlier portal's form: its shapes, its numbers, its files.

use std::time::Duration;

use portal_config::JobPrices;
use portal_testkit::{Part, TestClient, TestResponse};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::site::{SUBMISSIONS, Site, preview};

async fn send(client: &TestClient, parts: Vec<Part>) -> TestResponse {
    client.multipart("/api/jobs/submit", parts).await
}

fn mesh(bytes: &[u8]) -> Part {
    Part::file("file_mesh", "wing 날개.msh", bytes)
}

#[tokio::test]
async fn a_form_with_its_file_becomes_a_job() {
    let site = Site::new().await;
    let kim = site.user("kim");
    let health = kim.get("/api/jobs/submit/health").await.expect(200).json();
    assert_eq!(
        (&health["status"], &health["service"]),
        (&json!("ok"), &json!("job_submit_api"))
    );
    let fields = || {
        vec![
            Part::text("template_id", "count"),
            Part::text("slurm_overrides", r#"{"time": "00:20:00"}"#),
            Part::text("job_name", "old form"),
        ]
    };
    let shown = kim.multipart("/api/jobs/preview", fields()).await.expect(200).json();
    assert_eq!(
        shown["script_length"].as_u64().unwrap() as usize,
        shown["script"].as_str().unwrap().chars().count()
    );
    assert_eq!(shown["estimated_cost"]["resources"]["nodes"], 1);
    assert_eq!(shown["estimated_cost"]["breakdown"]["node_cost"], json!(0.1667));
    assert!(site.folders("kim").is_empty());

    // The file comes first, as some clients send it, and is larger than what is held in memory.
    let bytes = vec![b'7'; 1_000_000];
    let mut parts = vec![mesh(&bytes)];
    parts.extend(fields());
    let made = send(&kim, parts).await.expect(201).json();
    assert_eq!(made["success"], true);
    let id = made["job_id"].as_str().unwrap();
    assert_eq!(made["message"], format!("Job {id} submitted successfully"));
    assert!(made["elapsed_time"].as_str().unwrap().ends_with('s') && made["request_id"].is_string());
    let row = kim
        .get(&format!("{SUBMISSIONS}/{}", made["submission_id"]))
        .await
        .expect(200)
        .json();
    let digest: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        row["inputs"][0],
        json!({"file_key": "mesh", "name": "wing 날개.msh", "bytes": 1_000_000, "upload_id": null, "sha256": digest})
    );
    assert_eq!(
        (&row["name"], &row["time_limit"]),
        (&json!("old form"), &json!("00:20:00"))
    );
    let folder = row["folder"].as_str().unwrap();
    assert_eq!(made["script_path"], format!("{folder}/script.sh"));
    assert_eq!(std::fs::read(format!("{folder}/.staged/0-mesh")).unwrap(), bytes);
    assert_eq!(
        site.folders("kim").len(),
        1,
        "what came with the request has gone with it"
    );
}

/// Files without a byte are counted as they come: a form of millions of them would be the end of the process.
#[tokio::test]
async fn a_form_of_too_many_files_is_refused_before_its_end() {
    let site = Site::new().await;
    let token = portal_testkit::token_at("kim", &["DX-Users"], site.clock.unix_seconds());
    let head = format!(
        "POST /api/jobs/submit HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: 100000000\r\n\r\n--edge"
    );
    let part = "\r\nContent-Disposition: form-data; name=\"file_a\"; filename=\"a\"\r\n\r\n\r\n--edge";
    let kim = site.user("kim");
    let mut form = TcpStream::connect(kim.base().trim_start_matches("http://"))
        .await
        .unwrap();
    form.write_all(head.as_bytes()).await.unwrap();
    form.write_all(part.repeat(100).as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    let read = timeout(Duration::from_secs(20), form.read_exact(&mut answer)).await;
    read.expect("an answer while the form still comes").unwrap();
    assert_eq!(str::from_utf8(&answer).unwrap(), "HTTP/1.1 400");
    assert!(site.folders("kim").is_empty());
}

#[tokio::test]
async fn refusals_have_the_earlier_numbers() {
    let site = Site::new().await;
    let kim = site.user("kim");
    site.drop_template("official/test/fixed.yaml", &crate::templates::yaml("fixed", ""));
    site.known("fixed").await;
    let text = Part::text;
    for (parts, status, number, words) in [
        (vec![mesh(b"x")], 400, 9001, "template_id required"),
        (
            vec![text("template_id", "nosuch")],
            404,
            1001,
            "Template not found: nosuch",
        ),
        (
            vec![text("template_id", "fixed")],
            404,
            3001,
            "Apptainer image not found: tools.sif",
        ),
        (vec![text("template_id", "count")], 400, 2005, "File validation failed"),
        (
            vec![
                text("template_id", "count"),
                text("apptainer_image_id", "nosuch"),
                mesh(b"x"),
            ],
            404,
            3001,
            "Apptainer image not found: nosuch",
        ),
        (
            vec![text("template_id", "count"), text("slurm_overrides", "{"), mesh(b"x")],
            400,
            9999,
            "slurm_overrides is no JSON object",
        ),
        (
            vec![text("template_id", "count"), text("job_name", "a\nb"), mesh(b"x")],
            400,
            4003,
            "Script generation failed",
        ),
        (
            vec![text("template_id", "count"), mesh(b"x"), mesh(b"y")],
            400,
            2005,
            "File validation failed",
        ),
        (
            vec![text("template_id", "count"), mesh(&vec![b'x'; 1_100_000])],
            400,
            2005,
            "File validation failed",
        ),
    ] {
        let refused = send(&kim, parts).await.expect(status).json();
        assert_eq!(
            (&refused["success"], &refused["error_code"]),
            (&json!(false), &json!(number)),
            "{refused}"
        );
        assert!(refused["error"].as_str().unwrap().starts_with(words), "{refused}");
        assert!(refused["request_id"].is_string());
    }
    let missing = send(&kim, vec![text("template_id", "count")]).await.json();
    assert_eq!(missing["errors"], json!(["Required file missing: mesh (Mesh)"]));
    let shown = kim
        .multipart("/api/jobs/preview", vec![text("template_id", "nosuch")])
        .await
        .expect(404)
        .json();
    assert_eq!((&shown["success"], &shown["error_code"]), (&json!(false), &json!(null)));
    kim.post_raw("/api/jobs/submit", "application/json", "{}")
        .await
        .assert_status(400);
    assert!(site.folders("kim").is_empty());
    assert_eq!(kim.get(SUBMISSIONS).await.expect(200).json()["total"], 0);
}

#[tokio::test]
async fn what_a_job_costs_is_what_the_site_asks() {
    let prices = |node_hour, currency: &str| JobPrices {
        node_hour,
        currency: currency.to_owned(),
        ..JobPrices::default()
    };
    let site = Site::with(|settings| settings.prices = prices(Some(3.0), "USD")).await;
    let kim = site.user("kim");
    let shown = preview(&kim, &json!({"template_id": "count"})).await.expect(200).json();
    let expected = json!({"currency": "USD", "total": 3.0, "nodes": 3.0, "memory": null});
    assert_eq!(shown["cost"], expected);
    let form = || vec![Part::text("template_id", "count")];
    let shown = kim.multipart("/api/jobs/preview", form()).await.expect(200).json();
    assert_eq!(shown["estimated_cost"]["total_cost_usd"], json!(3.0));

    // Older clients write a dollar sign before it, whatever it is.
    let site = Site::with(|settings| settings.prices = prices(Some(4000.0), "KRW")).await;
    let kim = site.user("kim");
    let shown = preview(&kim, &json!({"template_id": "count"})).await.expect(200).json();
    assert_eq!(shown["cost"]["total"], json!(4000.0));
    let shown = kim.multipart("/api/jobs/preview", form()).await.expect(200).json();
    assert_eq!(shown["estimated_cost"]["total_cost_usd"], json!(0.51));
}
