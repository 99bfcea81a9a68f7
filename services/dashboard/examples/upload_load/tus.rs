//! The same files to a tus 1.0 server: each as one stream, or as one PATCH a chunk, one after the other, as the protocol
//! has it.

use std::time::Instant;

use crate::body::Body;
use crate::http::Connection;
use crate::options::Options;

const VERSION: &str = "Tus-Resumable: 1.0.0\r\n";

pub(crate) fn run(options: &Options) -> String {
    let (size, files) = (options.number("size", 1 << 30), options.number("files", 1));
    let chunk = options.number("chunk", 16 << 20);
    // A stream is made of pieces of the same bytes.
    let piece = chunk.min(64 << 20);
    let body = Body::new(piece);
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..files {
            scope.spawn(|| one_file(options, size, chunk, piece, &body));
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    let bytes = (size * files) as f64;
    format!("seconds={seconds:.3} mb_per_s={:.1}", bytes / seconds / 1e6)
}

fn one_file(options: &Options, size: u64, chunk: u64, piece: u64, body: &Body) {
    let mut connection = Connection::open(options.text("address", "127.0.0.1:1080"));
    let made = connection
        .ask(
            &format!("POST {}", options.text("path", "/files")),
            &format!("{VERSION}Upload-Length: {size}\r\n"),
            "",
        )
        .must_be(201);
    let location = made.header("location").expect("a location");
    let path = location.splitn(4, '/').nth(3).expect("a URL");
    let mut offset = 0;
    while offset < size {
        let length = chunk.min(size - offset);
        let headers = format!("{VERSION}Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\n");
        connection
            .head(&format!("PATCH /{path}"), &headers, length)
            .expect("a server");
        let mut sent = 0;
        while sent < length {
            let now = piece.min(length - sent);
            body.send(&connection.socket, 0, now).expect("a server that reads");
            sent += now;
        }
        connection.answer().expect("an answer").must_be(204);
        offset += length;
    }
}
