//! What the service lives on goes away: disk space, files, the database, memory. It says so, and goes on afterwards.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use futures_util::StreamExt;
use portal_testkit::{Part, Program, TestClient, TestDatabase};
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::app::{App, MIB, Upload, eventually, noise};
use crate::service::Service;
use crate::sql::sql;

const CHUNK: usize = 256 * 1024;
const DISK: u64 = 8 << 20;

/// Fills the disk to its last byte; freed when the file is removed.
fn fill(service: &Service) -> std::path::PathBuf {
    let path = service.path("filler");
    let mut file = File::create(&path).unwrap();
    for size in [CHUNK, 4096, 1] {
        loop {
            match file.write_all(&vec![1; size]) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => break,
                Err(error) => panic!("{error}"),
            }
        }
    }
    path
}

#[tokio::test]
async fn a_file_that_does_not_fit_is_refused_before_a_byte_is_sent() {
    let service = Service::start_on_small_disk(DISK, &[]);
    let kim = service.user("kim");
    let body = json!({"filename": "a.dat", "file_size": 2 * DISK});
    let refused = kim.post_json("/api/v2/files/upload/init", &body).await.expect(507);
    assert_eq!(refused.code(), "no_space");
    assert_eq!(service.files(), Vec::<String>::new());
    assert_eq!(kim.get("/api/v2/files/uploads").await.expect(200).json()["total"], 0);
    let upload = Upload::begin(&kim, "a.dat", noise(MIB, 1), CHUNK).await;
    upload.put_all().await;
    upload.complete().await.expect(200);
    fill(&service);
    let body = json!({"filename": "b.dat", "file_size": 1});
    let refused = kim.post_json("/api/v2/files/upload/init", &body).await.expect(507);
    assert_eq!(refused.code(), "no_space");
    assert_eq!(service.files(), ["filler", "users/kim/data/a.dat"]);
}

#[tokio::test]
async fn a_chunk_for_which_there_is_no_space_comes_again_when_there_is() {
    let service = Service::start_on_small_disk(DISK, &[]);
    let begin = |name, seed| {
        let kim = service.user("kim");
        async move { Upload::begin(&kim, name, noise(2 * MIB, seed), CHUNK).await }
    };
    let (sparse, reserved) = (begin("a.dat", 1).await, begin("b.dat", 2).await);
    sparse.put(0).await.expect(200);
    // As on a file system that cannot reserve: the space behind the first chunk is given back.
    let part = service.path(&format!("users/kim/data/.{}.part", sparse.id));
    let part = File::options().write(true).open(part).unwrap();
    part.set_len(CHUNK as u64).unwrap();
    part.set_len(2 * MIB as u64).unwrap();
    let filler = fill(&service);
    for _ in 0..2 {
        assert_eq!(sparse.put(1).await.expect(507).code(), "no_space");
        assert_eq!(sparse.post(1).await.expect(507).code(), "no_space");
    }
    reserved.put_all().await;
    reserved.complete().await.expect(200);
    assert_eq!(sparse.show().await["uploaded_chunks"], 1);
    std::fs::remove_file(filler).unwrap();
    sparse.put_all().await;
    sparse.complete().await.expect(200);
    for upload in [sparse, reserved] {
        let name = upload.show().await["filename"].as_str().unwrap().to_owned();
        assert!(std::fs::read(service.path(&format!("users/kim/data/{name}"))).unwrap() == upload.bytes);
    }
}

#[tokio::test]
async fn a_read_only_disk_is_said_and_passes() {
    let service = Service::start_on_small_disk(DISK, &[]);
    let kim = service.user("kim");
    let done = Upload::begin(&kim, "a.dat", noise(100, 1), CHUNK).await;
    done.put_all().await;
    done.complete().await.expect(200);
    service.among_its_mounts(&["mount", "-o", "remount,ro"]);
    let body = json!({"filename": "b.dat", "file_size": 1});
    let refused = kim.post_json("/api/v2/files/upload/init", &body).await.expect(503);
    assert_eq!(
        (refused.code().as_str(), refused.header("retry-after")),
        ("read_only", "30")
    );
    kim.get("/api/v2/files/uploads").await.expect(200);
    kim.get("/api/health").await.expect(200);
    service.among_its_mounts(&["mount", "-o", "remount,rw"]);
    let upload = Upload::begin(&kim, "b.dat", noise(100, 1), CHUNK).await;
    upload.put_all().await;
    upload.complete().await.expect(200);
}

#[tokio::test]
async fn a_part_file_that_an_operator_removed_is_sent_anew() {
    let app = App::start().await;
    let kim = app.user("kim");
    let (upload, other) = (
        Upload::begin(&kim, "a.dat", noise(MIB, 1), CHUNK).await,
        Upload::begin(&kim, "b.dat", noise(MIB, 2), CHUNK).await,
    );
    upload.put_all().await;
    std::fs::remove_file(app.path(&format!("users/kim/data/.{}.part", upload.id))).unwrap();
    let said = upload.complete().await.expect(400).json();
    assert_eq!(
        (&said["code"], &said["error"]),
        (&json!("upload_incomplete"), &json!("Upload incomplete: 0/4 chunks"))
    );
    assert_eq!(upload.show().await["missing_ranges"], json!([[0, 3]]));
    for upload in [upload, other] {
        upload.put_all().await;
        let done = upload.complete().await.expect(200).json();
        assert!(std::fs::read(done["file_path"].as_str().unwrap()).unwrap() == upload.bytes);
    }
    assert_eq!(app.files(), ["users/kim/data/a.dat", "users/kim/data/b.dat"]);
}

#[tokio::test]
async fn a_folder_that_an_operator_removed_is_made_again() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(MIB, 1), CHUNK).await;
    let dropped = Upload::begin(&app.user("kim"), "b.dat", noise(MIB, 1), CHUNK).await;
    upload.put(0).await.expect(200);
    std::fs::remove_dir_all(app.path("users")).unwrap();
    let app = app.restart().await;
    let of_now = |upload: Upload| Upload {
        client: app.user("kim"),
        ..upload
    };
    let (upload, dropped) = (of_now(upload), of_now(dropped));
    assert_eq!(upload.show().await["missing_ranges"], json!([[0, 3]]));
    upload.put_all().await;
    upload.complete().await.expect(200);
    dropped
        .client
        .delete(&format!("/api/v2/files/uploads/{}", dropped.id))
        .await
        .expect(200);
    assert_eq!(app.files(), ["users/kim/data/a.dat"]);
}

/// Holds an SQLite file's write lock until it is killed.
const LOCK: &str = "import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute('BEGIN EXCLUSIVE')
print('locked', flush=True)
time.sleep(60)";

#[tokio::test]
async fn a_locked_database_file_is_a_503_and_chunks_go_on() {
    let database = TestDatabase::sqlite();
    let file = database.url().trim_start_matches("sqlite:").to_owned();
    let service = Service::start_on(database, None, &[]);
    let kim = service.user("kim");
    let upload = Upload::begin(&kim, "a.dat", noise(MIB, 1), CHUNK).await;
    let mut holder = Program::new("python3").args(["-c", LOCK, &file]).start();
    holder.read_until("locked");
    let body = json!({"filename": "b.dat", "file_size": 1});
    let path = "/api/v2/files/upload/init";
    let (refused, ()) = tokio::join!(kim.post_json(path, &body), upload.put_all());
    assert_eq!(refused.code(), "database_unavailable", "{}", refused.text());
    assert_eq!((refused.status, refused.header("retry-after")), (503, "5"));
    holder.kill();
    kim.post_json(path, &body).await.expect(201);
    upload.complete().await.expect(200);
    assert_eq!(
        std::fs::read(service.path("users/kim/data/a.dat")).unwrap(),
        upload.bytes
    );
}

/// A way to the database that can be cut and restored.
struct Line {
    address: SocketAddr,
    cut: Arc<Mutex<bool>>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Line {
    fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let line = Self {
            address: listener.local_addr().unwrap(),
            cut: Arc::default(),
            streams: Arc::default(),
        };
        let (cut, streams) = (Arc::clone(&line.cut), Arc::clone(&line.streams));
        // Ends with the process: nobody closes the listener.
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                if *cut.lock().unwrap() {
                    continue;
                }
                let far = TcpStream::connect(&server).unwrap();
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    std::thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Both);
                    });
                }
                streams.lock().unwrap().extend([near, far]);
            }
        });
        line
    }

    fn cut(&self) {
        *self.cut.lock().unwrap() = true;
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn restore(&self) {
        *self.cut.lock().unwrap() = false;
    }
}

#[tokio::test]
async fn a_database_server_that_goes_away_is_a_503_and_chunks_go_on() {
    let database = TestDatabase::new();
    let url = database.url();
    let Some((before, rest)) = url.split_once('@') else {
        // SQLite has no server; the pass with PostgreSQL walks this story.
        return;
    };
    let (server, name) = rest.split_once('/').unwrap();
    let line = Line::to(server.to_owned());
    let url = format!("{before}@{}/{name}", line.address);
    let service = Service::start_on(database, None, &[("DATABASE_URL", &url)]);
    let kim = service.user("kim");
    let upload = Upload::begin(&kim, "a.dat", noise(MIB, 1), CHUNK).await;
    upload.put(0).await.expect(200);
    line.cut();
    let refused = upload.complete().await.expect(503);
    assert_eq!(
        (refused.code().as_str(), refused.header("retry-after")),
        ("database_unavailable", "5")
    );
    upload.put_all().await;
    line.restore();
    eventually("the database again", async || {
        Some(upload.complete().await).filter(|answer| answer.status == 200)
    })
    .await;
    assert_eq!(
        std::fs::read(service.path("users/kim/data/a.dat")).unwrap(),
        upload.bytes
    );
}

#[tokio::test]
async fn two_hundred_chunks_at_once_stay_within_the_memory_that_is_set() {
    const AT_ONCE: usize = 200;
    let service = Service::start(&[("UPLOAD_MEMORY", "48MiB")]);
    let (mut uploads, chunk) = (Vec::new(), Bytes::from(noise(5 * MIB, 1)));
    for number in 0..4 {
        let body = json!({"filename": "a.dat", "file_size": AT_ONCE / 4 * chunk.len(), "chunk_size": chunk.len()});
        let client = service.user(&format!("user{number}"));
        let init = client.post_json("/api/v2/files/upload/init", &body).await.expect(201);
        uploads.push((client, init.json()["upload_id"].as_str().unwrap().to_owned()));
    }
    let places = (0..AT_ONCE).map(|number| (&uploads[number % 4], number / 4));
    let statuses: Vec<u16> = futures_util::stream::iter(places)
        .map(|((client, id), index)| {
            let chunk = chunk.clone();
            async move {
                // Some as forms, which are parsed on the way.
                let answer = if index % 5 == 0 {
                    let parts = vec![
                        Part::text("upload_id", id),
                        Part::text("chunk_index", index),
                        Part::file("chunk", "blob", chunk),
                    ];
                    client.multipart("/api/v2/files/upload/chunk", parts).await
                } else {
                    let path = format!("/api/v2/files/uploads/{id}/chunks/{index}");
                    TestClient::send(client.request("PUT".parse().unwrap(), &path).body(chunk)).await
                };
                if answer.status == 503 {
                    assert_eq!((answer.code().as_str(), answer.header("retry-after")), ("busy", "1"));
                }
                answer.status
            }
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let count = |wanted| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!(count(200) + count(503), AT_ONCE, "{statuses:?}");
    let peak = service.figure("status", "VmHWM:") / 1024;
    println!(
        "memory: {} of {AT_ONCE} chunks at once taken, {} told to come again, peak {peak} MiB",
        count(200),
        count(503)
    );
    assert!(count(503) > 0, "the budget was never used up");
    assert!(peak < 256, "the service held {peak} MiB");
}

#[tokio::test]
async fn connections_that_hang_in_a_chunk_hold_no_memory_once_they_are_gone() {
    let service = Service::start(&[("UPLOAD_MEMORY", "8MiB")]);
    let upload = Upload::begin(&service.user("kim"), "a.dat", noise(100 * CHUNK, 1), CHUNK).await;
    let address = service.base().trim_start_matches("http://").to_owned();
    let token = portal_testkit::token("kim", &["DX-Users"]);
    for _ in 0..3 {
        let mut hanging = Vec::new();
        let hang = async |index: usize| {
            let head = format!(
                "PUT {} HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {token}\r\nContent-Length: {CHUNK}\r\n\r\n",
                upload.url(index)
            );
            let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
            stream.write_all(head.as_bytes()).await.unwrap();
            stream.write_all(&upload.piece(index)[..CHUNK / 2]).await.unwrap();
            stream
        };
        eventually("a refusal", async || {
            hanging.push(hang(hanging.len()).await);
            Some(upload.put(99).await).filter(|answer| answer.status == 503)
        })
        .await;
        assert!(
            hanging.len() >= 13,
            "the memory was used up by {} chunks",
            hanging.len()
        );
        drop(hanging);
        eventually("room again", async || {
            Some(upload.put(99).await).filter(|answer| answer.status == 200)
        })
        .await;
    }
}

/// Ten thousand rows in one statement that both backends understand.
const ROWS: &str = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
INSERT INTO file_uploads (upload_id, filename, file_size, file_type, user_id, storage_path, chunk_size, total_chunks, created_at)
SELECT CAST(1000000000000000 + i AS TEXT), 'result ' || (i * 7919 % 10000) || '.dat', i * 31 % 5000, 'data', 'kim',
       '/nowhere', 65536, 1, '2026-01-' || (i % 20 + 10) || ' 10:00:' || (i % 50 + 10) FROM n";

#[tokio::test]
async fn a_list_of_ten_thousand_uploads_is_quick() {
    let app = App::start().await;
    sql(&app.database.url(), ROWS);
    let kim = app.user("kim");
    for query in [
        "",
        "sort=filename&limit=200",
        "sort=-file_size",
        "q=result+99",
        "status=completed",
        "type=data&sort=created_at",
    ] {
        let started = Instant::now();
        let page = kim
            .get(&format!("/api/v2/files/uploads?{query}"))
            .await
            .expect(200)
            .json();
        let took = started.elapsed();
        println!(
            "list: {} of {} rows, \"{query}\": {} ms",
            page["uploads"].as_array().unwrap().len(),
            page["total"],
            took.as_millis()
        );
        assert!(took < Duration::from_secs(2), "\"{query}\" took {took:?}");
    }
}
