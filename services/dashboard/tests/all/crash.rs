//! `kill -9` at any instant, and the power: what was acknowledged is there, what was completed is whole, nothing else is.
//!
//! The short form runs with the other tests; `scripts/campaign/crash` runs the long one.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use portal_testkit::TestClient;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::sync::watch;

use crate::app::{eventually, noise};
use crate::audit::log::verified;
use crate::service::Service;

const CHUNK: usize = 64 * 1024;

/// Uploads under way at a time.
const AT_ONCE: usize = 10;

/// An upload sends at least so many requests; kills are spread over them.
const REQUESTS_PER_UPLOAD: u64 = 18;

/// How large a campaign is. Its seed decides everything but the scheduling.
struct Plan {
    uploads: u64,
    kills: u64,
    seed: u64,
}

impl Plan {
    fn read() -> Self {
        let uploads = number("PORTAL_CRASH_UPLOADS").unwrap_or(120);
        Self {
            uploads,
            kills: number("PORTAL_CRASH_KILLS").unwrap_or(uploads / 4),
            seed: number("PORTAL_CRASH_SEED").unwrap_or(1),
        }
    }
}

fn number(name: &str) -> Option<u64> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the size of a campaign is not a setting of the portal"
    )]
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Init,
    Chunk,
    Show,
    Complete,
    Cancel,
}

enum Body {
    None,
    Json(Value),
    Bytes(Vec<u8>),
    Summed(Vec<u8>, u32),
    Form(Vec<u8>),
}

struct Reply {
    status: u16,
    json: Value,
}

/// What clients and the killer know of each other.
struct Load {
    base: watch::Sender<Option<String>>,
    sent: watch::Sender<BTreeMap<Step, u64>>,
    client: RefCell<Option<TestClient>>,
    kills: Cell<u64>,
    broken: Cell<u64>,
    busy: Cell<u64>,
    kept: Cell<u64>,
}

impl Load {
    async fn base(&self) -> String {
        let mut base = self.base.subscribe();
        let base = base.wait_for(Option::is_some).await.unwrap();
        base.clone().unwrap()
    }

    async fn client(&self, name: &str) -> TestClient {
        let base = self.base().await;
        let mut kept = self.client.borrow_mut();
        let same = kept.take().filter(|client| client.base() == base);
        let client = same.unwrap_or_else(|| TestClient::stranger(&base));
        *kept = Some(client.clone());
        client.bearer(&portal_testkit::token(name, &["DX-Users"]))
    }

    /// None when the connection broke: then nobody knows what the service did.
    async fn send(&self, step: Step, name: &str, method: &str, path: &str, body: Body) -> Option<Reply> {
        let client = self.client(name).await;
        let request = client.request(method.parse().unwrap(), path);
        let request = match body {
            Body::None => request,
            Body::Json(body) => match body["key"].as_str() {
                Some(key) => request.header("idempotency-key", key).json(&body),
                None => request.json(&body),
            },
            Body::Bytes(bytes) => request.body(bytes),
            Body::Summed(bytes, sum) => request.header("x-checksum-crc32c", format!("{sum:08x}")).body(bytes),
            Body::Form(form) => request
                .header("content-type", "multipart/form-data; boundary=edge")
                .body(form),
        };
        self.sent.send_modify(|sent| *sent.entry(step).or_default() += 1);
        let answer = async {
            let answer = request.send().await.ok()?;
            let status = answer.status().as_u16();
            let json = serde_json::from_slice(&answer.bytes().await.ok()?).unwrap_or_default();
            Some(Reply { status, json })
        };
        let reply = answer.await;
        match &reply {
            None => self.broken.set(self.broken.get() + 1),
            Some(reply) if reply.status == 503 => self.busy.set(self.busy.get() + 1),
            Some(reply) => assert!(reply.status < 500, "{method} {path}: {} {}", reply.status, reply.json),
        }
        reply
    }

    /// Asks until there is an answer that is not "come again".
    async fn insist(&self, step: Step, name: &str, method: &str, path: &str, body: Value) -> Reply {
        let started = Instant::now();
        loop {
            let sent = match &body {
                Value::Null => Body::None,
                body => Body::Json(body.clone()),
            };
            match self.send(step, name, method, path, sent).await {
                Some(reply) if reply.status != 503 => return reply,
                _ => tokio::time::sleep(Duration::from_millis(2)).await,
            }
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "{method} {path} gets no answer"
            );
        }
    }
}

/// One upload and what its client has been told.
struct Client<'a> {
    load: &'a Load,
    random: StdRng,
    owner: String,
    id: String,
    bytes: Vec<u8>,
    acknowledged: RefCell<BTreeSet<usize>>,
}

/// How an upload ended.
enum End {
    File { path: String, bytes: Vec<u8> },
    Nothing,
}

impl<'a> Client<'a> {
    async fn run(load: &'a Load, number: u64, seed: u64) -> End {
        let mut random = StdRng::seed_from_u64(seed ^ (number << 20));
        let owner = format!("user{}", number / 3);
        let bytes = noise(random.random_range(200_000..3_000_000), seed + number);
        // The three uploads of an owner have one name, so that a name given twice shows.
        let body = json!({
            "filename": "data.dat", "file_size": bytes.len(), "chunk_size": CHUNK, "key": number.to_string(),
        });
        let begun = load
            .insist(Step::Init, &owner, "POST", "/api/v2/files/upload/init", body)
            .await;
        assert_eq!(begun.status, 201, "{}", begun.json);
        let id = begun.json["upload_id"].as_str().unwrap().to_owned();
        let mut client = Self {
            load,
            random,
            owner,
            id,
            bytes,
            acknowledged: RefCell::default(),
        };
        client.finish().await
    }

    fn path(&self) -> String {
        format!("/api/v2/files/uploads/{}", self.id)
    }

    async fn finish(&mut self) -> End {
        let fate = self.random.random_range(0..100);
        let mut rounds = 0;
        loop {
            let missing = self.missing().await;
            if missing.is_empty() {
                break;
            }
            rounds += 1;
            if fate < 12 && rounds == 2 {
                return self.cancel().await;
            }
            self.send_some(missing).await;
        }
        let path = self.complete().await;
        if self.random.random_ratio(1, 3) {
            assert_eq!(self.complete().await, path, "complete a second time");
        }
        if fate > 92 {
            return self.cancel().await;
        }
        End::File {
            path,
            bytes: std::mem::take(&mut self.bytes),
        }
    }

    /// What the service wants; never what it has acknowledged.
    async fn missing(&self) -> Vec<usize> {
        let shown = self
            .load
            .insist(Step::Show, &self.owner, "GET", &self.path(), Value::Null)
            .await;
        assert_eq!(shown.status, 200, "{}", shown.json);
        let ranges: Vec<(usize, usize)> = serde_json::from_value(shown.json["missing_ranges"].clone()).unwrap();
        let missing: BTreeSet<usize> = ranges.into_iter().flat_map(|(first, last)| first..=last).collect();
        let acknowledged = self.acknowledged.borrow();
        let lost: Vec<_> = missing.intersection(&acknowledged).collect();
        assert!(lost.is_empty(), "upload {}: acknowledged and lost: {lost:?}", self.id);
        self.load.kept.set(self.load.kept.get() + acknowledged.len() as u64);
        missing.into_iter().collect()
    }

    /// Sends a part of the missing chunks in a new order, some twice, some broken, some not at all.
    async fn send_some(&mut self, mut missing: Vec<usize>) {
        for place in (1..missing.len()).rev() {
            missing.swap(place, self.random.random_range(0..=place));
        }
        let most = self.random.random_range(1..=missing.len());
        let sends: Vec<_> = missing
            .into_iter()
            .take(most.max(8))
            .map(|index| (index, self.random.random_range(0..100)))
            .collect();
        let this = &*self;
        futures_util::stream::iter(sends)
            .for_each_concurrent(4, |(index, way)| async move {
                match way {
                    0..55 => this.put(index).await,
                    55..75 => this.post(index).await,
                    75..82 => drop(tokio::join!(this.put(index), this.post(index))),
                    82..88 => drop(tokio::join!(
                        this.put_wrong(index),
                        this.put(index),
                        this.break_off(index)
                    )),
                    88..94 => this.break_off(index).await,
                    _ => {}
                }
            })
            .await;
    }

    fn piece(&self, index: usize) -> Vec<u8> {
        let start = index * CHUNK;
        self.bytes[start..self.bytes.len().min(start + CHUNK)].to_vec()
    }

    async fn put(&self, index: usize) {
        let path = format!("{}/chunks/{index}", self.path());
        let reply = self
            .load
            .send(Step::Chunk, &self.owner, "PUT", &path, Body::Bytes(self.piece(index)))
            .await;
        self.note(index, reply);
    }

    async fn post(&self, index: usize) {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"upload_id\"\r\n\r\n{}\r\n\
             --edge\r\nContent-Disposition: form-data; name=\"chunk_index\"\r\n\r\n{index}\r\n\
             --edge\r\nContent-Disposition: form-data; name=\"chunk\"; filename=\"blob\"\r\n\r\n",
            self.id
        );
        let form = [head.as_bytes(), &self.piece(index), b"\r\n--edge--\r\n"].concat();
        let reply = self
            .load
            .send(
                Step::Chunk,
                &self.owner,
                "POST",
                "/api/v2/files/upload/chunk",
                Body::Form(form),
            )
            .await;
        self.note(index, reply);
    }

    fn note(&self, index: usize, reply: Option<Reply>) {
        match reply {
            Some(Reply { status: 200, .. }) => drop(self.acknowledged.borrow_mut().insert(index)),
            Some(Reply { status: 503, .. }) | None => {}
            Some(reply) => panic!("chunk {index} of {}: {} {}", self.id, reply.status, reply.json),
        }
    }

    /// Other bytes than the sum says: never to be seen again.
    async fn put_wrong(&self, index: usize) {
        let (right, path) = (self.piece(index), format!("{}/chunks/{index}", self.path()));
        let wrong = Body::Summed(noise(right.len(), 77), crc32c::crc32c(&right));
        self.load.send(Step::Chunk, &self.owner, "PUT", &path, wrong).await;
    }

    /// Half a chunk of wrong bytes on a connection that then breaks.
    async fn break_off(&self, index: usize) {
        let (base, length) = (self.load.base().await, self.piece(index).len());
        let head = format!(
            "PUT {}/chunks/{index} HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {}\r\nContent-Length: {length}\r\n\r\n",
            self.path(),
            portal_testkit::token(&self.owner, &["DX-Users"])
        );
        let send = async {
            let mut stream = tokio::net::TcpStream::connect(base.trim_start_matches("http://")).await?;
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&noise(length / 2, 78)).await
        };
        // The service may be gone.
        let _ = send.await;
    }

    async fn complete(&self) -> String {
        let body = json!({"upload_id": self.id});
        let done = self
            .load
            .insist(
                Step::Complete,
                &self.owner,
                "POST",
                "/api/v2/files/upload/complete",
                body,
            )
            .await;
        assert_eq!(done.status, 200, "{} of {}", done.json, self.id);
        done.json["file_path"].as_str().unwrap().to_owned()
    }

    async fn cancel(&self) -> End {
        for _ in 0..2 {
            let gone = self
                .load
                .insist(Step::Cancel, &self.owner, "DELETE", &self.path(), Value::Null)
                .await;
            assert_eq!(gone.status, 200, "{}", gone.json);
        }
        End::Nothing
    }
}

/// Kills the service while a step of a certain kind is under way, and starts it again.
async fn kill_now_and_then(service: &mut Service, load: &Load, plan: &Plan) {
    let mut random = StdRng::seed_from_u64(plan.seed);
    let steps = [
        Step::Init,
        Step::Chunk,
        Step::Chunk,
        Step::Complete,
        Step::Complete,
        Step::Cancel,
    ];
    let spacing = plan.uploads * REQUESTS_PER_UPLOAD / plan.kills.max(1);
    for kill in 0..plan.kills {
        let mut sent = load.sent.subscribe();
        let all = |sent: &BTreeMap<Step, u64>| sent.values().sum::<u64>();
        sent.wait_for(|sent| all(sent) > kill * spacing).await.unwrap();
        let step = steps[random.random_range(0..steps.len())];
        let before = sent.borrow().get(&step).copied();
        // There may be no such step for a while; any other moment is as good.
        let next = sent.wait_for(|sent| sent.get(&step).copied() > before);
        let _ = tokio::time::timeout(Duration::from_millis(500), next).await.is_ok();
        // From the middle of the request's head to a while after its answer.
        tokio::time::sleep(Duration::from_micros(random.random_range(0..6000))).await;
        load.base.send_replace(None);
        service.kill();
        service.begin();
        load.kills.set(load.kills.get() + 1);
        load.base.send_replace(Some(service.base().to_owned()));
    }
    std::future::pending().await
}

#[tokio::test]
async fn a_killed_service_keeps_what_it_acknowledged_and_nothing_else() {
    let (plan, started) = (Plan::read(), Instant::now());
    let mut service = Service::start(&[]);
    let load = Load {
        base: watch::Sender::new(Some(service.base().to_owned())),
        sent: watch::Sender::default(),
        client: RefCell::default(),
        kills: Cell::default(),
        broken: Cell::default(),
        busy: Cell::default(),
        kept: Cell::default(),
    };
    let uploads = futures_util::stream::iter(0..plan.uploads)
        .map(|number| Client::run(&load, number, plan.seed))
        .buffer_unordered(AT_ONCE)
        .collect::<Vec<_>>();
    let ends = tokio::select! {
        ends = uploads => ends,
        () = kill_now_and_then(&mut service, &load, &plan) => unreachable!("it only ends with the uploads"),
    };
    assert_eq!(load.kills.get(), plan.kills, "the uploads ended before the kills");

    // The last start clears away what the kills left.
    service.kill();
    service.begin();
    let mut expected = HashMap::new();
    for end in &ends {
        if let End::File { path, bytes } = end {
            assert!(
                expected.insert(path.as_str(), bytes).is_none(),
                "{path} was given to two uploads"
            );
        }
    }
    let root = service.path("").to_str().unwrap().to_owned();
    let mut names: Vec<_> = expected
        .keys()
        .map(|path| path.strip_prefix(&root).unwrap().to_owned())
        .collect();
    names.sort();
    eventually(
        &format!("nothing but the {} completed files", names.len()),
        async || (service.files() == names).then_some(()),
    )
    .await;
    let recorded = verified(&service.database);
    for (path, bytes) in expected {
        let row = format!(" {path}");
        assert!(
            recorded
                .iter()
                .any(|completed| completed.action == "upload.complete" && completed.object.ends_with(&row)),
            "{path} was completed, and nobody can tell by whom"
        );
        assert!(
            std::fs::read(path).unwrap() == *bytes,
            "{path} differs from what was sent"
        );
    }
    nothing_is_open(&service, plan.uploads).await;
    assert!(!service.log().contains("panicked"), "{}", service.log());
    println!(
        "crash: seed {}, {} uploads ({} files), {} kills, {} requests, {} broken off, {} answered 503, \
         {} times an acknowledged chunk was found kept, {:.1} s",
        plan.seed,
        ends.len(),
        names.len(),
        load.kills.get(),
        load.sent.borrow().values().sum::<u64>(),
        load.broken.get(),
        load.busy.get(),
        load.kept.get(),
        started.elapsed().as_secs_f64()
    );
}

async fn nothing_is_open(service: &Service, uploads: u64) {
    let admin = TestClient::stranger(service.base()).bearer(&portal_testkit::token("root", &["HPC-Admins"]));
    let count = async |query: &str| {
        let page = admin
            .get(&format!("/api/v2/files/uploads?limit=1{query}"))
            .await
            .expect(200)
            .json();
        page["total"].as_u64().unwrap()
    };
    assert_eq!(count("").await, uploads, "an init that is sent twice makes one upload");
    assert_eq!(count("&status=initialized,uploading,failed").await, 0);
}
