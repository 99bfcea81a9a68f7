//! The dashboard before a simulated cluster of kim's and lee's, with templates and uploads.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use portal_config::{ClusterIntervals, DashboardSettings};
use portal_slurm::simulator::{NodeGroup, Plan, Simulator};
use portal_testkit::{TestClient, TestResponse};
use serde_json::{Value, json};

use crate::app::{App, Upload, eventually};

pub(crate) const SUBMISSIONS: &str = "/api/v2/submissions";

/// Slurm is asked so often.
const OFTEN: Duration = Duration::from_millis(60);

/// Counts the lines of a mesh, which it needs; `time` and `env.LEVEL` may be changed.
pub(crate) const COUNT: &str = "template:\n  id: count\n  name: count-lines\n  display_name: Counts lines\n  version: \"1.2\"\n\
    slurm:\n  partition: cpu\n  nodes: 1\n  ntasks: 2\n  mem: 1G\n  time: \"01:00:00\"\n\
    apptainer:\n  image_selection:\n    mode: any\n    required: false\n  env:\n    LEVEL: \"1\"\n\
    files:\n  input_schema:\n    required:\n      - name: Mesh\n        file_key: mesh\n        max_size: 1MB\n\
    \x20       validation:\n          extensions: [.msh]\n    optional:\n      - name: Settings\n        file_key: settings\n\
    \x20       validation:\n          extensions: [.json]\n          schema:\n            required: [steps]\n\
    \x20           properties:\n              steps: {type: number, minimum: 1}\n  output_pattern: [\"*.count\"]\n\
    script:\n  main_exec: |\n    wc -l \"$FILE_MESH\" > results/lines.count\n\
    overrides:\n  time: {max: \"02:00:00\"}\n  env.LEVEL: {type: int, min: 1, max: 9}\n";

pub(crate) struct Site {
    app: App,
    pub(crate) slurm: Arc<Simulator>,
}

impl Deref for Site {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

impl Site {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut DashboardSettings)) -> Self {
        let mut slurm = None;
        let plan = Plan::empty("test")
            .nodes("cpu", NodeGroup::new("cn", 4, 8, 16))
            .users(&["kim", "lee"]);
        let app = App::before_one(
            |clock| {
                let simulator = Arc::new(Simulator::new(plan, clock));
                slurm = Some(Arc::clone(&simulator));
                simulator
            },
            |settings| {
                settings.intervals = often();
                change(settings);
            },
        );
        let app = app.await;
        app.drop_template("official/test/count.yaml", COUNT);
        let site = Self {
            app,
            slurm: slurm.unwrap(),
        };
        site.known("count").await;
        site
    }

    /// The portal goes down, so much time passes, and it is back.
    pub(crate) async fn away_for(self, time: Duration) -> Self {
        let Self { app, slurm } = self;
        let clock = (*app.clock).clone();
        let back = app.restart_before(
            slurm.clone(),
            async || clock.advance(time),
            |settings| settings.intervals = often(),
        );
        Self { app: back.await, slurm }
    }

    /// Lets so many seconds pass on the cluster.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Waits until a template is known.
    pub(crate) async fn known(&self, id: &str) {
        let kim = self.user("kim");
        kim.post("/api/v2/templates/scan").await.assert_status(200);
        kim.get(&format!("/api/v2/templates/{id}")).await.assert_status(200);
    }

    /// A finished upload, and its id.
    pub(crate) async fn upload(&self, client: &TestClient, name: &str, bytes: &[u8]) -> String {
        let upload = Upload::begin(client, name, bytes.to_vec(), 65_536).await;
        upload.put_all().await;
        upload.complete().await.assert_status(200);
        upload.id
    }

    /// A job of `count` with this mesh.
    pub(crate) async fn count(&self, client: &TestClient) -> Value {
        let mesh = self.upload(client, "wing.msh", b"1\n2\n3\n").await;
        json!({"template_id": "count", "inputs": {"mesh": mesh}})
    }

    /// Submits a job, and waits until it runs: what was answered, and the submission's id.
    pub(crate) async fn running(&self, client: &TestClient, job: &Value) -> (Value, i64) {
        let made = submit(client, job).await.expect(201).json();
        let id = made["submission_id"].as_i64().unwrap();
        self.pass(5);
        self.becomes(client, id, "running").await;
        (made, id)
    }

    /// Folders of jobs below `JOBS_ROOT`.
    pub(crate) fn folders(&self, user: &str) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.jobs.path().join(user)) else {
            return Vec::new();
        };
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// Waits until the submission has this status.
    pub(crate) async fn becomes(&self, client: &TestClient, id: i64, status: &str) -> Value {
        let path = format!("{SUBMISSIONS}/{id}");
        eventually(&format!("{id} to be {status}"), async || {
            let shown = client.get(&path).await.expect(200).json();
            (shown["status"] == status).then_some(shown)
        })
        .await
    }
}

fn often() -> ClusterIntervals {
    ClusterIntervals {
        queue: OFTEN,
        nodes: OFTEN,
        partitions: OFTEN,
        settings: OFTEN,
        finished: OFTEN,
    }
}

pub(crate) async fn submit(client: &TestClient, job: &Value) -> TestResponse {
    client.post_json("/api/v2/jobs", job).await
}

pub(crate) async fn preview(client: &TestClient, job: &Value) -> TestResponse {
    client.post_json("/api/v2/jobs/preview", job).await
}

/// `field code` of each problem.
pub(crate) fn problems(answer: &Value) -> Vec<String> {
    let problems = answer["problems"].as_array().unwrap();
    let text = |problem: &Value, name: &str| problem[name].as_str().unwrap().to_owned();
    problems
        .iter()
        .map(|problem| format!("{} {}", text(problem, "field"), text(problem, "code")))
        .collect()
}
