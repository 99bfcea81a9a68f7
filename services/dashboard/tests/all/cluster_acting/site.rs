//! The dashboard, as root, before a real Slurm of its own.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use portal_config::ClusterIntervals;
use portal_slurm::cli::{Hand, RunOptions, SlurmCommands};
use portal_testkit::{TestClient, TestSlurm};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::app::App;

/// What a look takes at most on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Site {
    app: App,
    pub(super) slurm: TestSlurm,
    commands: TempDir,
}

impl Deref for Site {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

impl Site {
    /// The queue is looked at by itself only once an hour: whatever is seen sooner was looked for because of what was done.
    pub(super) async fn new() -> Self {
        Self::with(Duration::from_secs(30), &[]).await
    }

    /// With commands that may take so long, and some that are scripts; these find the real one as `$real`.
    pub(super) async fn with(limit: Duration, scripts: &[(&str, &str)]) -> Self {
        Self::looking(Duration::from_secs(3600), limit, scripts).await
    }

    /// The queue is looked at all the time, and people may enter the folder of jobs.
    pub(super) async fn watching() -> Self {
        let site = Self::looking(Duration::from_secs(1), Duration::from_secs(30), &[]).await;
        open(site.jobs.path());
        site
    }

    async fn looking(every: Duration, limit: Duration, scripts: &[(&str, &str)]) -> Self {
        let slurm = TestSlurm::own();
        let commands = tempfile::tempdir().unwrap();
        open(commands.path());
        for (command, script) in scripts {
            let real = slurm.run("sh", &["-c", &format!("command -v {command}")]);
            let path = commands.path().join(command);
            std::fs::write(&path, format!("#!/bin/bash\nreal={}\n{script}\n", real.stdout.trim())).unwrap();
            open(&path);
        }
        let options = RunOptions {
            bin_dir: Some(commands.path().to_owned()),
            slurm_conf: Some(slurm.conf().to_owned()),
            limit,
            ..RunOptions::default()
        };
        let cluster = SlurmCommands::new(options).acting_by(Hand::SetUser { least_uid: 1000 });
        let intervals = ClusterIntervals {
            queue: every,
            // A node that is back takes a moment until it has answered slurmctld.
            nodes: Duration::from_secs(2),
            partitions: every,
            settings: every,
            finished: every,
        };
        let app = App::before(Arc::new(cluster), |settings| settings.intervals = intervals).await;
        let site = Self { app, slurm, commands };
        site.until("/api/v2/nodes", "the nodes", |list| list["total"] == 3)
            .await;
        site.until("/api/v2/jobs", "the queue", |list| list["total"] == 0).await;
        site
    }

    pub(super) fn alice(&self) -> TestClient {
        self.user("alice")
    }

    pub(super) fn bob(&self) -> TestClient {
        self.user("bob")
    }

    pub(super) fn root(&self) -> TestClient {
        self.server.admin("root")
    }

    /// A file beside the commands, for scripts to look at.
    pub(super) fn sign(&self, name: &str) -> PathBuf {
        self.commands.path().join(name)
    }

    /// A job that waits until it is released, and its number.
    pub(super) async fn held(&self, client: &TestClient) -> String {
        self.submitted(client, json!({"hold": true, "script": "#!/bin/bash\nsleep 300\n"}))
            .await
    }

    /// A job that runs.
    pub(super) async fn running(&self, client: &TestClient) -> String {
        let id = self
            .submitted(client, json!({"script": "#!/bin/bash\nsleep 300\n"}))
            .await;
        self.slurm.wait_for_script(id.parse().unwrap());
        id
    }

    pub(super) async fn submitted(&self, client: &TestClient, mut draft: Value) -> String {
        draft["work_dir"] = json!("/tmp");
        draft["stdout"] = json!("/dev/null");
        let made = client.post_json("/api/v2/jobs", &draft).await.expect(201).json();
        made["id"].as_str().unwrap().to_owned()
    }

    /// Asks until the answer is as expected.
    pub(super) async fn until(&self, path: &str, what: &str, expected: impl Fn(&Value) -> bool) -> Value {
        let begin = Instant::now();
        loop {
            let answer = self.root().get(path).await.json();
            if expected(&answer) {
                return answer;
            }
            assert!(begin.elapsed() < PATIENCE, "{what} did not come; {path} is {answer}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the portal shows the job in that state.
    pub(super) async fn shows(&self, id: &str, state: &str) -> Value {
        let path = format!("/api/v2/jobs/{id}");
        self.until(&path, state, |view| view["job"]["state"] == state).await
    }

    /// A field of `scontrol show job`.
    pub(super) fn told(&self, id: &str, field: &str) -> String {
        let shown = self.slurm.run("scontrol", &["show", "job", id]).stdout;
        let wanted = format!("{field}=");
        let value = shown.split_whitespace().find_map(|pair| pair.strip_prefix(&wanted));
        value.unwrap_or_default().to_owned()
    }

    /// Jobs that Slurm knows.
    pub(super) fn count(&self) -> usize {
        let shown = self.slurm.run("squeue", &["-h", "-a", "-t", "all", "-o", "%i"]);
        shown.stdout.lines().count()
    }

    /// `actor outcome reason` of what the audit log has of `action` on `object`, oldest first.
    pub(super) async fn audited(&self, action: &str, object: &str) -> Vec<String> {
        let path = format!("/api/audit?action={action}");
        let log = self.root().get(&path).await.expect(200).json();
        let rows = log["entries"].as_array().unwrap().iter().rev();
        rows.filter(|row| row["object"] == object)
            .map(|row| {
                let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
                format!("{} {} {}", text("actor"), text("outcome"), text("reason"))
                    .trim()
                    .to_owned()
            })
            .collect()
    }
}

/// Everybody can read and run it.
fn open(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}
