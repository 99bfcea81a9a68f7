//! Any name and first bytes: a verdict, and a kind that does not depend on the letters' case.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &[u8])| {
    let (name, head) = input;
    let info = portal_classify::classify(name);
    let _ = info.refined_by(head, head.len() as u64);
    assert_eq!(portal_classify::classify(&name.to_ascii_uppercase()).kind, portal_classify::classify(name).kind);
});
