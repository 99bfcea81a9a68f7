//! Any text as a WebSocket client's message.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = portal_fuzz::client_message::ClientMessage::parse(text);
});
