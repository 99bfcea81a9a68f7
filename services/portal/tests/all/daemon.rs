//! A service as a process of its own, started as systemd would start it.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::time::Duration;

use portal_testkit::{Program, Started, TestClient, eventually};
use tempfile::TempDir;

use crate::portal::{Shell, service_path};

/// The programs of the three services.
pub(crate) const SERVICES: [&str; 3] = ["auth_backend", "dashboard_backend", "websocket_service"];

/// Anything may take so long on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Becomes the service, whose own lines go to a file: a pipe that nobody reads would fill up.
const START: &str = r#"export WATCHDOG_PID=$$; exec "$0" >>"$1" 2>&1"#;

/// A running service, and what it tells systemd.
pub(crate) struct Daemon {
    pub(crate) process: Started,
    base: String,
    notifications: UnixDatagram,
    folder: TempDir,
}

impl Daemon {
    /// Starts a service and waits until it says that it is ready.
    pub(crate) fn start(shell: &Shell, name: &str, settings: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let notifications = UnixDatagram::bind(folder.path().join("notify")).unwrap();
        notifications.set_read_timeout(Some(PATIENCE)).unwrap();
        let log = folder.path().join("log");
        let program = Program::new("sh").args(["-c", START, &service_path(name)]).args([&log]);
        let mut program = shell
            .settled(program)
            .env("NOTIFY_SOCKET", folder.path().join("notify"));
        for (name, value) in settings {
            program = program.env(name, value);
        }
        let mut daemon = Self {
            process: program.start(),
            base: String::new(),
            notifications,
            folder,
        };
        daemon.hear("READY=1");
        daemon.base = format!("http://{}", daemon.address());
        daemon
    }

    /// Waits for a message to systemd, past any others, such as `STOPPING=1`.
    pub(crate) fn hear(&self, wanted: &str) {
        let mut text = [0; 256];
        loop {
            let received = self.notifications.recv(&mut text);
            let length = received.unwrap_or_else(|error| panic!("no {wanted}: {error}; it said:\n{}", self.log()));
            let message = String::from_utf8_lossy(text.get(..length).unwrap()).into_owned();
            if message.lines().any(|line| line == wanted) {
                return;
            }
        }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Such as `127.0.0.1:40123`, from the line in which the service says so.
    pub(crate) fn address(&self) -> String {
        let log = self.log();
        let (_, address) = log.split_once(" listens on ").unwrap();
        address
            .chars()
            .take_while(|letter| letter.is_ascii_digit() || ".:".contains(*letter))
            .collect()
    }

    pub(crate) fn stranger(&self) -> TestClient {
        TestClient::stranger(&self.base)
    }

    /// All that it has logged.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Waits until it has logged `text`.
    pub(crate) fn logs(&self, text: &str) {
        eventually(text, PATIENCE, || self.log().contains(text).then_some(()));
    }

    /// SIGTERM, an orderly end, and all that it has logged.
    pub(crate) fn stop(mut self) -> String {
        assert_eq!(self.process.terminate(), Some(0), "{}", self.log());
        self.log()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}
