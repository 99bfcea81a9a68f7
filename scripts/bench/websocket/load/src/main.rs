//! Many WebSocket clients and one publisher, light enough not to be what is measured.
//!
//! `fanout-load ADDRESS SECRET CLIENTS SECONDS` prints one line of `name=value` pairs. Clients are raw sockets that
//! count frames; messages are published over `POST /broadcast`, which both servers under test offer.
//!
//! Throughput: batches of messages, the next one as soon as all clients have the one before the last. Latency: single
//! messages at a steady pace far below saturation, from just before the request to the last byte at each client.

use std::{
    cell::{Cell, RefCell},
    io::Result,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
    task::{LocalSet, spawn_local},
    time::timeout,
};

const BATCH: usize = 64;
/// What the message carries; with the server's own fields the frame is some hundred bytes longer.
const PAYLOAD: usize = 256;
const PACE: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Seen {
    frames: Cell<u64>,
    bytes: Cell<u64>,
    /// Wake the publisher when this many frames were seen.
    wanted: Cell<u64>,
    enough: Notify,
    /// Microseconds; recorded only while `timing`.
    latencies: RefCell<Vec<u32>>,
    sent_at: Cell<Option<Instant>>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, secret, clients, seconds] = arguments.as_slice() else {
        eprintln!("usage: fanout-load ADDRESS SECRET CLIENTS SECONDS");
        std::process::exit(2);
    };
    let clients: u64 = clients.parse().expect("a number of clients");
    let seconds: u64 = seconds.parse().expect("a number of seconds");
    LocalSet::new().run_until(run(address.clone(), secret.clone(), clients, Duration::from_secs(seconds))).await
}

async fn run(address: String, secret: String, clients: u64, length: Duration) -> Result<()> {
    let seen = Rc::new(Seen::default());
    let started = Instant::now();
    for _ in 0..clients {
        let mut socket = upgrade(&address).await?;
        let seen = Rc::clone(&seen);
        let rest = greet(&mut socket).await?;
        spawn_local(async move { listen(socket, rest, &seen).await });
    }
    let connecting = started.elapsed();
    let mut publisher = Publisher::connect(&address, &secret).await?;
    // Warm up, and find out whether everyone is there.
    publisher.publish(1).await?;
    wait(&seen, clients).await;

    let (mut batches, frames_before, bytes_before) = (0, seen.frames.get(), seen.bytes.get());
    let started = Instant::now();
    while started.elapsed() < length {
        publisher.publish(BATCH).await?;
        batches += 1;
        // One batch may still be on its way while the next one is published.
        wait(&seen, frames_before + (batches - 1) * BATCH as u64 * clients).await;
    }
    wait(&seen, frames_before + batches * BATCH as u64 * clients).await;
    let took = started.elapsed().as_secs_f64();
    let deliveries = seen.frames.get() - frames_before;
    let frame = (seen.bytes.get() - bytes_before) / deliveries;

    let mut pace = tokio::time::interval(PACE);
    let started = Instant::now();
    while started.elapsed() < length {
        pace.tick().await;
        let wanted = seen.frames.get() + clients;
        seen.sent_at.set(Some(Instant::now()));
        publisher.publish(1).await?;
        wait(&seen, wanted).await;
        seen.sent_at.set(None);
    }
    let mut latencies = seen.latencies.take();
    latencies.sort_unstable();
    let at = |share: f64| f64::from(latencies[((latencies.len() - 1) as f64 * share) as usize]) / 1000.0;
    println!(
        "clients={clients} connect_s={:.2} frame_bytes={frame} deliveries={deliveries} per_s={:.0} p50_ms={:.2} p99_ms={:.2} max_ms={:.2}",
        connecting.as_secs_f64(),
        deliveries as f64 / took,
        at(0.5),
        at(0.99),
        at(1.0),
    );
    Ok(())
}

async fn wait(seen: &Seen, wanted: u64) {
    seen.wanted.set(wanted);
    let all = async {
        while seen.frames.get() < wanted {
            seen.enough.notified().await;
        }
    };
    if timeout(PATIENCE, all).await.is_err() {
        eprintln!("only {} of {wanted} frames arrived", seen.frames.get());
        std::process::exit(1);
    }
}

async fn upgrade(address: &str) -> Result<TcpStream> {
    let mut socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    let request = format!(
        "GET /ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).await?;
    Ok(socket)
}

/// Subscribes and reads up to the answer; gives back what came after it.
async fn greet(socket: &mut TcpStream) -> Result<Vec<u8>> {
    let text = br#"{"type":"subscribe","channel":"alerts"}"#;
    let mut frame = vec![0x81, 0x80 | text.len() as u8, 0, 0, 0, 0];
    frame.extend(text);
    socket.write_all(&frame).await?;
    let mut heard = vec![0; 8192];
    let mut filled = 0;
    loop {
        let read = timeout(PATIENCE, socket.read(&mut heard[filled..])).await??;
        assert!(read > 0, "the server closed: {}", String::from_utf8_lossy(&heard[..filled]));
        filled += read;
        let Some(head) = heard[..filled].windows(4).position(|end| end == b"\r\n\r\n") else { continue };
        let mut at = head + 4;
        while let Some((start, end)) = frame_at(&heard[..filled], at) {
            at = end;
            if heard[start..end].windows(12).any(|part| part == b"\"subscribed\"") {
                return Ok(heard[at..filled].to_vec());
            }
        }
    }
}

/// Where the payload of the whole frame at `at` begins and ends.
fn frame_at(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let short = usize::from(bytes.get(at + 1)? & 0x7f);
    let (start, length) = match short {
        126 => (at + 4, usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]))),
        127 => panic!("frames of a benchmark are small"),
        length => (at + 2, length),
    };
    (start + length <= bytes.len()).then_some((start, start + length))
}

async fn listen(mut socket: TcpStream, rest: Vec<u8>, seen: &Seen) {
    let mut buffer = vec![0; 32 * 1024];
    buffer[..rest.len()].copy_from_slice(&rest);
    let mut filled = rest.len();
    loop {
        let (mut at, mut frames) = (0, 0);
        while let Some((start, end)) = frame_at(&buffer[..filled], at) {
            // Text frames only; a ping needs no answer in a run of some seconds.
            if buffer[at] == 0x81 {
                frames += 1;
                seen.bytes.set(seen.bytes.get() + (end - start) as u64);
            }
            at = end;
        }
        buffer.copy_within(at..filled, 0);
        filled -= at;
        if frames > 0 {
            if let Some(sent_at) = seen.sent_at.get() {
                seen.latencies.borrow_mut().push(sent_at.elapsed().as_micros() as u32);
            }
            seen.frames.set(seen.frames.get() + frames);
            if seen.frames.get() >= seen.wanted.get() {
                seen.enough.notify_one();
            }
        }
        match socket.read(&mut buffer[filled..]).await {
            Ok(0) | Err(_) => return,
            Ok(read) => filled += read,
        }
    }
}

struct Publisher {
    socket: TcpStream,
    head: String,
    message: String,
}

impl Publisher {
    async fn connect(address: &str, secret: &str) -> Result<Self> {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        let head = format!(
            "POST /broadcast HTTP/1.1\r\nHost: {address}\r\nX-Internal-Secret: {secret}\r\nContent-Type: application/json\r\n"
        );
        let data = "x".repeat(PAYLOAD);
        let message = format!(r#"{{"channel":"alerts","message":{{"type":"alert","data":"{data}"}}}}"#);
        Ok(Self { socket, head, message })
    }

    async fn publish(&mut self, count: usize) -> Result<()> {
        let messages = vec![self.message.as_str(); count].join(",");
        let body = format!(r#"{{"messages":[{messages}]}}"#);
        let request = format!("{}Content-Length: {}\r\n\r\n{body}", self.head, body.len());
        self.socket.write_all(request.as_bytes()).await?;
        let mut answer = vec![0; 4096];
        let mut filled = 0;
        loop {
            let read = timeout(PATIENCE, self.socket.read(&mut answer[filled..])).await??;
            filled += read;
            let text = String::from_utf8_lossy(&answer[..filled]);
            assert!(read > 0 && text.starts_with("HTTP/1.1 200"), "publishing failed: {text}");
            if text.trim_end().ends_with('}') {
                return Ok(());
            }
        }
    }
}
