//! A real OpenSSH server of one's own, which stands for a node of the cluster.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::program::quiet;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/fixtures/sshd.sh");

/// A running server, which lets in whoever runs the tests, with its key.
#[derive(Debug)]
pub struct TestSshd {
    folder: TempDir,
    values: Vec<(String, String)>,
}

impl TestSshd {
    /// Starts one on a free port of 127.0.0.1.
    #[must_use]
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// One that has RSA keys besides, which take a while to make.
    #[must_use]
    pub fn with_rsa() -> Self {
        Self::with(&[("SSHD_RSA", "yes")])
    }

    fn with(settings: &[(&str, &str)]) -> Self {
        let folder = TempDir::with_prefix("hpc-portal-sshd.").expect("a temporary folder");
        let output = quiet("bash")
            .args([FIXTURE, "start"])
            .arg(folder.path())
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output()
            .expect("bash is missing: apt-get install bash");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let values = String::from_utf8_lossy(&output.stdout);
        let values = values.lines().filter_map(|line| line.split_once('='));
        let values = values
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self { folder, values }
    }

    /// Its port.
    ///
    /// # Panics
    /// Never: the fixture prints it.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.value("SSHD_PORT").parse().expect("a port")
    }

    /// The folder in which SFTP begins: relative paths lead from there.
    #[must_use]
    pub fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    /// Who is let in.
    #[must_use]
    pub fn user(&self) -> &str {
        self.value("SSHD_USER")
    }

    /// The key (Ed25519) that it lets in.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.folder.path().join("client_ed25519")
    }

    /// Another key (RSA) that it lets in, when it was started with one.
    #[must_use]
    pub fn rsa_key(&self) -> PathBuf {
        self.folder.path().join("client_rsa")
    }

    /// The lines of `known_hosts` that stand for it.
    ///
    /// # Panics
    /// When its folder is gone.
    #[must_use]
    pub fn known_hosts(&self) -> String {
        std::fs::read_to_string(self.value("SSHD_KNOWN_HOSTS")).expect("what the fixture wrote")
    }

    /// Lets another key in: the one of another server, so that one key opens all.
    ///
    /// # Panics
    /// When its folder is gone.
    pub fn admit(&self, key: &Path) {
        let public = std::fs::read_to_string(key.with_extension("pub")).expect("the public half of a key");
        let path = self.folder.path().join("authorized_keys");
        let known = std::fs::read_to_string(&path).expect("what the fixture wrote");
        std::fs::write(path, known + &public).expect("a folder to write to");
    }

    /// Stops the server without closing anything, as a hanging node does. Connections that it has go on.
    ///
    /// # Panics
    /// When it is gone.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets a frozen one go on.
    ///
    /// # Panics
    /// When it is gone.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let pid = self.value("SSHD_PID").parse().ok().and_then(Pid::from_raw);
        kill_process(pid.expect("a process id"), signal).expect("our own sshd");
    }

    fn value(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(known, _)| known == name);
        &found.expect("a value that the fixture prints").1
    }
}

impl Drop for TestSshd {
    fn drop(&mut self) {
        // A frozen one cannot be asked to end.
        if let Some(pid) = self.value("SSHD_PID").parse().ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::CONT);
        }
        let _ = quiet("bash")
            .args([FIXTURE, "stop"])
            .arg(self.folder.path())
            .stderr(Stdio::null())
            .status();
    }
}
