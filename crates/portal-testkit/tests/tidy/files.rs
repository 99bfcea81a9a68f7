//! Files are short, and speak of nothing but the project.

use std::path::Path;

use crate::repository;

const LONGEST: usize = 500;

/// Written by people; generated files and lock files are as long as they are.
const WRITTEN: [&str; 10] = ["rs", "ts", "tsx", "css", "js", "mjs", "py", "sh", "conf", "sql"];
const GENERATED: [&str; 1] = ["schema.gen.d.ts"];

/// Longer than they should be, each for a reason. Who makes one shorter takes it off the list.
const LONG: [(&str, &str); 2] = [
    (
        "scripts/check.d/nginx_behaviour.py",
        "one table of addresses and answers",
    ),
    (
        "services/web/apps/dashboard/src/features/uploads/components/uploads.module.css",
        "one sheet for one page, so that its rules are seen together",
    ),
];

fn ending(path: &Path) -> &str {
    path.extension().and_then(|ending| ending.to_str()).unwrap_or_default()
}

#[test]
fn no_file_is_too_long_to_be_read_in_one_go() {
    for path in repository::files() {
        let name = path.file_name().unwrap().to_string_lossy();
        if !WRITTEN.contains(&ending(&path)) || GENERATED.contains(&name.as_ref()) {
            continue;
        }
        let lines = repository::text(&path).unwrap_or_default().lines().count();
        let excused = LONG.iter().any(|(long, _reason)| Path::new(long) == path);
        assert!(
            lines <= LONGEST || excused,
            "{} has {lines} lines; split it",
            path.display()
        );
    }
}

/// A path of the machine that a file was written on means nothing to anybody else.
#[test]
fn no_file_names_a_place_outside_the_repository() {
    // Put together here, so that this file does not name them either.
    let places = [
        ["/wo", "rk/"],
        ["../sh", "ared/"],
        ["/ro", "ot/.cargo"],
        ["/tmp/bash", "_jobs"],
    ]
    .map(|parts| parts.concat());
    for path in repository::files() {
        let text = repository::text(&path).unwrap_or_default();
        for place in &places {
            let line = text.lines().position(|line| line.contains(place.as_str()));
            assert_eq!(line, None, "{} (line counted from 0) names {place}", path.display());
        }
    }
}

#[test]
fn rust_files_say_what_they_are_for() {
    for path in repository::files() {
        let shown = path.display().to_string();
        if ending(&path) != "rs" || !shown.contains("/src/") || shown.starts_with("fuzz") {
            continue;
        }
        let text = repository::text(&path).unwrap_or_default();
        assert!(
            text.starts_with("//!"),
            "{shown} begins without a sentence about itself"
        );
    }
}
