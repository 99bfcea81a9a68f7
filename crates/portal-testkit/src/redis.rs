//! A real redis-server of one's own: on a socket in a temporary folder, gone at the end of the test.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Child;
use std::time::Duration;

use portal_config::RedisUrl;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::eventually;
use crate::program::{environment, quiet};

/// How long a server may take to answer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that can be killed, frozen and started again under the same address.
#[derive(Debug)]
pub struct TestRedis {
    folder: TempDir,
    process: Option<Child>,
}

impl TestRedis {
    /// Starts a server and waits until it answers.
    #[must_use]
    pub fn start() -> Self {
        let mut server = Self::absent();
        server.restart();
        server
    }

    /// A server when the environment says `PORTAL_TEST_REDIS=1`, so that the same tests run with and without one.
    #[must_use]
    pub fn if_asked() -> Option<Self> {
        environment("PORTAL_TEST_REDIS").map(|_| Self::start())
    }

    /// An address at which no server runs yet.
    #[must_use]
    pub fn absent() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
            process: None,
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> RedisUrl {
        RedisUrl::parse(&format!("unix://{}", self.socket().display())).expect("a URL")
    }

    /// Starts the server (again), empty.
    pub fn restart(&mut self) {
        self.kill();
        let _ = std::fs::remove_file(self.socket());
        let process = quiet("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no"])
            .args(["--loglevel", "warning", "--unixsocket"])
            .arg(self.socket())
            .arg("--dir")
            .arg(self.folder.path())
            .spawn()
            .expect("redis-server is missing: apt-get install redis-server");
        self.process = Some(process);
        eventually("an answer of redis-server", PATIENCE, || self.answers().then_some(()));
    }

    /// `kill -9`, and waits until the process is gone.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Stops the process without closing anything, as a hanging machine does.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets a frozen one go on.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// Makes it as empty as a new one.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn empty(&self) {
        assert_eq!(&self.ask::<5>(b"FLUSHALL\r\n").expect("an answer"), b"+OK\r\n");
    }

    fn signal(&self, signal: Signal) {
        let process = self.process.as_ref().expect("a running redis-server");
        kill_process(Pid::from_child(process), signal).expect("our own child");
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }

    fn answers(&self) -> bool {
        self.ask::<5>(b"PING\r\n").is_ok_and(|answer| &answer == b"+PONG")
    }

    fn ask<const LENGTH: usize>(&self, command: &[u8]) -> std::io::Result<[u8; LENGTH]> {
        let mut stream = UnixStream::connect(self.socket())?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(command)?;
        let mut answer = [0; LENGTH];
        stream.read_exact(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        self.kill();
    }
}

#[cfg(test)]
mod tests {
    use super::TestRedis;

    #[test]
    fn it_can_be_killed_frozen_and_started_again() {
        let mut redis = TestRedis::start();
        assert!(redis.answers());
        redis.freeze();
        assert!(!redis.answers(), "a frozen server takes connections and says nothing");
        redis.thaw();
        redis.kill();
        assert!(!redis.answers());
        redis.restart();
        assert!(redis.answers());
    }
}
