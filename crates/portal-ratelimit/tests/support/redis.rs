//! A real redis-server of one's own: on a socket in a temporary folder, gone at the end of the test.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portal_config::RedisUrl;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// How long a server may take to answer on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(20);

/// A server that can be killed, frozen and started again under the same address.
pub(crate) struct RedisServer {
    folder: TempDir,
    process: Option<Child>,
}

impl RedisServer {
    /// Starts a server and waits until it answers.
    pub(crate) fn start() -> Self {
        let mut server = Self::prepare();
        server.restart();
        server
    }

    /// An address at which no server runs yet.
    pub(crate) fn prepare() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
            process: None,
        }
    }

    pub(crate) fn url(&self) -> RedisUrl {
        RedisUrl::parse(&format!("unix://{}", self.socket().display())).expect("a URL")
    }

    /// A connection for looking behind the limiter's back.
    pub(crate) fn connect(&self) -> redis::Connection {
        let client = redis::Client::open(self.url().expose()).expect("a URL");
        client.get_connection().expect("a running redis-server")
    }

    /// Starts the server (again), empty.
    pub(crate) fn restart(&mut self) {
        self.kill();
        let _ = std::fs::remove_file(self.socket());
        #[expect(clippy::disallowed_methods, reason = "tests start the servers they need")]
        let process = Command::new("redis-server")
            .args([
                "--port",
                "0",
                "--save",
                "",
                "--appendonly",
                "no",
                "--loglevel",
                "warning",
                "--unixsocket",
            ])
            .arg(self.socket())
            .arg("--dir")
            .arg(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server has to be installed for these tests");
        self.process = Some(process);
        self.wait_until_it_answers();
    }

    /// `kill -9`, and waits until the process is gone.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Stops the process without closing anything, as a hanging machine does.
    pub(crate) fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    pub(crate) fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let process = self.process.as_ref().expect("a running redis-server");
        kill_process(Pid::from_child(process), signal).expect("our own child");
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }

    fn wait_until_it_answers(&self) {
        let client = redis::Client::open(self.url().expose()).expect("a URL");
        let started = Instant::now();
        loop {
            let answers = client
                .get_connection()
                .and_then(|mut connection| redis::cmd("PING").query::<String>(&mut connection));
            if answers.is_ok() {
                return;
            }
            assert!(
                started.elapsed() < START_LIMIT,
                "redis-server does not answer: {answers:?}"
            );
            std::thread::park_timeout(Duration::from_millis(2));
        }
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
