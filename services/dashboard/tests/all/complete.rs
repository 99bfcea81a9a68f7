//! The end of an upload: names, sums, verdicts.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::app::{App, Upload, eventually, noise};

const CHUNK: usize = 64 * 1024;

async fn upload(app: &App, name: &str, bytes: Vec<u8>, on_conflict: &str) -> Upload {
    let body = json!({"filename": name, "chunk_size": CHUNK, "on_conflict": on_conflict});
    let upload = Upload::begin_with(&app.user("kim"), body, bytes).await;
    upload.put_all().await;
    upload
}

#[tokio::test]
async fn a_taken_name_gets_a_number_and_nothing_is_overwritten() {
    let app = App::start().await;
    for (number, expected) in ["a.dat", "a (2).dat", "a (3).dat"].into_iter().enumerate() {
        let done = upload(&app, "a.dat", noise(100 + number, 1), "rename")
            .await
            .complete()
            .await
            .expect(200)
            .json();
        assert_eq!(done["filename"], expected);
        assert_eq!(
            std::fs::read(app.path(&format!("users/kim/data/{expected}")))
                .unwrap()
                .len(),
            100 + number
        );
    }
}

#[tokio::test]
async fn a_long_name_gets_a_number_too() {
    let app = App::start().await;
    let long = format!("{}.dat", "x".repeat(251));
    for (number, expected) in [
        (1, long.clone()),
        (2, format!("{} (2).dat", "x".repeat(247))),
        (3, format!("{} (3).dat", "x".repeat(247))),
    ] {
        let done = upload(&app, &long, noise(number, 1), "rename")
            .await
            .complete()
            .await
            .expect(200);
        assert_eq!(done.json()["filename"], expected);
    }
}

#[tokio::test]
async fn replace_takes_the_place_and_the_old_row_lets_go_of_the_file() {
    let app = App::start().await;
    let old = upload(&app, "a.dat", noise(10, 1), "rename").await;
    old.complete().await.expect(200);
    let new = upload(&app, "a.dat", noise(20, 2), "replace").await;
    new.complete().await.expect(200);
    assert_eq!(app.files(), ["users/kim/data/a.dat"]);
    old.client
        .delete(&format!("/api/v2/files/uploads/{}", old.id))
        .await
        .expect(200);
    assert_eq!(
        std::fs::read(app.path("users/kim/data/a.dat")).unwrap(),
        new.bytes,
        "the newer file is not the older upload's"
    );
}

#[tokio::test]
async fn reject_refuses_at_the_start_and_at_the_end() {
    let app = App::start().await;
    let late = upload(&app, "a.dat", noise(10, 1), "reject").await;
    upload(&app, "a.dat", noise(20, 2), "rename")
        .await
        .complete()
        .await
        .expect(200);
    assert_eq!(late.complete().await.expect(409).code(), "name_taken");
    let body = json!({"filename": "a.dat", "file_size": 1, "on_conflict": "reject"});
    assert_eq!(
        app.user("kim")
            .post_json("/api/v2/files/upload/init", &body)
            .await
            .expect(409)
            .code(),
        "name_taken"
    );
    std::fs::remove_file(app.path("users/kim/data/a.dat")).unwrap();
    late.complete().await.expect(200);
}

#[tokio::test]
async fn the_whole_files_sum_is_verified_when_asked() {
    let app = App::start().await;
    let open = upload(&app, "a.dat", noise(300_000, 1), "rename").await;
    let right: String = Sha256::digest(&open.bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let wrong = open
        .complete_with(json!({"sha256": "0".repeat(64)}))
        .await
        .expect(400)
        .json();
    assert_eq!(
        (wrong["code"].as_str(), wrong["actual"].as_str()),
        (Some("checksum_mismatch"), Some(right.as_str()))
    );
    assert!(
        !app.path("users/kim/data/a.dat").exists(),
        "nothing stands under the final name"
    );
    open.complete_with(json!({"sha256": "abc"})).await.expect(400);
    let done = open
        .complete_with(json!({"sha256": right.to_uppercase()}))
        .await
        .expect(200)
        .json();
    assert_eq!(done["sha256"], right);

    let unchecked = upload(&app, "b.dat", noise(10, 1), "rename").await;
    let body = json!({"sha256": "0".repeat(64), "verify_checksum": false});
    assert!(unchecked.complete_with(body).await.expect(200).json()["sha256"].is_null());
    let told = upload(&app, "c.dat", noise(10, 1), "rename").await;
    assert_eq!(
        told.complete_with(json!({"verify_checksum": true}))
            .await
            .expect(200)
            .json()["sha256"]
            .as_str()
            .unwrap()
            .len(),
        64
    );
}

#[tokio::test]
async fn what_may_not_stay_goes() {
    let app = App::start().await;
    let mut elf = noise(1000, 1);
    elf[..4].copy_from_slice(b"\x7fELF");
    for (name, bytes, level) in [
        ("tool.exe", noise(10, 1), "high"),
        ("harmless.dat", elf, "high"),
        ("empty.dat", Vec::new(), "low"),
    ] {
        let upload = upload(&app, name, bytes, "rename").await;
        assert_eq!(upload.init["security"]["safe"], !name.ends_with(".exe"));
        let refused = upload.complete().await.expect(403).json();
        assert_eq!(
            (refused["error"].as_str(), refused["risk_level"].as_str()),
            (Some("Security validation failed"), Some(level))
        );
        assert!(refused["recommendations"].is_array());
        assert_eq!(upload.show().await["status"], "failed");
        assert_eq!(upload.complete().await.expect(400).code(), "failed");
    }
    assert_eq!(app.files(), Vec::<String>::new());
}

#[tokio::test]
async fn two_completes_at_once_make_one_file() {
    let app = App::start().await;
    let upload = upload(&app, "a.dat", noise(200_000, 1), "rename").await;
    let (one, two) = tokio::join!(upload.complete(), upload.complete());
    assert_eq!(one.expect(200).json()["file_path"], two.expect(200).json()["file_path"]);
    assert_eq!(app.files(), ["users/kim/data/a.dat"]);
}

#[tokio::test]
async fn abandoned_uploads_go_after_seven_days() {
    let app = App::start().await;
    let left = upload(&app, "old.dat", noise(10, 1), "rename").await;
    // The end of the service writes down what the row does not know yet.
    let app = app.restart().await;
    app.clock.advance(std::time::Duration::from_secs(6 * 86_400));
    let fresh = Upload::begin(&app.user("kim"), "new.dat", noise(10, 1), CHUNK).await;
    assert_eq!(
        app.user("kim")
            .get(&format!("/api/v2/files/uploads/{}", left.id))
            .await
            .expect(200)
            .json()["status"],
        "uploading"
    );
    app.clock.advance(std::time::Duration::from_secs(2 * 86_400));
    // The sweep runs when the service starts.
    let app = app.restart().await;
    let kim = app.user("kim");
    let path = format!("/api/v2/files/uploads/{}", left.id);
    let shown = eventually("the sweep", async || {
        Some(kim.get(&path).await.json()).filter(|shown| shown["status"] == "cancelled")
    })
    .await;
    assert_eq!(shown["error_message"], "Removed after 7 days without a chunk");
    assert_eq!(
        Upload {
            client: app.user("kim"),
            ..fresh
        }
        .show()
        .await["status"],
        "initialized"
    );
    assert_eq!(app.files().len(), 2, "only the newer upload's part and map are left");
}
