//! The real program as a process of its own: to be killed, stopped, watched and started again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use portal_testkit::{Program, SECRET, Started, TestClient, TestDatabase, eventually, token};
use tempfile::TempDir;

/// Starts or ends within so long even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Tells its own pid, then becomes the service, whose lines go to a file: a pipe that nobody reads would fill up.
const START: &str = r#"echo "pid $$"; exec "$0" >>"$1" 2>&1"#;

/// The same, in a mount namespace of its own with a file system of `$2` bytes at `$3`, which is gone with the service.
const START_ON_SMALL_DISK: &str = r#"mount -t tmpfs -o "size=$2" tmpfs "$3" || exit 1
echo "pid $$"; exec "$0" >>"$1" 2>&1"#;

pub(crate) struct Service {
    pub(crate) database: Arc<TestDatabase>,
    pub(crate) folder: TempDir,
    settings: Vec<(&'static str, String)>,
    disk: Option<u64>,
    running: Option<Running>,
}

struct Running {
    process: Started,
    pid: u32,
    base: String,
}

impl Service {
    pub(crate) fn start(settings: &[(&'static str, &str)]) -> Self {
        Self::start_on(TestDatabase::new(), None, settings)
    }

    /// With the upload root on a file system of `disk` bytes that only the service sees; [`Service::path`] shows it.
    pub(crate) fn start_on_small_disk(disk: u64, settings: &[(&'static str, &str)]) -> Self {
        Self::start_on(TestDatabase::new(), Some(disk), settings)
    }

    pub(crate) fn start_on(
        database: impl Into<Arc<TestDatabase>>,
        disk: Option<u64>,
        settings: &[(&'static str, &str)],
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("uploads")).unwrap();
        let settings = settings.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let mut service = Self {
            database: database.into(),
            folder,
            settings: settings.collect(),
            disk,
            running: None,
        };
        service.begin();
        service
    }

    /// Starts it (again) and waits until it listens; on another port than before.
    pub(crate) fn begin(&mut self) {
        let (log, uploads) = (self.log_path(), self.folder.path().join("uploads"));
        let said = std::fs::read_to_string(&log).unwrap_or_default().len();
        let binary = env!("CARGO_BIN_EXE_dashboard_backend");
        let program = match self.disk {
            None => Program::new("sh").args(["-c", START, binary]).args([&log]),
            Some(bytes) => Program::new("unshare")
                .args(["--mount", "--", "sh", "-c", START_ON_SMALL_DISK, binary])
                .args([&log])
                .args([bytes.to_string()])
                .args([&uploads]),
        };
        let mut program = program
            .folder(self.folder.path())
            .env("UPLOAD_ROOT", &uploads)
            .env("DATABASE_URL", self.database.url())
            .env("JWT_SECRET_KEY", SECRET)
            .env("PORT", "0")
            .env("WORKERS", "2")
            .env("LOG_LEVEL", "warn,portal_http::run=info")
            .env("WEBSOCKET_INTERNAL_URL", "http://127.0.0.1:9")
            .env("RUST_BACKTRACE", "0");
        for (name, value) in &self.settings {
            program = program.env(name, value);
        }
        let mut process = program.start();
        // Only a file system that cannot be mounted ends it before this line.
        let pid = process
            .read_until("pid ")
            .trim()
            .trim_start_matches("pid ")
            .parse()
            .unwrap();
        let base = eventually("the service's start", PATIENCE, || {
            let lines = std::fs::read_to_string(&log).unwrap_or_default();
            let address = lines.get(said..)?.split_once("listens on ")?.1;
            // The line is there only once it has its end.
            let (address, _) = address.split_once('\n')?;
            Some(format!("http://{}", address.split_whitespace().next()?))
        });
        self.running = Some(Running { process, pid, base });
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.running.take().unwrap().process.kill();
    }

    /// SIGTERM, and waits for its orderly end.
    pub(crate) fn stop(&mut self) {
        assert_eq!(self.running.take().unwrap().process.terminate(), Some(0));
    }

    pub(crate) fn base(&self) -> &str {
        &self.running.as_ref().unwrap().base
    }

    pub(crate) fn user(&self, name: &str) -> TestClient {
        user(self.base(), name)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.running.as_ref().unwrap().pid
    }

    /// A file below the upload root, as the service sees it.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        let uploads = self.folder.path().join("uploads");
        match self.disk {
            None => uploads.join(below),
            Some(_) => Path::new("/proc")
                .join(self.pid().to_string())
                .join("root")
                .join(uploads.strip_prefix("/").unwrap())
                .join(below),
        }
    }

    /// Runs a program where the service's mounts are.
    pub(crate) fn among_its_mounts(&self, command: &[&str]) {
        let (pid, uploads) = (self.pid().to_string(), self.folder.path().join("uploads"));
        let ended = Program::new("nsenter")
            .args(["--target", &pid, "--mount", "--"])
            .args(command)
            .args([uploads])
            .run();
        assert_eq!(ended.code, Some(0), "{command:?}: {}", ended.stderr);
    }

    /// Files below the upload root, hidden ones too.
    pub(crate) fn files(&self) -> Vec<String> {
        files_below(&self.path(""))
    }

    /// A number in a file of `/proc/<pid>`, such as `VmHWM:` of `status`.
    pub(crate) fn figure(&self, file: &str, name: &str) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/{file}", self.pid())).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// All that it has logged.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("service.log")
    }
}

/// A cluster user who calls `base`.
pub(crate) fn user(base: &str, name: &str) -> TestClient {
    TestClient::stranger(base).bearer(&token(name, &["DX-Users"]))
}

/// Files below a folder, hidden ones too, by their paths from there.
pub(crate) fn files_below(root: &Path) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path();
                found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}
