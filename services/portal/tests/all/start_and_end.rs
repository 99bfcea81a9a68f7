//! The services as daemons: what they tell systemd, how they end, and why they do not start.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use portal_testkit::{TestClient, eventually, token};
use serde_json::json;

use crate::daemon::{Daemon, PATIENCE, SERVICES};
use crate::portal::Shell;
use crate::watching::Watching;

#[actix_web::test]
async fn systemd_is_told_of_the_start_of_each_beat_and_of_the_end() {
    let shell = Shell::new();
    for name in SERVICES {
        let mut daemon = Daemon::start(&shell, name, &[("WATCHDOG_USEC", "300000")]);
        daemon.stranger().get("/health").await.assert_status(200);
        daemon.hear("WATCHDOG=1");
        daemon.hear("WATCHDOG=1");
        daemon.process.ask_to_stop();
        daemon.hear("STOPPING=1");
        assert_eq!(daemon.process.wait(), Some(0), "{name}: {}", daemon.log());
    }
}

/// A chunk that is half sent, and the person who sends it.
struct HalfSent {
    connection: TcpStream,
    kim: TestClient,
    upload: String,
}

static CHUNK: [u8; 65_536] = [b'#'; 65_536];

impl HalfSent {
    async fn begin(daemon: &Daemon) -> Self {
        let token = token("kim", &["DX-Users"]);
        let kim = daemon.stranger().bearer(&token);
        let body = json!({"filename": "a.dat", "file_size": CHUNK.len()});
        let init = kim
            .post_json("/api/v2/files/upload/init", &body)
            .await
            .expect(201)
            .json();
        let id = init.get("upload_id").unwrap().as_str().unwrap();
        let upload = format!("/api/v2/files/uploads/{id}");
        let mut connection = TcpStream::connect(daemon.address()).unwrap();
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        let length = CHUNK.len();
        let head = format!(
            "PUT {upload}/chunks/0 HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {token}\r\n\
             Content-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
        );
        connection.write_all(head.as_bytes()).unwrap();
        let mut go_on = [0; 25];
        connection.read_exact(&mut go_on).unwrap();
        assert_eq!(go_on, *b"HTTP/1.1 100 Continue\r\n\r\n");
        connection.write_all(CHUNK.get(..1000).unwrap()).unwrap();
        // The one worker has seen to it before it answers this.
        kim.get("/health").await.assert_status(200);
        Self {
            connection,
            kim,
            upload,
        }
    }

    fn finish(mut self) -> String {
        self.connection.write_all(CHUNK.get(1000..).unwrap()).unwrap();
        let mut answer = String::new();
        self.connection.read_to_string(&mut answer).unwrap();
        answer
    }
}

#[actix_web::test]
async fn what_is_under_way_is_finished_and_answered_while_nobody_else_is_let_in() {
    let shell = Shell::new();
    let mut daemon = Daemon::start(&shell, "dashboard_backend", &[]);
    let chunk = HalfSent::begin(&daemon).await;
    let (kim, upload) = (chunk.kim.clone(), chunk.upload.clone());
    daemon.process.ask_to_stop();
    daemon.hear("STOPPING=1");
    eventually("a refusal", PATIENCE, || {
        let refused = TcpStream::connect(daemon.address()).err()?;
        (refused.kind() == ErrorKind::ConnectionRefused).then_some(())
    });
    let answer = chunk.finish().to_lowercase();
    assert!(answer.starts_with("http/1.1 200 ok\r\n"), "{answer}");
    assert!(answer.contains("connection: close\r\n"), "{answer}");
    assert!(answer.contains("chunk uploaded successfully"), "{answer}");
    assert_eq!(daemon.process.wait(), Some(0), "{}", daemon.log());
    drop(kim);

    let daemon = Daemon::start(&shell, "dashboard_backend", &[]);
    let kim = daemon.stranger().bearer(&token("kim", &["DX-Users"]));
    let row = kim.get(&upload).await.expect(200).json();
    assert_eq!(row.get("uploaded_chunks").unwrap(), 1, "acknowledged means kept");
    let log = daemon.stop();
    assert!(!log.contains("ERROR"), "{log}");
}

#[actix_web::test]
async fn told_twice_a_service_ends_at_once_and_says_so() {
    let shell = Shell::new();
    let mut daemon = Daemon::start(&shell, "dashboard_backend", &[]);
    let chunk = HalfSent::begin(&daemon).await;
    let began = Instant::now();
    daemon.process.ask_to_stop();
    daemon.hear("STOPPING=1");
    daemon.process.interrupt();
    assert_eq!(daemon.process.wait(), Some(1));
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let log = daemon.log();
    let said = |text: &str| log.lines().filter(|line| line.contains(text)).count();
    assert_eq!(said("was told twice to stop"), 1, "{log}");
    drop(chunk);
}

#[actix_web::test]
async fn listeners_are_told_to_come_back() {
    let shell = Shell::new();
    let mut daemon = Daemon::start(&shell, "websocket_service", &[]);
    let mut kim = Watching::begin(daemon.base(), &token("kim", &["DX-Users"])).await;
    kim.hear().await;
    daemon.process.ask_to_stop();
    assert_eq!(kim.closed().await, 1001);
    assert_eq!(daemon.process.wait(), Some(0), "{}", daemon.log());
}

#[test]
fn settings_can_be_checked_without_starting() {
    let shell = Shell::new();
    let wrong = [
        ("JWT_SECRET_KEY", "hunter2"),
        ("PORT", "http"),
        ("WORKERS", "0"),
        ("LOG_LEVEL", "a=b=c"),
        ("LOG_FORMAT", "xml"),
        ("TRUSTED_PROXIES", "nginx"),
    ];
    for name in SERVICES {
        let good = shell.service(name).args(["--check-config"]).run();
        assert_eq!((good.code, good.stderr.as_str()), (Some(0), ""), "{name}");
        for (variable, value) in wrong {
            for arguments in [&["--check-config"][..], &[]] {
                let ended = shell.service(name).args(arguments).env(variable, value).run();
                assert_eq!(ended.code, Some(78), "{name} {variable}: {}", ended.stderr);
                assert!(
                    ended.stderr.starts_with(&format!("{variable}: ")),
                    "{name}: {}",
                    ended.stderr
                );
                assert_eq!(ended.stderr.lines().count(), 1, "{name}: {}", ended.stderr);
                assert!(!ended.stderr.contains("hunter2"), "{name}: {}", ended.stderr);
            }
        }
    }
}

#[test]
fn a_port_that_is_taken_is_said() {
    let shell = Shell::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    for name in SERVICES {
        let refused = shell.service(name).env("PORT", address.port().to_string()).run();
        assert_eq!(refused.code, Some(69), "{name}: {}", refused.stderr);
        let expected = format!("cannot listen on {address}: Address already in use");
        assert!(refused.stderr.starts_with(&expected), "{name}: {}", refused.stderr);
        assert_eq!(refused.stderr.lines().count(), 1, "{name}: {}", refused.stderr);
    }
}
