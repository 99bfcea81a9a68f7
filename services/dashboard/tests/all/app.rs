//! The service as `main` starts it, on a free port, with a database and a folder of its own.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use portal_config::{
    Clock, ClusterIntervals, DashboardSettings, ImageSettings, JobFolderSettings, JobPrices, SlurmSettings, Source,
    TemplateSettings, UploadSettings,
};
use portal_slurm::{Absent, Cluster};
use portal_testkit::{Part, TestClient, TestDatabase, TestRedis, TestResponse, TestServer, http_settings};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const MIB: usize = 1 << 20;

pub(crate) struct App {
    pub(crate) server: TestServer,
    pub(crate) database: TestDatabase,
    pub(crate) folder: TempDir,
    pub(crate) templates: TempDir,
    pub(crate) registry: TempDir,
    pub(crate) jobs: TempDir,
    pub(crate) clock: TestClock,
}

/// A manual clock; and the Redis of the service, when the environment asks for one, which goes by its own time.
pub(crate) struct TestClock {
    clock: Clock,
    redis: Option<TestRedis>,
}

impl TestClock {
    fn start() -> Self {
        Self {
            clock: Clock::manual(1_790_000_000),
            redis: TestRedis::if_asked(),
        }
    }

    /// Lets time pass. The limits' minute is over for Redis too: it is told to forget.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
        if let Some(redis) = self.redis.as_ref().filter(|_| by >= Duration::from_secs(60)) {
            redis.empty();
        }
    }
}

impl Deref for TestClock {
    type Target = Clock;
    fn deref(&self) -> &Clock {
        &self.clock
    }
}

impl App {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut DashboardSettings)) -> Self {
        Self::before(Arc::new(Absent), change).await
    }

    /// The service before that cluster.
    pub(crate) async fn before(slurm: Arc<dyn Cluster>, change: impl FnOnce(&mut DashboardSettings)) -> Self {
        Self::before_one(|_| slurm, change).await
    }

    /// The service before a cluster that goes by the same clock.
    pub(crate) async fn before_one(
        slurm: impl FnOnce(Clock) -> Arc<dyn Cluster>,
        change: impl FnOnce(&mut DashboardSettings),
    ) -> Self {
        let [folder, templates, registry, jobs] = [(); 4].map(|()| tempfile::tempdir().unwrap());
        let database = TestDatabase::new();
        let clock = TestClock::start();
        let slurm = slurm(clock.clock.clone());
        let server = serve(
            &database,
            [&folder, &templates, &registry, &jobs],
            &clock,
            slurm,
            change,
        )
        .await;
        Self {
            server,
            database,
            folder,
            templates,
            registry,
            jobs,
            clock,
        }
    }

    /// The same service again, after the first one ended.
    pub(crate) async fn restart(self) -> Self {
        self.restart_with(|_| {}).await
    }

    /// The same, with other settings.
    pub(crate) async fn restart_with(self, change: impl FnOnce(&mut DashboardSettings)) -> Self {
        self.restart_before(Arc::new(Absent), async || {}, change).await
    }

    /// The same, before that cluster, after something that happened meanwhile.
    pub(crate) async fn restart_before(
        self,
        slurm: Arc<dyn Cluster>,
        meanwhile: impl AsyncFnOnce(),
        change: impl FnOnce(&mut DashboardSettings),
    ) -> Self {
        let Self {
            server,
            database,
            folder,
            templates,
            registry,
            jobs,
            clock,
        } = self;
        server.stop().await;
        meanwhile().await;
        let folders = [&folder, &templates, &registry, &jobs];
        let server = serve(&database, folders, &clock, slurm, change).await;
        Self {
            server,
            database,
            folder,
            templates,
            registry,
            jobs,
            clock,
        }
    }

    pub(crate) fn user(&self, name: &str) -> TestClient {
        self.server.user(name)
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Files below the upload root, hidden ones too.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                } else {
                    found.push(
                        entry
                            .path()
                            .strip_prefix(self.folder.path())
                            .unwrap()
                            .to_str()
                            .unwrap()
                            .to_owned(),
                    );
                }
            }
        }
        found.sort();
        found
    }
}

async fn serve(
    database: &TestDatabase,
    [folder, templates, registry, jobs]: [&TempDir; 4],
    clock: &TestClock,
    slurm: Arc<dyn Cluster>,
    change: impl FnOnce(&mut DashboardSettings),
) -> TestServer {
    let mut settings = settings(database, |name| {
        let folder = match name {
            "uploads" => folder,
            "templates" => templates,
            "apptainer" => registry,
            _ => jobs,
        };
        folder.path().to_owned()
    });
    settings.redis = clock.redis.as_ref().map(TestRedis::url);
    change(&mut settings);
    TestServer::new(
        dashboard::start_with(settings, clock.clock.clone(), slurm)
            .await
            .unwrap(),
        clock.clock.clone(),
    )
}

/// What a service of tests is told; `folder` says where its folders are, by their names: uploads, templates, jobs, apptainer.
pub(crate) fn settings(database: &TestDatabase, folder: impl Fn(&str) -> PathBuf) -> DashboardSettings {
    let uploads = folder("uploads");
    let uploads = Source::from_pairs([("UPLOAD_ROOT", uploads.to_str().unwrap())]);
    DashboardSettings {
        http: http_settings(),
        database: database.settings(),
        redis: None,
        // Nobody listens there: a dashboard without its WebSocket service must do its work.
        websocket_url: "http://127.0.0.1:9".to_owned(),
        uploads: UploadSettings::load(&uploads).unwrap(),
        templates: TemplateSettings {
            root: folder("templates"),
        },
        jobs: JobFolderSettings { root: folder("jobs") },
        prices: JobPrices::default(),
        images: ImageSettings {
            registry: folder("apptainer"),
            ..ImageSettings::load(&Source::default()).unwrap()
        },
        intervals: ClusterIntervals::default(),
        slurm: SlurmSettings::load(&Source::default()).unwrap(),
        demo: false,
        group_permissions: None,
    }
}

/// An upload as a client drives it.
pub(crate) struct Upload {
    pub(crate) client: TestClient,
    pub(crate) id: String,
    pub(crate) init: Value,
    pub(crate) chunk_size: usize,
    pub(crate) bytes: Vec<u8>,
}

impl Upload {
    pub(crate) async fn begin(client: &TestClient, name: &str, bytes: Vec<u8>, chunk_size: usize) -> Self {
        Self::begin_with(client, json!({"filename": name, "chunk_size": chunk_size}), bytes).await
    }

    pub(crate) async fn begin_with(client: &TestClient, mut body: Value, bytes: Vec<u8>) -> Self {
        body["file_size"] = json!(bytes.len());
        let init = client
            .post_json("/api/v2/files/upload/init", &body)
            .await
            .expect(201)
            .json();
        Self {
            client: client.clone(),
            id: init["upload_id"].as_str().unwrap().to_owned(),
            chunk_size: usize::try_from(init["chunk_size"].as_u64().unwrap()).unwrap(),
            init,
            bytes,
        }
    }

    pub(crate) fn chunks(&self) -> usize {
        self.bytes.len().div_ceil(self.chunk_size)
    }

    pub(crate) fn piece(&self, index: usize) -> Vec<u8> {
        let start = index * self.chunk_size;
        self.bytes[start..self.bytes.len().min(start + self.chunk_size)].to_vec()
    }

    pub(crate) fn url(&self, index: impl std::fmt::Display) -> String {
        format!("/api/v2/files/uploads/{}/chunks/{index}", self.id)
    }

    pub(crate) async fn put(&self, index: usize) -> TestResponse {
        self.client.put_bytes(&self.url(index), self.piece(index)).await
    }

    pub(crate) async fn post(&self, index: usize) -> TestResponse {
        self.form(vec![
            Part::text("upload_id", &self.id),
            Part::text("chunk_index", index),
            Part::file("chunk", "blob", self.piece(index)),
        ])
        .await
    }

    pub(crate) async fn form(&self, parts: Vec<Part>) -> TestResponse {
        self.client.multipart("/api/v2/files/upload/chunk", parts).await
    }

    pub(crate) async fn put_all(&self) {
        for index in 0..self.chunks() {
            self.put(index).await.expect(200);
        }
    }

    pub(crate) async fn complete(&self) -> TestResponse {
        self.complete_with(json!({})).await
    }

    pub(crate) async fn complete_with(&self, mut body: Value) -> TestResponse {
        body["upload_id"] = json!(self.id);
        self.client.post_json("/api/v2/files/upload/complete", &body).await
    }

    pub(crate) async fn show(&self) -> Value {
        self.client
            .get(&format!("/api/v2/files/uploads/{}", self.id))
            .await
            .expect(200)
            .json()
    }
}

/// Bytes that differ at every place and between calls.
pub(crate) fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut bytes: Vec<u8> = std::iter::repeat_with(&mut next)
        .flat_map(u64::to_le_bytes)
        .take(length)
        .collect();
    // Not an executable by chance.
    if let Some(first) = bytes.first_mut() {
        *first = b'#';
    }
    bytes
}

/// Asks again until `probe` gives an answer, for ten seconds.
pub(crate) async fn eventually<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..200 {
        if let Some(found) = probe().await {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{what} did not come");
}
