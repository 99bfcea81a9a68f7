//! Single chunks: any order, in parallel, repeated, broken.

use std::sync::Arc;

use portal_testkit::Part;
use serde_json::json;

use crate::app::{App, MIB, Upload, eventually, noise};

const CHUNK: usize = 64 * 1024;

#[tokio::test]
async fn chunks_in_any_order_in_parallel_and_repeated_are_counted_once() {
    let app = App::start().await;
    let upload = Arc::new(Upload::begin(&app.user("kim"), "a.dat", noise(3 * MIB + 7, 1), CHUNK).await);
    let total = upload.chunks();
    let mut sends = tokio::task::JoinSet::new();
    for round in 0..3 {
        for place in 0..total {
            let upload = Arc::clone(&upload);
            let index = (place * 31 + round * 7) % total;
            sends.spawn(async move {
                let answer = if round == 1 {
                    upload.post(index).await
                } else {
                    upload.put(index).await
                };
                answer.expect(200).json()["uploaded_chunks"].as_u64().unwrap()
            });
        }
    }
    let counts = sends.join_all().await;
    assert!(counts.iter().all(|count| *count <= total as u64));
    assert_eq!(upload.show().await["uploaded_chunks"], total);
    upload.complete().await.expect(200);
    assert_eq!(std::fs::read(app.path("users/kim/data/a.dat")).unwrap(), upload.bytes);
}

#[tokio::test]
async fn index_and_length_are_checked() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(2 * CHUNK + 10, 2), CHUNK).await;
    let put = async |index: &str, bytes: usize| upload.client.put_bytes(&upload.url(index), noise(bytes, 9)).await;
    for index in ["3", "-1", "x", "18446744073709551616", "99999999999", "1.0"] {
        assert_eq!(put(index, CHUNK).await.expect(400).code(), "no_such_chunk", "{index}");
    }
    for (index, bytes) in [("0", CHUNK - 1), ("0", CHUNK + 1), ("0", 0), ("2", CHUNK), ("2", 9)] {
        assert_eq!(
            put(index, bytes).await.expect(400).code(),
            "wrong_length",
            "{index} of {bytes}"
        );
    }
    for (index, bytes) in [(0, CHUNK - 1), (0, CHUNK + 1), (2, 11)] {
        let parts = vec![
            Part::text("upload_id", &upload.id),
            Part::text("chunk_index", index),
            Part::file("chunk", "b", noise(bytes, 9)),
        ];
        assert_eq!(upload.form(parts).await.expect(400).code(), "wrong_length");
    }
    assert_eq!(upload.show().await["uploaded_chunks"], 0);
    upload.put_all().await;
    upload.complete().await.expect(200);
    assert_eq!(std::fs::read(app.path("users/kim/data/a.dat")).unwrap(), upload.bytes);
}

#[tokio::test]
async fn form_fields_come_in_any_order() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(3 * CHUNK, 3), CHUNK).await;
    let id = || Part::text("upload_id", &upload.id);
    let chunk = |index| Part::file("chunk", "blob", upload.piece(index));
    let sum = |index| Part::text("checksum", md5(&upload.piece(index)));
    upload
        .form(vec![chunk(0), sum(0), Part::text("chunk_index", 0), id()])
        .await
        .expect(200);
    upload
        .form(vec![Part::text("chunk_index", 1), chunk(1), id()])
        .await
        .expect(200);
    upload
        .form(vec![id(), Part::text("chunk_index", 2), chunk(2), sum(2)])
        .await
        .expect(200);
    assert_eq!(upload.show().await["uploaded_chunks"], 3);
}

#[tokio::test]
async fn a_form_without_its_parts_says_which_is_missing() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(CHUNK, 3), CHUNK).await;
    let error = async |parts| {
        upload.form(parts).await.expect(400).json()["error"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        error(vec![Part::text("upload_id", &upload.id)]).await,
        "Missing upload_id or chunk_index"
    );
    assert_eq!(
        error(vec![Part::file("chunk", "b", noise(CHUNK, 3))]).await,
        "Missing upload_id or chunk_index"
    );
    let parts = vec![Part::text("upload_id", &upload.id), Part::text("chunk_index", 0)];
    assert_eq!(error(parts).await, "No chunk data provided");
    let json = upload
        .client
        .post_json("/api/v2/files/upload/chunk", &json!({"upload_id": upload.id}))
        .await;
    assert_eq!(json.expect(400).json()["error"], "Missing upload_id or chunk_index");
    let torn = "--X\r\nContent-Disposition: form-data; name=\"upload_id\"\r\n\r\nabc";
    let torn = upload
        .client
        .post_raw("/api/v2/files/upload/chunk", "multipart/form-data; boundary=X", torn)
        .await;
    assert_eq!(torn.expect(400).code(), "broken_multipart");
    let parts = vec![
        Part::text("upload_id", "0123456789abcdef"),
        Part::text("chunk_index", 0),
        Part::file("chunk", "b", vec![1]),
    ];
    assert_eq!(
        upload.form(parts).await.expect(404).json()["error"],
        "Upload session not found"
    );
}

#[tokio::test]
async fn checksums_are_verified() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(CHUNK, 4), CHUNK).await;
    let bytes = upload.piece(0);
    for (header, value) in [
        ("X-Checksum-CRC32C", "00000000".to_owned()),
        ("X-Checksum-SHA256", "0".repeat(64)),
        ("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==".to_owned()),
    ] {
        let answer = upload
            .client
            .with(header, &value)
            .put_bytes(&upload.url(0), bytes.clone())
            .await
            .expect(400);
        assert_eq!(answer.json()["error"], "Chunk checksum mismatch", "{header}");
        let unreadable = upload
            .client
            .with(header, "zz")
            .put_bytes(&upload.url(0), bytes.clone())
            .await
            .expect(400);
        assert_eq!(unreadable.code(), "bad_checksum");
    }
    for late in [false, true] {
        let mut parts = vec![
            Part::text("upload_id", &upload.id),
            Part::text("chunk_index", 0),
            Part::text("checksum", "0".repeat(32)),
            Part::file("chunk", "b", bytes.clone()),
        ];
        if late {
            parts.swap(2, 3);
        }
        assert_eq!(
            upload.form(parts).await.expect(400).json()["error"],
            "Chunk checksum mismatch"
        );
    }
    assert_eq!(
        upload.show().await["uploaded_chunks"],
        0,
        "a chunk that is not what was summed does not count"
    );
    let crc = format!("{:08x}", crc32c::crc32c(&bytes));
    upload
        .client
        .with("X-Checksum-CRC32C", &crc)
        .put_bytes(&upload.url(0), bytes)
        .await
        .expect(200);
    assert_eq!(upload.show().await["uploaded_chunks"], 1);
}

#[tokio::test]
async fn memory_for_chunks_is_bounded_and_the_rest_comes_again() {
    let app = App::start_with(|settings| settings.uploads.memory = 2 << 20).await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(64 * CHUNK, 5), CHUNK).await;
    // Chunks whose bytes never end hold their memory; there is room for three.
    let mut held = Vec::new();
    let refused = eventually("a refusal", async || {
        held.push(half_a_chunk(&app, &upload, held.len()).await);
        Some(upload.put(60).await).filter(|answer| answer.status == 503)
    })
    .await;
    assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("busy", "1"));
    drop(held);
    eventually("room again", async || {
        Some(upload.put(60).await).filter(|answer| answer.status == 200)
    })
    .await;
}

/// A connection that has sent the head and half the bytes of a chunk.
async fn half_a_chunk(app: &App, upload: &Upload, index: usize) -> tokio::net::TcpStream {
    use tokio::io::AsyncWriteExt;
    let address = app.server.base().trim_start_matches("http://").to_owned();
    let token = portal_testkit::token_at("kim", &["DX-Users"], app.clock.unix_seconds());
    let head = format!(
        "PUT {} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nContent-Length: {CHUNK}\r\n\r\n",
        upload.url(index)
    );
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&upload.piece(index)[..CHUNK / 2]).await.unwrap();
    stream.flush().await.unwrap();
    stream
}

#[tokio::test]
async fn a_newer_sender_of_a_chunk_takes_over_from_a_stalled_one() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(2 * CHUNK, 6), CHUNK).await;
    let stalled = half_a_chunk(&app, &upload, 0).await;
    // The stalled request may be the one that is seen last; then the next try is the newer one.
    eventually("the chunk", async || {
        let answer = tokio::time::timeout(std::time::Duration::from_secs(2), upload.put(0))
            .await
            .ok();
        answer.filter(|answer| answer.status == 200)
    })
    .await;
    upload.put(1).await.expect(200);
    drop(stalled);
    upload.complete().await.expect(200);
    assert_eq!(std::fs::read(app.path("users/kim/data/a.dat")).unwrap(), upload.bytes);
}

fn md5(bytes: &[u8]) -> String {
    use md5::{Digest, Md5};
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
