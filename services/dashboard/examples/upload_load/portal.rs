//! Files to the dashboard service: begin, chunks by several connections, complete.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Barrier, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::body::{Body, noise};
use crate::http::{Answer, Connection};
use crate::options::Options;
use crate::tokens;

const BOUNDARY: &str = "----upload-load-boundary";

struct Load<'a> {
    options: &'a Options,
    size: u64,
    chunk: u64,
    files: Vec<Upload>,
    body: Body,
    crc: Option<Crc>,
    next: AtomicU64,
    refused: AtomicU64,
    completes: Mutex<Vec<Duration>>,
    // All senders are in the middle of a chunk when it opens.
    hold: Option<Barrier>,
}

/// Checksums of a whole chunk and of the last one.
struct Crc {
    whole: u32,
    last: u32,
}

struct Upload {
    id: String,
    authorization: String,
    missing: AtomicU64,
}

pub(crate) fn run(options: &Options) -> String {
    let (size, chunk) = (options.number("size", 1 << 30), options.number("chunk", 16 << 20));
    let (files, senders) = (options.number("files", 1), options.number("senders", 4));
    let body = Body::new(chunk);
    let crc = options.is_set("crc").then(|| Crc::of(size, chunk));
    let hold = options.is_set("hold").then(|| {
        assert_eq!(files * size.div_ceil(chunk), senders, "one chunk a sender");
        Barrier::new(usize::try_from(senders).expect("a number of threads"))
    });
    let started = Instant::now();
    let load = Load {
        options,
        size,
        chunk,
        files: (0..files).map(|number| begin(options, number, size, chunk)).collect(),
        body,
        crc,
        next: AtomicU64::new(0),
        refused: AtomicU64::new(0),
        completes: Mutex::default(),
        hold,
    };
    std::thread::scope(|scope| {
        for _ in 0..senders {
            scope.spawn(|| load.send_chunks());
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    let completes = load.completes.lock().unwrap_or_else(PoisonError::into_inner);
    let longest = completes.iter().max().expect("a file").as_secs_f64();
    format!(
        "seconds={seconds:.3} mb_per_s={:.1} complete_ms={:.1} refused={}",
        (size * files) as f64 / seconds / 1e6,
        longest * 1e3,
        load.refused.load(Ordering::Relaxed)
    )
}

/// Each file is another user's.
fn begin(options: &Options, number: u64, size: u64, chunk: u64) -> Upload {
    let name = format!("bench{}-{number}", std::process::id());
    let token = tokens::of(options.text("secret", ""), &name, "DX-Users");
    let authorization = format!("Authorization: Bearer {token}\r\n");
    let body = json!({"filename": "bench.dat", "file_size": size, "chunk_size": chunk}).to_string();
    let answer = Connection::open(options.text("address", "127.0.0.1:5010"))
        .ask(
            "POST /api/v2/files/upload/init",
            &format!("{authorization}Content-Type: application/json\r\n"),
            &body,
        )
        .must_be(201);
    let id = answer
        .json()
        .get("upload_id")
        .and_then(|id| id.as_str().map(str::to_owned));
    Upload {
        id: id.expect("an upload id"),
        authorization,
        missing: AtomicU64::new(size.div_ceil(chunk)),
    }
}

impl Load<'_> {
    fn send_chunks(&self) {
        let mut connection = Connection::open(self.options.text("address", "127.0.0.1:5010"));
        let (files, chunks) = (self.files.len() as u64, self.size.div_ceil(self.chunk));
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let upload = self.files.get(usize::try_from(number % files).unwrap_or_default());
            let (Some(upload), index) = (upload, number / files) else {
                return;
            };
            if index >= chunks {
                return;
            }
            self.send_until_taken(&mut connection, upload, index);
            if upload.missing.fetch_sub(1, Ordering::AcqRel) == 1 {
                self.complete(&mut connection, upload);
            }
        }
    }

    /// As clients do: a 503 is waited for and the chunk sent again.
    fn send_until_taken(&self, connection: &mut Connection, upload: &Upload, index: u64) {
        let mut hold = self.hold.as_ref();
        loop {
            let sent = self.send(connection, upload, index, hold.take());
            // A refusal may come before the body was read, and then the connection ends.
            let answer = connection.answer();
            match answer {
                Ok(answer) if answer.status != 503 => {
                    answer.must_be(200);
                    return;
                }
                Ok(answer) => wait_as_told(&answer),
                Err(error) => assert!(sent.is_err(), "no answer: {error}"),
            }
            self.refused.fetch_add(1, Ordering::Relaxed);
            connection.reopen();
        }
    }

    fn send(&self, connection: &mut Connection, upload: &Upload, index: u64, hold: Option<&Barrier>) -> io::Result<()> {
        let length = self.chunk.min(self.size - index * self.chunk);
        let (request, mut headers) = (&upload.authorization, String::new());
        let (mut before, mut after) = (String::new(), String::new());
        let target = if self.options.text("form", "raw") == "multipart" {
            headers = format!("Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n");
            before = form(&upload.id, index);
            after = format!("\r\n--{BOUNDARY}--\r\n");
            "POST /api/v2/files/upload/chunk".to_owned()
        } else {
            format!("PUT /api/v2/files/uploads/{}/chunks/{index}", upload.id)
        };
        if let Some(crc) = &self.crc {
            let sum = if length == self.chunk { crc.whole } else { crc.last };
            headers.push_str(&format!("X-Checksum-CRC32C: {sum:08x}\r\n"));
        }
        let total = length + (before.len() + after.len()) as u64;
        let begun = connection
            .head(&target, &format!("{request}{headers}"), total)
            .and_then(|()| connection.socket.write_all(before.as_bytes()))
            .and_then(|()| self.body.send(&connection.socket, 0, length / 2));
        if let Some(hold) = hold {
            hold.wait();
        }
        begun?;
        self.body.send(&connection.socket, length / 2, length)?;
        connection.socket.write_all(after.as_bytes())
    }

    fn complete(&self, connection: &mut Connection, upload: &Upload) {
        let started = Instant::now();
        let headers = format!("{}Content-Type: application/json\r\n", upload.authorization);
        let body = json!({"upload_id": upload.id}).to_string();
        connection
            .ask("POST /api/v2/files/upload/complete", &headers, &body)
            .must_be(200);
        self.completes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(started.elapsed());
    }
}

fn wait_as_told(answer: &Answer) {
    let seconds = answer.header("retry-after").and_then(|seconds| seconds.parse().ok());
    #[expect(clippy::disallowed_methods, reason = "a client that waits")]
    std::thread::sleep(Duration::from_secs(seconds.unwrap_or(1)));
}

fn form(id: &str, index: u64) -> String {
    let field = |name: &str, value: &str| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    format!(
        "{}{}--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"chunk\"; filename=\"blob\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n",
        field("upload_id", id),
        field("chunk_index", &index.to_string())
    )
}

impl Crc {
    fn of(size: u64, chunk: u64) -> Self {
        let bytes = noise(chunk);
        let rest = usize::try_from(size % chunk).unwrap_or_default();
        Self {
            whole: crc32c::crc32c(&bytes),
            last: crc32c::crc32c(bytes.get(..rest).unwrap_or_default()),
        }
    }
}
