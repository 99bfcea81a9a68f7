//! Names, paths, headers and bodies that no honest client sends.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use unicode_normalization::UnicodeNormalization;

use crate::app::{App, Upload, noise};
use crate::service::files_below;

const INIT: &str = "/api/v2/files/upload/init";
const CORPUS: &str = include_str!("../corpus/names.txt");

/// An upload root with other folders around it, in which nothing may ever appear.
async fn surrounded() -> (App, tempfile::TempDir) {
    let around = tempfile::tempdir().unwrap();
    let root = around.path().join("deep/below/uploads");
    let app = App::start_with(|settings| {
        settings.uploads.root = root;
        settings.uploads.max_open = 100_000;
    })
    .await;
    (app, around)
}

#[tokio::test]
async fn names_are_refused_or_kept_as_they_are() {
    let (app, around) = surrounded().await;
    let root = around.path().join("deep/below/uploads");
    let (mut accepted, mut refused) = (0, 0);
    for line in CORPUS.lines() {
        // The contract's limits are for other tests.
        app.clock.advance(Duration::from_secs(61));
        let kim = app.user("kim");
        let case: Value = serde_json::from_str(line).unwrap();
        let mut body = json!({"filename": "a.dat", "file_size": 3});
        body.as_object_mut().unwrap().extend(case.as_object().unwrap().clone());
        let answer = kim.post_json(INIT, &body).await;
        if answer.status == 400 {
            assert!(
                ["bad_filename", "bad_job_id"].contains(&answer.code().as_str()),
                "{line}: {}",
                answer.text()
            );
            assert_eq!(files_below(around.path()), Vec::<String>::new(), "{line}");
            refused += 1;
            continue;
        }
        let init = answer.expect(201).json();
        accepted += 1;
        let name: String = body["filename"].as_str().unwrap().nfc().collect();
        let owner = body["job_id"]
            .as_str()
            .map_or_else(|| "users/kim".to_owned(), |job| format!("jobs/{job}"));
        let folder = root.join(owner).join(init["file_info"]["type"].as_str().unwrap());
        assert_eq!(Path::new(init["storage_path"].as_str().unwrap()), folder, "{line}");
        let upload = Upload {
            client: kim.clone(),
            id: init["upload_id"].as_str().unwrap().to_owned(),
            chunk_size: 3,
            bytes: b"abc".to_vec(),
            init,
        };
        assert_eq!(upload.show().await["filename"], name, "{line}");
        upload.put(0).await.expect(200);
        let done = upload.complete().await;
        let expected = folder.join(&name);
        if done.status == 200 {
            assert_eq!(done.json()["filename"], name, "{line}");
            assert_eq!(
                Path::new(done.json()["file_path"].as_str().unwrap()),
                expected,
                "{line}"
            );
            let only = expected
                .strip_prefix(around.path())
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            assert_eq!(files_below(around.path()), [only], "{line}");
        } else {
            assert_eq!(done.expect(403).code(), "security_rejected", "{line}");
        }
        kim.delete(&format!("/api/v2/files/uploads/{}", upload.id))
            .await
            .expect(200);
        assert_eq!(files_below(around.path()), Vec::<String>::new(), "{line}");
    }
    println!("hostile: {accepted} names accepted as they are, {refused} refused");
    assert!(accepted + refused >= 250 && accepted > 50 && refused > 50);
}

/// Sends bytes as they are and gives the status, 0 when the connection is closed without one.
async fn raw(app: &App, bytes: &[u8]) -> u16 {
    let address = app.server.base().trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    // The service may close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = [0; 12];
    match tokio::time::timeout(Duration::from_secs(10), stream.read_exact(&mut answer))
        .await
        .unwrap()
    {
        Ok(_) => std::str::from_utf8(&answer[9..]).unwrap().parse().unwrap(),
        Err(_) => 0,
    }
}

fn head(app: &App, method: &str, path: &str, headers: &str) -> String {
    let token = portal_testkit::token_at("kim", &["DX-Users"], app.clock.unix_seconds());
    format!(
        "{method} {path} HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n{headers}\r\n"
    )
}

#[tokio::test]
async fn path_segments_name_an_upload_or_nothing() {
    let app = App::start().await;
    let segments = [
        "..",
        ".",
        "%2e%2e",
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "%",
        "%zz",
        "%ff",
        "0123456789ABCDEF",
        "0123456789abcdef%00",
        "0123456789abcdef%20",
        "%200123456789abcdef",
        "0123456789abcde",
        "0123456789abcdef0",
        "'%20OR%201=1",
        "*",
        "-1",
        "%EF%BC%90123456789abcdef",
        "{id}",
        "null",
        "0123456789abcdef;x=1",
        "0123456789abcdef.json",
        "%e2%80%ae",
        "0123456789abcdef%2f..%2fx",
        "~",
    ];
    for segment in segments {
        for (method, rest) in [
            ("GET", ""),
            ("DELETE", ""),
            ("PUT", "/chunks/0"),
            ("PUT", "/chunks/%2e%2e"),
            ("PUT", "/chunks/1e3"),
        ] {
            let headers = if method == "PUT" { "Content-Length: 0\r\n" } else { "" };
            let path = format!("/api/v2/files/uploads/{segment}{rest}");
            let status = raw(&app, head(&app, method, &path, headers).as_bytes()).await;
            assert!([400, 404].contains(&status), "{method} {path}: {status}");
        }
    }
    let long = format!("/api/v2/files/uploads/{}", "a".repeat(100_000));
    assert!([400, 404, 414].contains(&raw(&app, head(&app, "GET", &long, "").as_bytes()).await));
}

#[tokio::test]
async fn chunk_numbers_and_lengths_are_numbers() {
    let app = App::start().await;
    let upload = Upload::begin(&app.user("kim"), "a.dat", noise(200_000, 1), 65_536).await;
    for index in [
        "-0",
        "+0",
        "00x",
        "0x0",
        "%30x",
        "1e0",
        "0.0",
        "９",
        "18446744073709551615",
        "99999999999999999999999",
        "%20",
        "",
        "0/0",
    ] {
        let path = upload.url(index.replace('９', "%EF%BC%99"));
        let status = raw(&app, head(&app, "PUT", &path, "Content-Length: 0\r\n").as_bytes()).await;
        assert!([400, 404].contains(&status), "{index}: {status}");
    }
    let path = upload.url(0);
    for headers in [
        "Content-Length: -1\r\n",
        "Content-Length: 18446744073709551616\r\n",
        "Content-Length: 9223372036854775807\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked, gzip\r\n",
        "Content-Length: 65536\r\nX-Checksum-CRC32C: \u{fc}\r\n",
        "Content-Length: 65536\r\nContent-MD5: =====\r\n",
        "Content-Length: 65536\r\nX-Checksum-SHA256: -1\r\n",
        "Content-Length: 3\r\nContent-Encoding: gzip\r\n",
        "X : y\r\n",
        "X\u{0}: y\r\n",
    ] {
        let request = head(&app, "PUT", &path, headers) + "abc";
        let status = raw(&app, request.as_bytes()).await;
        assert!((400..500).contains(&status) || status == 0, "{headers}: {status}");
    }
    let many = "X-Filler: y\r\n".repeat(2000);
    assert!(raw(&app, head(&app, "GET", "/api/v2/files/limits", &many).as_bytes()).await < 500);
    upload.put_all().await;
    upload.complete().await.expect(200);
    assert_eq!(std::fs::read(app.path("users/kim/data/a.dat")).unwrap(), upload.bytes);
}

#[tokio::test]
async fn bodies_that_are_not_what_a_route_takes_are_refused() {
    let app = App::start().await;
    // The contract's limits are for other tests; tokens end with the hour.
    let later = || {
        app.clock.advance(Duration::from_secs(61));
        app.user("kim")
    };
    let nested = |depth: usize| format!("{{\"filename\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"\"x\"".to_vec(),
        b"{".to_vec(),
        b"{}trailing".to_vec(),
        nested(100).into(),
        nested(100_000).into(),
        br#"{"filename":"a","filename":"b","file_size":1}"#.to_vec(),
        br#"{"filename":"a","file_size":1e400}"#.to_vec(),
        br#"{"filename":"a","file_size":99999999999999999999}"#.to_vec(),
        br#"{"filename":"a","file_size":1.0000001}"#.to_vec(),
        br#"{"filename":"a","file_size":-0.0}"#.to_vec(),
        br#"{"filename":"a","file_size":"1"}"#.to_vec(),
        br#"{"filename":"a","file_size":true}"#.to_vec(),
        br#"{"filename":"a","file_size":[1]}"#.to_vec(),
        br#"{"filename":["a"],"file_size":1}"#.to_vec(),
        br#"{"filename":{"$ne":1},"file_size":1}"#.to_vec(),
        br#"{"filename":"\ud800","file_size":1}"#.to_vec(),
        b"{\"filename\":\"\xff\",\"file_size\":1}".to_vec(),
        br#"{"filename":"a","file_size":1,"on_conflict":"RENAME"}"#.to_vec(),
        br#"{"filename":"a","file_size":1,"chunk_size":9223372036854775807}"#.to_vec(),
        br#"{"filename":"a","file_size":9223372036854775807}"#.to_vec(),
        b"\xef\xbb\xbf{\"filename\":\"a\",\"file_size\":1}".to_vec(),
        vec![b' '; 300 * 1024],
    ];
    for path in [INIT, "/api/v2/files/upload/complete", "/api/v2/files/classify"] {
        for body in &bodies {
            let answer = later().post_raw(path, "application/json", body.clone()).await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            assert!(
                [400, 404, 413].contains(&answer.status),
                "{path} {shown}: {} {}",
                answer.status,
                answer.text()
            );
            assert_eq!(
                answer.json()["code"].as_str().map(str::is_empty),
                Some(false),
                "{shown}"
            );
        }
        for content_type in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/jsonx",
            "\u{e9}",
            "multipart/form-data",
        ] {
            let answer = later()
                .post_raw(path, content_type, r#"{"filename":"a","file_size":1}"#)
                .await;
            assert_eq!(answer.status, 415, "{path} {content_type}: {}", answer.text());
        }
    }
    for content_type in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"",
        "multipart/mixed; boundary=x",
        "text/plain",
    ] {
        let answer = later()
            .post_raw("/api/v2/files/upload/chunk", content_type, "--x--")
            .await;
        assert_eq!(answer.status, 400, "{content_type}: {}", answer.text());
    }
    assert_eq!(app.files(), Vec::<String>::new());
}

#[tokio::test]
async fn lists_take_only_what_they_know() {
    let app = App::start().await;
    let kim = app.user("kim");
    for query in [
        "limit=-1",
        "limit=1e2",
        "limit=99999999999999999999",
        "sort=-",
        "sort=created_at;drop",
        "cursor=1:%00",
        "job_id=%00",
        "type=%00",
        "sort=file_size&cursor=1:x",
        "sort=file_size&cursor=1:99999999999999999999",
        "cursor=99999999999999999999:x",
        "cursor=%00",
        "cursor=..%2f",
        "cursor=AAAA",
        "cursor=%ff",
        "status=%27",
        "type=../x",
        "q=%00",
        "q=%ff%fe",
        "job_id=../x",
        "user_id=%00",
        "limit=1&limit=2",
        "q=%25%25%25%25",
        "q=%5c",
        "status=completed%00",
    ] {
        let answer = kim.get(&format!("/api/v2/files/uploads?{query}")).await;
        assert!(
            [200, 400, 403].contains(&answer.status),
            "{query}: {} {}",
            answer.status,
            answer.text()
        );
    }
}

#[tokio::test]
async fn another_sites_page_cannot_write_with_the_cookie() {
    let app = App::start().await;
    let token = portal_testkit::token_at("kim", &["DX-Users"], app.clock.unix_seconds());
    let foreign = app.server.stranger().foreign_cookie(&token);
    let body = json!({"filename": "a.dat", "file_size": 1});
    let own = app.server.base().to_owned();
    for origin in [
        None,
        Some("https://evil.example"),
        Some("null"),
        Some(""),
        Some(&*format!("{own}.evil.example")),
        Some("http://127.0.0.1"),
    ] {
        let page = origin.map_or_else(|| foreign.clone(), |origin| foreign.with("origin", origin));
        assert_eq!(
            page.post_json(INIT, &body).await.expect(403).code(),
            "cross_origin",
            "{origin:?}"
        );
        page.delete("/api/v2/files/uploads/0123456789abcdef").await.expect(403);
        page.put_bytes("/api/v2/files/uploads/0123456789abcdef/chunks/0", "x")
            .await
            .expect(403);
        page.get("/api/v2/files/uploads").await.expect(200);
    }
    let referred = foreign.with("referer", "https://evil.example/page");
    referred.post_json(INIT, &body).await.expect(403);
    assert_eq!(app.files(), Vec::<String>::new());
    app.server.browser("kim").post_json(INIT, &body).await.expect(201);
}
