//! Sends files to the dashboard service, or to a tus server, as fast as it can, and says how long that took.
//! `scripts/bench/uploads/run` starts it; `cargo run --release -p dashboard --example upload_load -- tokens …` makes
//! access tokens for other load generators.
//!
//! Bodies go from a memory file to the socket by `sendfile`, so that most of the processor is left to the server.
//!
//!     upload_load portal address=HOST:PORT secret=KEY size=BYTES chunk=BYTES files=1 senders=4 form=raw crc=no hold=no
//!     upload_load tus    address=HOST:PORT path=/files size=BYTES chunk=BYTES files=1
//!     upload_load tokens secret=KEY count=100 group=DX-Users
#![expect(clippy::print_stdout, reason = "a program that prints figures")]
#![expect(clippy::expect_used, reason = "without its parts there is nothing to measure")]

mod body;
mod http;
mod options;
mod portal;
mod tokens;
mod tus;

use options::Options;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let options = Options::parse(arguments);
    match what.as_str() {
        "portal" => println!("{}", portal::run(&options)),
        "tus" => println!("{}", tus::run(&options)),
        "tokens" => tokens::print(&options),
        _ => panic!("portal, tus or tokens"),
    }
}
