//! Any text as an env file: an error names a line that the text has.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match portal_config::parse_env_file(text) {
        Ok(values) => assert!(values.keys().all(|name| !name.is_empty())),
        Err(error) => assert!((1..=text.lines().count().max(1)).contains(&error.line)),
    }
});
