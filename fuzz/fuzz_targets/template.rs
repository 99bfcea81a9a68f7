//! Any bytes as a template's file: never a panic, problems with places, and what is accepted can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portal_templates::schema::read;
use portal_templates::{Severity, yaml};

fuzz_target!(|bytes: &[u8]| {
    let reading = read("template.yaml", bytes);
    let lines = String::from_utf8_lossy(bytes)
        .split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
        .count();
    for problem in &reading.problems {
        assert!(
            (1..=lines + 1).contains(&problem.line) && problem.column >= 1,
            "{problem}"
        );
    }
    let gravest = reading.severity();
    assert!(reading.template.is_none() || gravest.is_none_or(|gravest| gravest == Severity::Warning));
    assert!(reading.metadata.is_none() || gravest != Some(Severity::Fatal));
    let Some(tree) = reading.tree else { return };
    let json = tree.to_json();
    let written = yaml::write(&json);
    // Written with more quotes and breaks, a large one may be beyond the limits.
    if written.len() < 200_000 {
        match yaml::load(&written, &yaml::Limits::default()) {
            Ok((again, _)) => assert_eq!(again.to_json(), json, "{written}"),
            Err(fault) => panic!("{fault} {fault:?} in {written}"),
        }
    }
});
