//! Whole uploads: from init to the file, and what everybody else sees of them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::app::{App, MIB, Upload, noise};

#[tokio::test]
async fn a_file_arrives_as_it_was_sent() {
    let app = App::start().await;
    let bytes = noise(12 * MIB + 12345, 1);
    let upload = Upload::begin(&app.user("kim"), "결과 mesh.msh", bytes.clone(), 5 * MIB).await;
    assert_eq!(upload.init["total_chunks"], 3);
    assert_eq!(upload.init["file_info"]["type"], "mesh");
    assert_eq!(upload.init["security"]["safe"], true);
    assert!(
        upload.init["storage_path"]
            .as_str()
            .unwrap()
            .ends_with("/users/kim/mesh")
    );

    let answer = upload.post(0).await.expect(200).json();
    assert_eq!(
        answer,
        json!({"message": "Chunk uploaded successfully", "uploaded_chunks": 1, "total_chunks": 3, "progress": 33.33})
    );
    upload.put(2).await.expect(200);
    let shown = upload.show().await;
    assert_eq!(shown["missing_ranges"], json!([[1, 1]]));
    assert_eq!(shown["received_bytes"], 5 * MIB + 2 * MIB + 12345);
    assert_eq!(
        upload.complete().await.expect(400).json()["error"],
        "Upload incomplete: 2/3 chunks"
    );
    upload.put(1).await.expect(200);

    let done = upload.complete().await.expect(200).json();
    assert_eq!(done["message"], "Upload completed successfully");
    assert_eq!(done["file_info"]["size"], bytes.len());
    assert_eq!(app.files(), ["users/kim/mesh/결과 mesh.msh"]);
    assert_eq!(std::fs::read(app.path("users/kim/mesh/결과 mesh.msh")).unwrap(), bytes);
    let again = upload.complete().await.expect(200).json();
    assert_eq!(again["file_path"], done["file_path"]);
    assert_eq!(upload.show().await["status"], "completed");
}

#[tokio::test]
async fn an_unfinished_upload_goes_on_after_a_restart() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(MIB, 2), 64 * 1024).await;
    for index in [0, 3, 4, 15] {
        upload.put(index).await.expect(200);
    }
    let app = app.restart().await;
    let upload = Upload {
        client: app.user("kim"),
        ..upload
    };
    let shown = upload.show().await;
    assert_eq!(shown["uploaded_chunks"], 4);
    assert_eq!(shown["missing_ranges"], json!([[1, 2], [5, 14]]));
    let listed = upload
        .client
        .get("/api/v2/files/uploads?status=initialized,uploading")
        .await
        .expect(200)
        .json();
    assert_eq!(listed["uploads"][0]["uploaded_chunks"], 4);
    upload.put_all().await;
    upload.complete().await.expect(200);
    assert_eq!(std::fs::read(app.path("users/kim/data/a.dat")).unwrap(), upload.bytes);
}

#[tokio::test]
async fn init_says_what_is_wrong() {
    let app = App::start_with(|settings| settings.uploads.max_file = 1000).await;
    let kim = app.user("kim");
    let refused = async |body: Value| {
        // The contract's twenty a minute are for another test.
        app.clock.advance(Duration::from_secs(60));
        let answer = kim.post_json("/api/v2/files/upload/init", &body).await;
        (
            answer.status,
            answer.code(),
            answer.json()["error"].as_str().unwrap().to_owned(),
        )
    };
    let missing = "Missing required fields: filename, file_size".to_owned();
    assert_eq!(
        refused(json!({})).await,
        (400, "missing_fields".into(), missing.clone())
    );
    assert_eq!(
        refused(json!({"filename": "a"})).await,
        (400, "missing_fields".into(), missing)
    );
    let (status, code, error) = refused(json!({"filename": "a", "file_size": 1001})).await;
    assert_eq!(
        (status, code.as_str(), error.as_str()),
        (400, "file_too_large", "File size 1001 exceeds maximum 1000")
    );
    for (field, value, code) in [
        ("file_size", json!(-1), "out_of_range"),
        ("file_size", json!("1"), "bad_request"),
        ("file_size", json!(1.5), "bad_request"),
        ("chunk_size", json!(0), "out_of_range"),
        ("chunk_size", json!(-5), "out_of_range"),
        ("chunk_size", json!(65535), "out_of_range"),
        ("chunk_size", json!(64 * MIB + 1), "out_of_range"),
        ("job_id", json!("../x"), "bad_job_id"),
        ("job_id", json!(""), "bad_job_id"),
        ("job_id", json!(7), "bad_request"),
        ("filename", json!("a/b"), "bad_filename"),
        ("on_conflict", json!("overwrite"), "bad_request"),
    ] {
        let mut body = json!({"filename": "a", "file_size": 1});
        body[field] = value.clone();
        let (status, answered, error) = refused(body).await;
        assert_eq!((status, answered.as_str()), (400, code), "{field} = {value}: {error}");
    }
    assert_eq!(app.files(), Vec::<String>::new());
}

#[tokio::test]
async fn the_same_init_twice_makes_one_upload() {
    let app = App::start().await;
    let kim = app.user("kim").with("Idempotency-Key", "try-1");
    let body = json!({"filename": "a.dat", "file_size": 10});
    let first = kim
        .post_json("/api/v2/files/upload/init", &body)
        .await
        .expect(201)
        .json();
    let second = kim
        .post_json("/api/v2/files/upload/init", &body)
        .await
        .expect(201)
        .json();
    assert_eq!(first["upload_id"], second["upload_id"]);
    let lee = app.user("lee").with("Idempotency-Key", "try-1");
    let other = lee
        .post_json("/api/v2/files/upload/init", &body)
        .await
        .expect(201)
        .json();
    assert_ne!(first["upload_id"], other["upload_id"]);
}

#[tokio::test]
async fn nobody_touches_anothers_upload_but_an_administrator() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(100, 3), 64 * 1024).await;
    let lee = Upload {
        client: app.user("lee"),
        ..Upload::begin(&app.user("kim"), "b.dat", noise(100, 3), 64 * 1024).await
    };
    let one = format!("/api/v2/files/uploads/{}", lee.id);
    assert_eq!(
        lee.put(0).await.expect(403).json()["message"],
        "You can only write to your own uploads"
    );
    lee.post(0).await.expect(403);
    lee.complete().await.expect(403);
    assert_eq!(
        lee.client.get(&one).await.expect(403).json()["message"],
        "You can only view your own uploads"
    );
    assert_eq!(
        lee.client.delete(&one).await.expect(403).json()["message"],
        "You can only delete your own uploads"
    );
    assert_eq!(
        lee.client.get("/api/v2/files/uploads").await.expect(200).json()["total"],
        0
    );
    lee.client.get("/api/v2/files/uploads?user_id=kim").await.expect(403);

    let root = app.server.admin("root");
    assert_eq!(root.get("/api/v2/files/uploads").await.expect(200).json()["total"], 2);
    assert_eq!(
        root.get("/api/v2/files/uploads?user_id=lee").await.expect(200).json()["total"],
        0
    );
    let as_root = Upload { client: root, ..upload };
    as_root.put(0).await.expect(200);
    as_root.complete().await.expect(200);
    assert_eq!(app.files().last().unwrap(), "users/kim/data/a.dat");
}

#[tokio::test]
async fn a_jobs_folder_belongs_to_who_made_it() {
    let app = App::start().await;
    let begin = |client, name| Upload::begin_with(client, json!({"filename": name, "job_id": "tmp-1"}), noise(10, 4));
    let kim = begin(&app.user("kim"), "a.k").await;
    assert!(kim.init["storage_path"].as_str().unwrap().ends_with("/jobs/tmp-1/data"));
    let body = json!({"filename": "b.k", "file_size": 10, "job_id": "tmp-1"});
    let answer = app
        .user("lee")
        .post_json("/api/v2/files/upload/init", &body)
        .await
        .expect(403);
    assert_eq!(answer.code(), "foreign_job_folder");
    app.server
        .admin("root")
        .post_json("/api/v2/files/upload/init", &body)
        .await
        .expect(201);
}

#[tokio::test]
async fn cancelling_leaves_nothing_and_twice_is_as_good_as_once() {
    let app = App::start().await;
    let kim = app.user("kim");
    let open = Upload::begin(&kim, "a.dat", noise(MIB, 5), 64 * 1024).await;
    open.put(0).await.expect(200);
    let done = Upload::begin(&kim, "b.dat", noise(100, 5), 64 * 1024).await;
    done.put_all().await;
    done.complete().await.expect(200);
    for upload in [&open, &done] {
        for _ in 0..2 {
            let answer = kim
                .delete(&format!("/api/v2/files/uploads/{}", upload.id))
                .await
                .expect(200)
                .json();
            assert_eq!(
                answer,
                json!({"message": "Upload cancelled successfully", "upload_id": upload.id})
            );
        }
        assert_eq!(upload.show().await["status"], "cancelled");
        assert_eq!(upload.put(0).await.expect(400).json()["error"], "Upload was cancelled");
        assert_eq!(
            upload.complete().await.expect(400).json()["error"],
            "Upload was cancelled"
        );
    }
    assert_eq!(app.files(), Vec::<String>::new());
    kim.delete("/api/v2/files/uploads/0000000000000000").await.expect(404);
    kim.delete("/api/v2/files/uploads/nonsense").await.expect(404);
}

#[tokio::test]
async fn open_uploads_and_their_bytes_are_bounded_per_user() {
    let app = App::start_with(|settings| {
        settings.uploads.max_open = 3;
        settings.uploads.max_open_bytes = 1000;
    })
    .await;
    let begin = async |user: &str, size: u64| {
        let body = json!({"filename": "a.dat", "file_size": size});
        app.user(user)
            .post_json("/api/v2/files/upload/init", &body)
            .await
            .status
    };
    assert_eq!(begin("kim", 900).await, 201);
    assert_eq!(begin("kim", 101).await, 429);
    assert_eq!(begin("kim", 50).await, 201);
    assert_eq!(begin("kim", 1).await, 201);
    assert_eq!(begin("kim", 1).await, 429);
    assert_eq!(begin("lee", 1).await, 201);
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged() {
    let app = App::start().await;
    let kim = app.user("kim");
    for (name, size) in [("b.msh", 30), ("a.dat", 20), ("100%_done.log", 10), ("C.dat", 40)] {
        Upload::begin(&kim, name, noise(size, 6), 64 * 1024).await;
        app.clock.advance(Duration::from_secs(1));
    }
    let names = async |query: &str| {
        let page = kim
            .get(&format!("/api/v2/files/uploads?{query}"))
            .await
            .expect(200)
            .json();
        let names = page["uploads"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["filename"].as_str().unwrap().to_owned());
        (
            names.collect::<Vec<_>>(),
            page["total"].as_u64().unwrap(),
            page["next_cursor"].clone(),
        )
    };
    assert_eq!(names("").await.0, ["C.dat", "100%_done.log", "a.dat", "b.msh"]);
    assert_eq!(
        names("sort=file_size").await.0,
        ["100%_done.log", "a.dat", "b.msh", "C.dat"]
    );
    assert_eq!(
        names("type=data,mesh&sort=-file_size").await.0,
        ["C.dat", "b.msh", "a.dat"]
    );
    assert_eq!(names("q=c.D").await.0, ["C.dat"]);
    assert_eq!(
        names("q=%25_").await.0,
        ["100%_done.log"],
        "wildcards of the database are plain characters"
    );
    assert_eq!(names("status=completed").await.1, 0);
    let mut seen = Vec::new();
    let mut query = "limit=3&sort=created_at".to_owned();
    loop {
        let (page, total, next) = names(&query).await;
        assert_eq!(total, 4);
        seen.extend(page);
        let Some(cursor) = next.as_str() else { break };
        query = format!("limit=3&sort=created_at&cursor={}", cursor.replace(' ', "%20"));
    }
    assert_eq!(seen, ["b.msh", "a.dat", "100%_done.log", "C.dat"]);
    for wrong in ["limit=0", "limit=201", "sort=secret", "cursor=x", "limit=a"] {
        kim.get(&format!("/api/v2/files/uploads?{wrong}")).await.expect(400);
    }
}

#[tokio::test]
async fn twenty_five_rapid_inits_are_twenty() {
    let app = App::start().await;
    let kim = app.user("kim");
    let body = json!({"filename": "a.dat", "file_size": 1});
    let mut admitted = 0;
    for _ in 0..25 {
        let answer = kim.post_json("/api/v2/files/upload/init", &body).await;
        assert_eq!(answer.header("x-ratelimit-limit"), "20");
        if answer.status == 201 {
            admitted += 1;
            continue;
        }
        let refused = answer.expect(429);
        assert_eq!(refused.json()["message"], "Maximum 20 requests per 60 seconds");
        // Redis goes by its own time, which passes.
        let wait: u64 = refused.header("retry-after").parse().unwrap();
        assert!((50..=60).contains(&wait), "{wait}");
        assert_eq!(refused.json()["remaining"], 0);
    }
    assert_eq!(admitted, 20);
    // Another rule, another caller: their own budgets.
    kim.get("/api/v2/files/uploads").await.expect(200);
    app.user("lee")
        .post_json("/api/v2/files/upload/init", &body)
        .await
        .expect(201);
    app.clock.advance(Duration::from_secs(61));
    kim.post_json("/api/v2/files/upload/init", &body).await.expect(201);
    let stats = app
        .server
        .admin("root")
        .get("/api/ratelimit/stats")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (stats["blocked_requests"].as_u64(), stats["unique_users"].as_u64()),
        (Some(5), Some(2)),
        "{stats}"
    );
    kim.get("/api/ratelimit/stats").await.expect(403);
}

#[tokio::test]
async fn what_names_are_is_told_before_anything_is_sent() {
    let app = App::start().await;
    let body = json!({"filenames": ["a.msh", "x.exe", "a/b", "run.sh"]});
    let answer = app
        .user("kim")
        .post_json("/api/v2/files/classify", &body)
        .await
        .expect(200)
        .json();
    assert_eq!(answer["files"][0]["file_info"]["type"], "mesh");
    assert_eq!(answer["files"][1]["security"]["safe"], false);
    assert!(
        answer["files"][2]["error"]
            .as_str()
            .unwrap()
            .starts_with("Invalid filename")
    );
    assert_eq!(answer["files"][3]["file_info"]["type"], "script");
    let limits = app.user("kim").get("/api/v2/files/limits").await.expect(200).json();
    assert_eq!(limits["default_chunk_bytes"], 5 * MIB);
}

#[tokio::test]
async fn a_key_whose_upload_is_over_begins_anew_and_old_rows_go() {
    let app = App::start().await;
    let kim = app.user("kim").with("Idempotency-Key", "nightly");
    let body = json!({"filename": "a.dat", "file_size": 10});
    let first = kim
        .post_json("/api/v2/files/upload/init", &body)
        .await
        .expect(201)
        .json();
    let path = format!("/api/v2/files/uploads/{}", first["upload_id"].as_str().unwrap());
    kim.delete(&path).await.expect(200);
    let second = kim
        .post_json("/api/v2/files/upload/init", &body)
        .await
        .expect(201)
        .json();
    assert_ne!(first["upload_id"], second["upload_id"]);
    kim.delete(&format!(
        "/api/v2/files/uploads/{}",
        second["upload_id"].as_str().unwrap()
    ))
    .await
    .expect(200);
    app.clock.advance(Duration::from_secs(31 * 86_400));
    // The sweep runs when the service starts.
    let app = app.restart().await;
    let kim = app.user("kim");
    crate::app::eventually("the rows' removal", async || {
        Some(kim.get("/api/v2/files/uploads").await.json()).filter(|page| page["total"] == 0)
    })
    .await;
}

#[tokio::test]
async fn what_can_be_read_can_be_asked_for_without_its_body() {
    let app = App::start().await;
    for path in ["/health", "/api/health", "/api/auth/config"] {
        let answer = app.server.stranger().head(path).await.expect(200);
        assert!(answer.bytes.is_empty());
    }
    app.server.stranger().head("/api/v2/files/uploads").await.expect(401);
}
